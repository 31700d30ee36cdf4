"""Planned outages as those see them who announce them: all of them, written, changed and cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import OperatorId, PlannedId
from ibok_bot.domain.planned import PlannedOutage, State, Terms
from ibok_bot.storage.planned_rows import OUTAGE, found_by, outages, pieces, read, written
from ibok_bot.storage.schema import outages as rows
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.tariffs import Operator


@dataclass(frozen=True, slots=True)
class NetworkOperator:
    """In whose network an outage may be."""

    id: OperatorId
    code: str
    name: str


class PlannedBook:
    """Every planned outage, on one transaction."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def operators(self) -> Sequence[NetworkOperator]:
        """All network operators, by name."""
        found = await self._conn.execute(select(Operator.id, Operator.code, Operator.name).order_by(Operator.name))
        return [NetworkOperator(OperatorId(key), code, name) for key, code, name in found]

    async def count(self, *, past: bool) -> int:
        """How many are running or coming; or are over or cancelled."""
        found = select(func.count()).select_from(OUTAGE).where(self._when(past=past))
        return (await self._conn.execute(found)).scalar_one()

    async def page(self, offset: int, limit: int, *, past: bool) -> Sequence[PlannedOutage]:
        """Those running or coming, the soonest first; or those over or cancelled, the latest first."""
        order = (OUTAGE.starts_at.desc(), OUTAGE.id.desc()) if past else (OUTAGE.starts_at, OUTAGE.id)
        found = outages().where(self._when(past=past)).order_by(*order).limit(limit).offset(offset)
        return [read(row) for row in await self._conn.execute(found)]

    async def after(self, key: int, limit: int) -> Sequence[PlannedOutage]:
        """All that are not over long ago, in the order in which they were written down."""
        found = outages().where(OUTAGE.id > key).order_by(OUTAGE.id).limit(limit)
        return [read(row) for row in await self._conn.execute(found)]

    async def starting(self, begins: datetime, ends: datetime) -> Sequence[PlannedId]:
        """Those that start between two moments and are not cancelled."""
        found = select(OUTAGE.id).where(
            OUTAGE.starts_at >= begins, OUTAGE.starts_at < ends, OUTAGE.state != State.CANCELLED
        )
        return [PlannedId(key) for key in await self._conn.scalars(found.order_by(OUTAGE.starts_at, OUTAGE.id))]

    async def one(self, key: PlannedId, *, hold: bool = False) -> PlannedOutage | None:
        """By its key. `hold`: nobody else changes it, nor tells of it, until this transaction ends."""
        if hold:
            await self._conn.execute(select(OUTAGE.id).where(OUTAGE.id == key).with_for_update())
        row = (await self._conn.execute(outages().where(OUTAGE.id == key))).first()
        return read(row) if row else None

    async def numbered(self, number: str) -> PlannedOutage | None:
        """By its number."""
        row = (await self._conn.execute(outages().where(OUTAGE.number == number))).first()
        return read(row) if row else None

    async def add(self, number: str, terms: Terms) -> PlannedId:
        """Write it down. The same number at the same time fails as transient, and is found when it is run again."""
        row = {**written(terms), "number": number, "state": State.ANNOUNCED, "published_at": self._now, "version": 1}
        key = PlannedId(made_key(await self._conn.execute(insert(table(OUTAGE)).values(**row))))
        await self._index(key, terms)
        return key

    async def change(self, outage: PlannedOutage, terms: Terms, state: State) -> bool:
        """Other terms or another state; False where somebody else has changed it since it was read."""
        values = {**written(terms), "state": state, "changed_at": self._now, "version": outage.version + 1}
        done = await self._conn.execute(
            update(OUTAGE).where(OUTAGE.id == outage.id, OUTAGE.version == outage.version).values(**values)
        )
        if not done.rowcount:
            return False
        if terms.area != outage.terms.area:
            await self._conn.execute(delete(rows.PlannedArea).where(rows.PlannedArea.planned_id == outage.id))
            await self._index(outage.id, terms)
        return True

    async def _index(self, key: PlannedId, terms: Terms) -> None:
        for some in pieces(found_by(terms.area)):
            await self._conn.execute(
                insert(table(rows.PlannedArea)), [{"planned_id": key, "value": value} for value in some]
            )

    def _when(self, *, past: bool) -> ColumnElement[bool]:
        coming = (OUTAGE.ends_at > self._now) & (OUTAGE.state != State.CANCELLED)
        return ~coming if past else coming
