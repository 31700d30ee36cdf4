"""Invented customers: the same for the same seed, with right checksums, and exact to the grosz."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibok_bot.demo.facts import CustomerFacts, InvoiceFact, PointFact
from ibok_bot.demo.generator import generate
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.domain import nip, nrb, ppe
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.settlement import vat_of
from ibok_bot.domain.tariff import Band, Component, Unit

TODAY = date(2026, 11, 24)
ODD_DAYS = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 8), date(2027, 12, 31), date(2028, 2, 29)]


@pytest.fixture(scope="module")
def fifty() -> list[CustomerFacts]:
    """The customers of a demo."""
    return list(generate(50, 1, TODAY))


@pytest.fixture(scope="module")
def crowd() -> list[CustomerFacts]:
    """A benchmark's customers: the last hundred share their figures with others."""
    return list(generate(1100, 1, TODAY))


def points_of(customers: list[CustomerFacts]) -> Iterator[PointFact]:
    """All metering points."""
    return (point for facts in customers for point in facts.points)


def invoices_of(customers: list[CustomerFacts]) -> Iterator[InvoiceFact]:
    """All invoices."""
    return (invoice for point in points_of(customers) for invoice in point.invoices)


def test_the_same_seed_makes_the_same_customers(fifty: list[CustomerFacts]) -> None:
    assert list(generate(50, 1, TODAY)) == fifty
    assert list(islice(generate(20, 1, TODAY), 20)) == fifty[:20], "fewer are the first of more"
    others = list(generate(50, 2, TODAY))
    assert [facts.name for facts in others] != [facts.name for facts in fifty]
    assert [facts.newest_invoice.gross for facts in others] != [facts.newest_invoice.gross for facts in fifty]


def test_there_are_as_many_as_asked_for(crowd: list[CustomerFacts]) -> None:
    assert len(crowd) == 1100
    assert sum(facts.persona is not None for facts in crowd) == 6


def test_every_checksum_is_right(crowd: list[CustomerFacts]) -> None:
    for facts in crowd:
        assert nrb.is_valid(facts.account_nrb)
        assert nrb.is_sort_code(facts.account_nrb[2:10])
        assert facts.nip is None or nip.is_valid(facts.nip)
        assert (facts.nip is not None) == (facts.kind == "business")
    assert all(ppe.is_valid(point.ppe) for point in points_of(crowd))


def test_no_number_is_given_twice(crowd: list[CustomerFacts]) -> None:
    given_out = {
        "customer": [facts.customer_number for facts in crowd],
        "account": [facts.account_nrb for facts in crowd],
        "nip": [facts.nip for facts in crowd if facts.nip],
        "ppe": [point.ppe for point in points_of(crowd)],
        "contract": [point.contract for point in points_of(crowd)],
        "meter": [meter.number for point in points_of(crowd) for meter in point.meters],
        "invoice": [invoice.number for invoice in invoices_of(crowd)],
        "e-mail": [facts.login.email for facts in crowd if facts.login],
    }
    twice = {what: [one for one, times in Counter(all_).items() if times > 1] for what, all_ in given_out.items()}
    assert not any(twice.values()), twice


def assert_adds_up(invoice: InvoiceFact) -> None:
    """Lines, sums and what was paid."""
    assert all(line.net == Money.of(line.quantity * line.price) for line in invoice.lines)
    assert invoice.net == total([line.net for line in invoice.lines])
    assert invoice.vat == vat_of(invoice.net)
    assert invoice.gross == invoice.net + invoice.vat
    sold = sum(line.quantity for line in invoice.lines if line.component is Component.ENERGY)
    assert sold == invoice.energy.kwh
    assert Money(0) <= invoice.paid <= invoice.gross
    assert (invoice.paid_on is None) == (not invoice.paid)


