"""Readings as they are stored: which meters can be read; readings given, changed, withdrawn and listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import AccountId, MeterId, PayerId, PointId
from ibok_bot.domain.meters import Meter
from ibok_bot.domain.reading_window import Window, window_at
from ibok_bot.domain.readings import Accepted, Entry, Refusal, Shown, Unread
from ibok_bot.storage import meters, reading_list, unread
from ibok_bot.storage.given_readings import GivenReadings, Standing


@dataclass(frozen=True, slots=True)
class _New:
    """What is to be written: the values of a meter on a day."""

    meter: MeterId
    day: date
    shown: tuple[Shown, ...]
    photo: str | None


class Readings:
    """The readings (odczyty) of a payer's meters; whatever belongs to another one does not exist here."""

    def __init__(self, conn: AsyncConnection, now: datetime, window_days: tuple[int, int]) -> None:
        self._conn, self._now, self._window_days = conn, now, window_days
        self._rows = GivenReadings(conn, now)

    async def meters(self, payer: PayerId, day: date) -> Sequence[Meter]:
        """The meters that can be read on this day, by address; their previous readings are those before it."""
        return await meters.readable(self._conn, payer, day)

    async def give(
        self, payer: PayerId, account: AccountId, meter: MeterId, shown: Sequence[Shown], photo: str | None = None
    ) -> Accepted | Refusal:
        """Take a reading of today, all registers at once, or none.

        What the customer gave today is replaced; the same values again are the same reading.
        """
        new = _New(meter, warsaw_day(self._now), tuple(shown), photo)
        return await self._put(payer, account, new)

    async def change(
        self, payer: PayerId, account: AccountId, number: str, shown: Sequence[Shown], photo: str | None = None
    ) -> Accepted | Refusal:
        """Put other values in the place of a given reading, on its own day and under a new number."""
        given = await self._rows.found(payer, number)
        if given is None:
            return Refusal.GONE
        new = _New(given.meter, given.day, tuple(shown), photo)
        return await self._put(payer, account, new, instead_of=number)

    async def withdraw(self, payer: PayerId, number: str) -> Refusal | None:
        """Take back a reading that the customer gave; None when it is done, or had been done before."""
        given = await self._rows.found(payer, number)
        if given is None:
            return Refusal.GONE
        await self._rows.lock(given.meter)
        standing = await self._rows.standing(given.meter, given.day)
        if given.withdrawn and not standing.keys:
            return None
        refusal = await self._kept(given.meter, given.day, standing, number)
        if refusal is None:
            await self._rows.withdraw(standing.keys)
        return refusal

    async def may_withdraw(self, payer: PayerId, number: str) -> Refusal | None:
        """Why it cannot be withdrawn; None when it can."""
        given = await self._rows.found(payer, number)
        if given is None:
            return Refusal.GONE
        standing = await self._rows.standing(given.meter, given.day)
        return await self._kept(given.meter, given.day, standing, number)

    async def may_change(self, payer: PayerId, number: str) -> Refusal | None:
        """Why its values cannot be changed; None when they can."""
        given = await self._rows.found(payer, number)
        if given is None:
            return Refusal.GONE
        standing = await self._rows.standing(given.meter, given.day)
        refusal = await self._kept(given.meter, given.day, standing, number)
        if refusal is None and await self._rows.later(given.meter, given.day):
            return Refusal.LATER
        return refusal

    async def count(self, payer: PayerId, meter: MeterId | None = None) -> int:
        """How many entries the list has."""
        return await reading_list.count(self._conn, payer, meter)

    async def page(self, payer: PayerId, offset: int, limit: int, meter: MeterId | None = None) -> Sequence[Entry]:
        """Some entries, newest first; only of the time of this payer's own contracts."""
        return await reading_list.page(self._conn, payer, offset, limit, meter)

    async def one(self, payer: PayerId, number: str) -> Entry | None:
        """The entry with this number; None when it was withdrawn, or is another's."""
        return await reading_list.one(self._conn, payer, number)

    async def years(self, payer: PayerId) -> Sequence[int]:
        """From the year of the newest to that of the oldest."""
        return await reading_list.years(self._conn, payer)

    async def year(self, payer: PayerId, year: int) -> Sequence[Entry]:
        """All entries of a year, oldest first: for a file."""
        return await reading_list.year(self._conn, payer, year)

    async def without_reading(self, window: Window, after: PointId, limit: int) -> Sequence[Unread]:
        """Points whose customers have an account and gave no reading in the window yet, in the order of their keys.

        Points whose meter is read remotely are left out, as are those without a contract or a meter.
        """
        return await unread.without_reading(self._conn, window, warsaw_day(self._now), after, limit)

    async def _put(
        self, payer: PayerId, account: AccountId, new: _New, instead_of: str | None = None
    ) -> Accepted | Refusal:
        registers = await self._rows.registers(payer, new.meter, new.day)
        if not registers or sorted(one.register for one in new.shown) != sorted(registers):
            return Refusal.GONE
        await self._rows.lock(new.meter)
        standing = await self._rows.standing(new.meter, new.day)
        if standing.number and standing.values == frozenset(new.shown):
            await self._rows.add_photo(standing.keys, new.photo)
            return Accepted(standing.number, repeated=True)
        if refusal := await self._kept(new.meter, new.day, standing, instead_of):
            return refusal
        if instead_of is not None and await self._rows.later(new.meter, new.day):
            return Refusal.LATER
        await self._rows.withdraw(standing.keys)
        in_order = sorted(new.shown, key=lambda one: registers.index(one.register))
        number = await self._rows.insert(account, in_order, new.photo, new.day)
        return Accepted(number, replaced=standing.number)

    async def _kept(self, meter: MeterId, day: date, standing: Standing, number: str | None) -> Refusal | None:
        """Why what stands on a day must stay; None where it may be taken away. It must bear the number, if given."""
        if number is not None and standing.number != number:
            return Refusal.GONE
        if window_at(self._window_days, day).last < warsaw_day(self._now):
            return Refusal.CLOSED
        billed = standing.keys and await self._rows.is_billed(meter, standing.keys)
        return Refusal.BILLED if billed else None
