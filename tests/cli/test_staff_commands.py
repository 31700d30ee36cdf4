"""`ibok-bot staff`: links and tokens shown once, lists for people and scripts, one clear line for what cannot be."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ibok_bot.cli import cli
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.staff import StaffMember, secret_hash
from ibok_bot.domain.tokens import Scope
from ibok_bot.simulator.server import Simulator
from ibok_bot.storage.staff import Team
from ibok_bot.storage.tokens import Tokens
from tests.databases import opened

SECRET = re.compile(r"/start staff_([\w-]{43})\n")


@pytest.fixture(autouse=True)
def office(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The command's settings: an empty database, and no token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("IBOK_TELEGRAM_TOKEN", raising=False)
    monkeypatch.setenv("IBOK_DATABASE_URL", sqlite_url)
    return sqlite_url


def staff(*words: str) -> Result:
    return CliRunner().invoke(cli, ["staff", *words])


def listed(*words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(staff(*words, "--json").stdout)
    return found


def accept(url: str, secret: str) -> StaffMember | None:
    """Somebody accepts; the commands go by the machine's own clock."""

    async def work() -> StaffMember | None:
        async with opened(url) as database, database.write() as conn:
            return await Team(conn, datetime.now(UTC)).accept(secret_hash(secret), "telegram", ChatId(7))

    return asyncio.run(work())


def test_an_invitation_without_telegram_is_words_to_write(office: str) -> None:
    done = staff("invite", "Anna Kowalska", "--role", "dispatcher")
    assert done.exit_code == 0
    found = SECRET.fullmatch(done.stdout)
    assert found
    [row] = listed("list")
    assert (row["name"], row["role"], row["standing"], row["joined_at"]) == (
        "Anna Kowalska",
        "dispatcher",
        "invited",
        None,
    )
    assert found[1] not in staff("list").stdout + staff("log").stdout
    member = accept(office, found[1])
    assert member is not None
    [row] = listed("list")
    assert (row["standing"], row["invited_until"]) == ("active", None)


def test_with_a_token_it_is_a_link_to_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> str:
        async with Simulator() as simulator:
            monkeypatch.setenv("IBOK_TELEGRAM_TOKEN", simulator.token)
            monkeypatch.setenv("IBOK_TELEGRAM_API_URL", simulator.url)
            done = await asyncio.to_thread(staff, "invite", "Anna", "--role", "admin")
            return done.stdout

    assert re.fullmatch(r"https://t\.me/ibok_demo_bot\?start=staff_[\w-]{43}\n", asyncio.run(work()))


def test_a_telegram_that_does_not_answer_costs_no_invitation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBOK_TELEGRAM_TOKEN", "123456:abcdefghijklmnopqrstuvwxyz0123456789")
    monkeypatch.setenv("IBOK_TELEGRAM_API_URL", "http://127.0.0.1:1")
    done = staff("invite", "Anna", "--role", "admin")
    assert SECRET.fullmatch(done.stdout)
    assert "did not tell the bot's name" in done.stderr
    assert "abcdefghij" not in done.output


def test_access_is_taken_away_by_number_or_by_name(office: str) -> None:
    for name in ("Anna", "Jan", "Jan"):
        staff("invite", name, "--role", "clerk")
    both = staff("revoke", "Jan")
    assert (both.exit_code, both.stderr) == (
        2,
        "Several have this name. Give the number of the one you mean: 2, 3.\n",
    )
    assert staff("revoke", "2").exit_code == 0
    assert staff("revoke", "Jan").stdout == "Jan has no access any more.\n"
    assert [row["standing"] for row in listed("list")] == ["invited", "revoked", "revoked"]
    again = staff("revoke", "Jan")
    assert (again.exit_code, again.stdout) == (2, "")
    assert again.stderr == "Nobody with access has this number or name. See: ibok-bot staff list\n"


def test_the_console_may_revoke_even_the_last_administrator(office: str) -> None:
    found = SECRET.fullmatch(staff("invite", "Maria", "--role", "admin").stdout)
    assert found
    assert accept(office, found[1])
    assert staff("revoke", "Maria").exit_code == 0


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "x" * 61])
def test_a_name_that_cannot_be_shown_is_refused_in_one_line(name: str) -> None:
    for words in (("invite", name, "--role", "clerk"), ("token", "make", name, "--scope", "import")):
        done = staff(*words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert re.fullmatch(r"The name must have from 1 to 60 letters.*\n", done.stderr)


@pytest.mark.parametrize(
    "words",
    [
        ("invite", "Anna", "--role", "boss"),
        ("invite", "Anna"),
        ("revoke",),
        ("token", "make", "x", "--scope", "everything"),
        ("token", "make", "x"),
        ("token", "make", "x", "--scope", "import", "--days", "0"),
        ("token", "revoke", "one"),
        ("token", "revoke", "99"),
        ("log", "--lines", "0"),
    ],
)
def test_bad_input_exits_with_two(words: tuple[str, ...]) -> None:
    done = staff(*words)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_token_is_shown_once_opens_what_it_may_and_is_revoked(office: str) -> None:
    made = staff("token", "make", "billing", "--scope", "import", "--scope", "notices:read", "--days", "30")
    assert made.exit_code == 0
    secret = made.stdout.strip()
    assert re.fullmatch(r"ibok_[\w-]{43}", secret)

    async def scopes() -> set[Scope] | None:
        async with opened(office) as database, database.read() as conn:
            found = await Tokens(conn, datetime.now(UTC)).find(secret)
            return set(found.scopes) if found else None

    assert asyncio.run(scopes()) == {Scope.IMPORT, Scope.NOTICES_READ}
    [row] = listed("token", "list")
    assert (row["name"], row["scopes"], row["state"]) == ("billing", ["import", "notices:read"], "active")
    assert secret not in staff("token", "list").output
    assert staff("token", "revoke", str(row["id"])).exit_code == 0
    assert asyncio.run(scopes()) is None
    assert listed("token", "list")[0]["state"] == "revoked"
    assert staff("token", "revoke", str(row["id"])).exit_code == 2


def test_what_the_console_did_is_in_the_audit_log() -> None:
    staff("invite", "Anna", "--role", "clerk")
    staff("token", "make", "billing", "--scope", "export")
    staff("revoke", "Anna")
    entries = listed("log")
    assert [(row["side"], row["who"], row["act"], row["subject"]) for row in entries] == [
        ("console", None, "staff_revoked", "1 Anna, clerk"),
        ("console", None, "token_made", "1 billing"),
        ("console", None, "staff_invited", "1 Anna, clerk"),
    ]
    assert len(listed("log", "--lines", "1")) == 1


def test_a_schema_that_is_not_there_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBOK_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    done = staff("list")
    assert done.exit_code == 1
    assert "ibok-bot db upgrade" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [(), ("invite",), ("list",), ("revoke",), ("log",), ("token",), ("token", "make")])
def test_help_teaches(words: tuple[str, ...]) -> None:
    done = staff(*words, "--help")
    assert done.exit_code == 0
    assert len(done.stdout) > 150
