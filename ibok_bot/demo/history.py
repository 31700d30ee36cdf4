"""What happened to an invented customer: meters and readings, bills by the real rules, payments. Values only.

A history knows no names and no numbers, so that in a large demo many customers can share one; what is printed on
paper (numbers, codes, addresses) belongs to the identity. References inside a history are places in its tuples.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.domain.settlement import Settlement
from ibok_bot.domain.tariff import Zone


@dataclass(frozen=True, slots=True)
class Reading:
    """What a register showed on a day; an estimate that a real reading replaced is withdrawn."""

    day: date
    kind: ReadingKind
    value: Energy
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """A register and its readings, oldest first."""

    obis: str
    zone: Zone
    digits: int
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter from its mounting to its removal."""

    multiplier: int
    mounted_on: date
    removed_on: date | None
    registers: tuple[Register, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A metering point: its tariff, and its meters in the order of mounting."""

    group: str
    power_w: int
    phases: int
    since: date
    meters: tuple[Meter, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Between which two readings of a register of a meter an energy line counts: places in the history."""

    meter: int
    register: int
    opening: int
    closing: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A settled period of a metering point. `spans` are found by the `register` of the settlement's lines.

    A correction names the place of the bill it `corrects`: its lines take back what was wrong and charge what is right.
    """

    point: int
    first: date
    last: date
    issued_on: date
    due_on: date
    energy: Energy
    settlement: Settlement
    spans: tuple[Span, ...]
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in: which bills it settled, with how much each, and what is left of it."""

    paid_on: date
    title: str
    amount: Money
    unallocated: Money
    settles: tuple[tuple[int, Money], ...]


@dataclass(frozen=True, slots=True)
class History:
    """Meters, bills in the order of their issue, and payments of 24 months. Each bill has one due of its gross."""

    points: tuple[Point, ...]
    bills: tuple[Bill, ...]
    payments: tuple[Payment, ...]

    def paid(self, bill: int) -> Money:
        """How much of a bill has been paid."""
        paid = (part for payment in self.payments for place, part in payment.settles if place == bill)
        return Money(sum(part.grosze for part in paid))

    def remaining(self, bill: int) -> Money:
        """How much of a bill is still to pay."""
        return self.bills[bill].settlement.gross - self.paid(bill)
