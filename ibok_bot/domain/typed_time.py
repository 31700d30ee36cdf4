"""A time as people type it: "jutro 8:00", "25.11 8:00", "pojutrze 18", "8:30", "25.11.2026 08:00"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from ibok_bot.domain.calendar import WARSAW

FURTHEST = timedelta(days=366)
"""Nobody plans further ahead: a year too far is a slip."""
_JUST_OVER = timedelta(days=180)
"""A day without a year that is over for less than this was meant in this year, and is over."""
_DAYS = {
    "dziś": 0, "dzis": 0, "dzisiaj": 0, "today": 0, "сьогодні": 0,
    "jutro": 1, "tomorrow": 1, "завтра": 1,
    "pojutrze": 2, "післязавтра": 2,
}  # fmt: skip
_BETWEEN = r"(?:[ ,]|\bo\b|\bat\b|\bо\b|\bгодз\.?|\bgodz\.?)*"
_CLOCK = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:\s*(?:h|godz\.?))?"
_FORMS = (
    re.compile(rf"(?P<word>[^\W\d_]+){_BETWEEN}{_CLOCK}"),
    re.compile(rf"(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})(?:[./](?P<year>\d{{4}}))?\.?[ ,]{_BETWEEN}{_CLOCK}"),
    re.compile(rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})[ tT,]{_BETWEEN}{_CLOCK}"),
    re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})"),  # with a dot it could be a day
)


class NoTime(ValueError):
    """What was typed is no time that could be meant."""


class Past(ValueError):
    """The time is over."""


class TooFar(ValueError):
    """The time is further away than anybody plans."""


def read(typed: str, now: datetime) -> datetime:
    """The moment in UTC; a day without a year is the next one, an hour alone the next one. Raises the above."""
    found = next((match for form in _FORMS if (match := form.fullmatch(" ".join(typed.lower().split())))), None)
    if found is None:
        raise NoTime
    here = now.astimezone(WARSAW)
    parts = found.groupdict()
    try:
        clock = time(int(parts["hour"]), int(parts.get("minute") or 0))
        moment = _moment(_day(parts, here), clock)
        if _may_mean_the_next(parts, now - moment):
            moment = _moment(_next(parts, here), clock)
    except ValueError:
        raise NoTime from None
    if moment <= now:
        raise Past
    if moment > now + FURTHEST:
        raise TooFar
    return moment


def _may_mean_the_next(parts: dict[str, str | None], over: timedelta) -> bool:
    if over < timedelta(0) or parts.get("word") or parts.get("year") or parts.get("iso"):
        return False
    return over > _JUST_OVER if parts.get("day") else True


def _day(parts: dict[str, str | None], here: datetime) -> date:
    if word := parts.get("word"):
        if word not in _DAYS:
            raise NoTime
        return here.date() + timedelta(days=_DAYS[word])
    if iso := parts.get("iso"):
        return date.fromisoformat(iso)
    if parts.get("day"):
        return date(int(parts["year"] or here.year), int(parts["month"] or 0), int(parts["day"] or 0))
    return here.date()


def _next(parts: dict[str, str | None], here: datetime) -> date:
    """The same day a year later, or the same hour tomorrow."""
    if parts.get("day"):
        return date(here.year + 1, int(parts["month"] or 0), int(parts["day"] or 0))
    return here.date() + timedelta(days=1)


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=WARSAW).astimezone(UTC)
