"""Checking a bill: what is right agrees, and what is wrong is named with both values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.generator import generate
from ibok_bot.demo.history import Bill as DemoBill
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.domain.billcheck import NotCountable, Obstacle, Terms, check
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import InvoiceId, PointId
from ibok_bot.domain.invoices import (
    Bill,
    BilledLine,
    Invoice,
    InvoiceKind,
    Metered,
    Place,
    Rhythm,
    Taken,
)
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.domain.settlement import VAT, Use, settle, vat_of
from ibok_bot.domain.tariff import Band, Component, PriceList, Zone

FIRST, LAST = date(2025, 12, 1), date(2026, 1, 31)
TERMS = Terms(PRICE_LISTS["G12"], 1)


def metered(register: int, zone: Zone, before: int, after: int, multiplier: int = 1) -> Metered:
    """A register read at both ends."""
    opening = Taken(FIRST - timedelta(days=1), ReadingKind.REMOTE, Energy.of(before))
    closing = Taken(LAST, ReadingKind.REMOTE, Energy.of(after))
    return Metered(register, "M1", f"1.8.{register}", zone, multiplier, opening, closing)


def bill(*registers: Metered, prices: PriceList = PRICE_LISTS["G12"], band: Band = Band.UP_TO_1200) -> Bill:
    """A bill by the rules, over a New Year with new prices."""
    by_register = {one.register: one for one in registers}
    uses = [Use(one.zone, one.energy, one.register) for one in registers]
    settled = settle(prices, uses, FIRST, LAST, Decimal(2), phases=1, band=band)
    head = Invoice(
        InvoiceId(1), "p", "FV/1", InvoiceKind.SETTLEMENT, PointId(1), FIRST, LAST, date(2026, 2, 5),
        settled.net, settled.vat, settled.gross, Energy(sum(use.energy.wh for use in uses)),
    )  # fmt: skip
    lines = tuple(BilledLine(line, VAT, by_register.get(line.register or 0)) for line in settled.lines)
    return Bill(head, lines)


TWO = (metered(1, Zone.DAY, 1000, 1300), metered(2, Zone.NIGHT, 500, 700))


def altered(wrong: Bill, place: int, **changes: object) -> Bill:
    """With one line that is not as it should be; the sums still add up."""
    lines = list(wrong.lines)
    lines[place] = replace(lines[place], line=replace(lines[place].line, **changes))  # type: ignore[arg-type]
    net = total([one.line.net for one in lines])
    return Bill(replace(wrong.invoice, net=net, vat=vat_of(net), gross=net + vat_of(net)), tuple(lines))


def test_a_right_bill_agrees_over_a_change_of_prices() -> None:
    checked = check(bill(*TWO), TERMS)
    assert checked.agrees
    assert checked.printed == checked.counted
    assert checked.lines == 20, "ten in each of the two years"
    assert checked.metered == TWO


@pytest.mark.parametrize("band", list(Band))
def test_the_capacity_fee_may_be_of_any_band(band: Band) -> None:
    assert check(bill(*TWO, band=band), TERMS).agrees


def test_a_grosz_too_much_is_found_with_both_values() -> None:
    right = bill(*TWO)
    line = right.lines[0].line
    checked = check(altered(right, 0, net=line.net + Money(1)), TERMS)
    [wrong] = checked.differing
    assert (wrong.component, wrong.zone, wrong.first) == (Component.ENERGY, Zone.DAY, FIRST)
    assert (wrong.printed, wrong.counted) == (line.net + Money(1), line.net)
    assert not checked.agrees
    assert checked.printed[0] - checked.counted[0] == Money(1)


def test_a_capacity_fee_of_no_band_is_found() -> None:
    right = bill(*TWO)
    place = next(place for place, one in enumerate(right.lines) if one.line.component is Component.CAPACITY)
    wrong = altered(right, place, price=Decimal("11.11"), net=Money(1111))
    assert {one.component for one in check(wrong, TERMS).differing} == {Component.CAPACITY}


def test_a_line_too_many_and_one_too_few_are_found() -> None:
    right = bill(*TWO)
    fewer = replace(right, lines=right.lines[:-1])
    [missing] = check(fewer, TERMS).differing
    assert missing.printed == Money(0)
    assert missing.counted > Money(0)
    more = replace(right, lines=(*right.lines, right.lines[-1]))
    [double] = check(more, TERMS).differing
    assert double.printed == Money(double.counted.grosze * 2)


def test_sums_that_do_not_follow_from_the_lines_are_found() -> None:
    right = bill(*TWO)
    vat = replace(right, invoice=replace(right.invoice, vat=right.invoice.vat + Money(1)))
    checked = check(vat, TERMS)
    assert not checked.agrees
    assert checked.differing == ()


def test_the_multiplier_counts() -> None:
    halls = metered(1, Zone.DAY, 10, 25, multiplier=20)
    assert check(bill(halls), TERMS).agrees

    forgotten = bill(metered(1, Zone.DAY, 10, 25))
    lines = tuple(replace(one, metered=halls if one.metered else None) for one in forgotten.lines)
    assert not check(replace(forgotten, lines=lines), TERMS).agrees


def test_what_cannot_be_counted_says_why() -> None:
    right = bill(*TWO)
    forecast = replace(right, lines=tuple(replace(one, metered=None) for one in right.lines))
    backwards = metered(1, Zone.DAY, 1300, 1000)
    lower = replace(right, lines=tuple(replace(one, metered=backwards) for one in right.lines))
    gaps = Terms(PriceList("G12", (Zone.DAY, Zone.NIGHT), TERMS.prices.prices[:3]), 1)
    for wrong, terms, obstacle in (
        (forecast, TERMS, Obstacle.NO_READINGS),
        (lower, TERMS, Obstacle.BACKWARDS),
        (right, None, Obstacle.NO_PRICES),
        (right, gaps, Obstacle.NO_PRICES),
    ):
        with pytest.raises(NotCountable) as refused:
            check(wrong, terms)
        assert refused.value.obstacle is obstacle


def test_months_of_an_odd_period_are_those_on_the_bill() -> None:
    first, last = date(2026, 3, 10), date(2026, 4, 22)
    use = metered(1, Zone.DAY, 0, 100)
    settled = settle(TERMS.prices, [Use(Zone.DAY, use.energy, 1)], first, last, Decimal("1.419"), phases=1,
                     band=Band.ABOVE)  # fmt: skip
    odd = bill(use)
    head = replace(odd.invoice, first=first, last=last, net=settled.net, vat=settled.vat, gross=settled.gross)
    lines = tuple(BilledLine(line, VAT, use if line.register else None) for line in settled.lines)
    assert check(Bill(head, lines), TERMS).agrees


def printed(facts: CustomerFacts, demo: DemoBill, key: int) -> Bill:
    """An invented invoice as it is read from the tables."""
    point = facts.history.points[demo.point]

    def metered_of(place: int) -> Metered:
        span = demo.spans[place]
        meter = point.meters[span.meter]
        register = meter.registers[span.register]
        ends = [register.readings[at] for at in (span.opening, span.closing)]
        opening, closing = (Taken(one.day, ReadingKind(one.kind.value), one.value) for one in ends)
        number = span.meter * 10 + span.register + 1
        return Metered(number, "M", register.obis, register.zone, meter.multiplier, opening, closing)

    sums = demo.settlement
    head = Invoice(
        InvoiceId(key), "p", "n", InvoiceKind.SETTLEMENT if demo.corrects is None else InvoiceKind.CORRECTION,
        PointId(1), demo.first, demo.last, demo.issued_on, sums.net, sums.vat, sums.gross, demo.energy,
        None if demo.corrects is None else InvoiceId(demo.corrects),
    )  # fmt: skip
    lines = []
    for line in sums.lines:
        found = None if line.register is None else metered_of(line.register)
        lines.append(BilledLine(replace(line, register=found.register if found else None), VAT, found))
    return Bill(head, tuple(lines))


def test_every_invented_invoice_agrees_to_the_grosz() -> None:
    counted = corrections = 0
    for facts in generate(60, 1, date(2026, 11, 24)):
        bills = [printed(facts, demo, place) for place, demo in enumerate(facts.history.bills)]
        for demo, one in zip(facts.history.bills, bills, strict=True):
            point = facts.history.points[demo.point]
            original = None if demo.corrects is None else bills[demo.corrects]
            assert check(one, Terms(PRICE_LISTS[point.group], point.phases), original).agrees, one.invoice
            counted += 1
            corrections += original is not None
    assert counted > 500
    assert corrections


def rhythm(issued_on: date, count: int = 6) -> Rhythm:
    """Bills of two months."""
    place = Place(PointId(1), "ul. Cicha 1", "Testowo")
    return Rhythm(place, count, date(2025, 11, 1), date(2026, 10, 31), issued_on)


def test_an_invoice_is_late_a_usual_period_and_fifteen_days_after_the_last() -> None:
    last = rhythm(date(2026, 11, 5))
    assert last.usual_days == 61
    assert not last.is_late(date(2026, 11, 5) + timedelta(days=76))
    assert last.is_late(date(2026, 11, 5) + timedelta(days=77))
    assert not rhythm(date(2020, 1, 1), count=1).is_late(date(2026, 11, 5)), "one bill shows no rhythm"
