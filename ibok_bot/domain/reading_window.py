"""The reading window (okres podawania odczytów): the days of the month on which readings for billing are taken.

A reading may be given on any day: people read a meter when they think of it, when they move or when a tariff changes.
Billing takes the newest reading of the window; outside of it we take the reading, and say when the window is.
A window from the 25th to the 5th goes over the month's end; a month shorter than its first day begins on its last.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Window:
    """One reading window, both days included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether it is open on this day."""
        return self.first <= day <= self.last


def window_at(days: tuple[int, int], day: date) -> Window:
    """The window that is open on this day, else the next one. `days` are `Supplier.reading_window`.

    Until its last day a reading given on `day` may be replaced or withdrawn.
    """
    month = day.year * 12 + day.month - 1
    windows = (_beginning(days, month + later) for later in (-1, 0, 1))
    return next(window for window in windows if window.last >= day)


def _beginning(days: tuple[int, int], month: int) -> Window:
    """The window that begins in a month, counted from the year nought."""
    first, last = days
    return Window(_day(month, first), _day(month if last >= first else month + 1, last))


def _day(month: int, day: int) -> date:
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
