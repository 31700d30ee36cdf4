"""Dues: late by the day, and overdue first in every order."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.dues import Due, Order, arranged, overdue
from ibok_bot.domain.ids import DueId
from ibok_bot.domain.money import Money

TODAY = date(2026, 11, 24)


def due(key: int, days_late: int, grosze: int, number: str = "") -> Due:
    """A due of so many days ago with so much left."""
    left = Money(grosze)
    return Due(DueId(key), number or f"FV/{key}", "za energię", TODAY - timedelta(days=days_late), left, left)


dues_lists = st.lists(
    st.builds(due, st.integers(1, 10**6), st.integers(-60, 60), st.integers(0, 10**6), st.sampled_from(["", "A", "B"])),
    max_size=12,
)


@pytest.mark.parametrize(("days_late", "is_late"), [(-1, False), (0, False), (1, True), (400, True)])
def test_the_due_date_itself_is_not_late(days_late: int, is_late: bool) -> None:
    one = due(1, days_late, 100)
    assert one.days_late(TODAY) == days_late
    assert one.is_overdue(TODAY) is is_late


def test_what_is_paid_is_never_overdue() -> None:
    assert not due(1, 30, 0).is_overdue(TODAY)


@given(dues_lists, st.sampled_from(Order))
def test_nothing_is_lost_and_overdue_comes_first(several: list[Due], order: Order) -> None:
    shown = arranged(several, order, TODAY)
    assert sorted(shown, key=repr) == sorted(several, key=repr)
    late = overdue(several, TODAY)
    assert all(one.is_overdue(TODAY) for one in shown[: len(late)])
    assert not any(one.is_overdue(TODAY) for one in shown[len(late) :])


@given(dues_lists, st.sampled_from(Order), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_they_came(several: list[Due], order: Order, chance: random.Random) -> None:
    unique = list({one.id: one for one in several}.values())
    mixed = list(unique)
    chance.shuffle(mixed)
    assert arranged(mixed, order, TODAY) == arranged(unique, order, TODAY)


def test_each_order() -> None:
    small_soon, big_later, late = due(1, -3, 100, "B"), due(2, -9, 900, "A"), due(3, 5, 50, "C")
    several = [big_later, small_soon, late]
    assert arranged(several, Order.DATE, TODAY) == [late, small_soon, big_later]
    assert arranged(several, Order.AMOUNT, TODAY) == [late, big_later, small_soon]
    assert arranged(several, Order.NUMBER, TODAY) == [late, big_later, small_soon]
