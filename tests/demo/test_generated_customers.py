"""Invented customers: the same for the same seed, with right checksums, and exact to the grosz."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibok_bot.demo.facts import CustomerFacts, PointFact
from ibok_bot.demo.generator import generate
from ibok_bot.demo.history import Bill, History
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.demo.supplier import BANK
from ibok_bot.domain import nip, nrb, ppe
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.domain.settlement import vat_of
from ibok_bot.domain.tariff import Band, Component, Unit, Zone

TODAY = date(2026, 11, 24)
ODD_DAYS = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 8), date(2027, 12, 31), date(2028, 2, 29)]
PER_KWH = {
    Component.ENERGY,
    Component.NETWORK_VARIABLE,
    Component.QUALITY,
    Component.RENEWABLES,
    Component.COGENERATION,
}


@pytest.fixture(scope="module")
def fifty() -> list[CustomerFacts]:
    """The customers of a demo."""
    return list(generate(50, 1, TODAY))


@pytest.fixture(scope="module")
def crowd() -> list[CustomerFacts]:
    """A benchmark's customers: all but the first fifty share their histories with others."""
    return list(generate(1100, 1, TODAY))


def points_of(customers: list[CustomerFacts]) -> Iterator[PointFact]:
    """All metering points."""
    return (point for facts in customers for point in facts.points)


def histories_of(customers: list[CustomerFacts]) -> list[History]:
    """Each history once."""
    return list({id(facts.history): facts.history for facts in customers}.values())


def test_the_same_seed_makes_the_same_customers(fifty: list[CustomerFacts]) -> None:
    assert list(generate(50, 1, TODAY)) == fifty
    assert list(islice(generate(60, 1, TODAY), 20)) == list(generate(20, 1, TODAY)) == fifty[:20]
    others = list(generate(50, 2, TODAY))
    assert [facts.name for facts in others] != [facts.name for facts in fifty]
    assert [facts.newest_invoice.gross for facts in others] != [facts.newest_invoice.gross for facts in fifty]


@pytest.mark.parametrize("number", [0, 1, 3, 6, 50, 51])
def test_there_are_as_many_as_asked_for(number: int) -> None:
    customers = list(generate(number, 1, TODAY))
    assert len(customers) == number
    assert [bool(facts.persona) for facts in customers] == [place < 6 for place in range(number)]


def test_every_checksum_is_right(crowd: list[CustomerFacts]) -> None:
    for facts in crowd:
        who = facts.identity
        assert nrb.is_valid(who.account_nrb)
        assert who.account_nrb[2:10] == BANK
        assert who.nip is None or nip.is_valid(who.nip)
        assert (who.nip is not None) == (facts.kind == "business")
        assert all(point.old_ppe is None or ppe.is_old(point.old_ppe) for point in who.points)
    assert nrb.is_sort_code(BANK)
    assert all(ppe.is_valid(point.ppe) for point in points_of(crowd))


def test_no_number_can_be_a_real_ones(crowd: list[CustomerFacts]) -> None:
    """No bank, no tax office, no operator and no telephone zone has such beginnings."""
    for facts in crowd:
        who = facts.identity
        assert who.account_nrb[2:5] == "999"
        assert who.nip is None or who.nip.startswith("100")
        assert who.phone is None or who.phone.startswith("+48 0")
        assert who.email is None or who.email.endswith((".example.pl", "@example.pl", "@example.com"))
        assert all(point.ppe.startswith("5909999") for point in who.points)


def test_no_number_is_given_twice(crowd: list[CustomerFacts]) -> None:
    everyone = [facts.identity for facts in crowd]
    places = [point for who in everyone for point in who.points]
    given_out = {
        "customer": [who.customer_number for who in everyone],
        "account": [who.account_nrb for who in everyone],
        "nip": [who.nip for who in everyone if who.nip],
        "e-mail": [who.email for who in everyone if who.email],
        "ppe": [point.ppe for point in places],
        "old ppe": [point.old_ppe for point in places if point.old_ppe],
        "contract": [point.contract for point in places],
        "meter": [number for point in places for number in point.meter_numbers],
        "invoice": [number for who in everyone for number in who.invoice_numbers],
        "public id": [number for who in everyone for number in who.public_ids],
    }
    assert all(given_out.values())
    twice = {what: [one for one, times in Counter(all_).items() if times > 1] for what, all_ in given_out.items()}
    assert not any(twice.values()), twice


