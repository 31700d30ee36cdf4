"""Giving a reading in the chat: in three taps, register by register, with a photo, on another's meter never."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from ibok_bot.dialogs.exchange import Sent
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.i18n import Voice
from ibok_bot.storage.schema.invoices import InvoiceLine
from ibok_bot.storage.schema.metering import Meter, Reading
from ibok_bot.storage.schema.tariffs import TariffPrice
from tests.counting import statements
from tests.dialogs.readings import (
    NBSP,
    PHOTO,
    add_points,
    at_the_question,
    given,
    last,
    meter,
    meter_id,
    number,
    register_id,
    set_trail,
)
from tests.office import OpenOffice, open_office

_PL = Voice("pl")


async def test_three_taps_from_start_to_a_reading_that_is_sent(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat(language="uk")
        await chat.logs_in("ukrainian")
        await chat.says("/start")
        await chat.presses("Покази")
        [before] = last(office, "ukrainian")
        await chat.says(str(before + 60))
        await chat.presses("Надіслати показ")
        assert "✅ Показ прийнято. Його номер: <b>O-2026-" in chat.text
        assert await given(office) == [(Energy.of(before + 60), None, True)]


async def test_one_register_after_the_other_by_its_code_with_what_it_showed_before(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, language="pl")
        day, night = last(office, "registered")
        assert f"🏠 › 🔢 Odczyty › Licznik {number(office, 'registered')}" in chat.text
        assert "<b>Kod 1.8.1</b>, strefa dzienna" in chat.text
        assert f"Poprzednio {_PL.value(Energy.of(day))}, 31.10.2026, odczyt inkasenta." in chat.text
        assert f"np. <b>{_PL.value(day + 23)}</b>" in chat.text
        assert f"(1.8.1, 1.8.2): {day + 23} {night + 23}" in chat.text
        await chat.says(f"00 {day + 40}")
        assert f"✓ strefa dzienna (1.8.1): {_PL.value(Energy.of(day + 40))}" in chat.text
        assert "<b>Kod 1.8.2</b>, strefa nocna" in chat.text
        await chat.says(f"{night + 15},7")
        assert "cyfry po przecinku pominięto" in chat.text
        assert f"(1.8.2): <b>{_PL.value(Energy.of(night + 15))}</b>\nzużycie: 15{NBSP}kWh" in chat.text
        assert f"24{NBSP}dni, <b>55{NBSP}kWh</b>, średnio 2,3{NBSP}kWh na dobę" in chat.text
        assert "Szacowany koszt do dziś: około <b>" in chat.text
        await chat.presses("Wyślij odczyt")
        assert "✅ Odczyt przyjęty" in chat.text
        assert chat.labels == ["Lista odczytów", "Zmień albo wycofaj", "🏠 Menu"]


async def test_both_registers_in_one_message_in_any_way_people_write_them(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        day, night = last(office, "registered")
        for typed in (
            f"{day + 40} {night + 15}",
            f"{day + 40}\n{night + 15}",
            f"noc {night + 15} dzień {day + 40}",
            f"1.8.1: {day + 40}, 1.8.2: {night + 15}",
        ):
            chat = await at_the_question(office, language="pl")
            seen = await chat.says(typed)
            assert "Porównaj z wyświetlaczem i wyślij." in seen, typed
            assert f"(1.8.1): <b>{_PL.value(Energy.of(day + 40))}</b>" in seen
            assert f"(1.8.2): <b>{_PL.value(Energy.of(night + 15))}</b>" in seen


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ile to ma być?", "Nie widzę tu liczby."),
        ("-14395", "Licznik nie pokazuje mniej niż zero."),
        ("12345678901234", "Za dużo cyfr jak na odczyt: 14."),
        ("28224\n16033\n5", "Jest tu więcej liczb, niż potrzeba. Wpisz po jednej dla kodu"),
        ("1.8.3: 500", "O 1.8.3 tu nie pytam. Wpisz stan dla kodu: 1.8.1, 1.8.2."),
    ],
)
async def test_what_is_not_understood_is_explained_and_asked_again(sqlite_url: str, typed: str, why: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, language="pl")
        seen = await chat.says(typed)
        assert why in seen
        assert "<b>Kod 1.8.1</b>" in seen


@pytest.mark.parametrize("kind", ["sticker", "voice", "location", "contact"])
async def test_other_things_get_a_kind_word_at_every_question(sqlite_url: str, kind: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office)
        day, night = last(office, "registered")
        word = "I cannot make use of that here. Type what the meter shows"
        assert word in await chat.sends(kind)
        await chat.says(f"{day + 9000} {night + 15}")
        assert word in await chat.sends(kind)
        await chat.presses("Send a photo")
        assert "Please send a photo, or press “Without a photo”." in await chat.sends(kind)
        await chat.presses("Without a photo")
        await chat.presses("Yes, it shows this")
        assert word in await chat.sends(kind)
        await chat.presses("Send the reading")
        assert "✅" in chat.text


async def test_a_photo_instead_of_a_number_is_kept_and_the_number_still_asked(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office)
        day, night = last(office, "registered")
        await chat.does(PHOTO)
        assert "📷 A photo is attached" in chat.text
        assert "<b>Code 1.8.1</b>" in chat.text
        assert "What shall we do?" in await chat.presses("Back"), "the photo did not become a step of its own"
        await chat.says("/readings")
        await chat.does(PHOTO)
        await chat.says(f"{day + 40} {night + 15}")
        await chat.presses("Send the reading")
        assert [(photo, stands) for _value, photo, stands in await given(office)] == [
            ("a-photo-of-the-meter", True), (None, True),
        ]  # fmt: skip
        await chat.presses("Change or withdraw")
        assert "📷" in chat.text


async def test_a_number_under_the_photo_is_the_answer(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "ukrainian")
        [before] = last(office, "ukrainian")
        await chat.does(Sent("photo", Media(MediaKind.PHOTO, "f"), caption=str(before + 60)))
        assert "Please compare it with the display" in chat.text
        assert "📷" in chat.text
        assert "Add a photo" not in chat.labels


async def test_other_words_under_the_photo_do_no_harm(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "ukrainian")
        [before] = last(office, "ukrainian")
        await chat.does(Sent("photo", Media(MediaKind.PHOTO, "f"), caption="in the cellar"))
        assert "📷" in chat.text
        assert "⚠️" not in chat.text
        assert "<b>Code 1.8.0</b>" in chat.text
        await chat.says(str(before + 9000))
        await chat.does(Sent("photo", Media(MediaKind.PHOTO, "sharper"), caption=str(before + 60)))
        assert "Please compare it with the display" in chat.text
        await chat.presses("Send the reading")
        assert await given(office) == [(Energy.of(before + 60), "sharper", True)]


async def test_a_photo_sent_as_a_file_is_asked_for_as_a_photo(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office)
        await chat.does(Sent("document", Media(MediaKind.DOCUMENT, "f", mime="image/jpeg")))
        assert "Send it as a photo, not as a file" in chat.text


async def test_a_photo_can_be_added_at_the_end(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "ukrainian")
        [before] = last(office, "ukrainian")
        await chat.says(str(before + 60))
        await chat.presses("Add a photo")
        assert number(office, "ukrainian") in chat.text
        await chat.does(PHOTO)
        assert "📷" in chat.text
        await chat.presses("Send the reading")
        assert (await given(office))[0][1] == "a-photo-of-the-meter"


async def test_a_register_is_corrected_before_sending(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office)
        day, night = last(office, "registered")
        await chat.says(f"{day + 40} {night + 15}")
        await chat.presses("Correct: night")
        assert "<b>Code 1.8.2</b>" in chat.text
        await chat.says(str(night + 16))
        await chat.says(f"{day + 41} {night + 17}")
        await chat.presses("Send the reading")
        assert [value for value, _photo, _stands in await given(office)] == [
            Energy.of(day + 41), Energy.of(night + 17),
        ]  # fmt: skip


async def test_the_same_reading_again_is_the_same_reading(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "ukrainian", "pl")
        [before] = last(office, "ukrainian")
        await chat.says(str(before + 60))
        await chat.presses("Wyślij odczyt")
        first = chat.text.split("numer: <b>")[1].split("</b>")[0]
        await chat.says("/readings")
        assert f"Dziś jest już odczyt: {_PL.value(Energy.of(before + 60))} (numer {first})." in chat.text
        await chat.says(str(before + 60))
        assert "Zastąpi" not in chat.text
        await chat.presses("Wyślij odczyt")
        assert f"✅ Ten odczyt już mamy, więc nic się nie zmieniło. Jego numer: <b>{first}</b>" in chat.text
        assert len(await given(office)) == 1


async def test_another_reading_of_the_day_takes_the_place_of_the_first(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "ukrainian", "pl")
        [before] = last(office, "ukrainian")
        await chat.says(str(before + 60))
        await chat.presses("Wyślij odczyt")
        first = chat.text.split("numer: <b>")[1].split("</b>")[0]
        await chat.says("/readings", str(before + 61))
        assert f"Zastąpi dzisiejszy odczyt {first}." in chat.text
        await chat.presses("Wyślij odczyt")
        assert f"Zastąpił odczyt {first}." in chat.text
        assert [stands for _value, _photo, stands in await given(office)] == [False, True]


async def test_several_meters_by_their_address_or_number(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "several")
        who = office.personas["several"].identity
        for point in who.points:
            assert point.address.street in chat.labels
            assert point.meter_numbers[-1] in chat.text
        removed = who.points[0].meter_numbers[0]
        assert removed not in chat.text
        assert "Please choose with a button below." in await chat.says(removed)
        await chat.presses(who.points[1].address.street)
        assert who.points[1].meter_numbers[0] in chat.text
        assert "Which meter shall we read?" in await chat.presses("Back")
        await chat.says(who.points[2].meter_numbers[0])
        [before] = last(office, "several", 2)
        digits = meter(office, "several", 2).registers[0].digits
        await chat.says(str((before + 40) % 10**digits))
        await chat.presses("Send the reading")
        await chat.presses("Another meter")
        assert "✅ read today" in chat.text


async def test_twenty_points_have_pages_and_cost_no_more_than_one(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "ukrainian")
        [before] = last(office, "ukrainian")

        async def costs(*typed: str) -> list[int]:
            counted = []
            for words in typed:
                with statements(office.database) as sent:
                    await chat.says(words)
                counted.append(len(sent))
            return counted

        alone = await costs("/readings", str(before + 60))
        await add_points(office, number(office, "ukrainian"), 19)
        several = await costs("/readings", number(office, "ukrainian"), str(before + 60))
        assert several[0] <= alone[0]
        assert several[2] == alone[1]
        assert max(*alone, *several) <= 20
        await chat.says("/readings")
        assert "page 1 of 3" in chat.text
        await chat.presses("Next")
        await chat.presses("Next")
        assert "page 3 of 3" in chat.text
        assert "What shall we do?" in await chat.presses("Back"), "pages are no steps of the way back"


async def test_outside_of_the_window_a_reading_is_taken_and_the_window_named(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "ukrainian", "pl")
        [before] = last(office, "ukrainian")
        window = "25.11.2026 – 05.12.2026"
        assert f"Odczyty do rozliczenia: {window}. Dziś też można" in chat.text
        await chat.says(str(before + 60))
        await chat.presses("Wyślij odczyt")
        assert f"Do faktury bierzemy odczyt z okresu {window}" in chat.text
        office.clock.go(days=3)
        await chat.logs_in("ukrainian")
        await chat.says("/readings")
        assert "Odczyty do rozliczenia przyjmujemy do 05.12.2026." in chat.text
        await chat.says(str(before + 66))
        await chat.presses("Wyślij odczyt")
        assert "Rozliczymy go na następnej fakturze, chyba że do 05.12.2026 pojawi się nowszy." in chat.text
        assert "Zmienić albo wycofać można do 05.12.2026" in chat.text


async def test_a_meter_that_reports_by_itself_need_not_be_read(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "business", "pl")
        [before] = last(office, "business")
        assert "Ten licznik odczytujemy zdalnie" in chat.text
        await chat.says(str(before + 60))
        assert f"zużycie: 60{NBSP}kWh × 20 = {_PL.value(Energy.of(1200))}" in chat.text
        await chat.presses("Wyślij odczyt")
        assert "Do faktury bierzemy odczyt zdalny." in chat.text


async def test_without_a_price_list_there_is_no_estimate(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            await conn.execute(delete(TariffPrice))
        chat = await at_the_question(office, "ukrainian")
        [before] = last(office, "ukrainian")
        await chat.says(str(before + 60))
        assert "Since the last reading: 24" in chat.text
        assert "zł" not in chat.text


async def test_nothing_to_read_leads_to_the_list(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            await conn.execute(update(Meter).values(removed_on=date(2026, 11, 1)))
        chat = await at_the_question(office, "ukrainian")
        assert "There is no meter that you could read now" in chat.text
        assert "newest first" in await chat.presses("List of readings")


async def _sent(office: OpenOffice) -> tuple[str, int]:
    """A reading of the Ukrainian customer: its number, and what the meter showed before."""
    chat = await at_the_question(office, "ukrainian")
    [before] = last(office, "ukrainian")
    await chat.says(str(before + 60))
    await chat.presses("Send the reading")
    return chat.text.split("number: <b>")[1].split("</b>")[0], before


async def test_a_reading_is_changed_on_its_own_day(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        name, before = await _sent(office)
        office.clock.go(days=2)
        chat = office.chat()
        await chat.logs_in("ukrainian")
        await chat.presses_data(f"e:readings:{name}")
        await chat.presses("Change the values")
        assert f"take the place of reading {name} of 24 Nov 2026" in chat.text
        await chat.says(str(before + 70))
        assert f"Since the last reading: 24{NBSP}days" in chat.text
        await chat.presses("Change the reading")
        assert f"It took the place of reading {name}." in chat.text
        assert [(value, stands) for value, _photo, stands in await given(office)] == [
            (Energy.of(before + 60), False), (Energy.of(before + 70), True),
        ]  # fmt: skip


async def test_a_reading_is_withdrawn_after_a_question(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        name, _before = await _sent(office)
        chat = office.chat()
        await chat.presses_data(f"e:readings:{name}")
        await chat.presses("Withdraw it")
        assert "Without a reading the next bill may rest on an estimate." in chat.text
        await chat.presses("Keep it")
        assert (await given(office))[0][2]
        await chat.presses("Withdraw it")
        await chat.presses("Withdraw the reading")
        assert f"✅ The reading {name} is withdrawn." in chat.text
        assert not (await given(office))[0][2]
        assert "or it was withdrawn" in await chat.presses_data(f"e:readings:{name}")


async def test_after_the_window_nothing_can_be_changed_and_it_says_why(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        name, before = await _sent(office)
        chat = office.chat()
        await chat.presses_data(f"e:readings:{name}")
        await chat.presses("Change the values")
        await chat.says(str(before + 70))
        forms = chat.button("Change the reading").data
        office.clock.go(days=12)
        await chat.logs_in("ukrainian")
        await chat.presses_data(forms or "", chat.live)
        assert [stands for _value, _photo, stands in await given(office)] == [True]
        await chat.presses_data(f"e:readings:{name}")
        assert "The time for changes is over" in chat.text
        assert not {"Change the values", "Withdraw it"} & set(chat.labels)


async def test_the_window_may_close_while_a_change_is_open(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        name, before = await _sent(office)
        office.clock.go(days=11)
        office.clock.at = office.clock.at.replace(hour=22, minute=50)
        chat = office.chat()
        await chat.logs_in("ukrainian")
        await chat.presses_data(f"e:readings:{name}")
        await chat.presses("Change the values")
        await chat.says(str(before + 70))
        office.clock.go(minutes=15)
        await chat.presses("Change the reading")
        assert "The time for changes is over" in chat.text
        assert [stands for _value, _photo, stands in await given(office)] == [True]


async def test_a_reading_that_was_billed_stays_and_leads_to_its_invoice(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        name, _before = await _sent(office)
        async with office.database.write() as conn:
            key = await conn.scalar(select(Reading.id).where(Reading.number == name))
            register = await register_id(office, number(office, "ukrainian"), "1.8.0")
            line = select(InvoiceLine.id).where(InvoiceLine.register_id == register).order_by(InvoiceLine.id.desc())
            await conn.execute(
                update(InvoiceLine)
                .where(InvoiceLine.id == (await conn.execute(line.limit(1))).scalar_one())
                .values(closing_id=key, period_to=date(2026, 11, 24))
            )
        chat = office.chat()
        await chat.presses_data(f"e:readings:{name}")
        assert "An invoice rests on this reading" in chat.text
        assert not {"Change the values", "Withdraw it"} & set(chat.labels)


@pytest.mark.parametrize("way", ["e:readings:{}", "/start readings_{}"])
async def test_nobody_opens_another_s_reading(sqlite_url: str, way: str) -> None:
    async with open_office(sqlite_url) as office:
        name, before = await _sent(office)
        chat = office.chat(502)
        await chat.logs_in("registered")
        data = way.format(name)
        await (chat.says(data) if data.startswith("/") else chat.presses_data(data, chat.live))
        assert "There is no such reading in this account" in chat.text
        assert str(before + 60) not in chat.text.replace(",", "")


@pytest.mark.parametrize("item", ["0", "zzz", "O-2026-99999999", "ab\x00cd", "' OR 1=1 --", "x" * 60, "żółw", "%"])
async def test_a_link_to_no_reading_leads_to_the_menu(database_url: str, item: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says(f"/start readings_{item}")
        assert "🏠 Menu" in chat.text
        assert "There is no such reading" in chat.text


_STEPS = ("Value", "Doubt", "AddPhoto", "Confirm")


@pytest.mark.parametrize("step", _STEPS)
async def test_a_stored_trail_with_another_s_meter_shows_and_writes_nothing(sqlite_url: str, step: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "registered")
        theirs = number(office, "ukrainian")
        register = await register_id(office, theirs, "1.8.0")
        [before] = last(office, "ukrainian")
        shown = f'[{{"register":{register},"value":{{"wh":{(before + 60) * 1000}}}}}]'
        draft = f'{{"draft":{{"meter":{await meter_id(office, theirs)},"given":{shown}}}}}'
        for words in (str(before + 60), "/back", "/nonsense"):
            await set_trail(office, chat, f'[{{"step":"{step}","has":{draft}}},{{"step":"{step}","has":{draft}}}]')
            await chat.says(words)
            assert theirs not in chat.text, words
        for choice in ("send", "yes", "photo", "without", f"value:{register}:{(before + 60) * 1000}"):
            await chat.says("/readings")
            turn = int((chat.button("Back").data or "").removeprefix("b:"))
            await set_trail(office, chat, f'[{{"step":"{step}","has":{draft}}}]', choice)
            await chat.presses_data(f"a:{turn}:0", chat.live)
            assert theirs not in chat.text, choice
        assert await given(office) == []


@pytest.mark.parametrize("step", ["OneReading", "Withdraw"])
async def test_a_stored_trail_with_another_s_reading_shows_and_changes_nothing(sqlite_url: str, step: str) -> None:
    async with open_office(sqlite_url) as office:
        name, _before = await _sent(office)
        chat = office.chat(502)
        await chat.logs_in("registered")
        for choice in ("withdraw", "change", "keep"):
            await chat.says("/readings")
            turn = int((chat.button("Back").data or "").removeprefix("b:"))
            await set_trail(office, chat, f'[{{"step":"{step}","has":{{"number":"{name}"}}}}]', choice)
            await chat.presses_data(f"a:{turn}:0", chat.live)
            assert name not in chat.text
        assert [stands for _value, _photo, stands in await given(office)] == [True]


async def test_a_meter_that_is_replaced_meanwhile_is_said_to_be_gone(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_question(office, "ukrainian")
        [before] = last(office, "ukrainian")
        await chat.says(str(before + 60))
        async with office.database.write() as conn:
            today = office.clock.at.date()
            await conn.execute(
                update(Meter)
                .where(Meter.number == number(office, "ukrainian"))
                .values(removed_on=today - timedelta(days=1))
            )
        await chat.presses("Send the reading")
        assert "This meter cannot be read here any more" in chat.text
        assert await given(office) == []
