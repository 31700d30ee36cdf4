"""`ibok-bot notice`: posted, followed and taken back by scripts; wrong files and numbers get one clear line."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console
from rich.progress import Progress as Bar
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner, Result

from ibok_bot.cli import cli
from ibok_bot.commands import notice_waiting
from ibok_bot.commands.notice_console import Seen
from ibok_bot.commands.notice_waiting import Watch
from ibok_bot.demo.load import load
from ibok_bot.domain.audience import EVERYONE
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastState, Progress
from ibok_bot.domain.ids import ChatId, NoticeId
from ibok_bot.domain.notices import Category, Posted
from ibok_bot.domain.posting import Status
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.domain.staff import CONSOLE, Role, secret_hash
from ibok_bot.simulator.server import Simulator
from ibok_bot.simulator.world import Person
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Account, TelegramLink
from ibok_bot.storage.schema.deliveries import Broadcast
from ibok_bot.storage.schema.notices import NoticeFile
from ibok_bot.storage.staff import Team
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import DEFAULT
from tests.browser.stage import png
from tests.databases import opened
from tests.office import CUSTOMERS, NOW, SEED

T = TypeVar("T")
STAFF_CHAT = 7


@pytest.fixture(autouse=True)
def office(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The command's settings: a database with a few customers, and no token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("IBOK_TELEGRAM_TOKEN", raising=False)
    monkeypatch.setenv("IBOK_DATABASE_URL", sqlite_url)

    async def fill() -> None:
        async with opened(sqlite_url) as database:
            await load(database, CUSTOMERS, SEED, NOW.date())

    asyncio.run(fill())
    (tmp_path / "pl.txt").write_text("Od <b>8:00</b> do 12:00.")
    (tmp_path / "en.txt").write_text("No electricity\n\nFrom 8:00 to 12:00.\n")
    return sqlite_url


def notice(*words: str) -> Result:
    return CliRunner().invoke(cli, ["notice", *words])


def post(*more: str) -> Result:
    return notice("post", "--title", "Przerwa", "--text-file", "pl.txt", *more)


def within(url: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    async def run() -> T:
        async with opened(url) as database, database.write() as conn:
            return await work(conn)

    return asyncio.run(run())


def let_in(url: str, chat: int = STAFF_CHAT) -> None:
    async def work(conn: AsyncConnection) -> None:
        team = Team(conn, datetime.now(UTC))
        secret = await team.invite("Anna Próbna", Role.CLERK, CONSOLE)
        assert await team.accept(secret_hash(secret), "telegram", ChatId(chat))

    within(url, work)


async def somebody_reads(conn: AsyncConnection) -> None:
    """One customer has a chat."""
    account = (await conn.execute(select(Account.id).order_by(Account.id))).scalars().first()
    talk = {"channel": "telegram", "chat_id": 9000, "language": "pl", "trail": "[]", "choices": "[]", "turn": 0}
    await conn.execute(insert(table(Conversation)), talk | {"updated_at": NOW})
    link = {"account_id": account, "channel": "telegram", "chat_id": 9000, "linked_at": NOW}
    await conn.execute(insert(table(TelegramLink)), link)


def test_a_posted_notice_gives_its_number_alone_and_shows_how_it_stands() -> None:
    done = post("--lang", "en=en.txt", "--category", "work", "--until", "2090-01-01")
    assert (done.exit_code, done.stderr) == (0, "")
    number = done.stdout.strip()
    found = json.loads(notice("status", number, "--json").stdout)
    assert found["texts"]["pl"] == {"title": "Przerwa", "html": "Od <b>8:00</b> do 12:00."}
    assert found["texts"]["en"] == {"title": "No electricity", "html": "From 8:00 to 12:00."}
    assert (found["category"], found["sending"]["state"]) == ("work", "scheduled")
    assert found["valid_to"].startswith("2090-01-01T22:59")
    line = json.loads(notice("list", "--json").stdout)[0]
    assert (str(line["id"]), line["title"]) == (number, "Przerwa")
    assert f"{number}  valid  scheduled 0  work  Przerwa" in notice("list").stdout
    assert "scheduled" in notice("status", number).stdout


def test_it_is_paused_resumed_cancelled_and_recalled_and_says_what_it_was_already() -> None:
    number = post("--at", "tomorrow 8:00").stdout.strip()
    for act, said in (("pause", "paused"), ("resume", "going on"), ("cancel", "cancelled")):
        first, again = notice(act, number), notice(act, number)
        assert (first.exit_code, first.stdout) == (0, f"Notice {number} is {said}.\n")
        assert (again.exit_code, again.stdout) == (0, f"Notice {number} was {said} before.\n")
    late = notice("pause", number)
    assert late.exit_code == 1
    assert len(late.stderr.splitlines()) == 1
    done = notice("status", number, "--wait", "--json")
    assert done.exit_code == 1, "a script must learn that it was cancelled"
    assert json.loads(done.stdout)["sending"]["state"] == "cancelled"
    fresh = post().stdout.strip()
    assert notice("recall", fresh).exit_code == 0
    assert json.loads(notice("status", fresh, "--json").stdout)["standing"] == "recalled"


def test_a_dry_run_counts_and_posts_nothing() -> None:
    before = json.loads(notice("list", "--json").stdout)
    found = json.loads(post("--dry-run", "--json").stdout)
    assert found["reach"]["customers"] >= CUSTOMERS
    assert found["needs_approval"] is False
    assert "customers" in post("--dry-run").stdout
    assert json.loads(notice("list", "--json").stdout) == before


def test_above_the_limit_it_waits_for_one_of_the_staff(
    office: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "supplier.toml"
    file.write_text(DEFAULT.read_text().replace("approve_above = 1000", "approve_above = 0"))
    monkeypatch.setenv("IBOK_SUPPLIER", str(file))
    within(office, somebody_reads)
    done = post()
    assert done.exit_code == 0
    assert "waits until one of the staff approves it" in done.stderr
    found = json.loads(notice("status", done.stdout.strip(), "--json").stdout)
    assert (found["sending"]["state"], found["published_at"]) == ("awaiting_approval", None)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--title", "Only a title"), "belong together"),
        ((), "There is no text"),
        (("--lang", "en.txt"), "write it like en="),
        (("--lang", "de=en.txt"), "languages: pl, en, uk"),
        (("--lang", "en=nowhere.txt"), "nowhere.txt: No such file"),
        (("--lang", "en=broken.txt"), "broken.txt: Line 1"),
        (("--lang", "en=binary.txt"), "not UTF-8"),
        (("--lang", "en=long.txt"), "at most"),
        (("--lang", "en=title.txt"), "text (en)"),
        (("--lang", "en=en.txt", "--audience", "moon"), "no condition 'moon'"),
        (("--lang", "en=en.txt", "--audience", "customer:123"), "No customer fits"),
        (("--lang", "en=en.txt", "--at", "yesterday"), "write it like"),
        (("--lang", "en=en.txt", "--at", "1.1.2020 8:00"), "has passed"),
        (("--lang", "en=en.txt", "--until", "soon"), "write it like 2026-12-31"),
        (("--lang", "en=en.txt", "--until", "2020-01-01"), "valid_to"),
        (("--lang", "en=en.txt", "--attach", "pl.txt"), "only JPEG, PNG and PDF"),
        (("--lang", "en=en.txt", "--attach", "large.png"), "at most 10 MB"),
        (("--lang", "en=en.txt", "--attach", "nowhere.pdf"), "No such file"),
        (("--lang", "en=en.txt", "--category", "gossip"), "gossip"),
    ],
)
def test_bad_input_is_refused_with_one_line_and_posts_nothing(tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    (tmp_path / "broken.txt").write_text("Title\n<b>never closed")
    (tmp_path / "binary.txt").write_bytes(b"Title\n\xff\xfe\x00")
    (tmp_path / "long.txt").write_text("Title\n" + "x" * 5000)
    (tmp_path / "title.txt").write_text("Title and nothing else")
    (tmp_path / "large.png").write_bytes(png() + b"\0" * 10_000_001)
    before = notice("list", "--json").stdout
    done = notice("post", *words)
    assert done.exit_code == 2, done.output
    assert why in done.stderr
    assert "Traceback" not in done.output
    assert notice("list", "--json").stdout == before


@pytest.mark.parametrize("act", ["status", "pause", "resume", "cancel", "recall"])
def test_a_number_that_there_is_not_is_bad_input(act: str) -> None:
    done = notice(act, "999")
    assert (done.exit_code, done.stderr) == (2, "There is no notice 999. See: ibok-bot notice list\n")


def test_a_file_needs_somebody_to_show_it_to_and_a_token(office: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    nobody = post("--attach", "a.png")
    assert nobody.exit_code == 1
    assert "nobody of the staff has a chat" in nobody.stderr
    let_in(office)
    no_token = post("--attach", "a.png")
    assert no_token.exit_code == 1
    assert "IBOK_TELEGRAM_TOKEN" in no_token.stderr


def test_a_file_is_shown_to_a_clerk_and_kept_by_telegram(
    office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.png").write_bytes(png())
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    let_in(office)

    async def served() -> tuple[Result, Result]:
        async with Simulator() as simulator:
            simulator.world.add_person(Person(STAFF_CHAT, "Anna", "Próbna"))
            simulator.people.write(STAFF_CHAT, "/start")
            monkeypatch.setenv("IBOK_TELEGRAM_TOKEN", simulator.token)
            monkeypatch.setenv("IBOK_TELEGRAM_API_URL", simulator.url)
            photo = await asyncio.to_thread(post, "--attach", "a.png")
            return photo, await asyncio.to_thread(post, "--attach", "a.pdf")

    for done in asyncio.run(served()):
        assert done.exit_code == 0, done.output

    async def files(conn: AsyncConnection) -> list[str]:
        return list((await conn.execute(select(NoticeFile.kind).order_by(NoticeFile.id))).scalars())

    assert within(office, files)[-2:] == ["photo", "document"]


@pytest.mark.parametrize("words", [(), ("post",), ("list",), ("status",), ("cancel",), ("recall",)])
def test_help_teaches(words: tuple[str, ...]) -> None:
    done = notice(*words, "--help")
    assert done.exit_code == 0
    assert len(done.stdout) > 150


def test_the_wait_ends_with_the_sums_when_all_is_sent(office: str) -> None:
    number = post().stdout.strip()

    async def finish(database: Database) -> None:
        async with database.write() as conn:
            await conn.execute(update(Broadcast).values(state="finished", frozen_at=NOW, finished_at=NOW))

    async def run() -> Result:
        async with opened(office) as database:
            waiting = asyncio.create_task(asyncio.to_thread(notice, "status", number, "--wait"))
            await asyncio.sleep(0.3)
            await finish(database)
            return await waiting

    done = asyncio.run(run())
    assert done.exit_code == 0
    assert "finished, 0 recipients" in done.stdout


def seen(state: BroadcastState, *, sends: bool = True, at: datetime = NOW, **facts: object) -> Seen:
    """A look at a notice that waits for 8 o'clock."""
    draft = Posted(
        category=Category.NEWS, texts={}, audience=EVERYONE, valid_from=NOW, id=NoticeId(5), published_at=NOW,
        recalled_at=None, urgent=bool(facts.get("urgent")),
    )  # fmt: skip
    starts = NOW + timedelta(hours=2) if state is BroadcastState.SCHEDULED else NOW
    moving = Progress(BroadcastId(1), state, 3, {}, 0.0, None, starts, None, None)
    return Seen(Status(draft, moving), sends, at)


