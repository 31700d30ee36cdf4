"""Dispatchers hear once of a new dangerous fault and of a promised time that is over, and open it with the push."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from ibok_bot.delivery.dispatchers import Dispatchers
from ibok_bot.domain.dispatch import Move
from ibok_bot.domain.outages import Done, FaultKind, State
from ibok_bot.domain.staff import Role
from ibok_bot.storage.colleagues import colleagues
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.transactions import is_transient
from tests.dialogs.faults import FIRST_CHAT, dispatcher, reporter
from tests.office import OpenOffice, open_office
from tests.staff import let_in


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened


async def heard(office: OpenOffice) -> list[tuple[int, str]]:
    """What the staff were told so far, after one more round."""
    await Dispatchers(office.database, office.clock).tell()
    return [(chat, screen.html.partition("\n")[0]) for chat, screen in await office.post() if chat < FIRST_CHAT]


async def test_a_dangerous_fault_is_told_once_to_every_dispatcher_and_two_taps_move_it(office: OpenOffice) -> None:
    daria = await dispatcher(office)
    await let_in(office.chat(8), Role.ADMIN)
    await let_in(office.chat(9), Role.CLERK)
    case = await reporter(office, 1, FaultKind.WIRE_DOWN)
    await reporter(office, 2, FaultKind.METER)
    first = await heard(office)
    assert sorted(chat for chat, _line in first) == [7, 8]
    assert f"⚠️ Dangerous fault {case}: A wire is torn" in dict(first)[7]
    assert await heard(office) == first
    [push] = [screen for chat, screen in office.channel.pushed if chat == daria.number]
    await daria.presses_data(push.rows[0][0].data or "", 99)
    await daria.presses("To the operator")
    assert "passed on" in await daria.presses("Save, tell 1")


async def test_a_dangerous_fault_that_is_not_mended_is_told_again(office: OpenOffice) -> None:
    await dispatcher(office)
    case = await reporter(office, 1, FaultKind.WIRE_DOWN)
    assert len(await heard(office)) == 1
    office.clock.go(hours=1)
    async with office.database.write() as conn:
        desk, reports = Dispatch(conn, office.clock()), Reports(conn, office.clock())
        line = await desk.case(case)
        assert line is not None
        [one] = await desk.reports(line.id, 0, 1)
        members = await colleagues(conn, Role.DISPATCHER)
        assert await desk.move(line.id, line.version, Move(State.RESOLVED), members[0].member) is Done.DONE
        assert await reports.works_again(one.account, one.public_id, works=False) is Done.DONE
    told = await heard(office)
    assert len(told) == 2
    assert f"Dangerous fault {case}" in told[1][1]
    assert await heard(office) == told


async def test_a_time_that_is_over_is_told_to_whoever_has_it_once_for_each_promise(office: OpenOffice) -> None:
    daria, other = await dispatcher(office), await dispatcher(office, 8, "Jan Drugi")
    case = await reporter(office, 1)
    await daria.presses_data(f"e:dispatch:{case}", 1)
    for state in ("Being checked", "Another time"):
        await daria.presses_data(f"e:dispatch:{case}", 1)
        await daria.presses("Other state")
        await daria.presses(state)
        await daria.presses("In 1")
        await daria.presses("Save, tell 1")
        before = len(await heard(office))
        office.clock.go(hours=1.5)
        told = (await heard(office))[before:]
        assert [chat for chat, _line in told] == [daria.number]
        assert f"🔴 Overdue fault {case}: promised for" in told[0][1]
        assert len(await heard(office)) == before + 1
    assert other.number not in [chat for chat, _line in await heard(office)]


async def test_of_two_processes_one_tells_it(office: OpenOffice) -> None:
    await dispatcher(office)
    await reporter(office, 1, FaultKind.SPARKS)
    rounds = [Dispatchers(office.database, office.clock).tell() for _process in range(2)]
    done = await asyncio.gather(*rounds, return_exceptions=True)
    assert all(one in (0, 1) or (isinstance(one, Exception) and is_transient(one)) for one in done), done
    assert len(await heard(office)) == 1
