"""Dues (należności): which are overdue, by how many days, and in which order they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ibok_bot.domain.ids import DueId
from ibok_bot.domain.money import Money


class Order(StrEnum):
    """How open dues are sorted; what is overdue comes first in each order."""

    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be paid by a day, and how much of it is left."""

    id: DueId
    number: str
    title: str
    due_on: date
    amount: Money
    remaining: Money

    def days_late(self, today: date) -> int:
        """Days since the due date; negative before it. The due date itself is not late."""
        return (today - self.due_on).days

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed with something left to pay."""
        return self.days_late(today) > 0 and bool(self.remaining)


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Both sides of an account (otwarte pozycje): dues not yet paid in full, and money paid that settles nothing."""

    dues: Sequence[Due]
    overpaid: Money


def overdue(dues: Iterable[Due], today: date) -> list[Due]:
    """Those past their day."""
    return [due for due in dues if due.is_overdue(today)]


def arranged(dues: Sequence[Due], order: Order, today: date) -> list[Due]:
    """Overdue first; within that by due date, by amount (largest first), or by number."""

    def place(due: Due) -> tuple[bool, int | str | date, date, int]:
        by: dict[Order, int | str | date] = {
            Order.DATE: due.due_on,
            Order.AMOUNT: -due.remaining.grosze,
            Order.NUMBER: due.number,
        }
        return (not due.is_overdue(today), by[order], due.due_on, due.id)

    return sorted(dues, key=place)
