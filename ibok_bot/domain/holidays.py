"""Days off by law in Poland (dni ustawowo wolne od pracy), and Easter, on which four of them depend.

Source: the act of 18 January 1951 on days off work; 24 December since 2025.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_FIXED = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
_AFTER_EASTER = (0, 1, 49, 60)
"""Easter, the day after it, Pentecost (Zielone Świątki) and Corpus Christi (Boże Ciało)."""
_EVE_SINCE = 2025


def is_holiday(day: date) -> bool:
    """Whether it is a day off by law; an ordinary Sunday is none."""
    return day in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    fixed = {date(year, month, day) for month, day in _FIXED}
    moving = {easter(year) + timedelta(days=days) for days in _AFTER_EASTER}
    eve = {date(year, 12, 24)} if year >= _EVE_SINCE else set()
    return frozenset(fixed | moving | eve)


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    cycle, century, rest = year % 19, year // 100, year % 100
    epact = (19 * cycle + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (cycle + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
