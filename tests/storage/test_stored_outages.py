"""Reports of faults: filed once, joined with the neighbours', followed and withdrawn by their own account alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ibok_bot.domain.dispatch import Move
from ibok_bot.domain.fault_reports import MOST_PHOTOS, NewReport
from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import Area, By, Done, FaultKind, State, What
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.outages import FaultReport, Incident
from ibok_bot.storage.transactions import is_transient
from tests.databases import opened
from tests.storage.faults import NOW, Household, dispatcher, household, reported


async def test_a_report_comes_back_as_it_was_given_with_the_place_of_its_point(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        me, shelf = await household(conn, 1), Reports(conn, NOW)
        new = NewReport(
            FaultKind.POLE, "Słup leży na drodze ⚡", me.point, phone="+48 600 000 000", photos=("p1", "p2")
        )
        filed = await shelf.file(me.account, new)
        one = await shelf.one(me.account, filed.report.public_id)
        assert one == filed.report
        assert one is not None
        assert not filed.before
        assert one.number.startswith("A-")
        assert one.incident.startswith("AW-")
        assert (one.kind, one.description, one.phone) == (new.kind, new.description, new.phone)
        assert one.address == "ul. Cicha 1, 00-001 Warszawa"
        assert one.area == Area("00-001", "Warszawa")
        assert (one.state, one.households, one.others) == (State.NEW, 1, 0)
        assert one.operator is not None
        assert one.operator.name == "Sieci Testowe S.A."
        assert await shelf.photos(me.account, one.public_id) == ["p1", "p2"]
        [filing] = await shelf.history(me.account, one.public_id)
        assert (filing.what, filing.state, filing.side) == (What.FILED, State.NEW, By.CUSTOMER)


async def test_another_account_reaches_nothing_of_it(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        me, them, shelf = await household(conn, 1), await household(conn, 2), Reports(conn, NOW)
        mine = await reported(conn, me)
        their, key = them.account, mine.public_id
        assert await shelf.one(their, key) is None
        assert not await shelf.history(their, key)
        assert not await shelf.photos(their, key)
        assert await shelf.add_note(their, key, "x") is Done.GONE
        assert await shelf.add_photo(their, key, "x") is Done.GONE
        assert await shelf.withdraw(their, key) is Done.GONE
        assert await shelf.works_again(their, key, works=False) is Done.GONE
        assert await shelf.count(their) == 0
        assert not await shelf.of(their, 0, 10)
        assert await shelf.area_of(them.payer, me.point) is None
        assert not await shelf.known(their, them.payer, me.point)
        stolen = await shelf.file(their, NewReport(FaultKind.METER, point=me.point))
        assert stolen.report.point is None
        assert stolen.report.address == ""


async def test_the_same_report_twice_is_one_and_after_it_is_closed_a_new_one(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        me, shelf = await household(conn, 1), Reports(conn, NOW)
        first = await reported(conn, me)
        again = await shelf.file(me.account, NewReport(FaultKind.NO_POWER_AREA, point=me.point))
        assert again.before
        assert again.report.public_id == first.public_id
        other = await shelf.file(me.account, NewReport(FaultKind.METER, point=me.point))
        assert not other.before
        assert await shelf.withdraw(me.account, first.public_id) is Done.DONE
        assert not (await shelf.file(me.account, NewReport(FaultKind.NO_POWER_AREA, point=me.point))).before


async def test_neighbours_meet_in_one_incident_and_others_do_not(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        near = [await household(conn, number) for number in (1, 2, 3)]
        far = await household(conn, 4, "00-950")
        first = await reported(conn, near[0])
        assert (await reported(conn, near[1], FaultKind.NO_POWER_BUILDING)).incident == first.incident
        assert (await reported(conn, far)).incident != first.incident
        assert (await reported(conn, near[2], FaultKind.NO_POWER_FLAT)).incident != first.incident
        assert (await reported(conn, near[2], FaultKind.WIRE_DOWN)).incident != first.incident
        late = NOW + timedelta(hours=13)
        assert (await reported(conn, near[2], at=late)).incident != first.incident
        mine = await Reports(conn, NOW).one(near[0].account, first.public_id)
        assert mine is not None
        assert mine.others == 1


async def test_shared_spots_are_joined_by_their_distance(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        people, shelf = [await household(conn, number) for number in (1, 2, 3)], Reports(conn, NOW)
        spots = [Spot(52_230_000, 21_010_000), Spot(52_232_000, 21_010_000), Spot(52_250_000, 21_010_000)]
        filed = [
            (await shelf.file(who.account, NewReport(FaultKind.TREE, area=Area(spot=spot)))).report
            for who, spot in zip(people, spots, strict=True)
        ]
        assert filed[0].incident == filed[1].incident
        assert filed[2].incident != filed[0].incident
        assert filed[0].area.spot == spots[0]


async def test_a_known_outage_is_shown_and_joined_by_who_recognises_it(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        first, second, far = await household(conn, 1), await household(conn, 2), await household(conn, 3, "00-950")
        shelf = Reports(conn, NOW)
        report = await reported(conn, first)
        await reported(conn, first, FaultKind.THEFT)
        [known] = await shelf.known(second.account, second.payer, second.point)
        assert (known.number, known.households, known.mine) == (report.incident, 1, None)
        [own] = await shelf.known(first.account, first.payer, first.point)
        assert own.mine == report.public_id
        too = NewReport(FaultKind.NO_POWER_FLAT, point=second.point, joins=known.number)
        filed = await shelf.file(second.account, too)
        assert filed.report.incident == known.number
        assert (await shelf.file(second.account, too)).before
        away = await shelf.file(far.account, replace(too, point=far.point))
        assert away.report.incident != known.number
        assert not await shelf.known(far.account, far.payer, far.point)


async def test_neighbours_who_report_in_the_same_moment_meet_too(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            people = [await household(conn, number) for number in range(1, 6)]

        async def file(who: Household) -> str:
            for _try in range(50):
                try:
                    async with database.write() as conn:
                        return (await reported(conn, who)).incident
                except Exception as error:
                    if not is_transient(error):
                        raise
                    await asyncio.sleep(0.02)
            raise AssertionError("it never got through")

        assert len(set(await asyncio.gather(*(file(who) for who in people)))) == 1
        async with database.read() as conn:
            assert await conn.scalar(select(func.count(FaultReport.id))) == len(people)
            assert await conn.scalar(select(func.count(Incident.id))) == 1


async def test_notes_and_photos_are_added_while_it_is_open(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        me, neighbour, shelf = await household(conn, 1), await household(conn, 2), Reports(conn, NOW)
        mine, theirs = await reported(conn, me), await reported(conn, neighbour)
        assert await shelf.add_note(me.account, mine.public_id, "Iskrzy na rogu") is Done.DONE
        assert [event.note for event in await shelf.history(me.account, mine.public_id)] == [None, "Iskrzy na rogu"]
        assert len(await shelf.history(neighbour.account, theirs.public_id)) == 1
        for number in range(MOST_PHOTOS):
            assert await shelf.add_photo(me.account, mine.public_id, f"p{number}") is Done.DONE
        assert await shelf.add_photo(me.account, mine.public_id, "more") is Done.NOT_ALLOWED
        await shelf.withdraw(me.account, mine.public_id)
        assert await shelf.add_note(me.account, mine.public_id, "x") is Done.NOT_ALLOWED


async def test_who_withdraws_is_not_counted_and_the_last_one_closes_the_incident(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        me, neighbour, shelf = await household(conn, 1), await household(conn, 2), Reports(conn, NOW)
        mine, theirs = await reported(conn, me), await reported(conn, neighbour)
        assert await shelf.withdraw(me.account, mine.public_id) is Done.DONE
        assert await shelf.withdraw(me.account, mine.public_id) is Done.SAME
        gone = await shelf.one(me.account, mine.public_id)
        left = await shelf.one(neighbour.account, theirs.public_id)
        assert gone is not None
        assert left is not None
        assert (gone.state, left.state, left.households) == (State.WITHDRAWN, State.NEW, 1)
        await shelf.withdraw(neighbour.account, theirs.public_id)
        case = await Dispatch(conn, NOW).case(theirs.incident)
        assert case is not None
        assert case.state is State.WITHDRAWN
        assert (await reported(conn, neighbour)).incident != theirs.incident


@pytest.mark.parametrize("alone", [True, False])
async def test_a_no_opens_the_report_anew_for_this_household_alone(database_url: str, *, alone: bool) -> None:
    async with opened(database_url) as database, database.write() as conn:
        me, neighbour, shelf = await household(conn, 1), await household(conn, 2), Reports(conn, NOW)
        mine = await reported(conn, me)
        theirs = None if alone else await reported(conn, neighbour)
        daria, dispatch = await dispatcher(conn), Dispatch(conn, NOW)
        assert await shelf.works_again(me.account, mine.public_id, works=False) is Done.NOT_ALLOWED
        case = await dispatch.case(mine.number)
        assert case is not None
        assert await dispatch.move(case.id, case.version, Move(State.RESOLVED), daria) is Done.DONE
        assert await shelf.works_again(me.account, mine.public_id, works=False) is Done.DONE
        opened_anew = await shelf.one(me.account, mine.public_id)
        assert opened_anew is not None
        assert (opened_anew.state, opened_anew.works) == (State.NEW, None)
        assert (opened_anew.incident == mine.incident) is alone
        assert (await shelf.history(me.account, mine.public_id))[-1].what is What.REOPENED
        if theirs is not None:
            still = await shelf.one(neighbour.account, theirs.public_id)
            assert still is not None
            assert still.state is State.RESOLVED
            assert still.asks_whether_it_works
            assert await shelf.works_again(neighbour.account, theirs.public_id, works=True) is Done.DONE
            assert await shelf.works_again(neighbour.account, theirs.public_id, works=True) is Done.SAME


async def test_open_reports_are_listed_first_page_by_page(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        me, shelf = await household(conn, 1), Reports(conn, NOW)
        kinds = (FaultKind.METER, FaultKind.POLE, FaultKind.THEFT)
        first, second, third = [await reported(conn, me, kind) for kind in kinds]
        await shelf.withdraw(me.account, third.public_id)
        listed = [one.number for one in await shelf.of(me.account, 0, 2)]
        assert listed == [second.number, first.number]
        assert [one.number for one in await shelf.of(me.account, 2, 2)] == [third.number]
        assert await shelf.count(me.account) == len(kinds)
