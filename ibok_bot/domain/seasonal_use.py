"""What is usually used in a season, from what was settled: the mean day of each month of the year.

A settled period gives each of its days the same share. A day to come is expected to be as the mean day of the same
month in the past; a month of which nothing is known, as the mean of all days. Less than four weeks is too little.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.yearly_use import Settled

_LEAST_DAYS = 28
_DAY = timedelta(days=1)
_FINE = 10**6
"""Parts of a watt-hour in which shares are added up: quicker than fractions, and far finer than any meter."""


@dataclass(frozen=True, slots=True)
class SeasonalUse:
    """The mean use of a day, in watt-hours: in each month (January first; None where unknown), and of all days."""

    monthly: tuple[Fraction | None, ...]
    mean: Fraction

    def between(self, since: date, until: date) -> Energy:
        """What is usual from a reading on one day to a reading on another: the days after `since`, with `until`."""
        days = _days_of_months(since + _DAY, until)
        return Energy(round(sum((self._of(month) * count for month, count in days.items()), Fraction(0))))

    def knows(self, since: date, until: date) -> bool:
        """Whether the same months of earlier years are known, and not only the mean of all days."""
        return all(self.monthly[month - 1] is not None for month in _days_of_months(since + _DAY, until))

    @property
    def yearly(self) -> Energy:
        """What is usual in a year of 365 days."""
        return Energy(round(self.mean * 365))

    def _of(self, month: int) -> Fraction:
        known = self.monthly[month - 1]
        return self.mean if known is None else known


def seasonal_use(settled: Iterable[Settled]) -> SeasonalUse | None:
    """The usual use by these settlements of one register; None where too little was settled.

    A period that comes more than once is one: of two meters after each other, or with its correction.
    """
    periods: dict[tuple[date, date], int] = {}
    for each in settled:
        periods[each.first, each.last] = periods.get((each.first, each.last), 0) + each.energy.wh
    energy = dict.fromkeys(range(1, 13), 0)
    days: Counter[int] = Counter()
    for (first, last), wh in periods.items():
        for month, count in _days_of_months(first, last).items():
            energy[month] += max(0, wh) * _FINE * count // ((last - first).days + 1)
            days[month] += count
    if days.total() < _LEAST_DAYS:
        return None
    monthly = tuple(Fraction(fine, _FINE * days[month]) if days[month] else None for month, fine in energy.items())
    return SeasonalUse(monthly, Fraction(sum(energy.values()), _FINE * days.total()))


@lru_cache(maxsize=1024)
def _days_of_months(first: date, last: date) -> Mapping[int, int]:
    """How many days of each month (1 to 12) there are from a day to a day, both counted.

    Customers are billed for the same periods, so they are kept.
    """
    days: dict[int, int] = {}
    while first <= last:
        month_ends = first.replace(day=monthrange(first.year, first.month)[1])
        days[first.month] = days.get(first.month, 0) + (min(last, month_ends) - first).days + 1
        first = month_ends + _DAY
    return days
