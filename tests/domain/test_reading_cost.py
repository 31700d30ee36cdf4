"""Use since the last reading, its average, and the estimate of the cost so far."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.domain.reading_cost import since_last
from ibok_bot.domain.settlement import Use, settle
from ibok_bot.domain.tariff import Band, Component, Price, PriceList, Unit, Zone
from tests.domain.metering import READ_ON, meter, register, shown, steady

DAY = date(2026, 11, 15)
OCTOBER_FIRST = date(2026, 10, 1)
PRICES = PriceList(
    "G12",
    (Zone.DAY, Zone.NIGHT),
    (
        Price(Component.ENERGY, Unit.KWH, Decimal("0.60"), date(2026, 1, 1), zone=Zone.DAY),
        Price(Component.ENERGY, Unit.KWH, Decimal("0.40"), date(2026, 1, 1), zone=Zone.NIGHT),
        Price(Component.SUBSCRIPTION, Unit.MONTH, Decimal("10.00"), date(2026, 1, 1)),
        *(Price(Component.CAPACITY, Unit.MONTH, Decimal(n), date(2026, 1, 1), band=band)
          for n, band in enumerate(Band, start=1)),
    ),
)  # fmt: skip
FLAT = PriceList(
    "G11",
    (Zone.ALL,),
    (Price(Component.ENERGY, Unit.KWH, Decimal("0.50"), date(2026, 1, 1)),),
)
BOTH = meter(register(1, 1000, steady(4), Zone.DAY), register(2, 500, steady(2), Zone.NIGHT))


def test_use_average_and_an_estimate_for_a_month_and_a_half() -> None:
    found = since_last(BOTH, shown((1, 1200), (2, 600)), DAY, PRICES)
    assert found is not None
    assert (found.first, found.last, found.days) == (OCTOBER_FIRST, DAY, 46)
    assert found.uses == (Use(Zone.DAY, Energy.of(200), 1), Use(Zone.NIGHT, Energy.of(100), 2))
    assert found.energy == Energy.of(300)
    assert found.daily == Energy(6522)
    assert found.bill is not None
    assert found.bill.net == Money.of("120") + Money.of("40") + Money.of("15") + Money.of("4.50"), "1.5 months of fees"
    assert found.bill == settle(
        PRICES, found.uses, OCTOBER_FIRST, DAY, Decimal("1.5"), phases=1, band=Band.UP_TO_2800
    ), "as an invoice of these days would be"


def test_without_a_known_year_the_band_is_that_of_the_use_now() -> None:
    new = meter(register(1, 1000, None, Zone.DAY), register(2, 500, None, Zone.NIGHT))
    found = since_last(new, shown((1, 1020), (2, 510)), DAY, PRICES)
    assert found is not None
    assert found.bill is not None
    capacity = [line for line in found.bill.lines if line.component is Component.CAPACITY]
    assert [line.price for line in capacity] == [Decimal(1)], "30 kWh in 46 days are less than 500 in a year"


def test_the_multiplier_is_counted_in() -> None:
    works = meter(register(1, 1000), multiplier=20)
    found = since_last(works, shown((1, 1010)), DAY, FLAT)
    assert found is not None
    assert found.energy == Energy.of(200)
    assert found.multiplier == 20
    assert found.bill is not None
    assert (found.bill.net, found.bill.vat, found.bill.gross) == (Money.of("100"), Money.of("23"), Money.of("123"))


def test_a_total_beside_the_zones_is_not_counted_twice() -> None:
    three = meter(*BOTH.registers, register(3, 1500, steady(6)))
    found = since_last(three, shown((1, 1200), (2, 600), (3, 1800)), DAY, PRICES)
    assert found is not None
    assert found.energy == Energy.of(300)
    assert since_last(three, shown((1, 1200), (2, 600)), DAY, PRICES) == found


def test_zones_under_a_tariff_without_zones_are_one_use() -> None:
    found = since_last(BOTH, shown((1, 1200), (2, 600)), DAY, FLAT)
    assert found is not None
    assert found.bill is not None
    assert found.bill.net == Money.of("150")


def test_no_estimate_where_prices_do_not_fit() -> None:
    one = meter(register(1, 1000))
    for prices in (None, PRICES):
        found = since_last(one, shown((1, 1010)), DAY, prices)
        assert found is not None
        assert found.energy == Energy.of(10)
        assert found.bill is None
    below = since_last(one, shown((1, 990)), DAY, FLAT)
    assert below is not None
    assert below.energy == Energy.of(-10)
    assert below.bill is None
    early = since_last(one, shown((1, 1010)), DAY, PriceList("G11", (Zone.ALL,), (
        Price(Component.ENERGY, Unit.KWH, Decimal("0.50"), date(2026, 11, 1)),
    )))  # fmt: skip
    assert early is not None
    assert early.bill is None, "half of the time has no price"


def test_nothing_to_count_from() -> None:
    assert since_last(meter(register(1, None)), shown((1, 1010)), DAY, FLAT) is None
    assert since_last(BOTH, shown((1, 1200)), DAY, PRICES) is None
    assert BOTH.previous_day == READ_ON
