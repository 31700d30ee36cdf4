"""Planned outages at the desk of a dispatcher: what is announced, changed or cancelled is audited, and customers hear.

The same from a dialog, from the command line and from the supplier's systems. Telling is planted as scheduled work in
the same transaction (delivery/planned.py), for an area may hold many thousands of households.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import PlannedId
from ibok_bot.domain.planned import PlannedOutage, Reach, State, Terms, mistake, new_number
from ibok_bot.domain.planned_file import Given
from ibok_bot.domain.staff import Act, Actor
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.planned_book import NetworkOperator, PlannedBook
from ibok_bot.storage.planned_places import reach
from ibok_bot.storage.schedule import Schedule
from ibok_bot.turns.plannedimport import Imported, bring_in
from ibok_bot.turns.plannedoutcomes import Came, CannotAnnounce, Written

TELL = "planned"
"""The scheduled work that tells customers of one planned outage."""


class PlannedDesk:
    """Planned outages for those who announce them, on one transaction."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now
        self._book, self._audit = PlannedBook(conn, now), Audit(conn, now)

    async def operators(self) -> Sequence[NetworkOperator]:
        """All network operators."""
        return await self._book.operators()

    async def count(self, *, past: bool) -> int:
        """How many are running or coming; or are over or cancelled."""
        return await self._book.count(past=past)

    async def page(self, offset: int, limit: int, *, past: bool) -> Sequence[PlannedOutage]:
        """Those running or coming, the soonest first; or those over or cancelled, the latest first."""
        return await self._book.page(offset, limit, past=past)

    async def after(self, key: int, limit: int) -> Sequence[PlannedOutage]:
        """All, in the order in which they were written down."""
        return await self._book.after(key, limit)

    async def one(self, key: PlannedId) -> PlannedOutage | None:
        """By its key."""
        return await self._book.one(key)

    async def numbered(self, number: str) -> PlannedOutage | None:
        """By its number."""
        return await self._book.numbered(number)

    async def reach(self, terms: Terms) -> Reach:
        """How many it would concern."""
        return await reach(self._conn, terms)

    async def announce(self, terms: Terms, by: Actor, number: str | None = None) -> PlannedOutage:
        """Write a new one down. Raises CannotAnnounce."""
        self._check(terms)
        key = await self._book.add(number or new_number(), terms)
        written = await self._settled(key, Act.OUTAGE_ANNOUNCED, by)
        if written is None:
            raise LookupError("what was written down is not there")
        return written

    async def change(self, key: PlannedId, version: int, terms: Terms, by: Actor) -> Written:
        """Other terms from now on. Raises CannotAnnounce."""
        outage = await self._book.one(key, hold=True)
        if outage is None or outage.version != version or not outage.state(self._now).is_open:
            return self._not_done(outage, version)
        if terms == outage.terms:
            return Written(Came.SAME, outage)
        self._check(terms)
        await self._book.change(outage, terms, State.CHANGED)
        return Written(Came.CHANGED, await self._settled(key, Act.OUTAGE_CHANGED, by))

    async def cancel(self, key: PlannedId, version: int, by: Actor) -> Written:
        """It does not take place."""
        outage = await self._book.one(key, hold=True)
        if outage is not None and outage.is_cancelled:
            return Written(Came.SAME, outage)
        if outage is None or outage.version != version or not outage.state(self._now).is_open:
            return self._not_done(outage, version)
        await self._book.change(outage, outage.terms, State.CANCELLED)
        return Written(Came.CANCELLED, await self._settled(key, Act.OUTAGE_CANCELLED, by))

    async def put(self, number: str, terms: Terms, by: Actor) -> Written:
        """Announce the outage with this number, or change it to be so; twice is harmless. Raises CannotAnnounce."""
        known = await self._book.numbered(number)
        if known is None:
            return Written(Came.ANNOUNCED, await self.announce(terms, by, number))
        if not known.is_cancelled and known.terms == terms:
            return Written(Came.SAME, known)
        return await self.change(known.id, known.version, terms, by)

    async def bring_in(self, given: Sequence[Given], by: Actor) -> Imported:
        """All outages of a file."""
        return await bring_in(self, given, by)

    def _check(self, terms: Terms) -> None:
        wrong = mistake(terms, self._now)
        if wrong:
            raise CannotAnnounce(wrong)

    @staticmethod
    def _not_done(outage: PlannedOutage | None, version: int) -> Written:
        if outage is None:
            return Written(Came.GONE, None)
        return Written(Came.MOVED_ON if outage.version != version else Came.TOO_LATE, outage)

    async def _settled(self, key: PlannedId, act: Act, by: Actor) -> PlannedOutage | None:
        outage = await self._book.one(key)
        if outage is not None:
            await self._audit.record(by, act, outage.number)
            await Schedule(self._conn, self._now).at(TELL, str(key), self._now)
        return outage
