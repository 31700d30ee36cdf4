"""What is usually used in a season, from what was settled: the mean day of each month of the year.

A settled period gives each of its days the same share. A day to come is expected to be as the mean day of the same
month in the past; a month of which nothing is known, as the mean of all days. Less than four weeks is too little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.yearly_use import Settled


@dataclass(frozen=True, slots=True)
class SeasonalUse:
    """The mean use of a day, in watt-hours: in each month (January first; None where unknown), and of all days."""

    monthly: tuple[Fraction | None, ...]
    mean: Fraction

    def between(self, since: date, until: date) -> Energy:
        """What is usual from a reading on one day to a reading on another: the days after `since`, with `until`."""
        raise NotImplementedError

    def knows(self, since: date, until: date) -> bool:
        """Whether the same months of earlier years are known, and not only the mean of all days."""
        raise NotImplementedError

    @property
    def yearly(self) -> Energy:
        """What is usual in a year of 365 days."""
        return Energy(round(self.mean * 365))


def seasonal_use(settled: Iterable[Settled]) -> SeasonalUse | None:
    """The usual use by these settlements of one register; None where too little was settled."""
    raise NotImplementedError
