"""The faults desk: its queue, a report moved along in two taps, times, words, notes, joining, rights."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import Area, FaultKind, State
from ibok_bot.domain.staff import Act, Role
from ibok_bot.i18n import LANGUAGES
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.schema.conversations import DeadLetter
from ibok_bot.storage.schema.customers import TelegramLink
from tests.dialogs.faults import acts, dispatcher, reporter, reports_of, told
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in, put_out


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened


async def state_of(office: OpenOffice, case: str) -> State:
    async with office.database.read() as conn:
        found = await Dispatch(conn, office.clock()).case(case)
    assert found is not None
    return found.state


async def opens(chat: Chat, case: str) -> str:
    return await chat.presses_data(f"e:dispatch:{case}", 1)


async def test_from_a_push_two_taps_move_a_report_along_and_every_household_hears_of_it(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    assert await reporter(office, 2) == case
    chat = await dispatcher(office)
    said = await opens(chat, case)
    assert ("No power in the street" in said, "<b>2</b> households" in said) == (True, True)
    assert await told(office) == []
    draft = await chat.presses("To the operator")
    assert "Told at once: 2\xa0households" in draft
    assert await told(office) == [], "nobody hears of it before the green button"
    done = await chat.presses("Save, tell 2")
    assert "passed on to the network operator" in done
    assert "To the households: 2\xa0messages" in done
    assert "• waiting: 2" in done
    heard = await told(office)
    assert sorted(number for number, _html in heard) == [1, 2]
    assert all("passed on" in html for _number, html in heard)
    assert "• delivered: 2" in await chat.presses("Refresh")
    assert (Act.INCIDENT_MOVED, f"{case} forwarded") in await acts(office)
    assert "it is yours" in await chat.presses("↩ Back"), "and not the form that was sent"


async def test_that_nobody_can_be_written_to_is_said(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    async with office.database.write() as conn:
        await conn.execute(update(TelegramLink).values(unlinked_at=office.clock()))
    chat = await dispatcher(office)
    await opens(chat, case)
    await chat.presses("Being checked")
    assert "nobody was told. Call them" in await chat.presses("Save, tell 1")
    assert await told(office) == []


async def test_the_queue_opens_what_is_pressed_or_typed_and_shows_an_area_alone(office: OpenOffice) -> None:
    near, far = await reporter(office, 1), await reporter(office, 2, FaultKind.POLE, postcode="05-200")
    chat = await dispatcher(office)
    said = await chat.says("/dispatch")
    assert (near in said, far in said, "<b>2</b> faults" in said) == (True, True, True)
    assert "⚠️ Dangerous" in said
    alone = await chat.says("05-2")
    assert (near in alone, far in alone) == (False, True)
    assert "only the area: <b>05-2</b>" in alone
    assert near in await chat.presses("Everywhere")
    assert "State: <b>taken down" in await chat.says(near.lower())
    await chat.says("/dispatch")
    [report] = await reports_of(office, far)
    assert f"<b>{far} · A pole" in await chat.says(report)


async def test_filters_show_new_mine_overdue_dangerous_and_closed(office: OpenOffice) -> None:
    first, second = await reporter(office, 1, FaultKind.WIRE_DOWN), await reporter(office, 2, postcode="05-200")
    chat = await dispatcher(office)
    await opens(chat, second)
    await chat.presses("Being checked")
    await chat.presses("In 1")
    await chat.presses("Save, tell 1")
    office.clock.go(hours=2)
    await chat.says("/dispatch")
    assert {"New (1)", "Mine (1)", "Overdue (1)", "Dangerous (1)", "Closed (0)"} <= set(chat.labels)
    for label, shown, other in (("New", first, second), ("Mine", second, first), ("Overdue", second, first)):
        said = await chat.presses(label)
        assert (shown in said, other in said) == (True, False), label
    assert "🔴 overdue: promised for" in said
    assert first in await chat.presses("Dangerous")
    await opens(chat, second)
    await chat.presses("Other state")
    await chat.presses("Repaired")
    await chat.presses("Save, tell 1")
    await chat.says("/dispatch")
    said = await chat.presses("Closed (1)")
    assert (second in said, first in said) == (True, False)


async def test_the_queue_is_turned(office: OpenOffice) -> None:
    numbers = [await reporter(office, n, FaultKind.METER) for n in range(7)]
    chat = await dispatcher(office)
    first = await chat.says("/dispatch")
    assert (numbers[0] in first, numbers[6] in first, "page 1 of 2" in first) == (True, False, True)
    second = await chat.presses("Next ›")
    assert (numbers[0] in second, numbers[6] in second) == (False, True)
    assert await chat.presses("‹ Previous") == first


async def test_a_time_and_a_word_are_pressed_or_typed_and_both_reach_the_household(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    chat = await dispatcher(office)
    await opens(chat, case)
    await chat.presses("Being checked")
    assert "Time: <b>not known" in chat.text
    assert "Time: <b>15:00" in await chat.presses("In 2")
    assert "Time: <b>18:30" in await chat.says("18:30")
    assert "not a time" in await chat.says("25:99"), "no household reads a mistyped time as a word"
    assert "Time: <b>18:30" in chat.text
    assert "25 Nov 2026, 08:00" in await chat.presses("Tomorrow 8:00")
    assert "not known" in await chat.presses("Time not known")
    await chat.says("18:30")
    assert "Ekipa <b>" not in await chat.says("Ekipa <b>jedzie")
    assert "💬 Ekipa &lt;b&gt;jedzie" in chat.text
    assert "no word" in await chat.presses("Without the word")
    await chat.presses("Prepared words")
    assert "no word" in await chat.presses("None of these")
    await chat.presses("Prepared words")
    await chat.presses("2")
    assert "Time: <b>18:30" in chat.text, "the time stays"
    await chat.presses("Save, tell 1")
    [(_number, heard)] = await told(office)
    assert "18:30" in heard
    assert "💬 " in heard
    assert "State: <b>being checked" in await chat.presses("↩ Back"), "and not the form that was sent"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("24.11.2026 9:00", "That time is over"),
        ("13:02", "less than five minutes"),
        ("20.12 8:00", "further ahead than may be promised"),
        ("1.6.2029 8:00", "further ahead than may be promised"),
    ],
)
async def test_a_time_that_makes_no_sense_is_refused_with_a_reason(office: OpenOffice, typed: str, said: str) -> None:
    chat = await dispatcher(office)
    await opens(chat, await reporter(office, 1))
    await chat.presses("Being checked")
    assert said in await chat.says(typed)
    assert "Time: <b>not known" in chat.text


async def test_a_planned_repair_cannot_be_told_without_a_time(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    chat = await dispatcher(office)
    await opens(chat, case)
    await chat.presses("Other state")
    await chat.presses("Repair planned")
    assert not [label for label in chat.labels if "Save" in label or "not known" in label]
    await chat.says("20.12 8:00")
    await chat.presses("Save, tell 1")
    assert await state_of(office, case) is State.SCHEDULED


async def test_a_time_that_passed_while_the_page_was_open_is_not_told(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    chat = await dispatcher(office)
    await opens(chat, case)
    await chat.presses("Being checked")
    await chat.presses("In 1")
    office.clock.go(hours=2)
    assert "That time is over" in await chat.presses("Save, tell 1")
    assert await told(office) == []


async def test_of_two_dispatchers_the_slower_is_told_before_anything_goes_out(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    one, two = await dispatcher(office), await dispatcher(office, 8, "Jan Drugi")
    await opens(one, case)
    await one.presses("Being checked")
    await one.says("A word")
    await opens(two, case)
    await two.presses("To the operator")
    await two.presses("Save, tell 1")
    said = await one.presses("Save, tell 1")
    assert "Somebody else has changed it meanwhile" in said
    assert "passed on to the network operator → <b>being checked" in said
    assert "A word" in said, "what was written is not lost"
    assert await state_of(office, case) is State.FORWARDED
    await one.presses("Save, tell 1")
    assert await state_of(office, case) is State.VERIFYING


async def test_where_it_cannot_be_any_more_the_slower_is_led_to_how_it_stands(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    one, two = await dispatcher(office), await dispatcher(office, 8, "Jan Drugi")
    await opens(one, case)
    await one.presses("To the operator")
    await opens(two, case)
    await two.presses("Other state")
    await two.presses("Outside our scope")
    await two.presses("Save, tell 1")
    assert "Somebody else has changed it" in await one.presses("Save, tell 1")
    assert "State: <b>somebody else is in charge" in await one.presses("See how it stands")
    assert await state_of(office, case) is State.NOT_OURS


async def test_it_is_taken_taken_over_and_given_back(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    one, two = await dispatcher(office), await dispatcher(office, 8, "Jan Drugi")
    await opens(one, case)
    await opens(two, case)
    assert "it is yours" in await one.presses("Take it")
    assert "Somebody else has changed it" in await two.presses("Take it")
    assert "Daria Próbna has it" in two.text
    assert "it is yours" in await two.presses("Take it over")
    assert "nobody has it yet" in await two.presses("Give it back")


async def test_a_note_for_the_staff_is_told_to_nobody_and_a_public_one_to_all(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    chat = await dispatcher(office)
    await opens(chat, case)
    await chat.presses("Add a note")
    await chat.says("dog in the yard")
    await chat.presses("Only the staff")
    assert await told(office) == []
    assert "🔒 dog in the yard" in await chat.presses(f"Back to {case}")
    await chat.presses("Add a note")
    await chat.says("Please stay at home")
    await chat.presses("Tell 1")
    [(_number, heard)] = await told(office)
    assert "Please stay at home" in heard
    await opens(chat, case)
    history = await chat.presses("Whole history")
    assert ("🔒 dog in the yard" in history, "💬 Please stay" in history) == (True, True)


async def test_the_report_shows_place_map_phone_and_photos(office: OpenOffice) -> None:
    area = Area(spot=Spot(52_229_700, 21_012_200))
    case = await reporter(office, 1, FaultKind.POLE, area=area, photos=("p1", "p2"), words="leans <b>badly")
    chat = await dispatcher(office)
    said = await opens(chat, case)
    link = 'href="https://www.openstreetmap.org/?mlat=52.229700&amp;mlon=21.012200#map=17/52.229700/21.012200"'
    assert f"on the map: <a {link}>52.229700, 21.012200</a>" in said
    assert ("600 100 200" in said, "leans &lt;b&gt;badly" in said) == (True, True)
    await chat.presses("The whole report")
    await chat.presses("2\xa0photos")
    media = [screen.media for screen in chat.last.screens if screen.media]
    assert [one.file_id for one in media] == ["p1", "p2"]
    assert f"Back to {case}" in chat.labels


async def test_two_faults_are_joined_and_one_report_is_split_off_again(office: OpenOffice) -> None:
    first, other = await reporter(office, 1), await reporter(office, 2, FaultKind.WIRE_DOWN)
    chat = await dispatcher(office)
    await opens(chat, other)
    said = await chat.presses("Join to another")
    assert first in said
    await chat.presses(first)
    assert await told(office) == []
    assert "<b>2</b> households" in await chat.presses(f"Join to {first}")
    assert [number for number, _html in await told(office)] == [2]
    [_one, report] = await reports_of(office, first)
    await opens(chat, first)
    await chat.presses("Reports (2)")
    await chat.presses(f"Open {report}")
    await chat.presses("Split it off")
    said = await chat.presses(f"Split {report} off")
    assert "fault of its own now" in said
    assert len(await reports_of(office, first)) == 1
    assert (Act.INCIDENT_MOVED, f"{other} joined") in await acts(office)


async def test_a_long_description_is_whole_on_its_own_page_alone(office: OpenOffice) -> None:
    case = await reporter(office, 1, words="long " * 400)
    await reporter(office, 2)
    [first, _other] = await reports_of(office, case)
    chat = await dispatcher(office)
    await opens(chat, case)
    assert (await chat.presses("Reports (2)")).count("long") == 40
    assert (await chat.presses(f"Open {first}")).count("long") == 400


async def test_what_cannot_be_joined_is_said_why(office: OpenOffice) -> None:
    case, closed = await reporter(office, 1), await reporter(office, 2, FaultKind.METER)
    chat = await dispatcher(office)
    await opens(chat, closed)
    await chat.presses("Other state")
    await chat.presses("Outside our scope")
    await chat.presses("Save, tell 1")
    await opens(chat, case)
    await chat.presses("Join to another")
    assert "no fault of this number" in await chat.says("AW-99999")
    assert "same fault" in await chat.says(case)
    assert "closed" in await chat.says(closed)


async def test_the_whole_area_is_told_only_when_it_is_ticked(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    await reporter(office, 2, FaultKind.METER)
    chat = await dispatcher(office)
    await opens(chat, case)
    await chat.presses("Being checked")
    assert "and 2\xa0chats of the whole area" in await chat.presses("Whole area: 2")
    said = await chat.presses("Save, tell 1")
    assert "To the whole area" in said
    heard = await told(office)
    assert sorted(number for number, html in heard if "Fault, " in html) == [1, 2]
    assert "• delivered: 2" in (await chat.presses("Refresh")).partition("whole area")[2]


@pytest.mark.parametrize("item", ["AW-99999", "abc", "-1", "9" * 60, "٣", "A-1", "", "AW-101\x00"])
async def test_a_forged_number_leads_nowhere(office: OpenOffice, item: str) -> None:
    chat = await dispatcher(office)
    await chat.presses_data(f"e:dispatch:{item}" if item else "e:dispatch", 1)
    async with office.database.read() as conn:
        assert (await conn.execute(select(DeadLetter))).all() == []


@pytest.mark.parametrize("who", ["guest", "customer", "clerk", "revoked"])
async def test_others_reach_no_fault_by_command_button_or_link(office: OpenOffice, who: str) -> None:
    case = await reporter(office, 1, words="the gate code is 1234")
    chat = office.chat(7)
    if who == "customer":
        await chat.logs_in("registered")
    if who == "clerk":
        await let_in(chat, Role.CLERK)
    if who == "revoked":
        await put_out(office, await let_in(chat, Role.DISPATCHER))
    heard = [await chat.says(words) for words in ("/dispatch", f"/start dispatch_{case}")]
    heard.append(await chat.presses_data(f"e:dispatch:{case}", 1))
    assert not [said for said in heard if case in said or "gate code" in said]


async def test_somebody_put_out_in_the_middle_can_move_nothing_any_more(office: OpenOffice) -> None:
    case = await reporter(office, 1)
    chat = office.chat(7)
    member = await let_in(chat, Role.DISPATCHER)
    await opens(chat, case)
    await chat.presses("Being checked")
    await put_out(office, member)
    assert "has ended" in await chat.presses("Save, tell 1")
    assert await state_of(office, case) is State.NEW


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_is_told_in_every_language(office: OpenOffice, language: str) -> None:
    case = await reporter(office, 1, FaultKind.WIRE_DOWN, photos=("p1",))
    await reporter(office, 2, FaultKind.WIRE_DOWN)
    chat = await dispatcher(office, language=language)
    said = [await chat.says("/dispatch"), await opens(chat, case)]
    english = [await (await dispatcher(office, 8, "Jan Drugi")).says("/dispatch")]
    assert (said[0] == english[0]) is (language == "en")
    assert case in said[1]
