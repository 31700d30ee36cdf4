"""Invoices as they are stored: pages and filters, readings and prices to count them again, and nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.load import load
from ibok_bot.domain.billcheck import check
from ibok_bot.domain.change import explained
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import PayerId, PointId
from ibok_bot.domain.invoices import InvoiceKind, Wanted, comparable, corrected
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.storage.bills import Bills
from ibok_bot.storage.invoices import Invoices
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Invoice
from ibok_bot.storage.schema.metering import Contract
from tests.databases import opened

TODAY = date(2026, 11, 24)
ALL = Wanted()


@dataclass
class Office:
    """The invented customers, and where their invoices are."""

    conn: AsyncConnection
    facts: dict[str, CustomerFacts]
    payers: dict[str, PayerId]
    invoices: Invoices
    bills: Bills


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """The six personas in a database of each kind."""
    async with opened(database_url) as database:
        facts = await load(database, 6, 1, TODAY)
        async with database.write() as conn:
            numbers = {number: key for key, number in await conn.execute(select(Payer.id, Payer.customer_number))}
            payers = {str(one.persona): PayerId(numbers[one.customer_number]) for one in facts}
            yield Office(conn, {str(one.persona): one for one in facts}, payers, Invoices(conn), Bills(conn))


async def test_pages_hold_each_invoice_once_newest_first(office: Office) -> None:
    payer, facts = office.payers["several"], office.facts["several"]
    count = await office.invoices.count(payer, ALL)
    pages = [await office.invoices.page(payer, ALL, offset, 5) for offset in range(0, count, 5)]
    assert all(len(page) <= 5 for page in pages)
    found = [invoice for page in pages for invoice in page]
    assert len(found) == count == len(facts.invoices)
    assert {one.number for one in found} == {one.number for one in facts.invoices}
    assert [one.issued_on for one in found] == sorted((one.issued_on for one in found), reverse=True)


async def test_sums_days_and_payments_are_those_that_happened(office: Office) -> None:
    for persona, facts in office.facts.items():
        found = {one.number: one for one in await office.invoices.page(office.payers[persona], ALL, 0, 100)}
        for place, fact in enumerate(facts.invoices):
            one = found[fact.number]
            assert (one.gross, one.remaining) == (fact.gross, fact.gross - fact.paid)
            assert (one.issued_on, one.due_on) == (fact.issued_on, fact.due_on)
            assert (one.first, one.last, one.energy) == (fact.bill.first, fact.bill.last, fact.bill.energy)
            paid_on = [pay.paid_on for pay in facts.history.payments if place in dict(pay.settles)]
            assert one.paid_on == max(paid_on, default=None)
            assert one.net + one.vat == one.gross


async def test_filters_by_year_point_and_what_is_unpaid(office: Office) -> None:
    payer, facts = office.payers["several"], office.facts["several"]
    unpaid = {one.number for one in facts.invoices if one.paid < one.gross}
    assert unpaid
    assert {one.number for one in await office.invoices.page(payer, Wanted(unpaid=True), 0, 100)} == unpaid
    assert await office.invoices.count(payer, Wanted(unpaid=True)) == len(unpaid)
    assert list(await office.invoices.years(payer)) == [2026, 2025]
    for year in (2025, 2026):
        found = await office.invoices.page(payer, Wanted(year=year), 0, 100)
        assert len(found) == sum(one.issued_on.year == year for one in facts.invoices)
    places = await office.invoices.places(payer)
    assert len(places) == 3
    counts = [await office.invoices.count(payer, Wanted(point=place.point)) for place in places]
    assert sorted(counts) == [12, 12, 13], "one has a correction beside its twelve"


async def test_nothing_of_another_payer_is_found(office: Office) -> None:
    mine, theirs = office.payers["ukrainian"], office.payers["several"]
    [correction] = [
        one for one in await office.invoices.page(theirs, ALL, 0, 100) if one.kind is InvoiceKind.CORRECTION
    ]
    original = await office.invoices.original(theirs, correction)
    assert original is not None
    assert original.point is not None
    assert await office.invoices.one(theirs, original.public_id) == original
    assert await office.invoices.one(mine, original.public_id) is None
    assert await office.invoices.original(mine, correction) is None
    assert await office.invoices.corrections(theirs, [original]) == [correction]
    assert await office.invoices.corrections(mine, [original]) == []
    assert await office.invoices.earlier(mine, original) == []
    assert await office.invoices.count(mine, Wanted(point=original.point)) == 0
    assert [one.lines for one in await office.bills.of(mine, [original])] == [()]
    assert await office.bills.terms(mine, original) is None
    assert await office.bills.bars(mine, original.point, date(2024, 1, 1)) == []
    assert {one.place.point for one in await office.invoices.rhythms(mine, TODAY)} == {
        one.point for one in await office.invoices.places(mine)
    }
    assert await office.invoices.places(PayerId(9999)) == []
    assert list(await office.invoices.years(PayerId(9999))) == []


async def test_every_stored_invoice_is_counted_again_and_compared(office: Office) -> None:
    seen = compared = 0
    for payer in office.payers.values():
        for head in await office.invoices.page(payer, ALL, 0, 100):
            original = await office.invoices.original(payer, head) if head.corrects else None
            bill, *wrong = await office.bills.of(payer, [head, *([original] if original else [])])
            checked = check(bill, await office.bills.terms(payer, head), next(iter(wrong), None))
            assert checked.agrees, head.number
            seen += 1
            for other in comparable(head, await office.invoices.earlier(payer, head)):
                [before] = await office.bills.of(payer, [other])
                change = explained(before, bill)
                assert total([part for _cause, part in change.causes]) == head.gross - other.gross
                compared += 1
    assert seen == sum(len(facts.invoices) for facts in office.facts.values())
    assert compared > 100


async def test_both_registers_of_a_swapped_meter_with_readings_of_their_kinds(office: Office) -> None:
    payer = office.payers["several"]
    bills = await office.bills.of(payer, await office.invoices.page(payer, ALL, 0, 100))
    [swapped] = [bill for bill in bills if len({one.meter for one in bill.metered}) == 2]
    assert [one.obis for one in swapped.metered] == ["1.8.1", "1.8.2", "1.8.1", "1.8.2"]
    old, new = swapped.metered[0], swapped.metered[2]
    assert old.closing.kind is ReadingKind.REMOVAL
    assert new.opening.kind is ReadingKind.MOUNTING
    assert Energy(sum(one.energy.wh for one in swapped.metered)) == swapped.invoice.energy


async def test_the_multiplier_is_the_meter_s(office: Office) -> None:
    payer = office.payers["business"]
    [newest] = await office.bills.of(payer, await office.invoices.page(payer, ALL, 0, 1))
    [one] = newest.metered
    assert one.multiplier == 20
    assert (one.closing.value - one.opening.value) * 20 == newest.invoice.energy


async def test_a_chart_counts_corrections_and_marks_estimates_that_stand(office: Office) -> None:
    payer = office.payers["several"]
    heads = await office.invoices.page(payer, ALL, 0, 100)
    [correction] = [one for one in heads if one.kind is InvoiceKind.CORRECTION]
    original = await office.invoices.original(payer, correction)
    assert original is not None
    assert original.point is not None
    bars = {one.number: one for one in await office.bills.bars(payer, original.point, date(2024, 1, 1))}
    assert len(bars) == 12, "a correction has no bar of its own"
    bar = bars[original.number]
    assert bar.energy == original.energy + correction.energy
    assert not bar.estimated, "a real reading took the place of the estimate"
    [wrong, bill] = await office.bills.of(payer, [original, correction])
    assert wrong.metered[0].closing.kind is ReadingKind.ESTIMATED
    assert corrected(wrong, bill)
    for number, one in bars.items():
        [settled] = await office.bills.of(payer, [head for head in heads if head.number == number])
        guessed = any(part.closing.kind is ReadingKind.ESTIMATED for part in settled.metered)
        assert one.estimated == (guessed and number != original.number)
    newest = max(one.last for one in bars.values())
    assert list(await office.bills.bars(payer, original.point, newest)) == []


async def test_an_invoice_that_does_not_come_is_late_unless_the_contract_is_over(office: Office) -> None:
    payer = office.payers["registered"]
    [rhythm] = await office.invoices.rhythms(payer, TODAY)
    assert rhythm.usual_days == 61
    assert not rhythm.is_late(TODAY)
    newest = await office.invoices.page(payer, ALL, 0, 1)
    await office.conn.execute(update(Invoice).where(Invoice.id == newest[0].id).values(kind=InvoiceKind.FORECAST.value))
    [without] = await office.invoices.rhythms(payer, TODAY)
    assert without.is_late(TODAY), "a forecast is no settlement"
    await office.conn.execute(
        update(Contract).where(Contract.payer_id == payer).values(valid_to=TODAY - timedelta(days=1))
    )
    assert await office.invoices.rhythms(payer, TODAY) == []


async def test_a_point_of_nobody_has_no_terms(office: Office) -> None:
    payer = office.payers["registered"]
    [head] = await office.invoices.page(payer, ALL, 0, 1)
    terms = await office.bills.terms(payer, head)
    assert terms is not None
    assert (terms.prices.group, terms.phases) == ("G12", 1)
    await office.conn.execute(update(Contract).where(Contract.payer_id == payer).values(valid_from=TODAY))
    assert await office.bills.terms(payer, head) is None
    assert head.remaining > Money(0)
    assert await office.invoices.count(payer, Wanted(point=PointId(99))) == 0
