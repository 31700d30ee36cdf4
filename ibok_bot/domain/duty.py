"""Who is there and when (dyżur): the hours in which customers are answered, and by when an answer can be expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.holidays import is_holiday

_FURTHEST = timedelta(days=60)
"""Beyond this no answer is promised."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours of the same days of the week; Monday is 0."""

    days: frozenset[int]
    begin: time
    end: time


@dataclass(frozen=True, slots=True)
class Duty:
    """The hours of a week, and how much of them may pass until a customer is answered. Days off by law have none."""

    shifts: tuple[Shift, ...] = ()
    answer_within: timedelta = timedelta(hours=4)

    def is_on(self, at: datetime) -> bool:
        """Whether somebody is there at this moment."""
        return any(begin <= at < end for begin, end in self._of_day(at.astimezone(WARSAW).date()))

    def begins_after(self, at: datetime) -> datetime | None:
        """The next moment from `at` on at which somebody is there; None where that is never."""
        return next((max(begin, at) for begin, _end in self._from(at)), None)

    def answer_by(self, asked: datetime) -> datetime | None:
        """By when a question of this moment is answered: so many hours of duty later; None where that is never."""
        left = self.answer_within
        for begin, end in self._from(asked):
            length = end - max(begin, asked)
            if left <= length:
                return max(begin, asked) + left
            left -= length
        return None

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = at.astimezone(WARSAW).date()
        for ahead in range(_FURTHEST.days):
            yield from (hours for hours in self._of_day(first + timedelta(days=ahead)) if hours[1] > at)

    def _of_day(self, day: date) -> list[tuple[datetime, datetime]]:
        """In UTC, so that an hour is an hour when the clocks change too; hours that overlap are joined."""
        if is_holiday(day):
            return []
        found: list[tuple[datetime, datetime]] = []
        here = (one for one in self.shifts if day.weekday() in one.days)
        for begin, end in sorted((_moment(day, one.begin), _moment(day, one.end)) for one in here):
            if found and begin <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], end))
            else:
                found.append((begin, end))
        return found


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, WARSAW).astimezone(UTC)
