"""Days as people in Poland count them: a moment in UTC belongs to the day that it is in Warsaw."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


def warsaw_day(moment: datetime) -> date:
    """The day in Warsaw at this moment, which must be aware."""
    return moment.astimezone(WARSAW).date()
