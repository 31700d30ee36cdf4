"""Readings as they are stored: which meters can be read, and giving, changing, withdrawing and listing readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, MeterId, PayerId, PointId
from ibok_bot.domain.meters import Meter
from ibok_bot.domain.reading_window import Window
from ibok_bot.domain.readings import Accepted, Entry, Refusal, Shown, Unread


class Readings:
    """The readings (odczyty) of a payer's meters; whatever belongs to another one does not exist here."""

    def __init__(self, conn: AsyncConnection, now: datetime, window_days: tuple[int, int]) -> None:
        self._conn, self._now, self._window_days = conn, now, window_days

    async def meters(self, payer: PayerId, day: date) -> Sequence[Meter]:
        """The meters that can be read on this day, by address; their previous readings are those before it."""
        raise NotImplementedError

    async def give(
        self, payer: PayerId, account: AccountId, meter: MeterId, shown: Sequence[Shown], photo: str | None = None
    ) -> Accepted | Refusal:
        """Take a reading of today, all registers at once, or none.

        What the customer gave today is replaced; the same values again are the same reading.
        """
        raise NotImplementedError

    async def change(
        self, payer: PayerId, account: AccountId, number: str, shown: Sequence[Shown], photo: str | None = None
    ) -> Accepted | Refusal:
        """Put other values in the place of a given reading, on its own day and under a new number."""
        raise NotImplementedError

    async def withdraw(self, payer: PayerId, number: str) -> Refusal | None:
        """Take back a reading that the customer gave; None when it is done, or had been done before."""
        raise NotImplementedError

    async def may_withdraw(self, payer: PayerId, number: str) -> Refusal | None:
        """Why it cannot be withdrawn; None when it can."""
        raise NotImplementedError

    async def may_change(self, payer: PayerId, number: str) -> Refusal | None:
        """Why its values cannot be changed; None when they can."""
        raise NotImplementedError

    async def count(self, payer: PayerId, meter: MeterId | None = None) -> int:
        """How many entries the list has."""
        raise NotImplementedError

    async def page(self, payer: PayerId, offset: int, limit: int, meter: MeterId | None = None) -> Sequence[Entry]:
        """Some entries, newest first; only of the time of this payer's own contracts."""
        raise NotImplementedError

    async def one(self, payer: PayerId, number: str) -> Entry | None:
        """The entry with this number; None when it was withdrawn, or is another's."""
        raise NotImplementedError

    async def years(self, payer: PayerId) -> Sequence[int]:
        """From the year of the newest to that of the oldest."""
        raise NotImplementedError

    async def year(self, payer: PayerId, year: int) -> Sequence[Entry]:
        """All entries of a year, oldest first: for a file."""
        raise NotImplementedError

    async def without_reading(self, window: Window, after: PointId, limit: int) -> Sequence[Unread]:
        """Points whose customers have an account and gave no reading in the window yet, in the order of their keys.

        Points whose meter is read remotely are left out, as are those without a contract or a meter.
        """
        raise NotImplementedError
