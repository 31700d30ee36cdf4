"""How invented customers pay: most in time, some late, a few too much, a few not at all."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum

from ibok_bot.demo.history import Bill, Payment
from ibok_bot.domain.money import ZERO, Money

_TITLES = ("za energię", "zapłata za fakturę", "prąd", "rachunek za prąd")


class Habit(Enum):
    """A customer's way of paying."""

    IN_TIME = "in time"
    AT_THE_DUE_DATE = "at the due date"
    """So that a bill whose day has not come is still open."""
    LATE = "late"
    """Some weeks after the due date, and then two bills with one transfer."""
    ROUNDS_UP = "rounds up"
    """Pays on the day of the bill; the newest payment is more than the bill."""
    IN_DEBT = "in debt"
    """Stopped paying: of the bills past their day half of one and a whole one are open."""


def payments(bills: Sequence[Bill], habit: Habit, today: date, chance: random.Random) -> tuple[Payment, ...]:
    """What came in by today, oldest first; `bills` in the order of their issue."""
    match habit:
        case Habit.LATE:
            made = list(_in_pairs(bills, chance))
        case Habit.IN_DEBT:
            made = list(_until_broke(bills, today))
        case Habit.ROUNDS_UP:
            made = [_paying(bill.issued_on, {place: bill.settlement.gross}) for place, bill in enumerate(bills)]
        case _:
            early = 0 if habit is Habit.AT_THE_DUE_DATE else 7
            made = [
                _paying(bill.due_on - timedelta(days=chance.randint(0, early)), {place: bill.settlement.gross})
                for place, bill in enumerate(bills)
            ]
    made = sorted((payment for payment in made if payment.paid_on <= today), key=lambda payment: payment.paid_on)
    if habit is Habit.ROUNDS_UP and made:
        made[-1] = _rounded_up(made[-1])
    return tuple(made)


def _in_pairs(bills: Sequence[Bill], chance: random.Random) -> Iterator[Payment]:
    for place in range(0, len(bills), 2):
        pair = bills[place : place + 2]
        paid_on = pair[-1].due_on + timedelta(days=chance.randint(3, 20))
        yield _paying(paid_on, {place + offset: one.settlement.gross for offset, one in enumerate(pair)})


def _until_broke(bills: Sequence[Bill], today: date) -> Iterator[Payment]:
    past = [place for place, bill in enumerate(bills) if bill.due_on < today]
    for place in past[:-1]:
        gross = bills[place].settlement.gross
        part = Money(gross.grosze // 2) if place == past[-2] else gross
        yield _paying(bills[place].due_on, {place: part})


def _paying(paid_on: date, parts: dict[int, Money]) -> Payment:
    amount = Money(sum(part.grosze for part in parts.values()))
    return Payment(paid_on, _TITLES[paid_on.month % len(_TITLES)], amount, ZERO, tuple(parts.items()))


def _rounded_up(payment: Payment) -> Payment:
    """The same payment, made up to the next 50 złoty."""
    surplus = Money(5000 - payment.amount.grosze % 5000)
    return Payment(payment.paid_on, payment.title, payment.amount + surplus, surplus, payment.settles)
