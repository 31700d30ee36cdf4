"""Customers hear of planned outages once for each content, and on the evening before; the last message is true."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from ibok_bot.delivery.planned import EVENINGS, Planning
from ibok_bot.delivery.schedule import Scheduler
from ibok_bot.domain.ids import PayerId, PlannedId
from ibok_bot.domain.planned import PlannedOutage
from ibok_bot.domain.planned_text import parse
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.storage.planned import Planned
from ibok_bot.storage.schema.customers import Account, TelegramLink
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.storage.transactions import Database
from ibok_bot.turns.messages import Screen
from ibok_bot.turns.planneddesk import PlannedDesk
from tests.databases import Templates, opened
from tests.office import Clock
from tests.storage.people import NOW
from tests.storage.planned import BEGINS, later, neighbours, terms

QUIET = QuietHours(time(21), time(7))


def planning(database: Database, clock: Clock, page: int = 200) -> Planning:
    return Planning(database, QUIET, clock, page=page)


async def said(database: Database, chat: int | None = None, *, waiting: bool = False) -> list[str]:
    """The first lines of all messages to a chat, without markup."""
    async with database.read() as conn:
        mine = [Delivery.chat_id == chat] if chat else []
        alive = [Delivery.state == "queued"] if waiting else []
        rows = await conn.scalars(select(Delivery.payload).where(*mine, *alive).order_by(Delivery.id))
        screens = [msgspec.json.decode(payload or "", type=Screen) for payload in rows]
    return [re.sub("<[^>]+>", "", screen.html).replace("\u00a0", " ").split("\n")[0] for screen in screens]


async def announced(database: Database, clock: Clock, area: str = "Łódź, Jasna") -> PlannedOutage:
    async with database.write() as conn:
        await neighbours(conn)
        return await PlannedDesk(conn, clock()).announce(terms(area), CONSOLE)


async def changed(database: Database, clock: Clock, key: PlannedId, **values: object) -> None:
    async with database.write() as conn:
        desk = PlannedDesk(conn, clock())
        outage = await desk.one(key)
        assert outage is not None
        await desk.change(key, outage.version, replace(outage.terms, **values), CONSOLE)  # type: ignore[arg-type]


async def cancelled(database: Database, clock: Clock, key: PlannedId) -> None:
    async with database.write() as conn:
        outage = await PlannedDesk(conn, clock()).one(key)
        assert outage is not None
        await PlannedDesk(conn, clock()).cancel(key, outage.version, CONSOLE)


async def test_everybody_in_the_area_hears_once_and_nobody_else(database_url: str) -> None:
    async with opened(database_url) as database:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        telling = planning(database, clock, page=2)
        assert [await telling.tell(outage.id) for _again in range(3)] == [3, 0, 0]
        heard = [await said(database, chat) for chat in range(1, 6)]
        assert heard == [["⚡ Planowane wyłączenie prądu: 04.12.2026, 13:00–19:00"]] * 3 + [[], []]


async def test_a_change_of_the_hours_is_told_and_of_the_reason_is_not(database_url: str) -> None:
    async with opened(database_url) as database:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        telling = planning(database, clock)
        await telling.tell(outage.id)
        await changed(database, clock, outage.id, reason="Wymiana słupa")
        assert await telling.tell(outage.id) == 0
        await changed(database, clock, outage.id, ends_at=BEGINS + timedelta(hours=8))
        assert await telling.tell(outage.id) == 3
        await cancelled(database, clock, outage.id)
        assert await telling.tell(outage.id) == 3
        assert await said(database, 1) == [
            "⚡ Planowane wyłączenie prądu: 04.12.2026, 13:00–19:00",
            "⚡ Zmiana planowanego wyłączenia: 04.12.2026, 13:00–21:00",
            "⚡ Planowane wyłączenie odwołane: 04.12.2026, 13:00–21:00",
        ]
        assert (await said(database, 1, waiting=True)) == [(await said(database, 1))[-1]]


async def test_who_leaves_the_area_hears_that_and_who_comes_in_hears_of_it(database_url: str) -> None:
    async with opened(database_url) as database:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        telling = planning(database, clock, page=1)
        await telling.tell(outage.id)
        await changed(database, clock, outage.id, area=parse("Łódź, Jasna 1-2\nŁódź, Cicha"))
        assert await telling.tell(outage.id) == 2
        assert (await said(database, 3))[-1] == "⚡ Wyłączenie 04.12.2026, 13:00–19:00 nie obejmuje już Twojego adresu"
        assert await said(database, 5) == ["⚡ Planowane wyłączenie prądu: 04.12.2026, 13:00–19:00"]
        assert len(await said(database, 1)) == 1
        async with database.read() as conn:
            assert await Planned(conn, NOW).one(PayerId(3), 3, outage.id)  # type: ignore[arg-type]


async def test_an_outage_that_moves_to_another_town_is_called_off_here(database_url: str) -> None:
    async with opened(database_url) as database:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        telling = planning(database, clock)
        await telling.tell(outage.id)
        await changed(database, clock, outage.id, area=parse("90-002"))
        assert [await telling.tell(outage.id) for _again in range(2)] == [3, 0]
        assert "nie obejmuje już" in (await said(database, 1))[-1]


async def test_back_and_forth_is_two_changes(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        telling = planning(database, clock)
        await telling.tell(outage.id)
        for hours in (1, -1):
            async with database.write() as conn:
                desk = PlannedDesk(conn, clock())
                now_is = await desk.one(outage.id)
                assert now_is is not None
                await desk.change(now_is.id, now_is.version, later(now_is.terms, hours), CONSOLE)
            await telling.tell(outage.id)
        assert [line[-11:] for line in await said(database, 1)] == ["13:00–19:00", "14:00–20:00", "13:00–19:00"]


async def test_two_tellers_at_once_say_it_once(database_url: str) -> None:
    async with opened(database_url) as database, opened(database_url) as other:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        counts = await asyncio.gather(planning(database, clock).tell(outage.id), planning(other, clock).tell(outage.id))
        assert sum(counts) == 3
        assert len(await said(database)) == 3


async def test_the_evening_before_it_is_said_again_at_six_by_the_clock_in_warsaw(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock = Clock(datetime(2026, 10, 20, 10, 0, tzinfo=UTC))
        async with database.write() as conn:
            await neighbours(conn)
            night = terms("Łódź, Jasna", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 2)  # the hour that comes twice
            await PlannedDesk(conn, clock()).announce(night, CONSOLE)
        scheduler = Scheduler(database, planning(database, clock).works(), clock)
        await scheduler.plant()
        said_at: list[str] = []
        for _half_an_hour in range(2 * 24 * 7):
            while await scheduler.do_one():
                pass
            fresh = (await said(database, 1))[len(said_at) :]
            said_at += [f"{clock():%d %H:%M} {line}" for line in fresh]
            clock.go(minutes=30)
        assert said_at == [
            "20 10:00 ⚡ Planowane wyłączenie prądu: 25.10.2026, 02:30–03:30",
            "24 16:00 ⚡ Jutro nie będzie prądu: 25.10.2026, 02:30–03:30",
        ]
        async with database.read() as conn:
            payload = (await conn.scalars(select(Delivery.payload).where(Delivery.chat_id == 1))).all()[-1]
            expires = (await conn.scalars(select(Delivery.expires_at).where(Delivery.chat_id == 1))).all()[-1]
        assert "Potrwa 2 godz." in (payload or "")
        assert expires == night.starts_at


@pytest.mark.parametrize(("hour", "lines"), [(9, 1), (20, 1)], ids=["in the morning", "late in the evening"])
async def test_what_was_told_that_day_is_not_said_again_in_the_evening(sqlite_url: str, hour: int, lines: int) -> None:
    async with opened(sqlite_url) as database:
        clock = Clock(datetime(2026, 12, 3, hour, 0, tzinfo=UTC))
        outage = await announced(database, clock)
        telling = planning(database, clock)
        await telling.tell(outage.id)
        evening = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
        clock.at = max(clock.at, evening)
        await telling.works()[EVENINGS].do("-", evening)
        assert len(await said(database, 1)) == lines


async def test_a_round_that_is_late_speaks_of_the_day_it_was_for_and_only_once(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        telling = planning(database, clock)
        await telling.tell(outage.id)
        evening = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
        clock.at = datetime(2026, 12, 4, 5, 0, tzinfo=UTC)
        for _again in range(2):
            await telling.works()[EVENINGS].do("-", evening)
        assert len(await said(database, 1)) == 2
        clock.at = BEGINS + timedelta(minutes=1)
        await telling.works()[EVENINGS].do("-", evening)
        assert len(await said(database, 1)) == 2


@pytest.mark.parametrize(
    ("now", "urgent"),
    [
        (datetime(2026, 12, 3, 21, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 4, 4, 30, tzinfo=UTC), False),
        (datetime(2026, 12, 4, 11, 0, tzinfo=UTC), True),
    ],
)
async def test_only_what_cannot_wait_for_the_morning_comes_at_night(
    sqlite_url: str, now: datetime, *, urgent: bool
) -> None:
    async with opened(sqlite_url) as database:
        clock = Clock(now)
        outage = await announced(database, clock)
        await planning(database, clock).tell(outage.id)
        async with database.read() as conn:
            lanes = set(await conn.scalars(select(Delivery.lane)))
        assert lanes == ({0} if urgent else {1})


async def test_an_outage_before_dawn_told_at_night_wakes_people(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock = Clock(datetime(2026, 12, 3, 22, 0, tzinfo=UTC))
        async with database.write() as conn:
            await neighbours(conn)
            dawn = terms("Łódź, Jasna", datetime(2026, 12, 4, 5, 0, tzinfo=UTC))
            outage = await PlannedDesk(conn, clock()).announce(dawn, CONSOLE)
        await planning(database, clock).tell(outage.id)
        async with database.read() as conn:
            assert set(await conn.scalars(select(Delivery.lane))) == {0}


async def test_who_hides_sums_hears_no_address_and_who_cannot_be_told_hears_later(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        async with database.write() as conn:
            await conn.execute(update(Account).where(Account.id == 1).values(without_amounts=1))
            await conn.execute(update(TelegramLink).where(TelegramLink.account_id == 2).values(unlinked_at=NOW))
        telling = planning(database, clock)
        assert await telling.tell(outage.id) == 2
        async with database.write() as conn:
            rows = await conn.execute(select(Delivery.chat_id, Delivery.payload))
            payloads = {row.chat_id: row.payload for row in rows}
            await conn.execute(update(TelegramLink).where(TelegramLink.account_id == 2).values(unlinked_at=None))
        assert "Łódź" not in payloads[1]
        assert "JASNA 3A, Łódź" in payloads[3]
        assert await telling.tell(outage.id) == 1


moves = st.lists(
    st.one_of(
        st.tuples(st.just("time"), st.integers(-3, 3)),
        st.tuples(st.just("area"), st.sampled_from(["Łódź, Jasna", "Łódź, Jasna 1", "Łódź, Cicha", "90-001"])),
        st.tuples(st.just("reason"), st.sampled_from(["a", "b"])),
        st.tuples(st.just("cancel"), st.just(0)),
        st.tuples(st.just("tell"), st.just(0)),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_whatever_happens_the_last_message_is_true_and_none_repeats_the_one_before(
    templates: Templates, steps: Sequence[tuple[str, object]]
) -> None:
    asyncio.run(_lives_through(templates.fresh("sqlite"), steps))


async def _lives_through(url: str, steps: Sequence[tuple[str, object]]) -> None:
    async with opened(url) as database:
        clock = Clock(NOW)
        outage = await announced(database, clock)
        telling = planning(database, clock, page=2)
        for what, value in steps:
            clock.go(minutes=1)
            match what, value:
                case "time", int():
                    starts = BEGINS + timedelta(hours=value)
                    await changed(database, clock, outage.id, starts_at=starts, ends_at=starts + timedelta(hours=6))
                case "area", str():
                    await changed(database, clock, outage.id, area=parse(value))
                case "reason", str():
                    await changed(database, clock, outage.id, reason=value)
                case "cancel", _:
                    await cancelled(database, clock, outage.id)
                case _:
                    await telling.tell(outage.id)
        await telling.tell(outage.id)
        assert await telling.tell(outage.id) == 0
        for chat in range(1, 6):
            await _checked(database, chat)


async def _checked(database: Database, chat: int) -> None:
    heard = await said(database, chat)
    assert all(line != following for line, following in pairwise(heard))
    async with database.read() as conn:
        mine = [each for each in await Planned(conn, NOW).of(PayerId(chat)) if not each.outage.is_cancelled]
    if not mine:
        assert not heard or "odwołane" in heard[-1] or "nie obejmuje" in heard[-1]
        return
    hours = f"{mine[0].outage.terms.starts_at + timedelta(hours=1):%H:%M}–"
    assert hours in heard[-1]
    assert "odwołane" not in heard[-1]
