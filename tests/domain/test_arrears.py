"""The path to a break in supply: when it begins, and when a written notice may come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ibok_bot.domain.arrears import Stage, arrears
from ibok_bot.domain.dues import Due
from ibok_bot.domain.ids import DueId
from ibok_bot.domain.money import Money

TODAY = date(2026, 11, 24)


def due(days_late: int, remaining: int = 1000) -> Due:
    return Due(DueId(days_late), "FV/1", "t", TODAY - timedelta(days=days_late), Money(1000), Money(remaining))


@pytest.mark.parametrize(
    ("days_late", "stage"), [(1, Stage.LATE), (29, Stage.LATE), (30, Stage.NOTICE), (400, Stage.NOTICE)]
)
def test_a_notice_may_come_from_the_thirtieth_day_on(days_late: int, stage: Stage) -> None:
    found = arrears([due(days_late)], TODAY)
    assert found is not None
    assert found.stage is stage
    assert found.oldest_days == days_late
    assert found.notice_from == TODAY - timedelta(days=days_late - 30)


def test_what_is_not_overdue_is_no_arrears() -> None:
    assert arrears([], TODAY) is None
    assert arrears([due(0), due(-5)], TODAY) is None
    assert arrears([due(45, remaining=0)], TODAY) is None


def test_the_oldest_due_counts_and_the_sum_is_of_the_overdue_ones_only() -> None:
    found = arrears([due(3, 100), due(31, 20), due(-9, 7)], TODAY)
    assert found is not None
    assert (found.sum, found.oldest_days, found.stage) == (Money(120), 31, Stage.NOTICE)
