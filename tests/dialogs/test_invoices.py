"""Invoices in the chat: found by a button, explained to the grosz, counted again, and never anybody else's."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select, update

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import Chart, Document
from ibok_bot.i18n import Voice
from ibok_bot.storage.schema.invoices import Invoice, InvoiceLine
from ibok_bot.storage.schema.metering import Contract
from tests.dialogs.invoices import newest, public_id
from tests.office import open_office

_EN = Voice("en")


async def test_the_list_shows_each_invoice_with_what_is_left_of_it(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        seen = await chat.says("/invoices")
        assert seen.startswith("🏠 › 🧾 Faktury")
        assert "<b>12</b> faktur, od najnowszej" in seen
        facts = office.personas["registered"].invoices
        for fact in facts[-5:]:
            assert f"<b>{fact.number}</b> · {Voice('pl').value(fact.gross)}" in seen
        overdue = [one for one in facts if one.paid < one.gross and one.due_on < office.clock().date()]
        assert seen.count("🔴 Pozostało do zapłaty") == len(overdue) == 2
        assert f"po terminie, {(office.clock().date() - overdue[0].due_on).days}\u00a0dni" in seen
        assert "✅ Zapłacono: " in seen
        assert "strona 1 z 3" in seen
        order = [seen.index(fact.number) for fact in reversed(facts[-5:])]
        assert order == sorted(order), "newest first"
        while any("Następne" in label for label in chat.labels):
            seen += await chat.presses("Następne")
            assert chat.last.screens[0].in_place
        assert all(fact.number in seen for fact in facts)


async def test_filters_stay_while_pages_turn_and_back_does_not_pass_through_them(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("several")
        await chat.says("/invoices")
        await chat.presses("Only unpaid")
        facts = office.personas["several"].invoices
        unpaid = [one.number for one in facts if one.paid < one.gross]
        assert f"<b>{len(unpaid)}</b>" in chat.text
        assert [label for label in chat.labels if label.startswith("F")] == list(reversed(unpaid))
        await chat.presses("All invoices")
        await chat.presses("Year or place")
        assert "2025" in chat.labels
        in_2025 = sum(one.issued_on.year == 2025 for one in facts)
        assert f"<b>{in_2025}</b> invoices, newest first\nof 2025" in await chat.presses("2025")
        assert "of 2025" in await chat.presses("Next")
        assert "What shall we do?" in await chat.says("/menu")
        await chat.says("/invoices")
        await chat.presses("Year or place")
        street = office.personas["several"].identity.points[0].address.street
        assert f"newest first\n{street}" in await chat.presses(street)
        assert "37" in await chat.presses("Back")
        assert "What shall we do?" in await chat.presses("Back")


async def test_an_invoice_shows_readings_charges_and_sums(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/invoices")
        fact = newest(office, "registered")
        seen = await chat.presses(fact.number)
        bill = fact.bill
        assert f"<b>{_EN.value(fact.gross)}</b>, settlement" in seen
        assert seen.index("1.8.1") < seen.index("1.8.2")
        assert "estimated" in seen or "read by our meter reader" in seen or "given by the customer" in seen
        for line in bill.settlement.lines:
            assert _EN.value(line.net) in seen
        assert _EN.value(bill.settlement.net) in seen
        assert _EN.value(bill.settlement.vat) in seen
        for _zone, register in enumerate(office.personas["registered"].history.points[0].meters[0].registers):
            assert _EN.value(register.readings[-1].value) in seen
        who = office.personas["registered"].identity
        assert who.name in seen
        assert who.account_nrb not in seen.replace(" ", ""), "the account is masked, and copied by a button"
        copies = [button.copies for screen in chat.last.screens for row in screen.rows for button in row]
        assert who.account_nrb in copies
        assert chat.labels[0] == "Pay"
        longest = max(len(line) for line in re.sub(r"<[^>]+>", "", seen).splitlines())
        assert longest < 130


async def test_pay_leads_to_the_dues(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/invoices")
        fact = newest(office, "registered")
        await chat.presses(fact.number)
        assert _EN.value(fact.gross - fact.paid) in await chat.presses("Pay")
        assert "Dues" in chat.text
        assert fact.number in chat.text


async def test_a_paid_invoice_is_not_to_be_paid(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("ukrainian")
        await chat.says("/invoices")
        await chat.presses(newest(office, "ukrainian").number)
        assert "✅ Paid" in chat.text
        assert "Pay" not in chat.labels


async def test_as_pdf_with_seller_payer_and_account(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        await chat.says("/invoices")
        fact = newest(office, "registered")
        await chat.presses(fact.number)
        await chat.presses("Zapisz jako PDF")
        [paper] = chat.last.screens[0].files
        assert isinstance(paper, Document)
        assert paper.name == fact.number.replace("/", "-") + ".pdf"
        who = office.personas["registered"].identity
        lead = "\n".join(paper.lead)
        assert who.name in lead
        assert who.account_nrb in lead.replace(" ", "")
        assert "NIP" in lead
        energy = paper.sections[1]
        assert energy.head == ("Opłata", "Ilość", "Cena netto", "VAT", "Wartość netto")
        assert energy.rows[0][3] == "23%"
        assert paper.sections[-1].total[1] == Voice("pl").value(fact.gross)
        assert fact.number in await chat.presses("Wstecz")


async def test_why_it_changed_adds_up_in_what_is_shown(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        await chat.says("/invoices")
        facts = office.personas["registered"].invoices
        await chat.presses(facts[-1].number)
        seen = await chat.presses("Skąd różnica?")
        for other in (facts[-2], facts[-7]):
            difference = facts[-1].gross - other.gross
            block = seen[seen.index(other.number) :].split("\n\n")[0]
            amounts = [_grosze(found) for found in re.findall(r"[+−][\d\u00a0]+,\d\d", block)]
            assert amounts[-1] == difference.grosze
            assert sum(amounts[:-1]) == difference.grosze
        assert "kWh więcej)" in seen or "kWh mniej)" in seen
        assert "Ceny" in seen
        assert "Opłaty stałe" in seen


def _grosze(shown: str) -> int:
    return int(re.sub(r"[^\d−]", "", shown).replace("−", "-"))


async def test_the_first_bill_has_none_to_compare_with(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        first = await public_id(office, office.personas["registered"].invoices[0].number)
        await chat.says(f"/start invoice_{first}")
        assert "first bill" in await chat.presses("Why did it change?")
        await chat.says("what?")
        assert "Please choose with a button below." in chat.text


async def test_a_right_bill_is_confirmed_and_a_wrong_one_shown_with_both_values(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/invoices")
        fact = newest(office, "registered")
        await chat.presses(fact.number)
        assert "everything agrees to the grosz" in await chat.presses("Check my bill")
        line = fact.bill.settlement.lines[0]
        async with office.database.write() as conn:
            key = await conn.scalar(select(Invoice.id).where(Invoice.number == fact.number))
            await conn.execute(
                update(InvoiceLine)
                .where(InvoiceLine.invoice_id == key, InvoiceLine.position == 1)
                .values(net=line.net + Money(7))
            )
        await chat.presses("Back")
        seen = await chat.presses("Check my bill")
        assert "Our count <b>differs</b>" in seen
        assert _EN.value(line.net + Money(7)) in seen
        assert _EN.value(line.net) in seen
        assert "Electric energy, day zone" in seen


async def test_a_bill_without_prices_says_so(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("ukrainian")
        async with office.database.write() as conn:
            await conn.execute(update(Contract).values(valid_from=date(2030, 1, 1)))
        await chat.says("/invoices")
        await chat.presses(newest(office, "ukrainian").number)
        assert "We have no price list" in await chat.presses("Check my bill")


async def test_a_correction_is_shown_beside_its_original(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("several")
        facts = office.personas["several"].invoices
        [correction] = [one for one in facts if one.bill.corrects is not None]
        original = facts[correction.bill.corrects or 0]
        await chat.says(f"/start invoice_{await public_id(office, original.number)}")
        assert "correction" in await chat.presses(correction.number)
        seen = await chat.presses("What was corrected?")
        assert f"<b>+{_EN.value(correction.gross)}</b> against invoice {original.number}" in seen
        assert (
            f"That was {_EN.value(original.gross)}; it is {_EN.value(original.gross + correction.gross)} now." in seen
        )
        assert _EN.value(original.bill.energy) in seen
        assert _EN.value(original.bill.energy + correction.bill.energy) in seen
        assert "Capacity fee" not in seen, "what stayed is left out"
        await chat.presses("Back")
        assert "everything agrees" in await chat.presses("Check my bill")
        await chat.presses("Back")
        assert f"{_EN.value(original.gross)}</b>, settlement" in await chat.presses(original.number)
        assert "Corrections of these bills are counted in." in await chat.presses("Why did it change?")


async def test_the_chart_says_in_words_what_it_draws(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/invoices")
        seen = await chat.presses("Use on a chart")
        [chart] = chat.last.screens[0].files
        assert isinstance(chart, Chart)
        year = [one.bill for one in office.personas["registered"].invoices[-6:]]
        assert [one.name for one in chart.series] == ["day zone", "night zone"]
        drawn = [sum(filter(None, bar)) for bar in zip(*(one.values for one in chart.series), strict=True)]
        assert drawn == [bill.energy.kwh for bill in year]
        assert len(chart.labels) == 6
        assert chart.line is not None
        assert len(chart.line.values) == 6
        assert _EN.value(max(bill.energy for bill in year)) in seen
        assert _EN.value(min(bill.energy for bill in year)) in seen
        assert f"<b>{_EN.value(Energy(sum(bill.energy.wh for bill in year)))}</b>" in seen
        await chat.presses("24")
        [longer] = chat.last.screens[0].files
        assert isinstance(longer, Chart)
        assert len(longer.labels) == 12
        assert any(longer.hatched), "some readings were estimated"
        assert f"{sum(longer.hatched)}\u00a0bars are hatched" in chat.text


async def test_each_metering_point_has_its_chart(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("several")
        await chat.says("/invoices")
        await chat.presses("Use on a chart")
        for place in office.personas["several"].identity.points:
            await chat.presses("Another metering point")
            assert f"at {place.address.street}" in await chat.presses(place.address.street)


async def test_a_late_invoice_is_said_on_the_list(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        last = newest(office, "ukrainian").issued_on
        office.clock.go(days=(last - office.clock().date()).days + 61 + 15)
        await chat.logs_in("ukrainian")
        assert "is late" not in await chat.says("/invoices")
        office.clock.go(days=1)
        await chat.logs_in("ukrainian")
        assert "is late: the last one is of" in await chat.says("/invoices")
        assert "every 61\u00a0days" in chat.text
