"""Settlement (rozliczenie): from readings and dated prices to the lines of an invoice, exact to the grosz.

Rules: consumption = (present - previous) x multiplier; each line is rounded half up to a grosz; VAT is taken on the
total net. A period that crosses a change of prices is divided at that day: energy in proportion to days, in whole
watt-hours, the remainder in the last part. Months of a divided period are counted to 0.001.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.tariff import Band, Component, NoPrice, PriceList, Unit, Zone

VAT = Decimal("0.23")


@dataclass(frozen=True, slots=True)
class Use:
    """Energy of one register between two readings; `register` is whatever the caller knows it by."""

    zone: Zone
    energy: Energy
    register: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the invoice: quantity (kWh or months, three decimals) x net price = net value."""

    component: Component
    zone: Zone | None
    register: int | None
    first: date
    last: date
    quantity: Decimal
    unit: Unit
    price: Decimal
    net: Money


@dataclass(frozen=True, slots=True)
class Settlement:
    """The lines of one invoice and their sums."""

    lines: tuple[Line, ...]
    net: Money
    vat: Money
    gross: Money


def consumption(previous: Energy, present: Energy, multiplier: int) -> Energy:
    """What was used between two readings. Raises ValueError where the register ran backwards."""
    if present < previous:
        raise ValueError("a reading below the previous one")
    return (present - previous) * multiplier


def settle(
    prices: PriceList,
    uses: Sequence[Use],
    first: date,
    last: date,
    months: Decimal,
    *,
    phases: int,
    band: Band,
) -> Settlement:
    """The invoice for a period (both days included) of so many months. Raises NoPrice where the price list has gaps."""
    lines = []
    parts = _parts(first, last, prices.changes(first, last))
    shares = [(use, divided(use.energy, [days for _f, _l, days in parts])) for use in uses]
    months_left = months
    for place, (start, end, days) in enumerate(parts):
        share = months_left if place == len(parts) - 1 else _month_share(months, days, (last - first).days + 1)
        months_left -= share
        for component in prices.components():
            for zone, register, energy in _quantities(prices, component, shares, place, start):
                price = prices.price(component, start, zone, phases, band)
                quantity = energy.kwh if energy is not None else share.quantize(Decimal("0.001"))
                net = Money.of(quantity * price.price)
                lines.append(Line(component, zone, register, start, end, quantity, price.unit, price.price, net))
    net = total([line.net for line in lines])
    vat = vat_of(net)
    return Settlement(tuple(lines), net, vat, net + vat)


def vat_of(net: Money) -> Money:
    """VAT on a net total, rounded half up to a grosz."""
    return Money(int((net.grosze * VAT).quantize(Decimal(1), ROUND_HALF_UP)))


def divided(energy: Energy, days: Sequence[int]) -> list[Energy]:
    """Energy in proportion to days, in whole watt-hours; the parts add up to the whole."""
    whole = sum(days)
    parts = [energy.wh * some // whole for some in days[:-1]]
    return [Energy(wh) for wh in [*parts, energy.wh - sum(parts)]]


def _parts(first: date, last: date, changes: Sequence[date]) -> list[tuple[date, date, int]]:
    starts = [first, *changes]
    ends = [*(change - timedelta(days=1) for change in changes), last]
    return [(start, end, (end - start).days + 1) for start, end in zip(starts, ends, strict=True)]


def _month_share(months: Decimal, days: int, of_days: int) -> Decimal:
    return (months * days / of_days).quantize(Decimal("0.001"), ROUND_HALF_UP)


def _quantities(
    prices: PriceList, component: Component, shares: Sequence[tuple[Use, list[Energy]]], part: int, day: date
) -> list[tuple[Zone | None, int | None, Energy | None]]:
    """What a component is charged for: energy by register where the price differs by zone, in all, or months."""
    some = next((p for p in prices.prices if p.component is component and p.valid_from <= day), None)
    if some is None:
        raise NoPrice(f"0 prices of {component} in {prices.group} on {day}")
    if some.unit is Unit.MONTH:
        return [(None, None, None)]
    if some.zone is not None or component is Component.ENERGY:
        return [(use.zone, use.register, energy[part]) for use, energy in shares]
    return [(None, None, Energy(sum(energy[part].wh for _use, energy in shares)))]
