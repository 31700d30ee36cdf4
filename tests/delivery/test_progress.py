"""The page of a sending keeps itself up to date while somebody looks, and the report comes once in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select, update

from ibok_bot.delivery.progress import Followed
from ibok_bot.dialogs.engine import Engine
from ibok_bot.domain.broadcasts import DeliveryState
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.papers import Chart, Table
from ibok_bot.domain.staff import Role
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.schema.watching import SendingWatch
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.catalogue import DIALOGS
from ibok_bot.turns.desk import Desk, DeskMaker
from ibok_bot.turns.messages import Gone, Screen
from ibok_bot.turns.outcomes import InDoubt, NotSent, Rejected, TooMany
from tests.dialogs.notices import clerk, customers, newest, writes
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in, put_out


@dataclass
class Edits:
    """A post that keeps the edits; each may fail once."""

    made: list[tuple[ChatId, int, Screen]] = field(default_factory=list)
    failing: list[Exception] = field(default_factory=list)

    async def push(self, chat: ChatId, screen: Screen) -> int:
        raise AssertionError("pages are edited, never sent")

    async def recall(self, chat: ChatId, message: int) -> None:
        raise AssertionError("pages are edited, never deleted")

    async def revise(self, chat: ChatId, message: int, screen: Screen) -> None:
        if self.failing:
            raise self.failing.pop()
        self.made.append((chat, message, screen))


@dataclass
class AtOnce:
    """A pace without limits, that may refuse."""

    active: bool = True
    refuses: bool = False
    hushed: float = 0.0
    patience: float = 0.0

    @asynccontextmanager
    async def turn(self, chat: ChatId, patience: float) -> AsyncIterator[bool]:
        self.patience = patience
        yield not self.refuses

    def hush(self, seconds: float) -> None:
        self.hushed = seconds


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened


def followed(office: OpenOffice, edits: Edits, pace: AtOnce | None = None) -> Followed:
    desks = DeskMaker(read_supplier(None), b"key")
    return Followed(office.database, "telegram", edits, Engine[Desk](DIALOGS), desks, office.clock, pace or AtOnce())


async def watching(office: OpenOffice, count: int = 4) -> Chat:
    """A clerk looks at a notice of which nothing is sent yet, but all recipients are known."""
    await customers(office, count)
    chat = await clerk(office)
    await writes(chat)
    await chat.presses("Send to")
    await office.sender().drain()
    async with office.database.write() as conn:
        await conn.execute(update(Broadcast).values(state="sending", finished_at=None))
    await settle(office, DeliveryState.QUEUED, count)
    await chat.presses("See how it goes")
    return chat


async def settle(office: OpenOffice, state: DeliveryState, most: int) -> None:
    async with office.database.write() as conn:
        of_it = select(Delivery.id).where(Delivery.broadcast_id.is_not(None)).order_by(Delivery.id).limit(most)
        ids = list((await conn.execute(of_it)).scalars())
        await conn.execute(update(Delivery).where(Delivery.id.in_(ids)).values(state=state))


async def end(office: OpenOffice) -> None:
    async with office.database.write() as conn:
        await conn.execute(update(Broadcast).values(state="finished", finished_at=office.clock()))


async def reports(office: OpenOffice) -> list[tuple[ChatId, Screen]]:
    office.channel.pushed.clear()
    await office.post()
    return [(to, screen) for to, screen in office.channel.pushed if "Report" in screen.html]


async def test_the_open_page_is_edited_in_place_with_its_own_buttons(office: OpenOffice) -> None:
    chat = await watching(office)
    edits = Edits()
    pages = followed(office, edits)
    await settle(office, DeliveryState.SENT, 2)
    await pages.look()
    [(to, message, screen)] = edits.made
    assert (to, message) == (chat.number, chat.live)
    assert "50%" in screen.html
    assert "• delivered: 2" in screen.html
    labels = {button.label: button.data for row in screen.rows for button in row}
    shown = {button.label: button.data for s in chat.last.screens for row in s.rows for button in row}
    assert labels == shown
    assert "paused" in await chat.presses("Pause"), "the buttons mean what they meant"


async def test_it_is_edited_at_most_every_three_seconds_and_only_when_something_changed(office: OpenOffice) -> None:
    await watching(office)
    edits = Edits()
    pages = followed(office, edits)
    await settle(office, DeliveryState.SENT, 1)
    await pages.look()
    await settle(office, DeliveryState.SENT, 2)
    office.clock.go(seconds=2.9)
    await pages.look()
    assert len(edits.made) == 1
    office.clock.go(seconds=0.2)
    await pages.look()
    assert len(edits.made) == 2
    async with office.database.write() as conn:
        await conn.execute(update(Broadcast).values(state="paused"))
    for _again in range(3):
        office.clock.go(seconds=4)
        await pages.look()
    assert len(edits.made) == 3, "paused, nothing changes any more"


async def test_of_two_processes_one_edits(office: OpenOffice) -> None:
    await watching(office)
    edits = Edits()
    await settle(office, DeliveryState.SENT, 1)
    await asyncio.gather(followed(office, edits).look(), followed(office, edits).look())
    assert len(edits.made) == 1


@pytest.mark.parametrize("away", ["/menu", "/broadcasts", "/newnotice"])
async def test_a_page_that_nobody_looks_at_any_more_is_left_alone(office: OpenOffice, away: str) -> None:
    chat = await watching(office)
    edits = Edits()
    await chat.says(away)
    await settle(office, DeliveryState.SENT, 1)
    await followed(office, edits).look()
    assert edits.made == []


async def test_whoever_went_on_meanwhile_is_shown_their_own_page_again(office: OpenOffice) -> None:
    chat = await watching(office)

    class Slow(Edits):
        async def revise(self, chat_id: ChatId, message: int, screen: Screen) -> None:
            await super().revise(chat_id, message, screen)
            if len(self.made) == 1:
                await chat.presses("Take it back")

    edits = Slow()
    await settle(office, DeliveryState.SENT, 1)
    await followed(office, edits).look()
    assert len(edits.made) == 2
    assert "This cannot be undone" in edits.made[-1][2].html
    assert "taken back" in await chat.presses("Take it back")


async def test_the_report_comes_once_with_a_chart_and_a_file_to_all_who_followed(office: OpenOffice) -> None:
    chat = await watching(office)
    other = await clerk(office, 8, "Jan Drugi")
    await other.presses_data(f"e:broadcasts:{await newest(office)}", 1)
    await settle(office, DeliveryState.SENT, 3)
    await chat.says("/menu")
    edits = Edits()
    await followed(office, edits).look()
    assert await reports(office) == [], "not before the end"
    await settle(office, DeliveryState.SENT, 4)
    await end(office)
    office.clock.go(seconds=4)
    await asyncio.gather(followed(office, edits).look(), followed(office, edits).look())
    found = await reports(office)
    assert sorted(to for to, _screen in found) == [chat.number, other.number]
    [chart, table] = found[0][1].files
    assert isinstance(chart, Chart)
    assert isinstance(table, Table)
    assert edits.made[-1][0] == other.number, "their page shows the end"
    assert "all sent" in edits.made[-1][2].html
    office.clock.go(seconds=4)
    await followed(office, edits).look()
    assert await reports(office) == []


@pytest.mark.parametrize(
    ("becomes", "label", "leads_to"),
    [("finished", "Report", "📊"), ("paused", "Go on sending", "being sent"), ("finished", "Take it back", "Take it")],
)
async def test_buttons_come_with_how_it_stands_and_mean_what_they_say(
    office: OpenOffice, becomes: str, label: str, leads_to: str
) -> None:
    chat = await watching(office)
    edits, pace = Edits(), AtOnce()
    async with office.database.write() as conn:
        await conn.execute(update(Broadcast).values(state=becomes, finished_at=office.clock()))
    await followed(office, edits, pace).look()
    assert (pace.patience > 5) == (becomes == "finished"), "the last refresh waits longer: none comes after it"
    [(_to, message, screen)] = edits.made
    labels = {button.label: button.data for row in screen.rows for button in row}
    assert "Pause" not in labels
    assert leads_to in await chat.presses_data(labels[label] or "", message)


async def test_a_notice_that_was_stopped_before_it_began_needs_no_report(office: OpenOffice) -> None:
    await customers(office, 1)
    chat = await clerk(office)
    await writes(chat)
    await chat.presses("At a time")
    await chat.says("tomorrow 8:00")
    await chat.presses("Plan for")
    await chat.presses("See how it goes")
    await chat.presses("Stop for good")
    await chat.presses("Stop for good")
    office.clock.go(seconds=4)
    await followed(office, Edits()).look()
    assert await reports(office) == []
    async with office.database.read() as conn:
        assert await conn.scalar(select(func.count()).select_from(SendingWatch)) == 0


async def test_whose_access_has_ended_sees_nothing_more(office: OpenOffice) -> None:
    await customers(office, 2)
    owner = await clerk(office)
    await writes(owner)
    await owner.presses("Send to")
    chat = office.chat(8)
    member = await let_in(chat, Role.CLERK, "Jan Drugi")
    await chat.presses_data(f"e:broadcasts:{await newest(office)}", 1)
    await put_out(office, member)
    await office.post()
    edits = Edits()
    await followed(office, edits).look()
    assert not [made for made in edits.made if made[0] == chat.number]
    assert chat.number not in [to for to, _screen in await reports(office)]


@pytest.mark.parametrize("failure", [Gone(), InDoubt("x"), NotSent("x"), Rejected("x")])
async def test_a_page_that_cannot_be_edited_stops_nothing(office: OpenOffice, failure: Exception) -> None:
    await watching(office)
    edits = Edits(failing=[failure])
    pages = followed(office, edits)
    await pages.look()
    await settle(office, DeliveryState.SENT, 2)
    office.clock.go(seconds=4)
    await pages.look()
    assert "• delivered: 2" in edits.made[-1][2].html


async def test_asked_for_silence_it_keeps_silent(office: OpenOffice) -> None:
    await watching(office)
    edits, pace = Edits(failing=[TooMany(30.0)]), AtOnce()
    pages = followed(office, edits, pace)
    await pages.look()
    assert pace.hushed == 30, "messages keep silent too"
    await settle(office, DeliveryState.SENT, 2)
    office.clock.go(seconds=10)
    await pages.look()
    assert edits.made == []
    office.clock.go(seconds=25)
    await pages.look()
    assert len(edits.made) == 1


async def test_it_gives_way_and_leaves_the_page_to_whoever_sends(office: OpenOffice) -> None:
    await watching(office)
    edits, pace = Edits(), AtOnce(active=False)
    pages = followed(office, edits, pace)
    await pages.look()
    pace.active, pace.refuses = True, True
    await pages.look()
    assert edits.made == []
    pace.refuses = False
    office.clock.go(seconds=4)
    await pages.look()
    assert len(edits.made) == 1, "it comes with the next round"


async def test_it_runs_until_it_is_stopped(office: OpenOffice) -> None:
    await watching(office)
    edits = Edits()
    pages = followed(office, edits)
    pages.every = 0.02
    stop = asyncio.Event()
    running = asyncio.create_task(pages.run(stop))
    await asyncio.sleep(0.2)
    stop.set()
    await running
    assert edits.made