def assert_bills_add_up(history: History) -> None:
    """Lines and sums."""
    for bill in history.bills:
        settled = bill.settlement
        assert all(line.net == Money.of(line.quantity * line.price) for line in settled.lines)
        assert settled.net == total([line.net for line in settled.lines])
        assert settled.vat == vat_of(settled.net)
        assert settled.gross == settled.net + settled.vat
        sold = sum(line.quantity for line in settled.lines if line.component is Component.ENERGY)
        assert sold == bill.energy.kwh


def assert_payments_add_up(history: History) -> None:
    """No grosz is lost between what came in, what it settled, and what is left."""
    for payment in history.payments:
        assert payment.amount == total([part for _bill, part in payment.settles]) + payment.unallocated
        assert payment.unallocated >= Money(0)
    for place, bill in enumerate(history.bills):
        assert Money(0) <= history.paid(place) <= bill.settlement.gross
        assert history.remaining(place) == bill.settlement.gross - history.paid(place)


def assert_in_order(history: History, today: date) -> None:
    """Nothing is from the future, and each thing follows what it rests on."""
    for place, point in enumerate(history.points):
        bills = [bill for bill in history.bills if bill.point == place and bill.corrects is None]
        assert bills[0].first == point.since
        assert (bills[-1].last + timedelta(days=1)) == point.since.replace(year=point.since.year + 2), "24 months"
        for before, after in pairwise(bills):
            assert after.first == before.last + timedelta(days=1)
        for meter in point.meters:
            for register in meter.registers:
                assert all(taken.day <= today for taken in register.readings)
    assert all(bill.last < bill.issued_on <= today and bill.issued_on < bill.due_on for bill in history.bills)
    for payment in history.payments:
        assert all(history.bills[bill].issued_on <= payment.paid_on for bill, _part in payment.settles)
        assert payment.paid_on <= today


def assert_sound(history: History, today: date) -> None:
    """All of it."""
    assert_bills_add_up(history)
    assert_payments_add_up(history)
    assert_in_order(history, today)


def test_every_history_adds_up(crowd: list[CustomerFacts]) -> None:
    histories = histories_of(crowd)
    assert 50 < len(histories) < len(crowd)
    for history in histories:
        assert_sound(history, TODAY)


@pytest.mark.parametrize("today", ODD_DAYS)
def test_any_day_will_do(today: date) -> None:
    for history in histories_of(list(generate(8, 3, today))):
        assert_sound(history, today)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**31), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_any_seed_will_do(seed: int, today: date) -> None:
    for history in histories_of(list(generate(7, seed, today))):
        assert_sound(history, today)


def counted(history: History, bill: Bill) -> dict[int, Energy]:
    """For each of the bill's registers, what lies between its two readings, multiplied."""
    between = {}
    for place, span in enumerate(bill.spans):
        meter = history.points[bill.point].meters[span.meter]
        readings = meter.registers[span.register].readings
        assert span.closing == span.opening + 1, "the next bill begins where this one ends"
        opening, closing = readings[span.opening], readings[span.closing]
        assert opening.value <= closing.value, "a register never runs backwards"
        assert closing.day == (meter.removed_on if closing.kind is ReadingKind.REMOVAL else bill.last)
        between[place] = (closing.value - opening.value) * meter.multiplier
    return between


def test_invoices_count_what_the_registers_counted(fifty: list[CustomerFacts]) -> None:
    for history in histories_of(fifty):
        for bill in (bill for bill in history.bills if bill.corrects is None):
            billed: Counter[int] = Counter()
            for line in bill.settlement.lines:
                if line.component is Component.ENERGY:
                    assert line.register is not None
                    billed[line.register] += Energy.of(line.quantity).wh
            assert billed == {place: energy.wh for place, energy in counted(history, bill).items()}


