"""Why a bill changed: the causes add up to the grosz, and each is blamed only for what it did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.domain.change import Cause, explained, shared
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import InvoiceId, PointId
from ibok_bot.domain.invoices import Bill, BilledLine, Invoice, InvoiceKind, comparable, corrected
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.settlement import VAT, Settlement, Use, settle, vat_of
from ibok_bot.domain.tariff import Band, Component, PriceList, Zone

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)


def bill_of(settled: Settlement, first: date, last: date, key: int = 1) -> Bill:
    """As it is printed."""
    energy = Energy(sum(Energy.of(one.quantity).wh for one in settled.lines if one.component is Component.ENERGY))
    head = Invoice(
        InvoiceId(key), f"p{key}", f"FV/{key}", InvoiceKind.SETTLEMENT, PointId(1), first, last,
        last + timedelta(days=5), settled.net, settled.vat, settled.gross, energy,
    )  # fmt: skip
    return Bill(head, tuple(BilledLine(line, VAT) for line in settled.lines))


def made(  # noqa: PLR0917 - invented bills in short
    kwh: tuple[int, ...], first: date = SPRING, days: int = 61, months: str = "2", group: str = "G12",
    prices: PriceList | None = None, key: int = 1,
) -> Bill:  # fmt: skip
    """A bill by the real rules; of G12 with two uses, else with one."""
    last = first + timedelta(days=days - 1)
    zones = (Zone.DAY, Zone.NIGHT) if group == "G12" else (Zone.ALL,)
    uses = [Use(zone, Energy.of(used), place) for place, (zone, used) in enumerate(zip(zones, kwh, strict=True))]
    prices = prices or PRICE_LISTS[group]
    return bill_of(settle(prices, uses, first, last, Decimal(months), phases=1, band=Band.UP_TO_2800), first, last, key)


def causes(before: Bill, after: Bill) -> dict[Cause, Money]:
    """Those that had an effect."""
    return {cause: part for cause, part in explained(before, after).causes if part}


bills = st.builds(
    made,
    st.tuples(st.integers(0, 9000), st.integers(0, 9000)),
    st.dates(date(2024, 1, 1), date(2026, 10, 1)),
    st.integers(20, 370),
    st.decimals("0.5", 12, places=3).map(str),
) | st.builds(
    made,
    st.tuples(st.integers(0, 9000)),
    st.dates(date(2024, 1, 1), date(2026, 10, 1)),
    st.integers(20, 370),
    st.just("2"),
    st.sampled_from(["G11", "C11"]),
)  # fmt: skip


@given(bills, bills)
def test_the_causes_add_up_to_the_difference_to_the_grosz(before: Bill, after: Bill) -> None:
    """Whatever changed: use, length, prices, even the tariff group."""
    change = explained(before, after)
    assert total([part for _cause, part in change.causes]) == change.difference
    assert change.difference == after.invoice.gross - before.invoice.gross
    assert [cause for cause, _part in change.causes] == list(Cause)


@given(bills, bills)
def test_back_again_costs_as_much_as_there(before: Bill, after: Bill) -> None:
    assert explained(before, after).difference == -explained(after, before).difference


@given(bills)
def test_the_same_bill_has_no_causes(bill: Bill) -> None:
    assert causes(bill, bill) == {}


@given(st.tuples(st.integers(1, 900), st.integers(1, 900)), st.tuples(st.integers(1, 900), st.integers(1, 900)))
def test_where_only_the_use_changed_nothing_else_is_blamed(old: tuple[int, int], new: tuple[int, int]) -> None:
    before, after = made(old), made(new, key=2)
    assert set(causes(before, after)) <= {Cause.USE}
    assert explained(before, after).more_energy == Energy.of(sum(new) - sum(old))


def test_where_only_the_price_of_energy_changed_nothing_else_is_blamed() -> None:
    dearer = replace(
        PRICE_LISTS["G12"],
        prices=tuple(
            replace(one, price=one.price * 2) if one.component is Component.ENERGY else one
            for one in PRICE_LISTS["G12"].prices
        ),
    )
    before, after = made((300, 200)), made((300, 200), prices=dearer)
    assert causes(before, after) == {Cause.PRICE: after.invoice.gross - before.invoice.gross}


def test_where_only_a_fixed_fee_changed_nothing_else_is_blamed() -> None:
    dearer = replace(
        PRICE_LISTS["G12"],
        prices=tuple(
            replace(one, price=one.price + 1) if one.component is Component.CAPACITY else one
            for one in PRICE_LISTS["G12"].prices
        ),
    )
    before, after = made((300, 200)), made((300, 200), prices=dearer)
    assert causes(before, after) == {Cause.FIXED: Money(246)}, "2 months, 1 zł each, with VAT"


def test_a_period_twice_as_long_with_the_same_daily_use_is_but_longer() -> None:
    before = made((300, 200), days=30, months="1")
    after = made((600, 400), days=60, months="2", key=2)
    change = explained(before, after)
    assert dict(change.causes)[Cause.PERIOD] == change.difference
    assert (change.more_days, change.more_energy) == (30, Energy(0))


def test_a_worked_example() -> None:
    """100 kWh more at 0.55 + 0.2841 + 0.0331 + 0.0073 + 0.0030 zł, and VAT of 23 % on it."""
    before, after = made((300, 200), AUTUMN), made((400, 200), AUTUMN, key=2)
    assert before.invoice.gross == Money(51263), "the known worked example"
    change = explained(before, after)
    assert causes(before, after) == {Cause.USE: change.difference}
    assert abs(change.difference.grosze - 10793) <= 2


def test_a_new_charge_is_a_change_of_price() -> None:
    without = replace(
        PRICE_LISTS["G12"],
        prices=tuple(one for one in PRICE_LISTS["G12"].prices if one.component is not Component.RENEWABLES),
    )
    before, after = made((300, 200), prices=without), made((300, 200))
    assert causes(before, after) == {Cause.PRICE: after.invoice.gross - before.invoice.gross}
    assert causes(after, before) == {Cause.PRICE: before.invoice.gross - after.invoice.gross}


def test_another_tariff_group_is_a_change_of_prices_not_of_use() -> None:
    before, after = made((500,), group="G11"), made((300, 200), key=2)
    assert explained(before, after).more_energy == Energy(0)
    assert set(causes(before, after)) <= {Cause.PRICE, Cause.FIXED}


def test_a_net_value_that_no_rounding_explains_is_taken_as_printed() -> None:
    right = made((300, 200))
    lines = list(right.lines)
    lines[0] = replace(lines[0], line=replace(lines[0].line, net=lines[0].line.net + Money(10_000)))
    net = total([one.line.net for one in lines])
    head = replace(right.invoice, net=net, vat=vat_of(net), gross=net + vat_of(net))
    assert causes(right, Bill(head, tuple(lines))) == {Cause.PRICE: Money(12_300)}


effects = st.fixed_dictionaries(
    {cause: st.fractions(-10_000, 10_000, max_denominator=1000) | st.just(Fraction(0)) for cause in Cause}
)


@given(effects, st.integers(-5, 5))
def test_grosze_are_shared_out_fairly(parts: dict[Cause, Fraction], rounding: int) -> None:
    whole = Money(round(sum(parts.values())) + rounding)
    got = shared(whole, parts)
    assert total(list(got.values())) == whole
    touched = [cause for cause in Cause if parts[cause]]
    assert all(got[cause] == Money(0) for cause in Cause if cause not in touched) or not touched
    assert all(abs(got[cause].grosze - parts[cause]) < 2 + abs(rounding) for cause in touched)


def head(key: int, first: date, last: date) -> Invoice:
    """A settlement of a period."""
    return replace(made((1, 1), key=key).invoice, first=first, last=last)


def test_a_bill_is_compared_with_the_one_before_and_that_of_a_year_before() -> None:
    starts = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(8, 36, 2)]
    heads = [head(key, first, later - timedelta(days=1))
             for key, (first, later) in enumerate(pairwise(starts))]  # fmt: skip
    newest = heads[-1]
    assert [one.id for one in comparable(newest, heads[:-1])] == [heads[-2].id, heads[-7].id]
    assert list(comparable(heads[0], heads)) == [], "later ones are no comparison"
    assert [one.id for one in comparable(heads[3], heads)] == [heads[2].id], "no bill of a year before"


def test_with_one_bill_a_year_there_is_but_one_to_compare_with() -> None:
    years = [head(key, date(2023 + key, 1, 1), date(2023 + key, 12, 31)) for key in range(3)]
    assert [one.id for one in comparable(years[2], years)] == [years[1].id]


def correction_of(wrong: Bill, right: Bill) -> Bill:
    """All lines taken back, all charged anew."""
    back = tuple(
        replace(one, line=replace(one.line, quantity=-one.line.quantity, net=-one.line.net)) for one in wrong.lines
    )
    net = right.invoice.net - wrong.invoice.net
    vat = right.invoice.vat - wrong.invoice.vat
    return Bill(
        replace(right.invoice, id=InvoiceId(9), kind=InvoiceKind.CORRECTION, corrects=wrong.invoice.id,
                net=net, vat=vat, gross=net + vat, energy=right.invoice.energy - wrong.invoice.energy),
        (*back, *right.lines),
    )  # fmt: skip


@given(bills, st.tuples(st.integers(1, 900), st.integers(1, 900)), st.tuples(st.integers(1, 900), st.integers(1, 900)))
def test_a_corrected_bill_is_explained_as_the_right_one(
    before: Bill, low: tuple[int, int], high: tuple[int, int]
) -> None:
    wrong, right = made(low), made(high)
    as_corrected = wrong.corrected_by([correction_of(wrong, right)])
    assert as_corrected.invoice.gross == right.invoice.gross
    assert explained(before, as_corrected).causes == explained(before, right).causes


def test_a_correction_is_shown_line_by_line_and_what_stayed_is_left_out() -> None:
    wrong, right = made((300, 200)), made((340, 200))
    changed = corrected(wrong, correction_of(wrong, right))
    assert [(one.component, one.zone) for one in changed] == [
        (Component.ENERGY, Zone.DAY),
        (Component.NETWORK_VARIABLE, Zone.DAY),
        (Component.QUALITY, None),
        (Component.RENEWABLES, None),
        (Component.COGENERATION, None),
    ]
    energy = changed[0]
    assert (energy.quantity_before, energy.quantity) == (Decimal(300), Decimal(340))
    assert (energy.net_before, energy.net) == (Money(16500), Money(18700))
    difference = total([one.net - one.net_before for one in changed])
    assert difference == right.invoice.net - wrong.invoice.net
