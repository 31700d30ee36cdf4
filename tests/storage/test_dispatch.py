"""The dispatcher's queue: who takes what, joined and split, and of two who move one incident only one succeeds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.dispatch import CaseLine, Move, Queue
from ibok_bot.domain.ids import IncidentId
from ibok_bot.domain.outages import By, Done, FaultKind, State, What
from ibok_bot.domain.staff import CONSOLE, StaffMember
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.transactions import is_transient
from tests.databases import opened
from tests.storage.faults import NOW, dispatcher, household, reported

ResultT = TypeVar("ResultT")
SOON = NOW + timedelta(hours=2)


async def case_of(conn: AsyncConnection, number: str) -> CaseLine:
    found = await Dispatch(conn, NOW).case(number)
    assert found is not None
    return found


async def moved(conn: AsyncConnection, number: str, move: Move, by: StaffMember, at: datetime = NOW) -> Done:
    case = await case_of(conn, number)
    return await Dispatch(conn, at).move(case.id, case.version, move, by)


async def test_the_queue_is_filtered_and_the_oldest_come_first(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        daria, shelf = await dispatcher(conn), Dispatch(conn, NOW + timedelta(hours=3))
        homes = [await household(conn, 1), await household(conn, 2, "05-200", "Wołomin"), await household(conn, 3)]
        flat = await reported(conn, homes[0], FaultKind.NO_POWER_FLAT, NOW)
        wire = await reported(conn, homes[1], FaultKind.WIRE_DOWN, NOW - timedelta(hours=1))
        closed = await reported(conn, homes[2], FaultKind.METER)
        await moved(conn, closed.number, Move(State.NOT_OURS), daria)
        await moved(conn, flat.number, Move(State.IN_PROGRESS, SOON), daria)

        async def shown(queue: Queue) -> list[str]:
            found = await shelf.page(queue, 0, 10)
            assert await shelf.count(queue) == len(found)
            return [line.number for line in found]

        assert await shown(Queue()) == [wire.incident, flat.incident]
        assert await shown(Queue(states=(State.NEW,))) == [wire.incident]
        assert await shown(Queue(states=(State.NOT_OURS,))) == [closed.incident]
        assert await shown(Queue(mine=daria.id)) == [flat.incident]
        assert await shown(Queue(area="05-2")) == [wire.incident]
        assert await shown(Queue(area="wOŁOMIN")) == [wire.incident]
        assert await shown(Queue(area="0_")) == []
        assert await shown(Queue(overdue=True)) == [flat.incident]
        assert await shown(Queue(dangerous=True)) == [wire.incident]
        assert [line.number for line in await shelf.page(Queue(), 1, 1)] == [flat.incident]
        assert await Dispatch(conn, NOW).count(Queue(overdue=True)) == 0


async def test_an_incident_is_found_by_any_of_its_numbers_with_its_reports(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        homes = [await household(conn, 1), await household(conn, 2)]
        first, second = [await reported(conn, home) for home in homes]
        await Reports(conn, NOW).add_photo(homes[1].account, second.public_id, "p1")
        await Reports(conn, NOW).withdraw(homes[0].account, first.public_id)
        for number in (first.incident, first.number, second.number, second.public_id):
            case = await case_of(conn, number)
            assert (case.number, case.households) == (first.incident, 1)
        assert await Dispatch(conn, NOW).case("A-1") is None
        reports = await Dispatch(conn, NOW).reports(case.id, 0, 10)
        assert [(one.number, one.withdrawn, one.photos) for one in reports] == [
            (first.number, True, ()),
            (second.number, False, ("p1",)),
        ]
        assert [one.number for one in await Dispatch(conn, NOW).reports(case.id, 1, 1)] == [second.number]


async def test_a_move_reaches_every_report_and_stays_in_its_history(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        homes = [await household(conn, number) for number in (1, 2, 3)]
        reports = [await reported(conn, home) for home in homes]
        shelf, daria = Reports(conn, NOW), await dispatcher(conn)
        await shelf.withdraw(homes[2].account, reports[2].public_id)
        move = Move(State.IN_PROGRESS, SOON, "Brygada jedzie", "Uszkodzony kabel w stacji 12")
        assert await moved(conn, reports[0].number, move, daria) is Done.DONE
        for home, report in zip(homes[:2], reports[:2], strict=True):
            one = await shelf.one(home.account, report.public_id)
            assert one is not None
            assert (one.state, one.expected_at) == (State.IN_PROGRESS, SOON)
            last = (await shelf.history(home.account, report.public_id))[-1]
            assert (last.what, last.state, last.side) == (What.MOVED, State.IN_PROGRESS, By.DISPATCHER)
            assert (last.note, last.expected_at) == ("Brygada jedzie", SOON)
        withdrawn = await shelf.history(homes[2].account, reports[2].public_id)
        assert [event.what for event in withdrawn] == [What.FILED, What.WITHDRAWN]
        case = await case_of(conn, reports[0].number)
        assert (case.taken_by, case.taken_by_name) == (daria.id, "Daria")
        event = (await Dispatch(conn, NOW).history(case.id))[-1]
        assert (event.who, event.public_note) == ("Daria", "Brygada jedzie")
        assert event.internal_note == "Uszkodzony kabel w stacji 12"


async def test_what_cannot_be_is_refused_and_changes_nothing(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        home, daria, shelf = await household(conn, 1), await dispatcher(conn), Dispatch(conn, NOW)
        report = await reported(conn, home)
        before = await case_of(conn, report.number)
        wrong = {
            Move(State.JOINED): Done.NOT_ALLOWED,
            Move(State.WITHDRAWN): Done.NOT_ALLOWED,
            Move(State.NEW): Done.SAME,
            Move(State.SCHEDULED): Done.NOT_SANE,
            Move(State.IN_PROGRESS, NOW - timedelta(minutes=1)): Done.NOT_SANE,
            Move(State.IN_PROGRESS, NOW + timedelta(days=9)): Done.NOT_SANE,
            Move(State.RESOLVED, SOON): Done.NOT_SANE,
        }
        for move, why in wrong.items():
            assert await shelf.move(before.id, before.version, move, daria) is why
        assert await shelf.move(IncidentId(999), 1, Move(State.VERIFYING), daria) is Done.GONE
        assert await shelf.move(before.id, before.version + 1, Move(State.VERIFYING), daria) is Done.MOVED_ON
        assert await case_of(conn, report.number) == before
        assert len(await shelf.history(before.id)) == 1


async def test_one_takes_it_and_the_other_hears_that_it_moved_on(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        report, shelf = await reported(conn, await household(conn, 1)), Dispatch(conn, NOW)
        daria, edek = await dispatcher(conn), await dispatcher(conn, "Edek")
        case = await case_of(conn, report.number)
        assert await shelf.take(case.id, case.version, daria) is Done.DONE
        assert await shelf.take(case.id, case.version, edek) is Done.MOVED_ON
        case = await case_of(conn, report.number)
        assert case.taken_by == daria.id
        assert await shelf.take(case.id, case.version, daria) is Done.SAME
        assert await shelf.leave(case.id, case.version, edek) is Done.NOT_ALLOWED
        assert await shelf.take(case.id, case.version, edek) is Done.DONE
        case = await case_of(conn, report.number)
        assert await shelf.leave(case.id, case.version, edek) is Done.DONE
        assert [event.what for event in await shelf.history(case.id)] == [
            What.FILED, What.TAKEN, What.TAKEN, What.LEFT,
        ]  # fmt: skip


async def _through(do: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """As a turn does it: a transaction that loses a race is run again."""
    for _try in range(50):
        try:
            return await do()
        except Exception as error:
            if not is_transient(error):
                raise
            await asyncio.sleep(0.02)
    raise AssertionError("it never got through")


async def test_of_two_dispatchers_at_once_one_moves_it_and_the_other_is_told(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            report = await reported(conn, await household(conn, 1))
            daria, edek = await dispatcher(conn), await dispatcher(conn, "Edek")
            version = (await case_of(conn, report.number)).version

        async def move(into: Move, by: StaffMember) -> Done:
            async with database.write() as conn:
                case = await case_of(conn, report.number)
                await asyncio.sleep(0.02)
                return await Dispatch(conn, NOW).move(case.id, version, into, by)

        done = await asyncio.gather(
            _through(lambda: move(Move(State.IN_PROGRESS, SOON), daria)),
            _through(lambda: move(Move(State.NOT_OURS), edek)),
        )
        assert sorted(done) == [Done.DONE, Done.MOVED_ON]
        async with database.read() as conn:
            case = await case_of(conn, report.number)
            assert case.state is (State.IN_PROGRESS if done[0] is Done.DONE else State.NOT_OURS)
            assert len(await Dispatch(conn, NOW).history(case.id)) == len([What.FILED, What.MOVED])


async def test_a_household_that_joins_while_it_is_moved_misses_nothing(database_url: str) -> None:
    """Whichever comes first, its report stands as the incident does, and it is among those to be told if it was in."""
    async with opened(database_url) as database:
        async with database.write() as conn:
            homes, daria = [await household(conn, 1), await household(conn, 2)], await dispatcher(conn)
            first = await reported(conn, homes[0])
            version = (await case_of(conn, first.number)).version

        async def move() -> list[int]:
            async with database.write() as conn:
                shelf, case = Dispatch(conn, NOW), await case_of(conn, first.number)
                await asyncio.sleep(0.05)
                await shelf.move(case.id, version, Move(State.IN_PROGRESS, SOON), daria)
                return [each.account for each in await shelf.told(case.id)]

        async def join() -> str:
            async with database.write() as conn:
                return (await reported(conn, homes[1])).public_id

        told, public_id = await asyncio.gather(_through(move), _through(join))
        async with database.read() as conn:
            events = await Reports(conn, NOW).history(homes[1].account, public_id)
            assert events[-1].state is State.IN_PROGRESS
            assert (homes[1].account in told) is (events[0].state is State.NEW)


async def test_joined_reports_stand_as_the_other_incident_and_can_be_split_again(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        homes = [await household(conn, 1), await household(conn, 2, "05-200", "Wołomin")]
        first, second = [await reported(conn, home) for home in homes]
        daria, shelf, mine = await dispatcher(conn), Dispatch(conn, NOW), Reports(conn, NOW)
        await moved(conn, first.number, Move(State.IN_PROGRESS, SOON), daria)
        source, target = await case_of(conn, second.number), await case_of(conn, first.number)
        assert await shelf.join(source.id, source.version, source.id, daria) is Done.NOT_ALLOWED
        assert await shelf.join(source.id, source.version + 1, target.id, daria) is Done.MOVED_ON
        assert await shelf.join(source.id, source.version, target.id, daria) is Done.DONE
        assert (await case_of(conn, source.number)).state is State.JOINED
        one = await mine.one(homes[1].account, second.public_id)
        assert one is not None
        assert (one.state, one.expected_at, one.incident, one.others) == (
            State.IN_PROGRESS, SOON, target.number, 1,
        )  # fmt: skip
        joined = (await mine.history(homes[1].account, second.public_id))[-1]
        assert (joined.what, joined.state, joined.other) == (What.JOINED, State.IN_PROGRESS, target.number)
        back = await shelf.split(second.number, daria)
        assert back is not None
        assert (back.state, back.households, back.taken_by) == (State.IN_PROGRESS, 1, daria.id)
        assert (await case_of(conn, second.number)).number == back.number
        assert (await case_of(conn, first.number)).households == 1
        assert await shelf.split(second.number, daria) is None
        assert await shelf.split("A-1", daria) is None


async def test_likely_the_same_incidents_are_named_first(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        homes = [await household(conn, number) for number in (1, 2, 3)]
        far = await household(conn, 4, "00-950")
        one = await reported(conn, homes[0], FaultKind.NO_POWER_AREA, NOW - timedelta(hours=20))
        kin = await reported(conn, homes[1], FaultKind.NO_POWER_BUILDING)
        other = await reported(conn, homes[2], FaultKind.POLE)
        await reported(conn, far)
        found = await Dispatch(conn, NOW).kin((await case_of(conn, one.number)).id, 10)
        assert [line.number for line in found] == [kin.incident, other.incident]


async def test_notes_for_all_and_for_the_staff_alone(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        home, shelf = await household(conn, 1), Dispatch(conn, NOW)
        report = await reported(conn, home)
        case = await case_of(conn, report.number)
        assert await shelf.note(case.id, "Czekamy na dźwig", CONSOLE, public=True) is Done.DONE
        assert await shelf.note(case.id, "Klient dzwonił trzy razy", CONSOLE, public=False) is Done.DONE
        seen = [event.note for event in await Reports(conn, NOW).history(home.account, report.public_id)]
        assert seen == [None, "Czekamy na dźwig"]
        staff = [(event.public_note, event.internal_note) for event in await shelf.history(case.id)]
        assert staff == [(None, None), ("Czekamy na dźwig", None), (None, "Klient dzwonił trzy razy")]


async def test_what_was_mended_asks_each_household_again(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        home, daria, mine = await household(conn, 1), await dispatcher(conn), Reports(conn, NOW)
        report = await reported(conn, home)
        await moved(conn, report.number, Move(State.RESOLVED), daria)
        await mine.works_again(home.account, report.public_id, works=True)
        await moved(conn, report.number, Move(State.IN_PROGRESS), daria)
        await moved(conn, report.number, Move(State.RESOLVED), daria)
        one = await mine.one(home.account, report.public_id)
        assert one is not None
        assert one.asks_whether_it_works
