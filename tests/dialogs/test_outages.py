"""Faults from the first page: numbers for everybody, three taps to a report, safety first and on every page."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from ibok_bot.dialogs.exchange import Sent, Typed
from ibok_bot.dialogs.outageform import DANGEROUS
from ibok_bot.dialogs.outagewords import KIND_NAMES, KINDS, STATE_NAMES
from ibok_bot.domain.outages import FaultKind, State
from ibok_bot.i18n import LANGUAGES, Voice
from ibok_bot.storage.schema.conversations import DeadLetter
from tests.counting import statements
from tests.dialogs.outages import REMINDER, at_faults, filed, neighbours_all, photo, place, reports
from tests.office import OpenOffice, open_office

LONGEST_LABEL = 24


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened
        async with opened.database.read() as conn:
            assert await conn.scalar(select(func.count()).select_from(DeadLetter)) == 0


async def test_a_guest_sees_whom_to_call_at_once_and_goes_on_after_the_log_in(office: OpenOffice) -> None:
    chat = office.chat()
    await chat.says("/menu")
    await chat.presses("⚡ Faults")
    for number in ("991", "112", "22 555 09 91", "22 555 01 00"):
        assert number in chat.text
    assert "log in" in chat.text
    assert "991" in await chat.says("there is no light"), "whatever is typed, the numbers stay"
    await chat.presses("Log in")
    login = office.personas["registered"].login
    assert login is not None
    assert "What is out of order?" in await chat.says(login.email, login.password)


async def test_three_taps_from_the_menu_report_a_fault(office: OpenOffice) -> None:
    chat = office.chat()
    await chat.logs_in("registered")
    await chat.says("/start")
    await chat.presses("⚡ Faults")
    await chat.presses("No power in the area")
    await chat.presses("Send the report")
    [report] = await reports(office)
    assert report.kind is FaultKind.NO_POWER_AREA
    assert report.number in chat.text
    assert report.address
    assert report.point is not None


@pytest.mark.parametrize("kind", DANGEROUS)
async def test_what_is_dangerous_shows_safety_before_the_form_and_the_numbers_on_every_page(
    office: OpenOffice, kind: FaultKind
) -> None:
    chat = await at_faults(office)
    assert "991" in await chat.presses("Wire, pole, sparks")
    label = Voice("en").plain(KINDS[kind])
    await chat.presses(label)
    for said in ("Call now: 991", "112", "does not replace"):
        assert said in chat.text
    assert not any("Send" in each for each in chat.labels), "no form before the safety text"
    assert REMINDER in await chat.presses("I am calling")
    assert REMINDER in await chat.says("ul. Polna 7, 00-950 Testowo")
    for part in ("Describe it", "Photos", "Leave a phone", "Another place"):
        assert REMINDER in await chat.presses(part)
        assert REMINDER in await chat.presses("Back")
    assert REMINDER in await chat.presses("Leave a phone")
    assert REMINDER in await chat.says("not a number"), "an error does not hide it"
    await chat.presses("Without a phone")
    assert REMINDER in await chat.presses("Send the report")
    assert REMINDER in await chat.presses("See the report")
    assert REMINDER in await chat.presses("What happened so far")
    [report] = await reports(office)
    assert report.kind is kind


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_pressed_or_sent_the_numbers_stay_in_sight(office: OpenOffice, seed: int) -> None:
    """A walk at random through the report of something dangerous: taps, words, photos, places, nonsense."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    chat = await at_faults(office)
    sent = ("dark", "600 100 200", "ul. Polna 7, 00-950 Testowo", photo("p"), place(52.2, 21), Sent("sticker"))
    for _step in range(40):
        keys = [
            b for screen in chat.last.screens for row in screen.rows for b in row if (b.data or "")[:2] in ("a:", "b:")
        ]
        if not keys or "991" not in chat.text or "What is out of order?" in chat.text:
            await chat.says("/outages")
            await chat.presses("Wire, pole, sparks")
            await chat.presses(Voice("en").plain(KINDS[dice.choice(DANGEROUS)]))
        elif dice.random() < 0.6:
            await chat.presses_data(dice.choice(keys).data or "", chat.live)
        else:
            heard = dice.choice(sent)
            await chat.does(Typed(heard) if isinstance(heard, str) else heard)
        assert "991" in chat.text
        assert "112" in chat.text


