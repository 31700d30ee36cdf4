"""The calculator: bills exact to the grosz, dearer for more, best first, and a break-even that real bills confirm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.demo.supplier import GROUP_NAMES
from ibok_bot.demo.zone_hours import ZONE_HOURS
from ibok_bot.domain.calculator import (
    Demand,
    Offer,
    Pays,
    bill,
    break_even,
    carried,
    cheap_percent,
    compare,
    sources,
    split,
    two_zones,
    under,
)
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.settlement import Use, vat_of
from ibok_bot.domain.tariff import INVENTED, Band, Component, Price, Unit, Zone
from ibok_bot.domain.yearly_use import Settled, known_by, yearly_use
from ibok_bot.domain.zones import NoHours, Timetable

DAY = date(2026, 11, 24)
OFFERS = [Offer(name, PRICE_LISTS[group], Timetable(ZONE_HOURS.get(group, ()))) for group, name in GROUP_NAMES.items()]
BY_GROUP = {offer.group: offer for offer in OFFERS}
G11, G12 = BY_GROUP["G11"], BY_GROUP["G12"]
ENERGIES = st.integers(0, 50_000_000).map(Energy)
HOUSEHOLD = st.sampled_from([offer for offer in OFFERS if offer.group.startswith("G")])


def demand(offer: Offer, *kwh: int, months: int = 12, phases: int = 1) -> Demand:
    uses = tuple(Use(zone, Energy.of(each)) for zone, each in zip(offer.prices.zones, kwh, strict=True))
    return Demand(offer.group, uses, months, phases)


def test_the_worked_example() -> None:
    two_months = replace(demand(G12, 300, 200, months=2), band=Band.UP_TO_2800)
    made = bill(G12, two_months, DAY)
    assert [str(line.net.zloty) for line in made.lines] == [
        "165.00", "80.00", "4.56", "14.76", "85.23", "11.16", "16.55", "3.65", "1.50", "34.36",
    ]  # fmt: skip
    assert (made.net, made.vat, made.gross) == (Money(41677), Money(9586), Money(51263))


def test_the_band_is_that_of_a_year_of_such_months() -> None:
    assert demand(G12, 300, 200, months=2).annual_band is Band.ABOVE
    assert demand(G12, 60, 39, months=1).annual_band is Band.UP_TO_1200
    assert demand(G12, 60, 40, months=1).annual_band is Band.UP_TO_2800


@given(HOUSEHOLD, st.data(), st.sampled_from([1, 12]), st.sampled_from([1, 3]))
def test_the_parts_of_a_bill_add_up(offer: Offer, data: st.DataObject, months: int, phases: int) -> None:
    uses = tuple(Use(zone, data.draw(ENERGIES)) for zone in offer.prices.zones)
    made = bill(offer, Demand(offer.group, uses, months, phases), DAY)
    assert made.net == total([line.net for line in made.lines])
    assert made.vat == vat_of(made.net)
    assert made.gross == made.net + made.vat
    for line in made.lines:
        assert line.net == Money.of(line.quantity * line.price)
    energy = sum(line.quantity for line in made.lines if line.component is Component.ENERGY)
    assert energy == sum(use.energy.kwh for use in uses)


@given(HOUSEHOLD, st.data(), ENERGIES)
def test_who_uses_more_pays_no_less(offer: Offer, data: st.DataObject, more: Energy) -> None:
    uses = [Use(zone, data.draw(ENERGIES)) for zone in offer.prices.zones]
    place = data.draw(st.integers(0, len(uses) - 1))
    greater = [replace(use, energy=use.energy + more) if nth == place else use for nth, use in enumerate(uses)]
    few, many = (bill(offer, Demand(offer.group, tuple(each), 12, 1), DAY) for each in (uses, greater))
    assert few.gross <= many.gross


@given(st.lists(ENERGIES, min_size=2, max_size=2), HOUSEHOLD)
def test_use_carried_into_other_zones_stays_as_much(energies: list[Energy], offer: Offer) -> None:
    uses = [Use(zone, energy) for zone, energy in zip((Zone.DAY, Zone.NIGHT), energies, strict=True)]
    there = carried(uses, G12.hours, offer.hours, DAY)
    assert sum(use.energy.wh for use in there) == sum(energy.wh for energy in energies)
    assert {use.zone for use in there} == set(offer.prices.zones)
    assert all(use.energy.wh >= 0 for use in there)


def test_use_goes_where_its_hours_are() -> None:
    g12w = BY_GROUP["G12w"]
    all_day = carried([Use(Zone.DAY, Energy.of(1000)), Use(Zone.NIGHT, Energy(0))], G12.hours, g12w.hours, DAY)
    saturdays = all_day[1].energy.kwh / 1000
    assert Decimal("0.16") < saturdays < Decimal("0.18"), "a sixth of the days that have a day zone are Saturdays"
    all_night = carried([Use(Zone.DAY, Energy(0)), Use(Zone.NIGHT, Energy.of(1000))], G12.hours, g12w.hours, DAY)
    assert all_night[0].energy == Energy(0), "G12w is cheap whenever G12 is"


def test_use_of_a_zone_without_hours_goes_nowhere() -> None:
    with pytest.raises(NoHours):
        carried([Use(Zone.MORNING_PEAK, Energy.of(1))], G12.hours, BY_GROUP["G12w"].hours, DAY)


def test_a_household_is_never_offered_a_group_for_firms() -> None:
    household = compare(OFFERS, demand(G12, 1200, 800), "G12", DAY)
    assert {quote.offer.group for quote in household} == {"G11", "G12", "G12w", "G13"}
    firm = compare(OFFERS, demand(BY_GROUP["C11"], 2000), "C11", DAY)
    assert {quote.offer.group for quote in firm} == {"C11", "C12a"}


@given(st.integers(0, 8000), st.integers(0, 8000), st.sampled_from([1, 12]))
def test_the_best_comes_first_with_its_difference(day_kwh: int, night_kwh: int, months: int) -> None:
    quotes = compare(OFFERS, demand(G12, day_kwh, night_kwh, months=months), "G11", DAY)
    costs = [quote.bill.gross for quote in quotes]
    assert costs == sorted(costs)
    present = next(quote for quote in quotes if quote.offer.group == "G11")
    assert present.more == Money(0)
    assert all(quote.more == quote.bill.gross - present.bill.gross for quote in quotes)


def test_with_no_present_tariff_there_is_no_difference() -> None:
    assert all(quote.more is None for quote in compare(OFFERS, demand(G12, 1200, 800), None, DAY))


def test_a_tariff_without_prices_or_hours_is_left_out() -> None:
    without_hours = replace(BY_GROUP["G12w"], hours=Timetable())
    quotes = compare([G11, G12, without_hours], demand(G12, 1200, 800), "G12", DAY)
    assert {quote.offer.group for quote in quotes} == {"G11", "G12"}
    assert compare(OFFERS, demand(G12, 1200, 800), "G12", date(2021, 1, 1)) == []


@given(st.integers(1, 20_000), st.sampled_from(["G12", "G12w"]), st.sampled_from([1, 3]))
def test_bills_on_both_sides_of_the_break_even_confirm_it(kwh: int, group: str, phases: int) -> None:
    double = BY_GROUP[group]
    year = Demand("G11", (Use(Zone.ALL, Energy.of(kwh)),), 12, phases)
    share = break_even(G11, double, year, DAY)
    single = bill(G11, year, DAY).gross

    def cost(percent: Decimal) -> Money:
        return bill(double, replace(year, group=group, uses=split(Energy.of(kwh), double, percent)), DAY).gross

    if share is Pays.ALWAYS:
        assert cost(Decimal(0)) <= single + Money(5)
    elif share is Pays.NEVER:
        assert cost(Decimal(100)) >= single - Money(5)
    else:
        assert isinstance(share, Fraction)
        percent = Decimal(share.numerator * 100) / Decimal(share.denominator)
        assert abs((cost(percent) - single).grosze) <= 5, "the same but for rounding"
        few_kwh = Decimal(100 * 100) / Decimal(kwh * 10)
        assert cost(min(Decimal(100), percent + few_kwh)) <= single + Money(5)
        assert cost(max(Decimal(0), percent - few_kwh)) >= single - Money(5)


def flat(group: str, fee: str, *prices: str) -> Offer:
    """A tariff of a monthly fee and a price of energy in each zone."""
    zones = (Zone.ALL,) if len(prices) == 1 else (Zone.DAY, Zone.NIGHT)
    energy = [
        Price(Component.ENERGY, Unit.KWH, Decimal(price), DAY, zone=None if zone is Zone.ALL else zone)
        for zone, price in zip(zones, prices, strict=True)
    ]
    fixed = Price(Component.NETWORK_FIXED, Unit.MONTH, Decimal(fee), DAY)
    return Offer(group, replace(G11.prices, group=group, zones=zones, prices=(*energy, fixed)), Timetable())


@pytest.mark.parametrize(
    ("double", "share"),
    [
        (flat("G12", "1", "0.60", "0.30"), Fraction(1, 3)),
        (flat("G12", "2", "0.60", "0.30"), Fraction(1, 3) + Fraction(12, 300)),
        (flat("G12", "1", "0.49", "0.30"), Pays.ALWAYS),
        (flat("G12", "30", "0.60", "0.30"), Pays.NEVER),
        (flat("G12", "1", "0.60", "0.50"), Pays.NEVER),
        (flat("G12", "1", "0.60", "0.60"), Pays.NEVER),
        (flat("G11", "1", "0.60"), None),
    ],
)
def test_the_break_even_is_exact(double: Offer, share: object) -> None:
    year = Demand("G11", (Use(Zone.ALL, Energy.of(1000)),), 12, 1)
    assert break_even(flat("G11", "1", "0.50"), double, year, DAY) == share


def test_who_uses_nothing_compares_fees() -> None:
    nothing = Demand("G11", (Use(Zone.ALL, Energy(0)),), 12, 1)
    single = flat("G11", "2", "0.50")
    assert break_even(single, flat("G12", "1", "0.60", "0.30"), nothing, DAY) is Pays.ALWAYS
    assert break_even(single, flat("G12", "3", "0.60", "0.30"), nothing, DAY) is Pays.NEVER


@given(ENERGIES, st.decimals(0, 100, places=1))
def test_a_split_is_exact_and_told_again(energy: Energy, percent: Decimal) -> None:
    dear, cheap = split(energy, G12, percent)
    assert dear.energy + cheap.energy == energy
    assert (dear.zone, cheap.zone) == (Zone.DAY, Zone.NIGHT)
    if energy.wh > 1000:
        assert abs(cheap_percent([dear, cheap]) - percent) <= Decimal("0.2")


@given(st.lists(ENERGIES, min_size=2, max_size=2), st.sampled_from([1, 12]))
def test_a_month_and_a_year_belong_together(energies: list[Energy], months: int) -> None:
    uses = tuple(Use(zone, energy) for zone, energy in zip((Zone.DAY, Zone.NIGHT), energies, strict=True))
    one = Demand("G12", uses, months, 1)
    assert one.over(months) == one
    assert abs(one.over(12).energy.wh - one.over(1).energy.wh * 12) <= 12
    assert one.over(12).months == 12


def test_what_is_published_and_what_is_but_an_example() -> None:
    known = sources(G12, demand(G12, 1200, 800), DAY)
    assert known[INVENTED] == [Component.ENERGY]
    published = next(source for source in known if source != INVENTED)
    assert "tauron-g12.json" in published
    assert Component.NETWORK_VARIABLE in known[published]
    old = sources(G12, demand(G12, 1200, 800), date(2025, 6, 1))
    assert list(old) == [INVENTED]


def test_two_zones_and_the_fees_by_phases() -> None:
    assert two_zones([G11, BY_GROUP["G13"], BY_GROUP["G12w"], G12]) == BY_GROUP["G12w"]
    assert two_zones([G11]) is None
    assert G12.by_phases
    assert not flat("G11", "1", "0.50").by_phases


def test_under_its_own_tariff_use_stays_as_it_is() -> None:
    one = demand(G12, 1200, 800)
    assert under(replace(G12, hours=Timetable()), one, OFFERS, DAY) == one
    assert under(G11, one, OFFERS, DAY).uses == (Use(Zone.ALL, Energy.of(2000)),)


def two_months(year: int, month: int, *, night: int = 80_000) -> list[Settled]:
    first, last = date(year, month, 1), date(year + (month > 10), (month + 2 - 1) % 12 + 1, 1)
    last = date.fromordinal(last.toordinal() - 1)
    return [Settled(Zone.DAY, first, last, Energy(120_000)), Settled(Zone.NIGHT, first, last, Energy(night))]


def test_the_own_use_is_of_the_last_twelve_months() -> None:
    settled = [each for year in (2024, 2025, 2026) for month in range(1, 12, 2) for each in two_months(year, month)]
    taken = yearly_use([each for each in settled if each.last <= date(2026, 10, 31)])
    assert taken is not None
    assert (taken.first, taken.last, taken.whole) == (date(2025, 11, 1), date(2026, 10, 31), True)
    assert taken.uses == (Use(Zone.DAY, Energy(720_000)), Use(Zone.NIGHT, Energy(480_000)))
    assert known_by((Zone.DAY, Zone.NIGHT), taken)
    assert not known_by((Zone.ALL,), taken)


def test_a_period_that_reaches_in_is_counted_by_days() -> None:
    settled = [
        Settled(Zone.ALL, date(2025, 1, 1), date(2025, 12, 31), Energy(365_000)),
        Settled(Zone.ALL, date(2026, 1, 1), date(2026, 6, 30), Energy(1)),
    ]
    taken = yearly_use(settled)
    assert taken is not None
    assert taken.first == date(2025, 7, 1)
    assert taken.uses == (Use(Zone.ALL, Energy(184_000 + 1)),)


def test_less_than_a_year_is_extended_and_too_little_is_nothing() -> None:
    half = yearly_use([Settled(Zone.ALL, date(2026, 1, 1), date(2026, 3, 14), Energy(73_000))])
    assert half is not None
    assert (half.uses, half.whole) == ((Use(Zone.ALL, Energy(365_000)),), False)
    assert yearly_use([Settled(Zone.ALL, date(2026, 1, 1), date(2026, 1, 20), Energy(73_000))]) is None
    assert yearly_use([]) is None
    leap = yearly_use([Settled(Zone.ALL, date(2027, 3, 1), date(2028, 2, 29), Energy(73_000))])
    assert leap is not None
    assert leap.whole
