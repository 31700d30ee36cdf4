"""An odd reading: why it is odd is said before it can be sent, and what is true can always be sent."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, select

from ibok_bot.dialogs.readingdoubts import maybe, trouble
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import RegisterId
from ibok_bot.domain.plausibility import FarAboveUsual, Transposed
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.i18n import LANGUAGES, Voice
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.metering import Reading, Register
from tests.dialogs.readings import (
    NBSP,
    PHOTO,
    at_the_question,
    given,
    last,
    meter_id,
    number,
    register_id,
    set_last,
    set_register,
    set_trail,
)
from tests.office import Chat, OpenOffice, open_office

_PL = Voice("pl")


def kwh(value: int) -> str:
    return _PL.value(Energy.of(value))


async def asked(office: OpenOffice, persona: str = "ukrainian") -> tuple[Chat, list[int]]:
    """A customer at the question, in Polish, and what the registers showed last."""
    return await at_the_question(office, persona, "pl"), last(office, persona)


async def test_far_more_than_usual_is_said_with_how_much_is_usual(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [before] = await asked(office)
        await chat.says(str(before + 900))
        assert f"Wpisano <b>{kwh(before + 900)}</b>, całodobowo (1.8.0)." in chat.text
        found = re.search(
            rf"To (\d+){NBSP}razy więcej niż zwykle o tej porze roku \((.+), zwykle około (.+)\)", chat.text
        )
        assert found
        usual = int(found[3].split(NBSP)[0])
        assert found[2] == kwh(900)
        assert int(found[1]) == round(900 / usual)
        assert chat.labels[:3] == ["Popraw", "Tak, tyle pokazuje", "Wyślij zdjęcie licznika"]
        assert "Wyślij odczyt" not in chat.labels
        await chat.presses("Tak, tyle pokazuje")
        await chat.presses("Wyślij odczyt")
        assert await given(office) == [(Energy.of(before + 900), None, True)]


async def test_transposed_digits_are_suggested_and_taken_by_a_button(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        register = await register_id(office, number(office, "ukrainian"), "1.8.0")
        await set_last(office, register, value=Energy.of(14_300))
        chat, _before = await asked(office)
        await chat.says("14935")
        assert f"Może cyfry się przestawiły ({kwh(14_395)} zamiast {kwh(14_935)})?" in chat.text
        await chat.presses(f"Miało być {kwh(14_395)}")
        assert f"(1.8.0): <b>{kwh(14_395)}</b>" in chat.text
        await chat.presses("Wyślij odczyt")
        assert await given(office) == [(Energy.of(14_395), None, True)]


async def test_decimals_typed_as_digits(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        register = await register_id(office, number(office, "ukrainian"), "1.8.0")
        await set_last(office, register, value=Energy.of(14_300))
        chat, _before = await asked(office)
        await chat.says("143957")
        assert f"Może wpisano też cyfry po przecinku ({kwh(14_395)} zamiast {kwh(143_957)})?" in chat.text
        await chat.presses(f"Miało być {kwh(14_395)}")
        assert "Porównaj z wyświetlaczem i wyślij." in chat.text


async def test_swapped_registers_are_swapped_back(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [day, night] = await asked(office, "registered")
        await chat.says(f"{night + 15} {day + 40}")
        assert f"Może strefy się zamieniły: 1.8.1 to {kwh(day + 40)}, a 1.8.2 to {kwh(night + 15)}?" in chat.text
        await chat.presses("Zamień")
        await chat.presses("Wyślij odczyt")
        assert [value for value, _photo, _stands in await given(office)] == [
            Energy.of(day + 40), Energy.of(night + 15),
        ]  # fmt: skip


async def test_a_number_of_the_other_zone_goes_to_that_zone(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [day, night] = await asked(office, "registered")
        await chat.says(str(night + 15))
        assert "Ta liczba pasuje do kodu 1.8.2 tego licznika." in chat.text
        await chat.presses("To kod 1.8.2")
        assert f"✓ strefa nocna (1.8.2): {kwh(night + 15)}" in chat.text
        assert "<b>Kod 1.8.1</b>" in chat.text
        await chat.says(str(day + 40))
        assert "Porównaj z wyświetlaczem i wyślij." in chat.text


async def test_a_number_of_another_meter_leads_to_that_meter(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, _before = await asked(office, "several")
        await chat.says(number(office, "several", 1))
        other, value = number(office, "several", 0), last(office, "several", 0)[0]
        await chat.says(str(value + 30))
        assert f"Ta liczba pasuje do innego Twojego licznika: {other} (1.8.1)." in chat.text
        await chat.presses(f"Do licznika {other}")
        assert f"Licznik {other}" in chat.text
        assert f"✓ strefa dzienna (1.8.1): {kwh(value + 30)}" in chat.text
        assert "<b>Kod 1.8.2</b>" in chat.text


async def test_below_the_previous_reading(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [before] = await asked(office)
        await chat.says(str(before - 3000))
        assert f"Poprzedni odczyt był wyższy: {kwh(before)}, 31.10.2026, odczyt" in chat.text
        assert "Zdjęcie licznika pomoże nam to wyjaśnić." in chat.text
        await chat.presses("Wyślij zdjęcie licznika")
        await chat.does(PHOTO)
        assert "📷 Zdjęcie dołączone" in chat.text
        assert "Tak, tyle pokazuje" in chat.labels, "a photo is no confirmation"
        await chat.presses("Tak, tyle pokazuje")
        await chat.presses("Wyślij odczyt")
        assert await given(office) == [(Energy.of(before - 3000), "a-photo-of-the-meter", True)]


async def test_a_photo_sent_unasked_at_the_doubt_is_kept(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [before] = await asked(office)
        await chat.says(str(before - 3000))
        await chat.does(PHOTO)
        assert "📷 Zdjęcie dołączone" in chat.text
        assert "Poprzedni odczyt był wyższy" in chat.text
        assert "Wyślij zdjęcie licznika" not in chat.labels


async def test_below_an_estimate_the_estimate_was_wrong(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        register = await register_id(office, number(office, "ukrainian"), "1.8.0")
        await set_last(office, register, kind=ReadingKind.ESTIMATED.value)
        chat, [before] = await asked(office)
        await chat.says(str(before - 5))
        assert f"To mniej niż nasz szacunek: {kwh(before)}, 31.10.2026, odczyt szacowany." in chat.text
        await chat.presses("Tak, tyle pokazuje")
        assert f"5{NBSP}kWh mniej, niż oszacowano; następna faktura to wyrówna" in chat.text
        assert "Szacowany koszt" not in chat.text
        await chat.presses("Wyślij odczyt")
        assert "✅" in chat.text


async def test_a_rollover_that_makes_sense_is_told_and_not_asked(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        register = await register_id(office, number(office, "ukrainian"), "1.8.0")
        await set_register(office, register, digits=5)
        await set_last(office, register, value=Energy.of(99_990))
        chat, _before = await asked(office)
        assert f"np. <b>{_PL.value(99_999)}</b>" in chat.text, "the example can be shown by the register"
        await chat.says("00030")
        assert f"Po 99999 liczydło zaczęło od zera: zużycie to {kwh(40)}." in chat.text
        await chat.presses("Wyślij odczyt")
        assert await given(office) == [(Energy.of(30), None, True)]


async def test_no_use_where_some_is_usual(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [before] = await asked(office)
        await chat.says(str(before))
        assert f"To tyle samo co poprzednio: {kwh(before)}" in chat.text
        assert re.search(rf"zużycie to około \d+{NBSP}kWh", chat.text), "what is usual is a round number"
        await chat.presses("Tak, tyle pokazuje")
        assert "Wyślij odczyt" in chat.labels


async def test_more_digits_than_the_register_has_cannot_be_confirmed(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        register = await register_id(office, number(office, "ukrainian"), "1.8.0")
        await set_register(office, register, digits=5)
        await set_last(office, register, value=Energy.of(14_300))
        chat, _before = await asked(office)
        await chat.says("143957")
        assert "To liczydło ma tylko tyle cyfr: 5." in chat.text
        assert "zadzwoń do nas: 22 555 01 00" in chat.text
        assert "Tak, tyle pokazuje" not in chat.labels
        await chat.presses(f"Miało być {kwh(14_395)}")
        assert "Porównaj z wyświetlaczem i wyślij." in chat.text


async def test_a_total_that_differs_from_its_zones(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        name = number(office, "registered")
        day, night = last(office, "registered")
        async with office.database.write() as conn:
            made = await conn.execute(
                insert(table(Register)),
                {"meter_id": await meter_id(office, name), "obis": "1.8.0", "zone": "all", "digits": 6},
            )
            one = (await conn.execute(select(Reading.taken_on).order_by(Reading.taken_on.desc()).limit(1))).scalar_one()
            await conn.execute(
                insert(table(Reading)),
                {"register_id": made_key(made), "taken_on": one, "kind": "controller",
                     "value": Energy.of(day + night)},
            )  # fmt: skip
        chat, _before = await asked(office, "registered")
        await chat.says(f"{day + 40}\n{night + 15}")
        assert "<b>Kod 1.8.0</b>, całodobowo" in chat.text
        await chat.says(str(day + night + 85))
        assert "Kod 1.8.0 liczy wszystkie strefy razem." in chat.text
        await chat.presses("Popraw")
        assert "<b>Kod 1.8.1</b>" in chat.text, "any of them may be wrong, so all are asked again"
        await chat.says(str(day))
        assert "To tyle samo co poprzednio" in chat.text
        await chat.presses("Tak, tyle pokazuje")
        await chat.says(f"{night + 15}\n{day + night + 85}")
        assert "Kod 1.8.0 liczy wszystkie strefy razem." in chat.text, "that one was odd is not that the sum is right"
        await chat.presses("Popraw")
        await chat.says(f"{day + 40}\n{night + 15}\n{day + night + 85}")
        await chat.presses("Tak, tyle pokazuje")
        await chat.presses("Wyślij odczyt")
        assert len(await given(office)) == 3


async def test_typing_at_the_doubt_is_a_correction_of_what_is_odd(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [day, night] = await asked(office, "registered")
        await chat.says(f"{day + 40} {night + 9000}")
        assert f"Wpisano <b>{kwh(night + 9000)}</b>, strefa nocna (1.8.2)." in chat.text
        assert "strefa dzienna" not in chat.text
        await chat.says(str(night + 15))
        assert f"(1.8.1): <b>{kwh(day + 40)}</b>" in chat.text
        assert f"(1.8.2): <b>{kwh(night + 15)}</b>" in chat.text


async def test_however_often_one_corrects_the_way_back_is_short(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [before] = await asked(office)
        for place in range(5):
            await chat.says(str(before + 9000 + place))
        assert "<b>Kod 1.8.0</b>" in await chat.presses("Wstecz")


async def test_correcting_asks_only_for_what_is_odd(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [day, night] = await asked(office, "registered")
        await chat.says(f"{day + 40} {night + 9000}")
        await chat.presses("Popraw")
        assert f"✓ strefa dzienna (1.8.1): {kwh(day + 40)}" in chat.text
        assert "<b>Kod 1.8.2</b>" in chat.text


async def test_a_confirmed_value_is_not_asked_twice_but_another_one_is(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [day, night] = await asked(office, "registered")
        await chat.says(str(day + 9000))
        await chat.presses("Tak, tyle pokazuje")
        assert "<b>Kod 1.8.2</b>" in chat.text
        await chat.says(str(night + 15))
        assert "Porównaj z wyświetlaczem i wyślij." in chat.text
        await chat.presses("Popraw: dzień")
        await chat.says(str(day + 9001))
        assert "Tak, tyle pokazuje" in chat.labels
        assert await given(office) == []


async def test_no_stored_trail_sends_an_odd_value_that_was_not_confirmed(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, [before] = await asked(office)
        name = number(office, "ukrainian")
        register, meter = await register_id(office, name, "1.8.0"), await meter_id(office, name)
        shown = f'[{{"register":{register},"value":{{"wh":{(before + 900) * 1000}}}}}]'
        trail = f'[{{"step":"Confirm","has":{{"draft":{{"meter":{meter},"given":{shown}}}}}}}]'
        turn = int((chat.button("Wstecz").data or "").removeprefix("b:"))
        await set_trail(office, chat, trail, "send")
        await chat.presses_data(f"a:{turn}:0", chat.live)
        assert "razy więcej niż zwykle" in chat.text
        assert await given(office) == []


async def test_a_stored_trail_with_too_many_digits_is_never_confirmed(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, _before = await asked(office)
        name = number(office, "ukrainian")
        register, meter = await register_id(office, name, "1.8.0"), await meter_id(office, name)
        shown = f'[{{"register":{register},"value":{{"wh":{10**10}}}}}]'
        for step, choice in (("Doubt", "yes"), ("Confirm", "send")):
            await chat.says("/readings")
            turn = int((chat.button("Wstecz").data or "").removeprefix("b:"))
            draft = f'{{"draft":{{"meter":{meter},"given":{shown},"sure":{shown}}}}}'
            await set_trail(office, chat, f'[{{"step":"{step}","has":{draft}}}]', choice)
            await chat.presses_data(f"a:{turn}:0", chat.live)
            assert "To liczydło ma tylko tyle cyfr: 6." in chat.text
        assert await given(office) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_doubt_fit_a_button_and_name_their_numbers(language: str) -> None:
    voice, key = Voice(language), RegisterId(1)
    above = FarAboveUsual(key, "1.8.0", Energy.of(14_935), Energy.of(1870), Energy(310_400), same_season=False)
    seen = voice.html(trouble(above, ""))
    assert voice.value(Energy.of(310)) in seen
    assert voice.value(Energy.of(1870)) in seen
    nothing = FarAboveUsual(key, "1.8.0", Energy.of(9), Energy.of(5), Energy(0), same_season=True)
    assert voice.value(Energy.of(5)) in voice.html(trouble(nothing, ""))
    slip = voice.html(maybe(Transposed(key, "1.8.0", Energy.of(14_935), Energy.of(14_395))))
    assert seen != slip
    assert voice.value(Energy.of(14_395)) in slip
