"""The command line: clear words for wrong settings, help that teaches, exit codes that scripts can trust."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"


def ibok(folder: Path, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("IBOK_")}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "ibok_bot", *words],
        cwd=folder,
        env=env | settings,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("IBOK_TELEGRAM_TOKEN", "nonsense-secret", "not a bot's token"),
        ("IBOK_TELEGRAM_API_URL", "ftp://x", "not a web address"),
        ("IBOK_DATABASE_URL", "mongodb://x", "no database we speak to"),
        ("IBOK_SECRET_KEY", "short", "too short"),
        ("IBOK_LISTEN", "8080", "not host:port"),
        ("IBOK_LISTEN", "x:99999", "not host:port"),
        ("IBOK_WEBHOOK_URL", "https://x.example.pl", "IBOK_WEBHOOK_SECRET: a webhook needs a secret"),
        ("IBOK_WEBHOOK_SECRET", "with spaces in it 123456", "only letters, digits"),
        ("IBOK_SMTP_URL", "http://x", "not a mail server"),
        ("IBOK_SMTP_URL", "smtp://x.example.pl", "IBOK_MAIL_FROM: mail needs a sender"),
        ("IBOK_SEND_RATE", "0", "more than 0"),
        ("IBOK_SEND_RATE", "many", "IBOK_SEND_RATE"),
        ("IBOK_TIMEZONE", "Mars/Base", "no time zone"),
        ("IBOK_SUPPLIER", "/nowhere/supplier.toml", "there is no file"),
        ("IBOK_LOG_FORMAT", "xml", "IBOK_LOG_FORMAT"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name_the_reason_and_the_mend(
    tmp_path: Path, name: str, value: str, why: str
) -> None:
    done = ibok(tmp_path, "run", **{name: value})
    assert done.returncode == 2
    assert name.removesuffix("_URL") in done.stderr or why.split(":", maxsplit=1)[0] in done.stderr
    assert why in done.stderr
    assert "Traceback" not in done.stderr
    assert "nonsense-secret" not in done.stderr


def test_a_missing_token_says_where_to_get_one(tmp_path: Path) -> None:
    done = ibok(tmp_path, "run")
    assert done.returncode == 2
    assert "@BotFather" in done.stderr


def test_an_unknown_word_is_bad_input(tmp_path: Path) -> None:
    assert ibok(tmp_path, "runn").returncode == 2
    assert ibok(tmp_path, "demo-data", "--customers", "many").returncode == 2


@pytest.mark.parametrize(
    "words", [(), ("run",), ("serve",), ("demo",), ("demo-data",), ("chat",), ("doctor",), ("db", "upgrade")]
)
def test_help_teaches(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = ibok(tmp_path, *words, "--help")
    assert done.returncode == 0
    assert len(done.stdout) > 150


def test_demo_data_are_the_same_twice_and_not_mixed(tmp_path: Path) -> None:
    first = ibok(tmp_path, "demo-data", "--json", "--customers", "7")
    again = ibok(tmp_path, "demo-data", "--json", "--customers", "7")
    assert first.returncode == 0
    assert json.loads(first.stdout) == json.loads(again.stdout)
    other = ibok(tmp_path, "demo-data", "--customers", "8")
    assert other.returncode == 1
    assert "invented customers" in other.stderr


def test_the_schema_is_shown_and_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/office.db"
    before = ibok(tmp_path, "db", "status", "--json", IBOK_DATABASE_URL=url)
    assert (before.returncode, json.loads(before.stdout)["current"]) == (1, None)
    refused = ibok(tmp_path, "run", IBOK_DATABASE_URL=url, IBOK_TELEGRAM_TOKEN=TOKEN)
    assert refused.returncode == 1
    assert "ibok-bot db upgrade" in refused.stderr
    assert ibok(tmp_path, "db", "upgrade", IBOK_DATABASE_URL=url).returncode == 0
    after = ibok(tmp_path, "db", "status", IBOK_DATABASE_URL=url)
    assert after.returncode == 0


def test_an_unreachable_database_is_one_clear_line(tmp_path: Path) -> None:
    url = "postgresql+asyncpg://user:hunter2@127.0.0.1:1/x"
    settings = {"IBOK_DATABASE_URL": url, "IBOK_TELEGRAM_TOKEN": TOKEN, "IBOK_SECRET_KEY": "x" * 32}
    done = ibok(tmp_path, "run", **settings)
    assert done.returncode == 1
    assert "database cannot be reached" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_names_what_is_wrong_and_masks_secrets(tmp_path: Path) -> None:
    settings = {
        "IBOK_TELEGRAM_TOKEN": TOKEN,
        "IBOK_TELEGRAM_API_URL": "http://127.0.0.1:1",
        "IBOK_SMTP_URL": "smtp://user:hunter2@mail.example.pl",
        "IBOK_MAIL_FROM": "office@example.pl",
        "IBOK_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/office.db",
    }
    done = ibok(tmp_path, "doctor", **settings)
    assert done.returncode == 1
    assert "ibok-bot db upgrade" in done.stdout
    assert "IBOK_TELEGRAM_API_URL and the network" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr
    assert "abcdefghij" not in done.stdout + done.stderr
    kept = next(tmp_path.rglob("secret.key")).read_text().strip()
    assert kept not in done.stdout
    found = json.loads(ibok(tmp_path, "doctor", "--json", **settings).stdout)
    assert kept not in json.dumps(found)
    assert found["well"] is False
    assert found["settings"]["IBOK_TELEGRAM_TOKEN"] == "***"


def test_the_terminal_speaks_the_same_dialogs_and_saves_files(tmp_path: Path) -> None:
    assert ibok(tmp_path, "demo-data", "--customers", "7").returncode == 0
    typed = ["/login", "tomasz@example.com", "zielony rower na moście", "/balance", "/journal", "2", "/logout", "1"]
    done = ibok(tmp_path, "chat", typed="\n".join(typed) + "\n")
    assert done.returncode == 0
    assert "Do zapłaty" in done.stdout
    assert "Dziennik" in done.stdout
    assert "ibok-journal.csv" in done.stdout
    assert "Wylogowano" in done.stdout
    assert "<b>" not in done.stdout
    saved = (tmp_path / "var" / "files" / "ibok-journal.csv").read_text("utf-8-sig")
    assert saved.startswith("Co;Od;Do")
