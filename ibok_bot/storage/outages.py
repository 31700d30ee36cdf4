"""Faults as customers see them: reports filed, followed, added to, withdrawn, and answered when they are mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.fault_reports import Event, Filed, KnownOutage, NewReport, Report
from ibok_bot.domain.ids import AccountId, PayerId, PointId
from ibok_bot.domain.outages import Area, Done


class Reports:
    """The reports of faults (zgłoszenia awarii); each is reached through its own account only."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def file(self, account: AccountId, new: NewReport) -> Filed:
        """Write a report down and join it to the incident that is open there; one filed a moment ago is not doubled.

        A metering point that is not the account's is left out.
        """
        raise NotImplementedError

    async def count(self, account: AccountId) -> int:
        """How many reports the account has made."""
        raise NotImplementedError

    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Report]:
        """Those of the account, open ones first, then the newest first."""
        raise NotImplementedError

    async def one(self, account: AccountId, public_id: str) -> Report | None:
        """One of this account; None for another's, and for one that there is not."""
        raise NotImplementedError

    async def history(self, account: AccountId, public_id: str) -> Sequence[Event]:
        """What happened to it, the oldest first; nothing of another's."""
        raise NotImplementedError

    async def photos(self, account: AccountId, public_id: str) -> Sequence[str]:
        """The file ids of its photos."""
        raise NotImplementedError

    async def add_note(self, account: AccountId, public_id: str, note: str) -> Done:
        """Something more that the dispatcher should know; to one that is open."""
        raise NotImplementedError

    async def add_photo(self, account: AccountId, public_id: str, file_id: str) -> Done:
        """One more photo. NOT_ALLOWED when it has as many as it may, or is closed."""
        raise NotImplementedError

    async def withdraw(self, account: AccountId, public_id: str) -> Done:
        """It was nothing, or it is settled: nothing more is told of it."""
        raise NotImplementedError

    async def works_again(self, account: AccountId, public_id: str, *, works: bool) -> Done:
        """The answer to "does it work again?". A no opens the report anew, for this household alone."""
        raise NotImplementedError

    async def known(self, account: AccountId, payer: PayerId, point: PointId) -> Sequence[KnownOutage]:
        """Open incidents in the area of a metering point of this payer, the newest first.

        That there is none says only that nobody has told us.
        """
        raise NotImplementedError

    async def near(self, account: AccountId, area: Area) -> Sequence[KnownOutage]:
        """Open incidents in any area: by a typed address or a shared spot."""
        raise NotImplementedError

    async def area_of(self, payer: PayerId, point: PointId) -> Area | None:
        """Where a metering point of this payer is; None for another's."""
        raise NotImplementedError