def test_a_correction_puts_a_real_reading_in_place_of_an_estimate(fifty: list[CustomerFacts]) -> None:
    corrections = [(h, bill) for h in histories_of(fifty) for bill in h.bills if bill.corrects is not None]
    assert corrections
    for history, bill in corrections:
        assert bill.corrects is not None
        wrong = history.bills[bill.corrects]
        assert (wrong.point, wrong.first, wrong.last) == (bill.point, bill.first, bill.last)
        assert wrong.issued_on < bill.issued_on
        assert bill.spans[: len(wrong.spans)] == wrong.spans
        for before, after in zip(wrong.spans, bill.spans[len(wrong.spans) :], strict=True):
            readings = history.points[bill.point].meters[after.meter].registers[after.register].readings
            estimate, real = readings[before.closing], readings[after.closing]
            assert (estimate.kind, real.kind, estimate.day) == (ReadingKind.ESTIMATED, ReadingKind.CUSTOMER, real.day)
            assert estimate.withdrawn_at
            assert real.withdrawn_at is None
            assert real.value > estimate.value
        assert bill.energy > Energy(0)
        assert bill.settlement.gross > Money(0)


def test_no_reading_is_left_out_of_the_bills(fifty: list[CustomerFacts]) -> None:
    for history in histories_of(fifty):
        used = Counter(
            (bill.point, span.meter, span.register, span.closing) for bill in history.bills for span in bill.spans
        )
        taken = {
            (place, nth, number, reading): 2 if register.readings[reading].withdrawn_at else 1
            for place, point in enumerate(history.points)
            for nth, meter in enumerate(point.meters)
            for number, register in enumerate(meter.registers)
            if register.zone is not Zone.ALL or len(meter.registers) == 1
            for reading in range(1, len(register.readings))
        }
        assert used == taken, "each once; one that was withdrawn is charged and taken back; a total beside zones never"


def test_lines_carry_the_price_of_their_day(fifty: list[CustomerFacts]) -> None:
    for history in histories_of(fifty):
        for bill in history.bills:
            point = history.points[bill.point]
            prices = PRICE_LISTS[point.group]
            for line in bill.settlement.lines:
                bands = Band if line.component is Component.CAPACITY else [Band.ABOVE]
                fitting = {
                    prices.price(line.component, day, line.zone, point.phases, band).price
                    for band in bands
                    for day in (line.first, line.last)
                }
                assert line.price in fitting
                assert len(fitting) == len(bands), "no price changes within a line"


def test_most_have_paid_and_some_have_not(crowd: list[CustomerFacts]) -> None:
    histories = histories_of(crowd)
    past = [(h, place) for h in histories for place, bill in enumerate(h.bills) if bill.due_on < TODAY]
    paid = [(h, place) for h, place in past if not h.remaining(place)]
    assert 0.8 < len(paid) / len(past) < 1
    payments = [(h, payment) for h in histories for payment in h.payments]
    assert any(payment.unallocated for _h, payment in payments), "some pay too much"
    assert any(len(payment.settles) == 2 for _h, payment in payments), "some pay two bills at once"
    assert any(payment.paid_on > h.bills[bill].due_on for h, payment in payments for bill, _part in payment.settles)


def test_who_has_paid_too_much_owes_nothing(crowd: list[CustomerFacts]) -> None:
    overpaid = [h for h in histories_of(crowd) if any(payment.unallocated for payment in h.payments)]
    assert overpaid
    for history in overpaid:
        assert not any(history.remaining(place) for place in range(len(history.bills)))


def test_the_price_lists_have_neither_gaps_nor_overlaps() -> None:
    day = date(2022, 1, 1)
    while day < date(2027, 2, 1):
        for prices in PRICE_LISTS.values():
            for component in prices.components():
                for zone in prices.zones:
                    for phases in (1, 3):
                        for band in Band:
                            price = prices.price(component, day, zone, phases, band)
                            assert price.price > Decimal(0)
                            assert (price.unit is Unit.KWH) == (component in PER_KWH)
        day += timedelta(days=15)
