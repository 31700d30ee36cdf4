"""Late interest (odsetki ustawowe za opóźnienie): an estimate from dated yearly rates.

Source: art. 481 of the civil code; the rates are announced by the minister and kept as dated data. Interest runs
from the day after the due date. The supplier's own count, on its note or invoice, is what binds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from ibok_bot.domain.dues import Due
from ibok_bot.domain.money import Money

DAYS_IN_YEAR = 365


@dataclass(frozen=True, slots=True)
class Rate:
    """The yearly rate from a day on, until the next one: 0.1125 is 11.25 %."""

    yearly: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class Span:
    """Days of delay under one rate; the last day is counted, the first is the day after the due date or a change."""

    first: date
    last: date
    yearly: Decimal

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def spans(due_on: date, until: date, rates: Sequence[Rate]) -> list[Span] | None:
    """The delay from the day after `due_on` to `until`, cut where the rate changes; oldest first.

    Empty where there is no delay; None where no known rate reaches back far enough.
    """
    if until <= due_on:
        return []
    first = date.fromordinal(due_on.toordinal() + 1)
    known = sorted(rates, key=lambda rate: rate.valid_from)
    if not known or known[0].valid_from > first:
        return None
    found = []
    for rate, following in pairwise([*known, Rate(Decimal(0), date.max)]):
        begin = max(first, rate.valid_from)
        end = min(until, date.fromordinal(following.valid_from.toordinal() - 1))
        if begin <= end:
            found.append(Span(begin, end, rate.yearly))
    return found


def accrued(amount: Money, delay: Iterable[Span]) -> Fraction:
    """The interest in grosze, exactly: amount × rate × days / 365 for each span."""
    return sum((amount.grosze * Fraction(span.yearly) * span.days / DAYS_IN_YEAR for span in delay), Fraction(0))


def interest(amount: Money, due_on: date, until: date, rates: Sequence[Rate]) -> Money | None:
    """The interest on one due, rounded once, half up to a grosz; None where no known rate reaches back far enough."""
    delay = spans(due_on, until, rates)
    if delay is None:
        return None
    return Money(floor(accrued(amount, delay) + Fraction(1, 2)))


def interest_on(dues: Iterable[Due], today: date, rates: Sequence[Rate]) -> Money | None:
    """The interest on what is left of several dues, each rounded by itself; None as for one."""
    each = [interest(due.remaining, due.due_on, today, rates) for due in dues]
    if any(one is None for one in each):
        return None
    return Money(sum(one.grosze for one in each if one is not None))
