"""The list of readings: what each register showed, by which invoice it was used, and a year as a file."""

from __future__ import annotations

import csv
import io

from sqlalchemy import delete, update

from ibok_bot.documents.papers import make
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.papers import Table
from ibok_bot.i18n import Voice
from ibok_bot.storage.schema.invoices import InvoiceLine
from ibok_bot.storage.schema.metering import MeteringPoint, Reading
from tests.counting import statements
from tests.dialogs.readings import add_points, last, meter, meter_id, number, set_trail
from tests.office import Chat, OpenOffice, open_office

_PL = Voice("pl")


async def at_the_list(office: OpenOffice, persona: str = "registered", language: str = "pl") -> Chat:
    chat = office.chat(language=language)
    await chat.logs_in(persona)
    await chat.presses_data("e:readings:list")
    return chat


async def test_two_registers_stand_one_after_the_other_with_kind_value_and_use(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = await at_the_list(office)
        seen = chat.text
        day, night = meter(office, "registered").registers
        assert seen.startswith("🏠 › 🔢 Odczyty › Lista")
        newest = seen.index("<b>31.10.2026 · odczyt inkasenta</b>")
        assert newest < seen.index("<b>31.08.2026 · odczyt szacowany</b>")
        block = seen[newest:].split("</pre>")[0]
        used = [one.readings[-1].value - one.readings[-2].value for one in (day, night)]
        for name, register, energy in (("dzień", day, used[0]), ("noc", night, used[1])):
            [row] = [row for row in block.splitlines() if row.startswith(name)]
            assert row.endswith(_PL.value(energy))
            assert _PL.value(register.readings[-1].value) in row
        assert block.index("dzień") < block.index("noc")
        assert block in seen.split(f"faktura {office.personas['registered'].newest_invoice.number}")[0]
        assert number(office, "registered") not in seen, "one meter needs no naming"


async def test_pages_turn_in_place_and_show_every_reading_once(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_list(office)
        days = {one.day for one in meter(office, "registered").registers[0].readings if one.withdrawn_at is None}
        assert f"<b>{len(days)}</b> odczyt" in chat.text
        seen = chat.text
        while any("Następne" in label for label in chat.labels):
            await chat.presses("Następne")
            assert chat.last.screens[0].in_place
            seen += chat.text
        for day in days:
            assert seen.count(f"<b>{day:%d.%m.%Y} · ") == 1
        await chat.presses("Poprzednie")
        assert "strona 3 z 4" in chat.text
        assert "Co chcesz zrobić?" in await chat.presses("Wstecz")


async def test_a_button_leads_to_the_invoice_that_used_it(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_list(office)
        fact = office.personas["registered"].newest_invoice
        await chat.presses(fact.number)
        assert f"Faktury › {fact.number}" in chat.text


async def test_several_meters_are_named_and_can_be_shown_alone(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_list(office, "several")
        who = office.personas["several"].identity
        street, meter_number = who.points[1].address.street, who.points[1].meter_numbers[0]
        assert f"{street} · {meter_number}" in chat.text or f"{who.points[0].address.street} · " in chat.text
        await chat.presses("Jeden licznik")
        await chat.presses(street)
        assert f"{street} · {meter_number}" in chat.text
        assert who.points[0].address.street not in chat.text
        await chat.presses("Następne")
        assert f"{street} · {meter_number}" in chat.text, "the choice stays while pages turn"
        await chat.presses("Wszystkie liczniki")
        await chat.presses("Jeden licznik")
        await chat.says(who.points[2].meter_numbers[0])
        assert who.points[2].meter_numbers[0] in chat.text


async def test_another_s_meter_in_a_stored_trail_lists_nothing(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_list(office)
        theirs = number(office, "ukrainian")
        step = f'{{"step":"ReadingList","has":{{"meter":{await meter_id(office, theirs)},"page":0}}}}'
        await set_trail(office, chat, f"[{step}]")
        await chat.says("?")
        assert "Nie ma jeszcze odczytów." in chat.text
        assert theirs not in chat.text


async def test_one_that_the_customer_gave_is_opened_from_the_list(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("ukrainian")
        [before] = last(office, "ukrainian")
        await chat.says("/readings", str(before + 60))
        await chat.presses("Wyślij odczyt")
        await chat.presses("Lista odczytów")
        await chat.presses("Odczyt z 24.11.2026")
        assert "Odczyt <b>O-2026-" in chat.text
        assert "Zmień wartości" in chat.labels
        assert "odczytów, od najnowszego" in await chat.presses("Wstecz")


async def test_a_year_is_saved_as_a_file_in_which_numbers_are_numbers(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            await conn.execute(update(MeteringPoint).values(street="=HYPERLINK(A1)"))
            await conn.execute(update(Reading).where(Reading.kind == "estimated").values(value=Energy(28_018_250)))
        chat = await at_the_list(office)
        await chat.presses("Zapisz rok jako plik")
        await chat.presses("2026")
        [paper] = chat.last.screens[0].files
        assert isinstance(paper, Table)
        assert paper.name == "ibok-readings-2026.csv"
        rows = list(csv.reader(io.StringIO(make(paper).data.decode("utf-8-sig")), delimiter=";"))
        assert rows[0][:4] == ["Data", "Adres", "Licznik", "Liczydło"]
        assert {row[0][:4] for row in rows[1:]} == {"2026"}
        assert all(row[1].startswith("'=") for row in rows[1:]), "no formula of anybody's runs in a spreadsheet"
        newest = [row for row in rows if row[0] == "2026-10-31"]
        assert [(row[3], row[4], row[6]) for row in newest] == [
            ("1.8.1", "strefa dzienna", str(last(office, "registered")[0])),
            ("1.8.2", "strefa nocna", str(last(office, "registered")[1])),
        ]
        assert newest[0][8] == office.personas["registered"].newest_invoice.number
        assert "28018,25" in {row[6] for row in rows}
        assert "od najnowszego" in await chat.presses("Wstecz") or "Z którego roku" in chat.text


async def test_only_years_with_readings_are_offered(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_list(office)
        await chat.presses("Zapisz rok jako plik")
        assert [label for label in chat.labels if label.isdigit()] == ["2026", "2025", "2024"]
        assert "Wybierz" in await chat.says("2023")


async def test_an_empty_list_offers_to_give_a_reading(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            await conn.execute(update(InvoiceLine).values(opening_id=None, closing_id=None))
            await conn.execute(delete(Reading))
        chat = await at_the_list(office)
        assert "Nie ma jeszcze odczytów." in chat.text
        assert "Zapisz rok jako plik" not in chat.labels
        await chat.presses("Podaj odczyt")
        assert "<b>Kod 1.8.1</b>" in chat.text
        assert "Poprzednio" not in chat.text
        await chat.says("100\n200")
        assert "pierwszy odczyt tego liczydła" in chat.text


async def test_native_tables_where_they_are_wished_for(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        await chat.says("/settings")
        await chat.presses("Nowe tabele")
        await chat.presses_data("e:readings:list")
        rich = chat.last.screens[-1].rich
        assert rich
        assert "<table" in rich
        assert "odczyt inkasenta" in rich


async def test_the_list_costs_the_same_for_one_point_and_for_twenty(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_list(office, "ukrainian")
        with statements(office.database) as alone:
            await chat.presses_data("e:readings:list", chat.live)
        await add_points(office, number(office, "ukrainian"), 19)
        with statements(office.database) as several:
            await chat.presses_data("e:readings:list", chat.live)
        assert len(several) == len(alone) <= 14
