"""Which metering points are within an area, and whose they are. The rule is `PlannedArea.holds`; SQL only narrows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, OperatorId, PayerId, PointId
from ibok_bot.domain.planned import Reach, Terms
from ibok_bot.domain.planned_area import Address, folded
from ibok_bot.storage.planned_rows import pieces
from ibok_bot.storage.schema.customers import Account, TelegramLink
from ibok_bot.storage.schema.metering import MeteringPoint

_AT_ONCE = 2000
_POINT = MeteringPoint


@dataclass(frozen=True, slots=True)
class Point:
    """A metering point, and whose it is."""

    id: PointId
    payer: PayerId
    operator: OperatorId
    address: Address


async def points_of(conn: AsyncConnection, payers: Collection[PayerId]) -> Sequence[Point]:
    """All metering points of these payers."""
    found: list[Point] = []
    for some in pieces(sorted(payers)):
        rows = await conn.execute(_columns().where(_POINT.payer_id.in_(some)).order_by(_POINT.id))
        found += [_point(row) for row in rows]
    return found


async def narrowed(conn: AsyncConnection, terms: Terms) -> ColumnElement[bool]:
    """Which metering points need be looked at, as a condition."""
    area = terms.area
    postcodes = sorted({place.postcode for place in area.places if place.postcode})
    wanted = {folded(place.town) for place in area.places if not place.postcode}
    towns = [town for town in await _towns(conn, terms.operator) if folded(town) in wanted] if wanted else []
    listed: list[ColumnElement[bool]] = [
        *(_POINT.postcode.in_(some) for some in pieces(postcodes)),
        *(_POINT.town.in_(some) for some in pieces(towns)),
        *(_POINT.ppe.in_(some) for some in pieces(area.points)),
    ]
    nothing = _POINT.id < 0
    return (_POINT.operator_id == terms.operator) & or_(nothing, *listed)


async def within(conn: AsyncConnection, terms: Terms) -> AsyncIterator[Point]:
    """The metering points in it, a few at a time."""
    these, after = await narrowed(conn, terms), 0
    while True:
        rows = (
            await conn.execute(_columns().where(these, _POINT.id > after).order_by(_POINT.id).limit(_AT_ONCE))
        ).all()
        for row in rows:
            point = _point(row)
            if terms.area.holds(point.address):
                yield point
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1][0]


async def reach(conn: AsyncConnection, terms: Terms) -> Reach:
    """How many it concerns."""
    points, payers = 0, set[PayerId]()
    async for point in within(conn, terms):
        points += 1
        payers.add(point.payer)
    told = 0
    for some in pieces(sorted(payers)):
        accounts = select(func.count()).select_from(Account).where(Account.payer_id.in_(some), *can_be_told())
        told += await conn.scalar(accounts) or 0
    return Reach(points, len(payers), told)


def can_be_told() -> tuple[ColumnElement[bool], ...]:
    """Whether an account has a chat to write to."""
    link = TelegramLink
    has_chat = exists(select(link.id)).where(
        link.account_id == Account.id, link.unlinked_at.is_(None), link.blocked_at.is_(None)
    )
    return Account.frozen_at.is_(None), has_chat


async def payers_of(conn: AsyncConnection, accounts: Collection[AccountId]) -> dict[AccountId, PayerId]:
    """Whose accounts these are."""
    found: dict[AccountId, PayerId] = {}
    for some in pieces(sorted(accounts)):
        rows = await conn.execute(select(Account.id, Account.payer_id).where(Account.id.in_(some)))
        found |= {AccountId(account): PayerId(payer) for account, payer in rows}
    return found


def _columns() -> Select[int, int, int, str, str, str, str]:
    return select(
        _POINT.id, _POINT.payer_id, _POINT.operator_id, _POINT.ppe, _POINT.postcode, _POINT.town, _POINT.street
    )


def _point(row: Row[int, int, int, str, str, str, str]) -> Point:
    key, payer, operator, *address = row
    return Point(PointId(key), PayerId(payer), OperatorId(operator), Address(*address))


async def _towns(conn: AsyncConnection, operator: OperatorId) -> Sequence[str]:
    """Every spelling of every town: databases fold capitals in ways of their own."""
    found = await conn.scalars(select(_POINT.town).where(_POINT.operator_id == operator).distinct())
    return found.all()
