"""`ibok-bot outage planned`: a file taken in once, listed, cancelled; what cannot be used is said with its line."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ibok_bot.cli import cli
from tests.databases import opened
from tests.storage.planned import neighbours

HEAD = "number;operator;start;end;place;reason;state\n"
SOON = datetime.now(UTC).date() + timedelta(days=30)


@pytest.fixture(autouse=True)
def office(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The command's settings: a database with a few neighbours, and no token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("IBOK_TELEGRAM_TOKEN", raising=False)
    monkeypatch.setenv("IBOK_DATABASE_URL", sqlite_url)

    async def fill() -> None:
        async with opened(sqlite_url) as database, database.write() as conn:
            await neighbours(conn)

    asyncio.run(fill())
    return sqlite_url


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["outage", "planned", *words])


def written(*rows: str) -> str:
    Path("file.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8-sig")
    return "file.csv"


def row(number: str = "OSD/1", state: str = "", operator: str = "STO", hour: str = "08:00") -> str:
    return f"{number};{operator};{SOON} {hour};{SOON} 14:00;Łódź, Jasna 1-15;słup;{state}"


def test_a_file_is_taken_in_once() -> None:
    file = written(row(), row("OSD/2"), row("OSD/3", "cancelled"))
    assert run("import", file, "--dry-run").stdout == "announced 2, changed 0, cancelled 0, same 1\n"
    assert run("list").stdout == ""
    assert run("import", file).stdout == "announced 2, changed 0, cancelled 0, same 1\n"
    assert run("import", file).stdout == "announced 0, changed 0, cancelled 0, same 3\n"
    again = run("import", written(row(hour="09:00"), row("OSD/2", "odwołane")))
    assert again.stdout == "announced 0, changed 1, cancelled 1, same 0\n"
    assert run("list").stdout == f"OSD/1  changed  {SOON} 09:00  {SOON} 14:00  STO\n"
    assert [one["number"] for one in json.loads(run("list", "--past", "--json").stdout)] == ["OSD/2"]


def test_what_cannot_be_taken_in_is_named_and_the_rest_is_taken() -> None:
    done = run("import", written(row(), row("X", operator="NIKT"), row("Y", hour="15:00")), "--json")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert said["came"] == {"announced": 1}
    assert [(one["line"], one["why"]) for one in said["refused"]] == [(3, "operator"), (4, "backwards")]


def test_a_file_that_makes_no_sense_changes_nothing() -> None:
    done = run("import", written(row(), f"X;STO;soon;{SOON} 14:00;Łódź;;", f"Z;STO;{SOON} 08:00;{SOON} 14:00;,;;"))
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 2
    assert "line 3: the start is no time" in done.stderr
    assert "line 4: the place is not understood" in done.stderr
    assert run("list").stdout == ""


def test_one_is_cancelled_twice_without_harm() -> None:
    run("import", written(row()))
    assert run("cancel", "OSD/1").stdout == "OSD/1 is cancelled.\n"
    assert run("cancel", "OSD/1").stdout == "OSD/1 was cancelled before.\n"
    missing = run("cancel", "OSD/9")
    assert (missing.exit_code, missing.stdout) == (2, "")


def test_short_notice_is_said() -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    done = run("import", written(f"A;STO;{tomorrow} 08:00;{tomorrow} 14:00;Łódź;;"))
    assert (done.exit_code, "Less than 5 days are left until: A" in done.stderr) == (0, True)
