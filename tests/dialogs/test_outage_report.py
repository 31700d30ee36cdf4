"""A report of a fault is put together: first aid, what is known there, the place, words, photos, a phone; and sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from ibok_bot.dialogs.exchange import Sent
from ibok_bot.domain.fault_reports import MOST_PHOTOS
from ibok_bot.domain.ids import OperatorId, PlannedId
from ibok_bot.domain.outages import FaultKind
from ibok_bot.domain.planned import PlannedOutage, State, Terms
from ibok_bot.domain.planned_area import PlannedArea
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.planned import Planned
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import DeadLetter
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.metering import MeteringPoint
from tests.dialogs.outages import REMINDER, account_of, at_faults, filed, neighbours_all, photo, place, reports
from tests.office import Chat, OpenOffice, open_office

PARTS = ("No power at my place", "Check step by step")


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened
        async with opened.database.read() as conn:
            assert await conn.scalar(select(func.count()).select_from(DeadLetter)) == 0


async def at_the_summary(office: OpenOffice) -> Chat:
    """A customer who is about to send a report."""
    chat = await at_faults(office)
    await chat.presses("No power in the area")
    return chat


async def test_all_parts_of_a_report_on_every_database(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = await at_the_summary(office)
        await chat.presses("Describe it")
        await chat.says("dark since 17:30 💡")
        await chat.presses("Photos")
        await chat.does(photo("one"))
        assert "<b>1</b> photo is added" in chat.text
        await chat.does(photo("two"))
        await chat.presses("Done")
        await chat.presses("Leave a phone")
        await chat.says("600-100-200")
        assert "+48 600 100 200" in chat.text
        await chat.presses("Send the report")
        [report] = await reports(office)
        assert (report.description, report.phone) == ("dark since 17:30 💡", "+48 600 100 200")
        account, _points = await account_of(office, "registered")
        async with office.database.read() as conn:
            shelf = Reports(conn, office.clock())
            assert list(await shelf.photos(account, report.public_id)) == ["one", "two"]


async def test_the_same_report_twice_is_one(office: OpenOffice) -> None:
    chat = await at_the_summary(office)
    await chat.presses("Send the report")
    await chat.says("/outages")
    await chat.presses("No power in the area")
    await chat.presses("It is something else")
    await chat.presses("Send the report")
    assert "reported this already" in chat.text
    assert len(await reports(office)) == 1


async def test_first_aid_can_help_at_once_and_nothing_is_sent(office: OpenOffice) -> None:
    chat = await at_faults(office)
    for part in PARTS:
        await chat.presses(part)
    assert "1 of 4" in chat.text
    await chat.presses("One is down")
    assert "may be charged" in chat.text
    assert "Nothing was sent" in await chat.presses("It works now")
    assert await reports(office) == []


async def test_first_aid_tells_whose_fault_it_is_and_the_dispatcher_reads_it_in_polish(office: OpenOffice) -> None:
    chat = await at_faults(office)
    for part in PARTS:
        await chat.presses(part)
    await chat.presses("Yes, all are up")
    await chat.presses("No, it is dark")
    await chat.presses("No, they have none")
    await chat.presses("Yes, credit is left")
    assert "No power in the street or around" in chat.text
    assert "the staircase is dark too" in chat.text
    await chat.presses("Send the report")
    [report] = await reports(office)
    assert report.kind is FaultKind.NO_POWER_AREA
    assert report.description.startswith("Sprawdzone: własne bezpieczniki włączone; na klatce też ciemno")


async def test_used_up_credit_is_topped_up_and_every_question_can_be_skipped(office: OpenOffice) -> None:
    chat = await at_faults(office)
    for part in PARTS:
        await chat.presses(part)
    await chat.presses("Yes, all are up")
    await chat.presses("There is none here")
    await chat.presses("I do not know")
    await chat.presses("Yes, it is used up")
    assert "Top it up" in chat.text
    await chat.presses("It did not help")
    assert "Send the report" in chat.labels
    await chat.says("/outages")
    for part in PARTS:
        await chat.presses(part)
    await chat.presses("Skip")
    assert "Send the report" in chat.labels
    assert any("Check step by step" in each for each in chat.labels), "nothing was checked yet"


async def test_an_outage_that_is_known_there_is_shown_first_and_joined_with_one_press(office: OpenOffice) -> None:
    await neighbours_all(office)
    theirs = await filed(office, "ukrainian")
    chat = await at_faults(office)
    await chat.presses("No power at my place")
    assert "We know of this already" in chat.text
    assert "not known yet" in chat.text, "that no time is known is said"
    await chat.presses("Me too")
    [mine] = await reports(office)
    assert mine.incident == theirs.incident
    assert mine.others == 1


async def test_what_is_known_may_be_something_else(office: OpenOffice) -> None:
    await neighbours_all(office)
    theirs = await filed(office, "ukrainian")
    chat = await at_faults(office)
    await chat.presses("No power at my place")
    await chat.presses("It is something else")
    await chat.presses("Send the report")
    [mine] = await reports(office)
    assert mine.incident != theirs.incident


async def test_what_is_sent_while_a_known_outage_is_shown_goes_with_me_too(office: OpenOffice) -> None:
    await neighbours_all(office)
    await filed(office, "ukrainian")
    chat = await at_faults(office)
    await chat.presses("No power at my place")
    assert "📷" in await chat.does(photo("pole"))
    assert "a bang at the pole" in await chat.says("a bang at the pole")
    assert "Me too: report it" in chat.labels
    await chat.presses("Me too")
    [mine] = await reports(office)
    assert mine.description == "a bang at the pole"
    account, _points = await account_of(office, "registered")
    async with office.database.read() as conn:
        assert await Reports(conn, office.clock()).photos(account, mine.public_id) == ["pole"]


async def test_ones_own_report_of_it_is_opened_and_not_made_twice(office: OpenOffice) -> None:
    mine = await filed(office, "registered")
    chat = await at_faults(office)
    await chat.presses("No power in the area")
    await chat.presses("My report of it")
    assert mine.number in chat.text
    assert "State: <b>" in chat.text


async def test_an_outage_that_ends_while_it_is_shown_is_not_joined(office: OpenOffice) -> None:
    await neighbours_all(office)
    theirs = await filed(office, "ukrainian")
    chat = await at_faults(office)
    await chat.presses("No power at my place")
    account, _points = await account_of(office, "ukrainian")
    async with office.database.write() as conn:
        await Reports(conn, office.clock()).withdraw(account, theirs.public_id)
    await chat.presses("Me too")
    assert "Send the report" in chat.labels, "what is left is a report of one's own"
    assert await reports(office) == []


async def test_the_place_may_be_a_metering_point_an_address_or_a_spot_on_the_map(office: OpenOffice) -> None:
    chat = await at_the_summary(office)
    await chat.presses("Another place")
    assert "Where is it?" in chat.text
    assert "street, number" in await chat.says("12")
    assert "ul. Polna 7, 00-950 Testowo" in await chat.says("ul. Polna 7, 00-950 Testowo")
    assert "not in Poland" in await chat.does(place(48.85, 2.35))
    assert "52.23000, 21.01000" in await chat.does(place(52.23, 21.01))
    await chat.presses("Send the report")
    [report] = await reports(office)
    assert report.area.spot is not None
    assert (report.area.spot.latitude_e6, report.point, report.address) == (52_230_000, None, "")


async def test_of_several_metering_points_one_is_chosen_and_nobody_elses(office: OpenOffice) -> None:
    _account, others = await account_of(office, "ukrainian")
    async with office.database.write() as conn:
        mine = (await account_of(office, "registered"))[1][0]
        row = (await conn.execute(select(table(MeteringPoint)).where(MeteringPoint.id == mine))).mappings().one()
        second = dict(row) | {"id": None, "ppe": "590310600000099999", "street": "ul. Druga 2"}
        second.pop("id")
        await conn.execute(insert(table(MeteringPoint)), second)
    chat = await at_faults(office)
    await chat.presses("No power in the area")
    assert "Where is it?" in chat.text
    await chat.presses("ul. Druga 2")
    await chat.presses("Send the report")
    [report] = await reports(office)
    assert report.address.startswith("ul. Druga 2")
    assert report.point not in others


async def test_a_metering_point_that_went_to_somebody_else_meanwhile_is_not_reported_for(office: OpenOffice) -> None:
    chat = await at_the_summary(office)
    (_account, [point]), (other, _points) = (
        await account_of(office, "registered"),
        await account_of(office, "ukrainian"),
    )
    async with office.database.write() as conn:
        payer = await conn.scalar(select(Account.payer_id).where(Account.id == other))
        await conn.execute(update(MeteringPoint).where(MeteringPoint.id == point).values(payer_id=payer))
    assert "not in this account" in await chat.presses("Send the report")
    assert await reports(office) == []


async def test_photos_come_one_after_another_up_to_five(office: OpenOffice) -> None:
    chat = await at_the_summary(office)
    await chat.presses("Photos")
    assert "send a photo" in (await chat.sends("voice")).lower()
    await chat.does(photo("p0", "smoke over the pole"))
    await chat.does(photo("p0"))
    for number in range(1, MOST_PHOTOS):
        await chat.does(photo(f"p{number}"))
    assert "Send the report" in chat.labels, "with the fifth it is done"
    assert "smoke over the pole" in chat.text, "the words below a photo count"
    assert "as many as fit" in await chat.does(photo("p9"))
    await chat.presses("Photos")
    await chat.presses("Without photos")
    assert "📷" not in chat.text


async def test_whatever_is_sent_to_the_summary_is_added(office: OpenOffice) -> None:
    chat = await at_the_summary(office)
    await chat.says("dark")
    await chat.says("and a bang")
    assert "dark and a bang" in chat.text
    await chat.does(photo("p"))
    await chat.does(Sent("contact", phone="48600100200"))
    assert "+48 600 100 200" in chat.text
    assert "somebody else" in await chat.does(Sent("contact"))
    assert "too long" in await chat.says("x" * 1600)
    assert "as text" in await chat.sends("sticker")


async def test_a_phone_is_checked_kindly_and_can_be_taken_away(office: OpenOffice) -> None:
    chat = await at_the_summary(office)
    await chat.presses("Leave a phone")
    for wrong in ("12", "abc", "600 100 20", "0" * 9):
        assert "no phone number" in await chat.says(wrong)
    await chat.says("+380 50 123 45 67")
    assert "+380501234567" in chat.text
    await chat.presses("Another phone")
    await chat.presses("Without a phone")
    assert "+380" not in chat.text


async def test_something_else_is_asked_what_it_is(office: OpenOffice) -> None:
    chat = await at_faults(office)
    await chat.presses("Another fault")
    await chat.presses("Something else")
    await chat.presses("No, no danger")
    assert "What has happened?" in chat.text
    await chat.says("the meter hums")
    assert "the meter hums" in chat.text
    assert "Send the report" in chat.labels


async def test_planned_work_that_is_going_on_is_told_before_anything_is_reported(
    office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = office.clock()
    terms = Terms(OperatorId(1), PlannedArea(), now - timedelta(hours=1), now + timedelta(hours=3))
    work = PlannedOutage(
        id=PlannedId(1),
        number="PW-ACDEFGH",
        operator="Sieci Testowe S.A.",
        operator_code="STO",
        phone="",
        terms=terms,
        kept=State.ANNOUNCED,
        published_at=now,
        changed_at=now,
        version=1,
    )

    async def at_point(*_anything: object) -> list[PlannedOutage]:
        return [work]

    monkeypatch.setattr(Planned, "at_point", at_point)
    chat = await at_faults(office)
    await chat.presses("No power at my place")
    assert "PW-ACDEFGH" in chat.text
    assert "no power from 12:00 to 16:00" in chat.text
    assert "Planned outages" in chat.labels
    assert not any("Me too" in each for each in chat.labels)
    await chat.presses("It is something else")
    assert "Send the report" in chat.labels
    await chat.says("/outages")
    await chat.presses("Wire, pole, sparks")
    await chat.presses("Damaged pole")
    await chat.presses("I am calling")
    await chat.says("ul. Polna 7, 00-950 Testowo")
    assert "PW-ACDEFGH" not in chat.text, "planned work breaks no poles"
    assert REMINDER in chat.text
