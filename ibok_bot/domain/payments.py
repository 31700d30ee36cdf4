"""Payments (wpłaty): money that came in, and what it settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ibok_bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a payment settled which document."""

    number: str
    amount: Money
    whole: bool
    """Whether the document is paid in full by now."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in on a day; `unallocated` of it settles nothing yet (nadpłata)."""

    paid_on: date
    amount: Money
    unallocated: Money
    title: str
    parts: tuple[Part, ...]
