"""Invented faults: an incident of two households that is being repaired, new reports, and one that was mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.dispatch import Move
from ibok_bot.domain.fault_reports import NewReport, Report
from ibok_bot.domain.ids import AccountId, PointId
from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import Area, FaultKind, State
from ibok_bot.domain.staff import CONSOLE, Actor
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.metering import MeteringPoint
from ibok_bot.storage.schema.outages import FaultReport
from ibok_bot.storage.transactions import Database

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_NEEDED = 4


@dataclass(frozen=True, slots=True)
class _Home:
    account: AccountId
    point: PointId


async def report(database: Database, now: datetime, by: Actor = CONSOLE) -> int:
    """Once, where the personas are; how many reports there are now. Nobody is pushed anything of them."""
    async with database.write() as conn:
        known = await conn.scalar(select(func.count(FaultReport.id))) or 0
        homes = await _homes(conn)
        if known or len(homes) < _NEEDED:
            return known
        first, second, third, fourth = homes[:_NEEDED]
        await _mended(conn, first, now, by)
        await _incident(conn, (second, fourth), now, by)
        spot = Spot(52_229_700, 21_012_200)
        new = NewReport(FaultKind.TREE, "Gałąź leży na przewodzie przy parkingu", area=Area(spot=spot))
        await Reports(conn, now - _HOUR / 4).file(third.account, new)
        lamp = NewReport(FaultKind.STREET_LIGHT, "Latarnia nie świeci od tygodnia", third.point)
        await Reports(conn, now - 2 * _DAY).file(third.account, lamp)
        return await conn.scalar(select(func.count(FaultReport.id))) or 0


async def _mended(conn: AsyncConnection, home: _Home, now: datetime, by: Actor) -> None:
    new = NewReport(FaultKind.METER, "Wyświetlacz licznika jest pusty", home.point)
    filed = await Reports(conn, now - 3 * _DAY).file(home.account, new)
    await _move(conn, filed.report, Move(State.SCHEDULED, now - _DAY), now - 2 * _DAY, by)
    await _move(conn, filed.report, Move(State.RESOLVED, None, "Licznik wymieniony"), now - 20 * _HOUR, by)


async def _incident(conn: AsyncConnection, homes: Sequence[_Home], now: datetime, by: Actor) -> None:
    filed = [
        (await Reports(conn, now - 2 * _HOUR).file(one.account, NewReport(FaultKind.NO_POWER_AREA, point=one.point)))
        for one in homes
    ]
    shelf = Dispatch(conn, now - _HOUR)
    [target, *others] = [await shelf.case(each.report.number) for each in filed]
    for other in others:
        if target is not None and other is not None and other.id != target.id:
            await shelf.join(other.id, other.version, target.id, by)
    move = Move(State.IN_PROGRESS, now + 3 * _HOUR, "Uszkodzony kabel, brygada jest na miejscu", "Stacja 12, pole 4")
    await _move(conn, filed[0].report, move, now - _HOUR, by)


async def _move(conn: AsyncConnection, filed: Report, move: Move, at: datetime, by: Actor) -> None:
    shelf = Dispatch(conn, at)
    case = await shelf.case(filed.number)
    if case is not None:
        await shelf.move(case.id, case.version, move, by)


async def _homes(conn: AsyncConnection) -> Sequence[_Home]:
    """The accounts, each with its first metering point."""
    found = await conn.execute(
        select(Account.id, func.min(MeteringPoint.id))
        .join(MeteringPoint, MeteringPoint.payer_id == Account.payer_id)
        .group_by(Account.id)
        .order_by(Account.id)
        .limit(_NEEDED)
    )
    return [_Home(AccountId(account), PointId(point)) for account, point in found]
