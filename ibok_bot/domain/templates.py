"""Predefined transfers (przelewy zdefiniowane): what recurs, on which day of the month, and when to remind of it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ibok_bot.domain.dues import Due
from ibok_bot.domain.ids import TemplateId
from ibok_bot.domain.money import Money

MOST = 20
"""So many predefined transfers an account may have."""

LONGEST_NAME = 30
LAST_DAY = 31
"""The day that stands for the last one of each month."""

DAYS = (*range(1, 29), LAST_DAY)
MOST_REMIND_DAYS = 14


class AmountRule(StrEnum):
    """How much is paid each time: a fixed sum, all that is open, or the due whose day comes first."""

    FIXED = "fixed"
    WHOLE = "whole"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the customer decides: `amount` for a fixed sum only; `remind_days` before the day, None for never."""

    name: str = ""
    rule: AmountRule = AmountRule.WHOLE
    amount: Money | None = None
    day: int = 10
    remind_days: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A predefined transfer of an account."""

    id: TemplateId
    terms: Terms
    last_reminded_on: date | None = None


def dues_meant(rule: AmountRule, dues: Sequence[Due]) -> list[Due]:
    """Which of the open dues this rule pays; none for a fixed sum, which belongs to no due."""
    by_day = sorted(dues, key=lambda due: (due.due_on, due.id))
    match rule:
        case AmountRule.WHOLE:
            return by_day
        case AmountRule.NEXT:
            return by_day[:1]
        case AmountRule.FIXED:
            return []


def next_payment(terms: Terms, today: date) -> date:
    """The next day on which this transfer is to be made; today counts."""
    return next(_pay_days(terms.day, today))


def next_reminder(template: Template, today: date) -> date | None:
    """The day to remind on; None when no reminder is wished.

    A reminder whose day was missed comes today, as long as the day of paying is not over; none comes twice.
    """
    if template.terms.remind_days is None:
        return None
    before, last = timedelta(days=template.terms.remind_days), template.last_reminded_on
    for pay_day in _pay_days(template.terms.day, today):
        if last is None or last < pay_day - before:
            return max(pay_day - before, today)
    return None


def _pay_days(day: int, today: date) -> Iterator[date]:
    """The days of paying from today on, month by month."""
    year, month = today.year, today.month
    while True:
        pay_day = date(year, month, min(day, monthrange(year, month)[1]))
        if pay_day >= today:
            yield pay_day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - December
