"""Price lists: exactly one price on a day, and a plain error for a gap or an overlap."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.tariff import SELLER, Band, Component, NoPrice, Price, PriceList, Unit, Zone, by_group

NEW_YEAR = date(2026, 1, 1)


def energy(price: str, first: date, last: date | None = None, zone: Zone | None = None) -> Price:
    """A price of energy."""
    return Price(Component.ENERGY, Unit.KWH, Decimal(price), first, last, zone)


YEARS = PriceList(
    "G11",
    (Zone.ALL,),
    (energy("0.51", date(2025, 1, 1), date(2025, 12, 31)), energy("0.55", NEW_YEAR)),
)


def price_on(prices: PriceList, day: date, zone: Zone = Zone.ALL) -> Decimal:
    """What energy costs on a day."""
    return prices.price(Component.ENERGY, day, zone, 1, Band.UP_TO_1200).price


def test_both_ends_of_a_price_are_its_days() -> None:
    assert price_on(YEARS, date(2025, 1, 1)) == Decimal("0.51")
    assert price_on(YEARS, date(2025, 12, 31)) == Decimal("0.51")
    assert price_on(YEARS, NEW_YEAR) == Decimal("0.55")
    assert price_on(YEARS, date(2040, 1, 1)) == Decimal("0.55")


def test_a_gap_and_an_overlap_are_told() -> None:
    with pytest.raises(NoPrice, match="0 prices of energy in G11 on 2024-12-31"):
        price_on(YEARS, date(2024, 12, 31))
    overlapping = PriceList("G11", (Zone.ALL,), (*YEARS.prices, energy("0.60", date(2026, 7, 1))))
    with pytest.raises(NoPrice, match="2 prices of energy in G11 on 2026-07-01"):
        price_on(overlapping, date(2026, 7, 1))


def test_zone_phases_and_band_choose() -> None:
    day, night = (energy("0.55", NEW_YEAR, zone=Zone.DAY), energy("0.40", NEW_YEAR, zone=Zone.NIGHT))
    prices = PriceList("G12", (Zone.DAY, Zone.NIGHT), (day, night))
    assert price_on(prices, NEW_YEAR, Zone.NIGHT) == Decimal("0.40")
    fixed = [
        Price(Component.NETWORK_FIXED, Unit.MONTH, Decimal(net), NEW_YEAR, phases=phases)
        for phases, net in ((1, "7.38"), (3, "10.86"))
    ]
    capacity = [
        Price(Component.CAPACITY, Unit.MONTH, Decimal(net), NEW_YEAR, band=band)
        for band, net in zip(Band, ("4.29", "10.31", "17.18", "24.05"), strict=True)
    ]
    prices = PriceList("G12", (Zone.DAY,), (*fixed, *capacity))
    assert prices.price(Component.NETWORK_FIXED, NEW_YEAR, None, 3, Band.ABOVE).price == Decimal("10.86")
    assert prices.price(Component.CAPACITY, NEW_YEAR, None, 3, Band.UP_TO_500).price == Decimal("4.29")
    assert prices.components() == [Component.NETWORK_FIXED, Component.CAPACITY]


@pytest.mark.parametrize(
    ("annual", "band"),
    [
        ("0", Band.UP_TO_500),
        ("499.999", Band.UP_TO_500),
        ("500", Band.UP_TO_1200),
        ("1199.999", Band.UP_TO_1200),
        ("1200", Band.UP_TO_2800),
        ("2799.999", Band.UP_TO_2800),
        ("2800", Band.ABOVE),
        ("100000", Band.ABOVE),
    ],
)
def test_the_bands_of_annual_use(annual: str, band: Band) -> None:
    assert Band.of(Decimal(annual)) is band


@given(st.dates(date(2024, 6, 1), date(2027, 1, 1)), st.integers(0, 800))
def test_changes_are_the_days_after_the_first(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    assert YEARS.changes(first, last) == [day for day in (date(2025, 1, 1), NEW_YEAR) if first < day <= last]


def test_the_sellers_part_and_lists_by_group() -> None:
    assert {Component.ENERGY, Component.TRADE_FEE} == SELLER
    assert by_group([YEARS]) == {"G11": YEARS}
