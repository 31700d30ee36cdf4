"""Predefined transfers: the next day of paying, the next reminder, and which dues are meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.dues import Due
from ibok_bot.domain.ids import DueId, TemplateId
from ibok_bot.domain.money import Money
from ibok_bot.domain.templates import (
    DAYS,
    LAST_DAY,
    AmountRule,
    Template,
    Terms,
    dues_meant,
    next_payment,
    next_reminder,
)


def template(day: int = 10, remind_days: int | None = 3, last: date | None = None) -> Template:
    return Template(TemplateId(1), Terms("n", day=day, remind_days=remind_days), last)


@pytest.mark.parametrize(
    ("day", "today", "next_day"),
    [
        (10, date(2026, 11, 9), date(2026, 11, 10)),
        (10, date(2026, 11, 10), date(2026, 11, 10)),
        (10, date(2026, 11, 11), date(2026, 12, 10)),
        (28, date(2026, 12, 29), date(2027, 1, 28)),
        (LAST_DAY, date(2026, 2, 1), date(2026, 2, 28)),
        (LAST_DAY, date(2028, 2, 1), date(2028, 2, 29)),
        (LAST_DAY, date(2026, 11, 30), date(2026, 11, 30)),
        (LAST_DAY, date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_next_day_of_paying(day: int, today: date, next_day: date) -> None:
    assert next_payment(Terms(day=day), today) == next_day


@pytest.mark.parametrize(
    ("last", "today", "reminded"),
    [
        (None, date(2026, 11, 1), date(2026, 11, 7)),
        (None, date(2026, 11, 7), date(2026, 11, 7)),
        (None, date(2026, 11, 9), date(2026, 11, 9)),  # its day was missed, the day of paying is not over
        (None, date(2026, 11, 10), date(2026, 11, 10)),
        (None, date(2026, 11, 11), date(2026, 12, 7)),
        (date(2026, 11, 7), date(2026, 11, 7), date(2026, 12, 7)),
        (date(2026, 11, 9), date(2026, 11, 10), date(2026, 12, 7)),
        (date(2026, 10, 7), date(2026, 11, 3), date(2026, 11, 7)),
    ],
)
def test_a_reminder_comes_once_some_days_before(last: date | None, today: date, reminded: date) -> None:
    assert next_reminder(template(last=last), today) == reminded


def test_a_reminder_may_fall_into_the_month_before() -> None:
    assert next_reminder(template(day=1, remind_days=14), date(2026, 11, 5)) == date(2026, 11, 17)


def test_who_wants_no_reminder_gets_none() -> None:
    assert next_reminder(template(remind_days=None), date(2026, 11, 1)) is None


@given(st.sampled_from(DAYS), st.integers(0, 14), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_each_reminder_is_before_its_payment_and_the_next_one_is_later(day: int, before: int, today: date) -> None:
    one = template(day, before)
    for _month in range(14):
        reminded = next_reminder(one, today)
        assert reminded is not None
        assert today <= reminded
        pay_day = next_payment(one.terms, reminded)
        assert reminded <= pay_day <= reminded + timedelta(days=before)
        one, today = replace(one, last_reminded_on=reminded), reminded
        following = next_reminder(one, today)
        assert following is not None
        assert following > reminded


def due(key: int, due_on: date) -> Due:
    return Due(DueId(key), f"FV/{key}", "t", due_on, Money(key), Money(key))


def test_which_dues_a_rule_means() -> None:
    dues = [due(2, date(2026, 12, 1)), due(3, date(2026, 10, 1)), due(1, date(2026, 12, 1))]
    assert [d.id for d in dues_meant(AmountRule.WHOLE, dues)] == [3, 1, 2]
    assert [d.id for d in dues_meant(AmountRule.NEXT, dues)] == [3]
    assert dues_meant(AmountRule.FIXED, dues) == []
    assert dues_meant(AmountRule.NEXT, []) == []
