"""Planned outages as a customer sees them: those at their own metering points, and those they were told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, PayerId, PlannedId, PointId
from ibok_bot.domain.planned import AtMine, PlannedOutage
from ibok_bot.domain.planned_area import Address
from ibok_bot.storage.planned_places import Point, points_of
from ibok_bot.storage.planned_rows import OUTAGE, outages, pieces, read
from ibok_bot.storage.schema import outages as rows

KEPT = timedelta(days=60)
"""One that is over is shown so long: for a claim."""


class Planned:
    """Planned outages (planowane wyłączenia) of one customer; those of nobody else's places can be reached."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def of(self, payer: PayerId) -> Sequence[AtMine]:
        """Those that are running or coming, the soonest first; then those over or cancelled, the latest first."""
        found = await self._at(await points_of(self._conn, [payer]))
        coming = [each for each in found if each.outage.state(self._now).is_open]
        over = [each for each in found if not each.outage.state(self._now).is_open]
        return [*coming, *reversed(over)]

    async def at_point(self, payer: PayerId, point: PointId) -> Sequence[PlannedOutage]:
        """Those that are running or coming at a metering point of this payer, the soonest first."""
        mine = [each for each in await points_of(self._conn, [payer]) if each.id == point]
        return [each.outage for each in await self._at(mine) if each.outage.state(self._now).is_open]

    async def one(self, payer: PayerId, account: AccountId, key: PlannedId) -> AtMine | None:
        """One that is at a metering point of this payer, or that the account was told of; None for any other."""
        row = (await self._conn.execute(outages().where(OUTAGE.id == key))).first()
        if row is None:
            return None
        found = AtMine(read(row), _in(read(row), await points_of(self._conn, [payer])))
        return found if found.places or await self._told(account, key) else None

    async def _told(self, account: AccountId, key: PlannedId) -> bool:
        told = rows.PlannedTold
        mine = select(told.planned_id).where(told.planned_id == key, told.account_id == account)
        return (await self._conn.execute(mine)).first() is not None

    async def _at(self, points: Sequence[Point]) -> list[AtMine]:
        """Those at these places, by when they start."""
        area, known = rows.PlannedArea, dict[int, PlannedOutage]()
        values = {value for point in points for value in (point.address.ppe, *point.address.keys)}
        for some in pieces(sorted(values)):
            here = select(area.planned_id).where(area.value.in_(some))
            wanted = outages().where(OUTAGE.id.in_(here), OUTAGE.ends_at > self._now - KEPT)
            known |= {row.id: read(row) for row in await self._conn.execute(wanted)}
        found = [AtMine(outage, _in(outage, points)) for outage in known.values()]
        return sorted(
            (each for each in found if each.places), key=lambda each: (each.outage.terms.starts_at, each.outage.id)
        )


def _in(outage: PlannedOutage, points: Sequence[Point]) -> tuple[tuple[PointId, Address], ...]:
    terms = outage.terms
    return tuple(
        (point.id, point.address)
        for point in points
        if point.operator == terms.operator and terms.area.holds(point.address)
    )
