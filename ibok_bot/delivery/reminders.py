"""The rounds that the office makes of itself: new invoices by the hour, reminders and cheaper hours every morning.

A round that was missed is made once when somebody is there again, and looks at the day as it is by then. In the quiet
hours none is made: what it would say of today could be wrong in the morning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from ibok_bot.delivery.announcer import Announcer
from ibok_bot.delivery.schedule import Work
from ibok_bot.delivery.subject import NewsT, Subject
from ibok_bot.delivery.subjects import CheaperHours, DueReminders, NewInvoices, OpenWindow, Transfers
from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.domain.reminders import next_time
from ibok_bot.domain.supplier import Supplier
from ibok_bot.storage.reminders import forget_marks
from ibok_bot.storage.transactions import Database

INVOICES, REMINDERS, CHEAP_HOURS, OLD_MARKS = "invoices", "reminders", "cheap_hours", "old_marks"
_HOUR = timedelta(hours=1)
_NIGHT = time(3, 30)
_MARKS_KEPT = timedelta(days=100)
"""Longer than anything that was told could be found again."""
_PIECE = 500
_log = structlog.get_logger(__name__)


class Rounds:
    """The rounds of one office, for the scheduler."""

    def __init__(
        self, database: Database, supplier: Supplier, clock: Callable[[], datetime], timezone: ZoneInfo = WARSAW
    ) -> None:
        self._database, self._supplier, self._clock, self._timezone = database, supplier, clock, timezone
        self._quiet = QuietHours(*supplier.quiet_hours)

    def works(self) -> Mapping[str, Work]:
        """Each round by its word, and when it is made again."""
        return {
            INVOICES: Work(self._invoices, lambda after: self._quiet.over(after + _HOUR)),
            REMINDERS: Work(self._reminders, lambda after: self._daily(self._supplier.reminders.at, after)),
            CHEAP_HOURS: Work(self._cheap_hours, lambda after: self._daily(self._quiet.end, after)),
            OLD_MARKS: Work(self._forget, lambda after: next_time(_NIGHT, after)),
        }

    def _daily(self, at: time, after: datetime) -> datetime:
        """By the clock on the wall in Warsaw; an hour in the quiet hours stands for their end."""
        return self._quiet.over(next_time(at, after))

    async def _invoices(self, _item: str, _due_at: datetime) -> None:
        await self._tell(NewInvoices(warsaw_day(self._clock())))

    async def _reminders(self, _item: str, _due_at: datetime) -> None:
        today, plan = warsaw_day(self._clock()), self._supplier.reminders
        await self._tell(DueReminders(today, plan))
        await self._tell(Transfers(today))
        await self._tell(OpenWindow(today, self._supplier.reading_window, plan))

    async def _cheap_hours(self, _item: str, _due_at: datetime) -> None:
        now = self._clock()
        await self._tell(CheaperHours(warsaw_day(now), now))

    async def _forget(self, _item: str, _due_at: datetime) -> None:
        before = self._clock() - _MARKS_KEPT
        while True:
            async with self._database.write() as conn:
                if await forget_marks(conn, before, _PIECE) < _PIECE:
                    return

    async def _tell(self, subject: Subject[NewsT]) -> None:
        now = self._clock()
        if self._quiet.hold(now):
            return
        told = await Announcer(self._database, subject, now, self._timezone).run()
        _log.info("customers told", kind=subject.kind.value, accounts=told)
