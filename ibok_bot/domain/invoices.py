"""Invoices (faktury): what each says, which readings it rests on, and when the next one should have come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import DueId, InvoiceId, PointId
from ibok_bot.domain.money import ZERO, Money, total
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.domain.settlement import Line, consumption
from ibok_bot.domain.tariff import SELLER, Component, Zone

LATE_AFTER = 15
"""Days beyond the usual length of a bill after which a missing invoice is called late."""
_YEAR = 365
_SAME_SEASON = 20
"""A bill of a year ago may end so many days earlier or later and still be the same period's."""


class InvoiceKind(StrEnum):
    """What an invoice is: a settlement of readings, a forecast, or a correction of another one."""

    SETTLEMENT = "settlement"
    FORECAST = "forecast"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Invoice:
    """What stands at the top of an invoice, and how far it is paid.

    `due_on`, `paid_on` (the newest payment) and `due` (the open due, else any) are None where there is none.
    `point` is None for an invoice of several metering points. A correction's sums are differences.
    """

    id: InvoiceId
    public_id: str
    number: str
    kind: InvoiceKind
    point: PointId | None
    first: date
    last: date
    issued_on: date
    net: Money
    vat: Money
    gross: Money
    energy: Energy
    corrects: InvoiceId | None = None
    due: DueId | None = None
    due_on: date | None = None
    remaining: Money = ZERO
    paid_on: date | None = None

    @property
    def days(self) -> int:
        """The length of its period, both days included."""
        return (self.last - self.first).days + 1

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed with something left to pay."""
        return self.due_on is not None and self.due_on < today and self.remaining > Money(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a register showed on a day, and how that became known."""

    day: date
    kind: ReadingKind
    value: Energy


@dataclass(frozen=True, slots=True)
class Metered:
    """One register of a meter between two readings."""

    register: int
    meter: str
    obis: str
    zone: Zone
    multiplier: int
    opening: Taken
    closing: Taken

    @property
    def energy(self) -> Energy:
        """What was used between them. Raises ValueError where the register ran backwards."""
        return consumption(self.opening.value, self.closing.value, self.multiplier)


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line as it is printed; one that counts energy of a register names its readings."""

    line: Line
    vat_rate: Decimal
    metered: Metered | None = None

    @property
    def is_seller(self) -> bool:
        """Whether the supplier charges it; else the network operator does."""
        return self.line.component in SELLER


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice with its lines in their order."""

    invoice: Invoice
    lines: tuple[BilledLine, ...]

    @property
    def metered(self) -> tuple[Metered, ...]:
        """The readings it rests on, each pair once, in the order of the lines."""
        return tuple(dict.fromkeys(line.metered for line in self.lines if line.metered))

    def kwh(self, zone: Zone | None = None) -> Decimal:
        """The energy sold, in all or in one zone."""
        sold = (one.line for one in self.lines if one.line.component is Component.ENERGY)
        return sum((line.quantity for line in sold if zone in (None, line.zone)), Decimal(0))

    def corrected_by(self, corrections: Iterable[Bill]) -> Bill:
        """The same bill as it stands after its corrections: their lines and sums are differences."""
        documents = [self, *corrections]
        sums = [document.invoice for document in documents]
        whole = replace(
            self.invoice,
            net=total([one.net for one in sums]),
            vat=total([one.vat for one in sums]),
            gross=total([one.gross for one in sums]),
            energy=Energy(sum(one.energy.wh for one in sums)),
        )
        return Bill(whole, tuple(line for document in documents for line in document.lines))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invoices a customer wishes to see."""

    unpaid: bool = False
    year: int | None = None
    point: PointId | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A metering point by its address."""

    point: PointId
    street: str
    town: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How settlements of a metering point have come: so many, from a day to a day, the newest issued on a day."""

    place: Place
    bills: int
    first: date
    last: date
    issued_on: date

    @property
    def usual_days(self) -> int:
        """The usual length of a bill's period."""
        return round(((self.last - self.first).days + 1) / self.bills)

    def is_late(self, today: date) -> bool:
        """Whether the next invoice should have come by now; one bill alone shows no rhythm."""
        return self.bills > 1 and (today - self.issued_on).days > self.usual_days + LATE_AFTER


@dataclass(frozen=True, slots=True)
class Corrected:
    """A line of a correction beside what it was before: the charge of a register from a day."""

    component: Component
    zone: Zone | None
    first: date
    quantity_before: Decimal
    quantity: Decimal
    net_before: Money
    net: Money


Key = tuple[Component, Zone | None, int | None, date]


def key_of(line: Line) -> Key:
    """What makes two lines the same charge: component, zone, register, first day."""
    return (line.component, line.zone, line.register, line.first)


def summed(lines: Iterable[BilledLine]) -> dict[Key, tuple[Decimal, Money]]:
    """Quantity and net value of each charge, in the order of the lines; a correction's lines cancel what was wrong."""
    sums: dict[Key, tuple[Decimal, Money]] = {}
    for one in lines:
        quantity, net = sums.get(key_of(one.line), (Decimal(0), Money(0)))
        sums[key_of(one.line)] = (quantity + one.line.quantity, net + one.line.net)
    return sums


def corrected(original: Bill, correction: Bill) -> list[Corrected]:
    """What a correction changed, line by line; lines that stayed the same are left out."""
    before = summed(original.lines)
    differences = summed(correction.lines)
    nothing = (Decimal(0), Money(0))
    return [
        Corrected(key[0], key[1], key[3], was[0], was[0] + quantity, was[1], was[1] + net)
        for key, (quantity, net) in differences.items()
        for was in (before.get(key, nothing),)
        if quantity or net
    ]


def comparable(this: Invoice, others: Sequence[Invoice]) -> Iterator[Invoice]:
    """Of the same point's settlements: the one before, then the one of the same period a year before, if any."""
    earlier = sorted((one for one in others if one.last < this.first), key=lambda one: one.last)
    if not earlier:
        return
    yield earlier[-1]
    then = this.last - timedelta(days=_YEAR)
    nearest = min(earlier, key=lambda one: abs((one.last - then).days))
    if nearest is not earlier[-1] and abs((nearest.last - then).days) <= _SAME_SEASON:
        yield nearest
