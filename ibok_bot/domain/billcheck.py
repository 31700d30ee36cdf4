"""Checking a bill: the settlement counted once more from the readings and the dated prices.

The capacity fee depends on the annual use that the network operator has on record. The record is not ours, so the
fee's band is taken to be the one whose price the bill bears; a price of no band is reported as a difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from ibok_bot.domain.invoices import Bill, Metered, key_of, summed
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.settlement import Settlement, Use, settle, vat_of
from ibok_bot.domain.tariff import Band, Component, NoPrice, PriceList, Unit, Zone

_YEAR = 365
_NOTHING = (Decimal(0), Money(0))


class Obstacle(StrEnum):
    """Why a bill cannot be counted again."""

    NO_READINGS = "no readings"
    NO_PRICES = "no prices"
    BACKWARDS = "backwards"
    """A reading is lower than the one before it."""


class NotCountable(Exception):
    """The bill cannot be counted again: say why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class Terms:
    """On what a metering point is billed: its price list, and the phases of its connection."""

    prices: PriceList
    phases: int


@dataclass(frozen=True, slots=True)
class Differing:
    """A charge whose printed quantity or value is not what we count; nil where one side lacks it."""

    component: Component
    zone: Zone | None
    first: date
    printed_quantity: Decimal
    quantity: Decimal
    printed: Money
    counted: Money


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of counting again: differing lines, and the sums printed and counted (net, VAT, gross)."""

    differing: tuple[Differing, ...]
    printed: tuple[Money, Money, Money]
    counted: tuple[Money, Money, Money]
    lines: int
    metered: tuple[Metered, ...]

    @property
    def agrees(self) -> bool:
        """Whether everything agrees to the grosz."""
        return not self.differing and self.printed == self.counted


def check(bill: Bill, terms: Terms | None, original: Bill | None = None) -> Checked:
    """Count the bill again; a correction is counted with the original it belongs to. Raises NotCountable."""
    whole = original.corrected_by([bill]) if original else bill
    metered = _final(whole.metered)
    if not metered:
        raise NotCountable(Obstacle.NO_READINGS)
    if terms is None:
        raise NotCountable(Obstacle.NO_PRICES)
    settled = _settled(whole, metered, terms)
    return Checked(
        tuple(_differing(whole, settled)),
        (bill.invoice.net, bill.invoice.vat, bill.invoice.gross),
        _sums(bill, original, settled),
        len(settled.lines),
        metered,
    )


def _settled(bill: Bill, metered: Sequence[Metered], terms: Terms) -> Settlement:
    try:
        uses = [Use(one.zone, one.energy, one.register) for one in metered]
        return settle(
            terms.prices,
            uses,
            bill.invoice.first,
            bill.invoice.last,
            _months(bill),
            phases=terms.phases,
            band=_band(bill, terms),
        )
    except NoPrice:
        raise NotCountable(Obstacle.NO_PRICES) from None
    except ValueError:
        raise NotCountable(Obstacle.BACKWARDS) from None


def _final(metered: Sequence[Metered]) -> tuple[Metered, ...]:
    """Of two periods of a register from the same reading the later counts: a correction put it right."""
    return tuple({(one.register, one.opening): one for one in metered}.values())


def _sums(bill: Bill, original: Bill | None, settled: Settlement) -> tuple[Money, Money, Money]:
    """Net, VAT and gross as counted. A correction's VAT may be that of its net, or the difference of two VATs."""
    if original is None:
        return (settled.net, settled.vat, settled.gross)
    net = settled.net - total([one.line.net for one in original.lines])
    vat = vat_of(net)
    if bill.invoice.vat == settled.vat - original.invoice.vat:
        vat = bill.invoice.vat
    return (net, vat, net + vat)


def _differing(bill: Bill, settled: Settlement) -> list[Differing]:
    printed = summed(bill.lines)
    counted: dict[object, tuple[Decimal, Money]] = {}
    for line in settled.lines:
        quantity, net = counted.get(key_of(line), _NOTHING)
        counted[key_of(line)] = (quantity + line.quantity, net + line.net)
    keys = dict.fromkeys((*printed, *(key_of(line) for line in settled.lines)))
    return [
        Differing(key[0], key[1], key[3], was[0], ours[0], was[1], ours[1])
        for key in keys
        for was, ours in ((printed.get(key, _NOTHING), counted.get(key, _NOTHING)),)
        if was != ours
    ]


def _months(bill: Bill) -> Decimal:
    """Whole calendar months; a period of other days has as many as the bill says."""
    first, after = bill.invoice.first, bill.invoice.last + timedelta(days=1)
    if first.day == after.day == 1:
        return Decimal((after.year - first.year) * 12 + after.month - first.month)
    by_component: dict[Component, Decimal] = {}
    for one in bill.lines:
        if one.line.unit is Unit.MONTH:
            by_component[one.line.component] = by_component.get(one.line.component, Decimal(0)) + one.line.quantity
    return max(by_component.values(), default=Decimal(0))


def _band(bill: Bill, terms: Terms) -> Band:
    """The band whose price the capacity fee bears; when it is none's, the band of such a use all year round."""
    fees = [one.line for one in bill.lines if one.line.component is Component.CAPACITY]
    for band in Band:
        if fees and all(
            terms.prices.price(Component.CAPACITY, fee.first, None, terms.phases, band).price == fee.price
            for fee in fees
        ):
            return band
    return Band.of(bill.kwh() * _YEAR / bill.invoice.days)
