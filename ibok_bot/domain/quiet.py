"""The quiet hours (cisza nocna), in which only what is urgent is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from ibok_bot.domain.calendar import WARSAW


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From a time of the day to another, mostly over midnight; the same time twice means never."""

    begin: time
    end: time
    timezone: ZoneInfo = WARSAW

    def hold(self, at: datetime) -> bool:
        """Whether it is quiet at this moment."""
        clock = at.astimezone(self.timezone).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def over(self, at: datetime) -> datetime:
        """The first moment from `at` on at which it is not quiet."""
        if not self.hold(at):
            return at
        here = at.astimezone(self.timezone)
        day = here.date() if here.time() < self.end else here.date() + timedelta(days=1)
        return datetime.combine(day, self.end, self.timezone).astimezone(at.tzinfo)