def watch() -> Watch:
    bar = Bar(console=Console(file=io.StringIO(), width=200))
    return Watch(bar, bar.add_task("…"), QuietHours(time(21), time(7)), ZoneInfo("Europe/Warsaw"))


def said(shown: Watch) -> list[str]:
    assert isinstance(shown.bar.console.file, io.StringIO)
    return shown.bar.console.file.getvalue().splitlines()


def test_who_waits_is_told_that_nobody_sends_and_what_to_start() -> None:
    shown = watch()
    assert not shown.show(seen(BroadcastState.SENDING, sends=False))
    assert said(shown) == [], "senders take turns; a moment without one is nothing"
    for second in (4, 5, 6):
        assert not shown.show(seen(BroadcastState.SENDING, sends=False, at=NOW + timedelta(seconds=second)))
    [line] = said(shown)
    assert "Nobody sends now. Start `ibok-bot send`" in line
    assert not shown.show(seen(BroadcastState.SENDING, at=NOW + timedelta(seconds=7)))
    assert shown.show(seen(BroadcastState.FINISHED, sends=False))
    assert said(shown) == [line], "said once"


@pytest.mark.parametrize(
    ("look", "why"),
    [
        (seen(BroadcastState.AWAITING_APPROVAL), "until one of the staff approves"),
        (seen(BroadcastState.PAUSED), "ibok-bot notice resume 5"),
        (seen(BroadcastState.SCHEDULED), "It begins at 2026-11-24 15:00"),
        (seen(BroadcastState.SENDING, at=datetime(2026, 11, 24, 21, 30, tzinfo=UTC)), "from 2026-11-25 07:00 on"),
        (seen(BroadcastState.SENDING, at=datetime(2026, 11, 24, 21, 30, tzinfo=UTC), urgent=True), None),
        (seen(BroadcastState.SENDING), None),
    ],
)
def test_who_waits_is_told_what_it_waits_for(look: Seen, why: str | None) -> None:
    found = watch().held_up(look)
    assert (found is None) if why is None else (found is not None and why in found)


def test_status_wait_goes_on_waiting_when_nobody_sends(office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_waiting, "_TAKE_OVER", timedelta(0))
    number = post().stdout.strip()

    async def run() -> Result:
        async with opened(office) as database:
            waiting = asyncio.create_task(asyncio.to_thread(notice, "status", number, "--wait"))
            await asyncio.sleep(1.5)
            assert not waiting.done()
            async with database.write() as conn:
                await conn.execute(update(Broadcast).values(state="finished", frozen_at=NOW, finished_at=NOW))
            return await waiting

    done = asyncio.run(run())
    assert done.exit_code == 0
    assert "Nobody sends now" in done.stderr
    assert "Nobody" not in done.stdout
