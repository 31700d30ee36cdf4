"""A customer's own reports: how they stand, words and photos added, withdrawn, does it work; and nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from ibok_bot.domain.dispatch import Move
from ibok_bot.domain.fault_reports import MOST_PHOTOS, Report
from ibok_bot.domain.outages import FaultKind, State
from ibok_bot.i18n import LANGUAGES
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.conversations import DeadLetter
from ibok_bot.storage.schema.outages import FaultReport
from tests.dialogs.outages import account_of, at_faults, filed, moved, neighbours_all, photo, reports
from tests.office import Chat, OpenOffice, open_office

RESOLVED = Move(State.RESOLVED, public_note="A new cable is in.")


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened
        async with opened.database.read() as conn:
            assert await conn.scalar(select(func.count()).select_from(DeadLetter)) == 0


async def at(office: OpenOffice, report: Report, language: str = "en") -> Chat:
    """The customer looks at a report."""
    chat = await at_faults(office, language=language)
    await chat.presses_data(f"e:outage:{report.public_id}")
    return chat


async def test_a_report_tells_the_state_who_acts_when_and_what_the_dispatcher_said(database_url: str) -> None:
    async with open_office(database_url) as office:
        report = await filed(office, "registered", description="dark")
        chat = await at(office, report)
        assert "Now acting: Energia Testowa S.A." in chat.text
        assert "not known yet" in chat.text
        office.clock.go(minutes=20)
        until = office.clock() + timedelta(hours=2)
        await moved(office, report, Move(State.IN_PROGRESS, until, "A brigade is on its way."))
        await chat.presses_data(f"e:outage:{report.public_id}")
        for said in ("repair under way", "about 15:20", "A brigade is on its way.", "991", "dark"):
            assert said in chat.text
        office.clock.go(hours=3)
        await chat.logs_in("registered")
        await chat.presses_data(f"e:outage:{report.public_id}")
        assert "(15:20) has passed" in chat.text, "a time that is over is no promise"
        await chat.presses("What happened so far")
        assert chat.text.index("repair under way") < chat.text.index("you reported it"), "the newest first"


async def test_the_dispatchers_word_is_told_as_long_as_its_state_holds(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    chat = await at(office, report)
    until = office.clock() + timedelta(hours=2)
    await moved(office, report, Move(State.IN_PROGRESS, until, "A brigade is on its way."))
    await moved(office, report, Move(State.IN_PROGRESS, until + timedelta(hours=1)))
    assert "A brigade is on its way." in await chat.presses_data(f"e:outage:{report.public_id}")
    await moved(office, report, Move(State.RESOLVED))
    assert "A brigade is on its way." not in await chat.presses_data(f"e:outage:{report.public_id}")
    await chat.presses("No, still out of order")
    assert "brigade" not in await chat.presses("See the report")
    assert "A brigade is on its way." in await chat.presses("What happened so far")


async def test_another_customers_report_cannot_be_reached(office: OpenOffice) -> None:
    theirs = await filed(office, "ukrainian", description="a secret")
    chat = await at_faults(office)
    for way in (f"e:outage:{theirs.public_id}", f"e:outage:{theirs.number}", "e:outage:nonsense"):
        assert "no such report" in await chat.presses_data(way)
    assert "no such report" in await chat.says(f"/start outage_{theirs.public_id}")
    assert "secret" not in chat.text


async def test_a_page_left_open_is_checked_again_when_somebody_else_logs_in(office: OpenOffice) -> None:
    mine = await filed(office, "registered")
    chat = await at(office, mine)
    await chat.presses("Withdraw the report")
    button = chat.button("Withdraw the report").data or ""
    await chat.says("/logout")
    await chat.logs_in("ukrainian")
    await chat.presses_data(button, chat.live)
    [report] = await reports(office)
    assert report.state is State.NEW


async def test_a_link_leads_a_guest_through_the_log_in_to_the_report(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    chat = office.chat()
    await chat.says(f"/start outage_{report.public_id}")
    assert "log in first" in chat.text
    login = office.personas["registered"].login
    assert login is not None
    assert report.number in await chat.says(login.email, login.password)


async def test_words_and_photos_are_added_while_it_is_open(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    chat = await at(office, report)
    await chat.presses("Add words")
    await chat.says("the gate is open")
    await chat.presses("What happened so far")
    assert "the gate is open" in chat.text
    await chat.presses("Back")
    await chat.presses("Add photos")
    for number in range(MOST_PHOTOS):
        await chat.does(photo(f"p{number}"))
    assert "State: <b>" in chat.text, "with the fifth it is done"
    assert not any("Add photos" in each for each in chat.labels)


async def test_photos_end_with_done(office: OpenOffice) -> None:
    chat = await at(office, await filed(office, "registered"))
    await chat.presses("Add photos")
    await chat.does(photo("p"))
    await chat.presses("Done")
    assert "📷" in chat.text


async def test_withdrawing_is_confirmed_and_ends_it(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    chat = await at(office, report)
    await chat.presses("Withdraw the report")
    assert report.number in chat.text
    await chat.presses("Keep it")
    assert "State: <b>" in chat.text
    await chat.presses("Withdraw the report")
    await chat.presses("Withdraw the report")
    assert "is withdrawn" in chat.text
    [mine] = await reports(office)
    assert mine.state is State.WITHDRAWN
    await chat.presses_data(f"e:outage:{report.public_id}")
    assert not any("Add" in each or "Withdraw" in each for each in chat.labels)


async def test_what_was_mended_while_a_form_was_open_takes_no_photo(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    chat = await at(office, report)
    await chat.presses("Add photos")
    await moved(office, report, RESOLVED)
    assert "changed meanwhile" in await chat.does(photo("p"))


async def test_it_works_again_and_the_customer_says_how_we_did(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    await moved(office, report, RESOLVED)
    chat = await at_faults(office)
    await chat.presses(f"{report.number}: does it work?")
    assert "A new cable is in." in chat.text
    await chat.presses("Yes, it works")
    assert "Good to hear" in chat.text
    await chat.presses("How did we do?")
    assert report.number in chat.text
    await chat.says("/outages")
    assert f"{report.number}: does it work?" not in chat.labels, "it was answered"


async def test_it_does_not_work_and_is_opened_for_this_household_alone(office: OpenOffice) -> None:
    await neighbours_all(office)
    report, theirs = await filed(office, "registered"), await filed(office, "ukrainian")
    assert report.incident == theirs.incident
    await moved(office, report, RESOLVED)
    chat = await at(office, report)
    await chat.presses("No, still out of order")
    assert "open again" in chat.text
    assert "991" in chat.text
    [mine], [other] = await reports(office), await reports(office, "ukrainian")
    assert (mine.state, other.state) == (State.NEW, State.RESOLVED)
    await chat.presses("See the report")
    await chat.presses("What happened so far")
    assert "does not work; it is open again" in chat.text


async def test_an_answer_given_twice_does_no_harm(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    await moved(office, report, RESOLVED)
    chat, other = await at(office, report), office.chat(777)
    await other.logs_in("registered")
    await other.presses_data(f"e:outage:{report.public_id}")
    await chat.presses("Yes, it works")
    await other.presses("Yes, it works")
    assert "Good to hear" in other.text


async def test_after_a_day_without_power_a_claim_is_offered_and_not_before(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    office.clock.go(hours=23)
    chat = await at(office, report)
    assert not any("Claim" in each for each in chat.labels)
    office.clock.go(hours=2)
    await chat.logs_in("registered")
    await chat.presses_data(f"e:outage:{report.public_id}")
    assert chat.button("Claim a discount").data == f"e:claim:r-{report.public_id}"


async def test_whatever_the_public_id_the_claim_is_made(office: OpenOffice) -> None:
    report = await filed(office, "registered")
    async with office.database.write() as conn:
        await conn.execute(update(FaultReport).values(public_id="l--_FY-FtPyXgi6j"))
    office.clock.go(hours=25)
    chat = await at(office, replace(report, public_id="l--_FY-FtPyXgi6j"))
    assert report.number in await chat.presses("Claim a discount")


async def test_the_list_is_paged_and_empty_at_first(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.presses("My reports")
    assert "not reported any fault yet" in chat.text
    for kind in list(FaultKind)[:7]:
        await filed(office, "registered", kind)
        office.clock.go(minutes=1)
    await chat.says("/outage")
    assert "7" in chat.text
    assert "page 1 of 2" in chat.text
    await chat.presses("Next")
    assert "page 2 of 2" in chat.text
    await chat.presses("A-")
    assert "State: <b>" in chat.text
    assert "page 2 of 2" in await chat.presses("Back")


async def test_who_acts_is_said_for_every_state_of_a_dangerous_fault(office: OpenOffice) -> None:
    report = await filed(office, "registered", FaultKind.WIRE_DOWN)
    await moved(office, report, Move(State.FORWARDED))
    chat = await at(office, report)
    assert "passed on to the network operator" in chat.text
    assert "22 555 09 91" in chat.text
    assert "Call <b>991</b>" in chat.text
    await moved(office, report, Move(State.NOT_NETWORK, public_note="It is your own cable."))
    await chat.presses_data(f"e:outage:{report.public_id}")
    assert "call an electrician" in chat.text
    assert "Report a fault" in chat.labels


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_pages_of_a_report_speak_every_language(office: OpenOffice, language: str) -> None:
    report = await filed(office, "registered")
    chat = await at(office, report, language)
    for place in range(3):
        choices = [b.data or "" for s in chat.last.screens for row in s.rows for b in row if (b.data or "")[:2] == "a:"]
        await chat.presses_data(choices[place], chat.live)
        assert report.number in chat.text
        await chat.presses_data(f"e:outage:{report.public_id}")
    account, _points = await account_of(office, "registered")
    async with office.database.read() as conn:
        assert await Reports(conn, office.clock()).count(account) == 1