async def test_each_danger_has_its_own_advice(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.presses("Wire, pole, sparks")
    await chat.presses("A wire hangs")
    assert "ten metres" in chat.text
    await chat.presses("Back")
    await chat.presses("Sparks")
    assert "with water" in chat.text
    assert "Does it burn" in chat.text


async def test_words_typed_on_the_first_page_are_a_report_once_danger_was_asked_for(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.says("The light is <off> since noon")
    assert "spark or burn?" in chat.text
    await chat.presses("No, no danger")
    assert "most like" in chat.text
    await chat.presses("Like none of these")
    assert "The light is &lt;off&gt; since noon" in chat.text
    await chat.presses("Send the report")
    [report] = await reports(office)
    assert report.kind is FaultKind.OTHER
    assert report.description == "The light is <off> since noon"


async def test_words_that_mean_no_power_are_reported_as_such(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.says("we are all in the dark")
    await chat.presses("No, no danger")
    await chat.presses("No power in the area")
    await chat.presses("Send the report")
    [report] = await reports(office)
    assert report.kind is FaultKind.NO_POWER_AREA


async def test_a_danger_of_no_known_kind_is_told_to_the_dispatcher(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.says("something hums and glows")
    await chat.presses("Yes, there is danger")
    assert REMINDER in chat.text
    await chat.presses("Like none of these")
    assert "Call now: 991" in chat.text
    await chat.presses("I am calling")
    await chat.says("ul. Polna 7, 00-950 Testowo")
    assert REMINDER in await chat.presses("Send the report")
    assert REMINDER in await chat.presses("See the report")
    [report] = await reports(office)
    assert (
        report.description == "Zagrożenie: coś jest uszkodzone, zwisa, iskrzy albo się pali.\nsomething hums and glows"
    )


async def test_a_danger_that_resembles_a_known_kind_becomes_one(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.presses("Wire, pole, sparks")
    await chat.says("a branch lies on the cable")
    assert "Call now: 991" in chat.text, "typed on the page of dangers, it is one"
    await chat.says("/outages", "a branch lies on the cable")
    await chat.presses("Yes, there is danger")
    await chat.presses("Tree on a line")
    assert "do not cut them" in chat.text


async def test_a_damaged_street_lamp_is_a_pole_and_a_dark_one_is_the_gminas(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.presses("Another fault")
    await chat.presses("Street lamp")
    assert "gmina" in chat.text
    assert REMINDER in chat.text
    await chat.presses("Yes, there is danger")
    assert "Call now: 991" in chat.text
    await chat.presses("I am calling")
    await chat.says("ul. Polna 7, 00-950 Testowo")
    await chat.presses("Send the report")
    [report] = await reports(office)
    assert report.kind is FaultKind.POLE


async def test_what_neighbours_reported_is_shown_at_once_and_joined_with_two_taps(office: OpenOffice) -> None:
    await neighbours_all(office)
    await filed(office, "ukrainian")
    await filed(office, "business")
    chat = await at_faults(office)
    assert "No power in the street or around" in chat.text
    assert "<b>2</b> households have reported it" in chat.text
    await chat.presses("No power here either")
    assert "We know of this already" in chat.text
    await chat.presses("Me too")
    assert "<b>2</b> more households reported this" in chat.text
    [mine] = await reports(office)
    assert mine.others == 2
    await chat.says("/outages")
    assert "No power here either" not in chat.labels, "it was reported"
    assert f"Report {mine.number}" in chat.labels


async def test_open_reports_wait_on_the_first_page(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    chat = await at_faults(office)
    await chat.presses(f"Report {report.number}")
    assert "State: <b>" in chat.text
    assert "What is out of order?" in await chat.presses("Back")


async def test_a_session_that_ends_in_the_middle_leads_to_the_numbers_and_not_to_silence(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.presses("No power in the area")
    office.clock.go(minutes=45)
    assert "991" in await chat.presses("Send the report")
    assert "Log in" in chat.labels
    assert await reports(office) == []


async def test_the_first_page_is_cheap(office: OpenOffice) -> None:
    await filed(office, "registered")
    chat = await at_faults(office)
    with statements(office.database) as sent:
        await chat.says("/outages")
    assert len([one for one in sent if one.lstrip().upper().startswith("SELECT")]) <= 14


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_state_has_its_words_and_kinds_fit_on_buttons(language: str) -> None:
    voice = Voice(language)
    assert set(KINDS) == set(KIND_NAMES) == set(FaultKind)
    assert set(STATE_NAMES) == set(State)
    assert all(len(voice.plain(label)) <= LONGEST_LABEL for label in KINDS.values())
    assert len({voice.plain(label) for label in KINDS.values()}) == len(KINDS)
