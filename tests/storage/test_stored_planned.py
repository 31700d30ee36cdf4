"""Planned outages are kept, found from a metering point by one rule, changed in turns, and nobody else's are seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ibok_bot.domain.ids import AccountId, OperatorId, PayerId, PlannedId
from ibok_bot.domain.planned import Reach, State
from ibok_bot.domain.planned_text import parse
from ibok_bot.domain.staff import CONSOLE, Act
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.planned import KEPT, Planned
from ibok_bot.storage.planned_book import PlannedBook
from ibok_bot.storage.planned_places import points_of, reach, within
from ibok_bot.storage.schedule import Schedule
from ibok_bot.turns.planneddesk import TELL, PlannedDesk
from ibok_bot.turns.plannedoutcomes import Came, CannotAnnounce
from tests.databases import opened
from tests.storage.board import Person, Place, settle
from tests.storage.people import NOW
from tests.storage.planned import BEGINS, later, neighbours, terms


@pytest.mark.parametrize(
    ("area", "who"),
    [
        ("łódź, Jasna", [1, 2, 3]),
        ("ŁÓDŹ, ul. JASNA 2-3", [2, 3]),
        ("90-001 Łódź, al. Jasna", [4]),
        ("90-001", [1, 2, 3, 4, 5]),
        ("90-002", []),
        ("Lodz", []),
        (f"{Person(5).ppe()}, {Person(1).ppe()}", [1, 5]),
        (f"Łódź, Jasna 1\n{Person(5).ppe()}", [1, 5]),
    ],
)
async def test_both_ways_find_the_same_households(database_url: str, area: str, who: list[int]) -> None:
    async with opened(database_url) as database, database.write() as conn:
        people, given = await neighbours(conn), terms(area)
        assert [point.payer async for point in within(conn, given)] == who
        assert await reach(conn, given) == Reach(len(who), len(who), len(who))
        outage = await PlannedDesk(conn, NOW).announce(given, CONSOLE)
        shelf, keys = Planned(conn, NOW), [PayerId(key) for key in range(1, len(people) + 1)]
        assert [key for key in keys if await shelf.of(key)] == who
        points = {each.payer: each.id for each in await points_of(conn, keys)}
        assert [key for key in keys if await shelf.at_point(key, points[key])] == who
        assert not any([await shelf.at_point(PayerId(1), points[key]) for key in keys if key != 1])
        assert [key for key in keys if await shelf.one(key, AccountId(key), outage.id)] == who


async def test_another_operators_area_of_the_same_name_is_another(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await neighbours(conn)
        given = replace(terms(), operator=OperatorId(2))
        await PlannedDesk(conn, NOW).announce(given, CONSOLE)
        assert await Planned(conn, NOW).of(PayerId(1)) == []
        assert await reach(conn, given) == Reach(0, 0, 0)


async def test_it_is_kept_as_it_was_given_audited_and_to_be_told(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await neighbours(conn)
        given = terms("Łódź, Jasna 1-15 nieparzyste, 22a\n90-002", reason="Wymiana słupa ⚡")
        made = await PlannedDesk(conn, NOW).announce(given, CONSOLE)
        found = await PlannedBook(conn, NOW).one(made.id)
        assert found == made
        assert (made.terms, made.kept, made.version, made.operator) == (given, State.ANNOUNCED, 1, "STO")
        [line] = await Audit(conn, NOW).entries(0, 5)
        assert (line.act, line.subject) == (Act.OUTAGE_ANNOUNCED, made.number)
        assert await Schedule(conn, NOW).has(TELL)


async def test_of_two_who_change_it_at_once_the_second_is_told(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await neighbours(conn)
        desk, given = PlannedDesk(conn, NOW), terms()
        made = await desk.announce(given, CONSOLE)
        changed = await desk.change(made.id, made.version, later(given, 2), CONSOLE)
        assert (changed.came, changed.outage and changed.outage.kept) == (Came.CHANGED, State.CHANGED)
        assert (await desk.change(made.id, made.version, later(given, 4), CONSOLE)).came is Came.MOVED_ON
        assert (await desk.cancel(made.id, made.version, CONSOLE)).came is Came.MOVED_ON
        assert changed.outage is not None
        assert (await desk.change(made.id, 2, later(given, 2), CONSOLE)).came is Came.SAME
        assert (await desk.cancel(made.id, 2, CONSOLE)).came is Came.CANCELLED
        assert (await desk.cancel(made.id, 2, CONSOLE)).came is Came.SAME
        assert (await desk.change(made.id, 3, given, CONSOLE)).came is Came.TOO_LATE
        assert (await desk.cancel(PlannedId(99), 1, CONSOLE)).came is Came.GONE


async def test_the_area_of_a_change_counts_from_then_on(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await neighbours(conn)
        desk = PlannedDesk(conn, NOW)
        made = await desk.announce(terms(), CONSOLE)
        await desk.change(made.id, 1, replace(terms(), area=parse("Łódź, Cicha")), CONSOLE)
        shelf = Planned(conn, NOW)
        assert [key for key in range(1, 6) if await shelf.of(PayerId(key))] == [5]


async def test_put_twice_is_harmless_and_under_a_known_number_it_is_a_change(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await neighbours(conn)
        desk = PlannedDesk(conn, NOW)
        came = [
            (await desk.put("OSD/1", given, CONSOLE)).came for given in (terms(), terms(), later(terms(), 1), terms())
        ]
        assert came == [Came.ANNOUNCED, Came.SAME, Came.CHANGED, Came.CHANGED]
        known = await desk.numbered("OSD/1")
        assert known is not None
        await desk.cancel(known.id, known.version, CONSOLE)
        assert (await desk.put("OSD/1", terms(), CONSOLE)).came is Came.TOO_LATE
        with pytest.raises(CannotAnnounce):
            await desk.put("OSD/2", terms(hours=-1), CONSOLE)


async def test_lists_are_in_order_and_those_over_vanish_in_the_end(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await neighbours(conn)
        desk = PlannedDesk(conn, NOW)
        for hours, number in ((24, "c"), (0, "a"), (12, "b")):
            await desk.announce(later(terms(), hours), CONSOLE, number)
        numbers = [each.number for each in await desk.page(0, 2, past=False)]
        assert (numbers, await desk.count(past=False), await desk.count(past=True)) == (["a", "b"], 3, 0)
        assert [each.outage.number for each in await Planned(conn, NOW).of(PayerId(1))] == ["a", "b", "c"]
        over = BEGINS + timedelta(hours=19)
        assert [each.outage.number for each in await Planned(conn, over).of(PayerId(1))] == ["c", "b", "a"]
        assert [each.number for each in await PlannedDesk(conn, over).page(0, 9, past=True)] == ["b", "a"]
        assert await Planned(conn, over + timedelta(days=1) + KEPT).of(PayerId(1)) == []


async def test_many_points_and_places_fit(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        homes = [Person(number, (Place(),)) for number in range(1, 4)]
        await settle(conn, homes)
        others = [Person(number).ppe() for number in range(1, 1300)]
        given = terms("\n".join(others))
        made = await PlannedDesk(conn, NOW).announce(given, CONSOLE)
        assert (await reach(conn, given)).customers == 3
        assert [each.outage.id for each in await Planned(conn, NOW).of(PayerId(2))] == [made.id]