def assert_in_order(point: PointFact, today: date) -> None:
    """Nothing is from the future, and each thing follows what it rests on."""
    for before, after in pairwise(point.invoices):
        assert after.period_from == before.period_to + timedelta(days=1)
    for invoice in point.invoices:
        assert invoice.period_from < invoice.period_to < invoice.issued_on <= today
        assert invoice.issued_on < invoice.due_on
        assert invoice.paid_on is None or invoice.issued_on <= invoice.paid_on <= today
    assert all(reading.taken_on <= today for reading in point.readings)


def test_every_invoice_adds_up(crowd: list[CustomerFacts]) -> None:
    for invoice in invoices_of(crowd):
        assert_adds_up(invoice)


@pytest.mark.parametrize("today", ODD_DAYS)
def test_any_day_will_do(today: date) -> None:
    for point in points_of(list(generate(8, 3, today))):
        assert point.invoices
        assert_in_order(point, today)
        for invoice in point.invoices:
            assert_adds_up(invoice)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_any_seed_will_do(seed: int, today: date) -> None:
    for point in points_of(list(generate(6, seed, today))):
        assert_in_order(point, today)
        for invoice in point.invoices:
            assert_adds_up(invoice)


def test_a_demo_goes_back_24_months(fifty: list[CustomerFacts]) -> None:
    for point in points_of(fifty):
        assert_in_order(point, TODAY)
        assert point.invoices[0].period_from == date(2024, 11, 1)
        assert point.invoices[-1].period_to == date(2026, 10, 31)


def test_invoices_count_what_the_registers_counted(fifty: list[CustomerFacts]) -> None:
    for point in points_of(fifty):
        shown: dict[int, Energy] = {}
        counted: Counter[int] = Counter()
        for reading in point.readings:
            before = shown.get(reading.register)
            assert before is None or before <= reading.value, "a register never runs backwards"
            if before is not None:
                counted[reading.register] += (reading.value - before).wh
            shown[reading.register] = reading.value
        billed: Counter[int] = Counter()
        for line in (line for invoice in point.invoices for line in invoice.lines):
            if line.component is Component.ENERGY:
                assert line.register is not None
                billed[line.register] += Energy.of(line.quantity).wh
        assert billed == counted


def test_lines_carry_the_price_of_their_day(fifty: list[CustomerFacts]) -> None:
    for point in points_of(fifty):
        prices = PRICE_LISTS[point.group]
        for line in (line for invoice in point.invoices for line in invoice.lines):
            if line.component is Component.CAPACITY:
                fitting = {prices.price(line.component, line.first, None, point.phases, band).price for band in Band}
                assert line.price in fitting
            else:
                listed = prices.price(line.component, line.first, line.zone, point.phases, Band.ABOVE)
                assert (line.price, line.unit) == (listed.price, listed.unit)
            assert line.first.year == line.last.year, "prices change at New Year"


def test_most_have_paid_and_some_have_not(fifty: list[CustomerFacts]) -> None:
    invoices = list(invoices_of(fifty))
    past = [invoice for invoice in invoices if invoice.due_on < TODAY]
    paid = [invoice for invoice in past if invoice.paid == invoice.gross]
    assert 0.8 < len(paid) / len(past) < 1
    assert any(invoice.paid_on and invoice.paid_on > invoice.due_on for invoice in paid), "some pay late"


def test_the_price_lists_have_neither_gaps_nor_overlaps() -> None:
    day = date(2024, 1, 1)
    while day < date(2027, 2, 1):
        for prices in PRICE_LISTS.values():
            for component in prices.components():
                for zone in prices.zones:
                    for phases in (1, 3):
                        for band in Band:
                            price = prices.price(component, day, zone, phases, band)
                            assert price.price > 0
                            assert (price.unit is Unit.KWH) == (component in {
                                Component.ENERGY, Component.NETWORK_VARIABLE, Component.QUALITY,
                                Component.RENEWABLES, Component.COGENERATION,
                            })  # fmt: skip
        day += timedelta(days=15)
