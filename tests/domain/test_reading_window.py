"""The reading window: days of the month, over the month's end, in short months, and the next one when it is shut."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.reading_window import Window, window_at


@pytest.mark.parametrize(
    ("days", "day", "first", "last"),
    [
        ((25, 5), date(2026, 11, 24), date(2026, 11, 25), date(2026, 12, 5)),
        ((25, 5), date(2026, 11, 25), date(2026, 11, 25), date(2026, 12, 5)),
        ((25, 5), date(2026, 12, 5), date(2026, 11, 25), date(2026, 12, 5)),
        ((25, 5), date(2026, 12, 6), date(2026, 12, 25), date(2027, 1, 5)),
        ((25, 5), date(2027, 1, 3), date(2026, 12, 25), date(2027, 1, 5)),
        ((10, 20), date(2026, 11, 24), date(2026, 12, 10), date(2026, 12, 20)),
        ((10, 20), date(2026, 11, 15), date(2026, 11, 10), date(2026, 11, 20)),
        ((30, 3), date(2027, 2, 14), date(2027, 2, 28), date(2027, 3, 3)),
        ((20, 31), date(2027, 2, 14), date(2027, 2, 20), date(2027, 2, 28)),
        ((1, 31), date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ((15, 15), date(2026, 11, 15), date(2026, 11, 15), date(2026, 11, 15)),
    ],
)
def test_the_open_window_else_the_next(days: tuple[int, int], day: date, first: date, last: date) -> None:
    assert window_at(days, day) == Window(first, last)
    assert window_at(days, day).holds(day) == (first <= day <= last)


@given(st.tuples(st.integers(1, 31), st.integers(1, 31)), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_every_day_has_its_window_and_the_next_day_never_an_earlier_one(days: tuple[int, int], day: date) -> None:
    window = window_at(days, day)
    assert window.first <= window.last
    assert window.last >= day
    assert (window.first - day).days <= 31
    tomorrow = window_at(days, day + timedelta(days=1))
    assert tomorrow == window or (window.last == day and tomorrow.last > day)
