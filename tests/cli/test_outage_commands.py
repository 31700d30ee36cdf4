"""`ibok-bot outage`: faults listed, shown and moved along by scripts; what makes no sense gets one clear line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner, Result

from ibok_bot.cli import cli
from ibok_bot.domain.fault_reports import NewReport
from ibok_bot.domain.outages import FaultKind
from ibok_bot.domain.staff import Act, Side
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import TelegramLink
from ibok_bot.storage.schema.deliveries import Delivery
from tests.databases import opened
from tests.storage.faults import household

T = TypeVar("T")


@pytest.fixture(autouse=True)
def office(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The command's settings: a database, and no token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("IBOK_TELEGRAM_TOKEN", raising=False)
    monkeypatch.setenv("IBOK_DATABASE_URL", sqlite_url)
    return sqlite_url


def outage(*words: str) -> Result:
    return CliRunner().invoke(cli, ["outage", *words])


def within(url: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    async def run() -> T:
        async with opened(url) as database, database.write() as conn:
            return await work(conn)

    return asyncio.run(run())


def report(url: str, number: int, kind: FaultKind = FaultKind.NO_POWER_AREA, postcode: str = "00-950") -> str:
    """A household with a chat reports a fault just now; the number of the incident."""

    async def work(conn: AsyncConnection) -> str:
        now = datetime.now(UTC)
        home = await household(conn, number, postcode)
        talk = {"channel": "telegram", "chat_id": number, "language": "pl", "trail": "[]", "choices": "[]", "turn": 0}
        await conn.execute(table(Conversation).insert(), talk | {"updated_at": now})
        link = {"account_id": home.account, "channel": "telegram", "chat_id": number, "linked_at": now}
        await conn.execute(table(TelegramLink).insert(), link)
        return (await Reports(conn, now).file(home.account, NewReport(kind, point=home.point))).report.incident

    return within(url, work)


def messages(url: str) -> int:
    async def work(conn: AsyncConnection) -> int:
        return await conn.scalar(select(func.count(Delivery.id)).where(Delivery.topic.like("fault:%"))) or 0

    return within(url, work)


def test_faults_are_listed_by_state_area_and_danger(office: str) -> None:
    case, wire = report(office, 1), report(office, 2, FaultKind.WIRE_DOWN, "05-200")
    lines = outage("list").stdout.splitlines()
    assert [line.split("  ")[:3] for line in lines] == [[case, "new", "no_power_area"], [wire, "new", "wire_down"]]
    assert "no time promised" in lines[0]
    for words, shown in (
        (("--dangerous",), [wire]),
        (("--area", "00-9"), [case]),
        (("--state", "resolved"), []),
        (("--state", "new", "--state", "resolved", "--most", "1"), [case]),
        (("--overdue",), []),
    ):
        assert [one["number"] for one in json.loads(outage("list", *words, "--json").stdout)] == shown, words


def test_a_state_is_said_once_and_every_household_is_told(office: str) -> None:
    case = report(office, 1)
    assert report(office, 2) == case
    when = (datetime.now(UTC) + timedelta(hours=2)).replace(microsecond=0).isoformat()
    words = ("set-status", case, "in_progress", "--expected", when, "--note", "Ekipa jedzie", "--internal", "dog")
    done = outage(*words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{case} is in_progress; households told: 2.\n"
    assert outage(*words).stdout == f"{case} is in_progress already; nobody was told anything.\n"
    assert messages(office) == 2
    kept = json.loads(outage("set-status", case.lower(), "in_progress", "--json").stdout)
    assert (kept["told"], kept["incident"]["expected_at"] is not None) == (False, True)
    gone = json.loads(outage("set-status", case, "in_progress", "--expected", "unknown", "--json").stdout)
    assert (gone["told"], gone["incident"]["expected_at"]) == (True, None)
    shown = outage("show", case).stdout
    assert ("note: Ekipa jedzie" in shown, "internal: dog" in shown) == (True, True)
    whole = json.loads(outage("show", case, "--json").stdout)
    assert whole["incident"]["state"] == "in_progress"
    [entry] = within(office, lambda conn: Audit(conn, datetime.now(UTC)).entries(0, 1))
    assert (entry.side, entry.act) == (Side.CONSOLE, Act.INCIDENT_MOVED)


def test_the_area_is_told_too_when_that_is_asked_for(office: str) -> None:
    case = report(office, 1)
    done = outage("set-status", case, "verifying", "--tell-area")
    assert "The area is told too." in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("show", "AW-99999"), 2, "There is no fault AW-99999"),
        (("set-status", "AW-99999", "verifying"), 2, "There is no fault"),
        (("set-status", "CASE", "scheduled"), 2, "needs a time"),
        (("set-status", "CASE", "verifying", "--expected", "1.1.2020 8:00"), 2, "has passed"),
        (("set-status", "CASE", "verifying", "--expected", "2020-01-01T08:00:00Z"), 2, "has passed"),
        (("set-status", "CASE", "verifying", "--expected", "soon"), 2, "write it like"),
        (("set-status", "CASE", "resolved", "--expected", "tomorrow 8:00"), 2, "leave the time out"),
        (("set-status", "CASE", "joined"), 1, "cannot become joined"),
        (("set-status", "CASE", "verifying", "--note", "x" * 1001), 2, "at most 1000"),
        (("set-status", "CASE", "mended"), 2, "mended"),
        (("list", "--most", "0"), 2, "--most"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nobody_is_told(
    office: str, words: tuple[str, ...], code: int, why: str
) -> None:
    case = report(office, 1)
    done = outage(*(case if word == "CASE" else word for word in words))
    assert (done.exit_code, why in done.stderr) == (code, True), done.stderr
    assert messages(office) == 0
