"""Reports and incidents for the supplier's systems, and what became of the messages about them, on each database."""

from __future__ import annotations

from datetime import timedelta

from ibok_bot.domain.broadcasts import DeliveryState
from ibok_bot.domain.dispatch import Move
from ibok_bot.domain.fault_reports import NewReport
from ibok_bot.domain.ids import ChatId, IncidentId, ReportId
from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import Area, FaultKind, State
from ibok_bot.storage.deliveries import Deliveries
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.faultfeed import FaultFeed
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.reportrows import report_topic
from ibok_bot.storage.telling import Telling
from tests.databases import opened
from tests.storage.faults import NOW, dispatcher, household, reported

LATER = NOW + timedelta(hours=1)


async def test_reports_follow_one_another_with_whose_they_are(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        homes = [await household(conn, number) for number in (1, 2)]
        first = await reported(conn, homes[0], FaultKind.METER)
        new = NewReport(FaultKind.POLE, "leans", area=Area(spot=Spot(52_229_700, -1)), photos=("a", "b"))
        second = (await Reports(conn, NOW).file(homes[1].account, new)).report
        feed = FaultFeed(conn)
        found = await feed.reports(ReportId(0), 10)
        assert [(one.number, one.customer, one.photos) for one in found] == [
            (first.number, "10000001", 0), (second.number, "10000002", 2),
        ]  # fmt: skip
        assert (found[0].ppe, found[1].ppe) == ("590000000000000001", None)
        assert found[1].area.spot == Spot(52_229_700, -1)
        assert [one.number for one in await feed.reports(found[0].id, 10)] == [second.number]
        assert [one.number for one in await feed.reports(ReportId(0), 1)] == [first.number]
        assert [one.number for one in await feed.reports(ReportId(0), 10, second.incident)] == [second.number]
        await Reports(conn, LATER).withdraw(homes[0].account, first.public_id)
        assert [one.state for one in await feed.reports(ReportId(0), 10)] == [State.WITHDRAWN, State.NEW]


async def test_incidents_follow_one_another_by_state_and_change(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        daria, shelf, feed = await dispatcher(conn), Dispatch(conn, LATER), FaultFeed(conn)
        numbers = [(await reported(conn, await household(conn, n), FaultKind.METER)).incident for n in (1, 2)]
        case = await shelf.case(numbers[1])
        assert case is not None
        await shelf.move(case.id, case.version, Move(State.FORWARDED), daria)
        every = await feed.incidents(IncidentId(0), 10)
        assert [one.number for one in every] == numbers
        assert (every[1].taken_by_name, every[1].households) == ("Daria", 1)
        assert every[1] == await shelf.case(numbers[1]), "as the desk sees it"
        assert [one.number for one in await feed.incidents(every[0].id, 10)] == numbers[1:]
        assert [one.number for one in await feed.incidents(IncidentId(0), 10, state=State.NEW)] == numbers[:1]
        assert [one.number for one in await feed.incidents(IncidentId(0), 10, changed_since=LATER)] == numbers[1:]


async def test_messages_about_an_incident_are_counted_since_it_was_moved(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        mine = [await reported(conn, await household(conn, number)) for number in (1, 2)]
        other = await reported(conn, await household(conn, 3), FaultKind.METER)
        for at, told in ((NOW, mine[0]), (LATER, mine[0]), (LATER, mine[1]), (LATER, other)):
            deliveries = Deliveries(conn, None, at)
            await deliveries.add("telegram", ChatId(1), "{}", topic=report_topic(told.id))
        case = await Dispatch(conn, LATER).case(mine[0].incident)
        assert case is not None
        telling = Telling(conn, LATER)
        assert await telling.to_reporters(case.id, LATER) == {DeliveryState.QUEUED: 2}
        assert await telling.to_reporters(case.id, NOW) == {DeliveryState.QUEUED: 3}
