"""Settlement: the worked example, parts that add up to the whole, and the change of prices at New Year.

The network prices of the example are Tauron's for G12 in 2026; the energy prices are made up.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.settlement import Settlement, Use, consumption, divided, settle, vat_of
from ibok_bot.domain.tariff import Band, Component, NoPrice, Price, PriceList, Unit, Zone

START = date(2025, 1, 1)
NEW_YEAR = date(2026, 1, 1)


def per_kwh(component: Component, price: str, zone: Zone | None = None, first: date = NEW_YEAR) -> Price:
    """A price of a kilowatt-hour."""
    return Price(component, Unit.KWH, Decimal(price), first, zone=zone)


def a_month(component: Component, price: str) -> Price:
    """A price of a month."""
    return Price(component, Unit.MONTH, Decimal(price), NEW_YEAR)


G12 = PriceList(
    "G12",
    (Zone.DAY, Zone.NIGHT),
    (
        per_kwh(Component.ENERGY, "0.5500", Zone.DAY),
        per_kwh(Component.ENERGY, "0.4000", Zone.NIGHT),
        a_month(Component.SUBSCRIPTION, "2.28"),
        a_month(Component.NETWORK_FIXED, "7.38"),
        per_kwh(Component.NETWORK_VARIABLE, "0.2841", Zone.DAY),
        per_kwh(Component.NETWORK_VARIABLE, "0.0558", Zone.NIGHT),
        per_kwh(Component.QUALITY, "0.0331"),
        per_kwh(Component.RENEWABLES, "0.0073"),
        per_kwh(Component.COGENERATION, "0.0030"),
        a_month(Component.CAPACITY, "17.18"),
    ),
)


def settled(prices: PriceList, uses: list[Use], first: date, last: date, months: str = "2") -> Settlement:
    """A one-phase household of the third band."""
    return settle(prices, uses, first, last, Decimal(months), phases=1, band=Band.UP_TO_2800)


def test_the_worked_example() -> None:
    uses = [Use(Zone.DAY, Energy.of(300), 1), Use(Zone.NIGHT, Energy.of(200), 2)]
    bill = settled(G12, uses, NEW_YEAR, date(2026, 2, 28))
    assert [str(line.net.zloty) for line in bill.lines] == [
        "165.00", "80.00", "4.56", "14.76", "85.23", "11.16", "16.55", "3.65", "1.50", "34.36",
    ]  # fmt: skip
    assert (bill.net, bill.vat, bill.gross) == (Money(41677), Money(9586), Money(51263))
    assert [(line.zone, line.register) for line in bill.lines[:2]] == [(Zone.DAY, 1), (Zone.NIGHT, 2)]
    assert bill.lines[6].quantity == Decimal(500)


def test_consumption_is_multiplied_and_never_negative() -> None:
    assert consumption(Energy.of(100), Energy.of("103.5"), 40) == Energy.of(140)
    assert consumption(Energy.of(7), Energy.of(7), 1) == Energy(0)
    with pytest.raises(ValueError, match="below the previous"):
        consumption(Energy.of(8), Energy.of(7), 1)


@pytest.mark.parametrize(("net", "vat"), [(41677, 9586), (50, 12), (150, 35), (0, 0), (2, 0), (-150, -35)])
def test_vat_is_rounded_half_up(net: int, vat: int) -> None:
    assert vat_of(Money(net)) == Money(vat)


@given(st.integers(0, 10**12), st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_divided_energy_adds_up_and_is_fair(wh: int, days: list[int]) -> None:
    parts = divided(Energy(wh), days)
    assert sum(part.wh for part in parts) == wh
    for part, some in zip(parts, days, strict=True):
        assert abs(part.wh * sum(days) - wh * some) < len(days) * sum(days), "at most a watt-hour a part is moved"


YEARS = PriceList(
    "G11",
    (Zone.ALL,),
    (
        Price(Component.ENERGY, Unit.KWH, Decimal("0.51111"), START, date(2025, 12, 31)),
        Price(Component.ENERGY, Unit.KWH, Decimal("0.54999"), NEW_YEAR),
        Price(Component.SUBSCRIPTION, Unit.MONTH, Decimal("2.20"), START, date(2025, 12, 31)),
        Price(Component.SUBSCRIPTION, Unit.MONTH, Decimal("2.28"), NEW_YEAR),
        Price(Component.QUALITY, Unit.KWH, Decimal("0.0331"), START),
    ),
)


def test_a_change_of_prices_divides_the_period() -> None:
    bill = settled(YEARS, [Use(Zone.ALL, Energy.of("61.001"), 1)], date(2025, 12, 1), date(2026, 1, 30))
    energy = [line for line in bill.lines if line.component is Component.ENERGY]
    assert [(line.first, line.last) for line in energy] == [
        (date(2025, 12, 1), date(2025, 12, 31)),
        (NEW_YEAR, date(2026, 1, 30)),
    ]
    assert [line.quantity for line in energy] == [Decimal("31.000"), Decimal("30.001")]
    assert [line.price for line in energy] == [Decimal("0.51111"), Decimal("0.54999")]
    months = [line.quantity for line in bill.lines if line.component is Component.SUBSCRIPTION]
    assert months == [Decimal("1.016"), Decimal("0.984")]


@given(
    st.dates(date(2025, 1, 1), date(2026, 6, 1)),
    st.integers(1, 800),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=3),
    st.decimals("0.001", "24", places=3),
)
def test_every_settlement_adds_up(first: date, days: int, used: list[int], months: Decimal) -> None:
    uses = [Use(Zone.ALL, Energy(wh), register) for register, wh in enumerate(used)]
    bill = settled(YEARS, uses, first, first + timedelta(days=days - 1), str(months))
    for line in bill.lines:
        assert line.net == Money.of(line.quantity * line.price)
    assert bill.net == total([line.net for line in bill.lines])
    assert bill.gross == bill.net + bill.vat
    assert bill.vat == Money.of(bill.net.zloty * Decimal("0.23"))
    for component in (Component.ENERGY, Component.QUALITY):
        assert sum(line.quantity for line in bill.lines if line.component is component) == Energy(sum(used)).kwh
    fees = [line for line in bill.lines if line.component is Component.SUBSCRIPTION]
    assert sum(line.quantity for line in fees) == months
    assert sum((line.last - line.first).days + 1 for line in fees) == days


def test_a_day_without_a_price_is_told() -> None:
    with pytest.raises(NoPrice):
        settled(YEARS, [Use(Zone.ALL, Energy.of(1))], date(2024, 12, 31), date(2024, 12, 31))


def test_two_equal_uses_are_both_charged() -> None:
    """The two meters of a swap may have used the same."""
    one = Use(Zone.ALL, Energy.of(10))
    bill = settled(YEARS, [one, one], NEW_YEAR, date(2026, 1, 31))
    energy = [line for line in bill.lines if line.component is Component.ENERGY]
    assert sum(line.quantity for line in energy) == Decimal(20)
