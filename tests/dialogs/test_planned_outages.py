"""Planned outages in conversation: a dispatcher announces, changes and cancels; the customer sees, saves and claims."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from ibok_bot.delivery.planned import Planning
from ibok_bot.delivery.schedule import Scheduler
from ibok_bot.dialogs.exchange import Sent
from ibok_bot.domain.ids import ChatId, OperatorId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.papers import CalendarEvent, Document, TextFile
from ibok_bot.domain.planned import Terms
from ibok_bot.domain.planned_text import parse
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.domain.staff import CONSOLE, Role
from ibok_bot.i18n import LANGUAGES
from ibok_bot.storage.schema.outages import PlannedOutage
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.messages import Screen
from ibok_bot.turns.planneddesk import PlannedDesk
from tests.office import NOW, Chat, OpenOffice, open_office
from tests.staff import let_in

NBSP = "\u00a0"
QUIET = QuietHours(*read_supplier(None).quiet_hours)


async def dispatcher(office: OpenOffice, number: int = 900, language: str = "en") -> Chat:
    chat = office.chat(number, language)
    await chat.says("/start")
    await let_in(chat, Role.DISPATCHER)
    return chat


def home(office: OpenOffice, persona: str = "registered") -> str:
    """Where this customer lives, as a dispatcher writes it."""
    return office.personas[persona].points[0].ppe


async def pushed(office: OpenOffice, chat: Chat) -> list[Screen]:
    """What arrived in a chat, once scheduled work is done."""
    planning = Planning(office.database, QUIET, office.clock)
    scheduler = Scheduler(office.database, planning.works(), office.clock)
    while await scheduler.do_one():
        pass
    return [screen for number, screen in await office.post() if number == chat.number]


async def announces(chat: Chat, where: str, start: str = "4.12 8:00", end: str = "14:00") -> str:
    await chat.says("/plannedoutages")
    await chat.presses("New outage")
    await chat.says(where, start, end, "replacement of a pole")
    return await chat.presses("Announce the outage")


async def planned(office: OpenOffice, area: str, starts: float, hours: float) -> int:
    """An outage that starts in so many hours, and its key."""
    begins = office.clock() + timedelta(hours=starts)
    async with office.database.write() as conn:
        terms = Terms(OperatorId(1), parse(area), begins, begins + timedelta(hours=hours), "work")
        return (await PlannedDesk(conn, office.clock()).announce(terms, CONSOLE)).id


async def test_from_the_form_to_the_customers_calendar(database_url: str) -> None:
    async with open_office(database_url) as office:
        staff, customer, other = await dispatcher(office), office.chat(), office.chat(502)
        await customer.logs_in("registered")
        await other.logs_in("business")
        await staff.says("/plannedoutages")
        assert "No outage is coming or running." in staff.text
        await staff.presses("New outage")
        await staff.says(home(office), "4.12 8:00")
        assert "It begins: <b>4 Dec 2026, 08:00</b>" in staff.text
        await staff.presses("6 h")
        await staff.presses("Without a reason")
        for said in (
            "<b>4 Dec 2026, 08:00–14:00</b>",
            "It concerns <b>1</b> metering point",
            "<b>1</b> household will be told here",
        ):
            assert said in staff.text
        assert "Less than 5 days" not in staff.text
        assert "is announced" in await staff.presses("Announce the outage")
        [push] = await pushed(office, customer)
        assert push.html.startswith("⚡ Planned outage: <b>4 Dec 2026, 08:00–14:00</b>")
        assert await pushed(office, other) == []
        show, calendar = [button.data or "" for row in push.rows for button in row]
        assert "4 Dec 2026, 08:00–14:00" in await customer.presses_data(show)
        await customer.presses_data(calendar)
        [event] = customer.last.screens[0].files
        assert isinstance(event, CalendarEvent)
        assert (event.starts_at, event.sequence, event.cancelled) == (NOW.replace(day=4, month=12, hour=7), 1, False)
        for forged in (show, calendar):
            assert "There is no such planned outage" in await other.presses_data(forged)
        assert "<b>1</b>" in await customer.presses_data("e:planned")
        assert "No outage is planned" in await other.presses_data("e:planned")


async def test_a_change_and_the_cancelling_are_told_and_the_older_page_is_refused(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        staff, colleague, customer = await dispatcher(office), await dispatcher(office, 901), office.chat()
        await customer.logs_in("registered")
        await announces(staff, home(office))
        await staff.presses("Show the outage")
        await colleague.presses_data(f"e:plannedoutages:{await _key(office)}")
        await staff.presses("Change the time")
        await staff.says("4.12 9:00")
        await staff.presses("8 h")
        assert "<b>4 Dec 2026, 09:00–17:00</b>" in staff.text
        await colleague.presses("Change the place")
        await staff.presses("Change the outage")
        assert "Somebody else has changed" in await colleague.says("Warszawa")
        await staff.presses("Show the outage")
        await staff.presses("Cancel the outage")
        assert "<b>1</b> household will be told" in staff.text
        await staff.presses("Keep it")
        await staff.presses("Cancel the outage")
        assert "is cancelled" in await staff.presses("Cancel the outage")
        firsts = [screen.html.split("\n")[0] for screen in await pushed(office, customer)]
        assert firsts == []  # announced and cancelled before anybody was told: there is no news
        assert "🔴" not in await customer.presses_data(f"e:planned:{await _key(office)}")
        assert "❌ cancelled" in customer.text


async def _key(office: OpenOffice) -> int:
    async with office.database.read() as conn:
        return int((await conn.execute(select(PlannedOutage.id))).scalar_one())


async def test_what_makes_no_sense_is_said_with_what_to_do(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        staff = await dispatcher(office)
        await staff.says("/plannedoutages")
        await staff.presses("New outage")
        assert "Line 2: begin with a postcode" in await staff.says("Warszawa\n, Jasna")
        await staff.says("Warszawa, Jasna 1-15")
        assert "That is not a time" in await staff.says("soon")
        assert "That time is over" in await staff.says("24.11.2026 8:00")
        await staff.says("26.11 8:00")
        assert "longer than 7 days" in await staff.says("26.12 8:00")
        await staff.says("14:00")
        await staff.says("x")
        assert "Less than 5 days are left" in staff.text
        assert "No customer of ours" in staff.text


async def test_only_the_reason_tells_nobody(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        staff, customer = await dispatcher(office), office.chat()
        await customer.logs_in("registered")
        await announces(staff, home(office))
        assert len(await pushed(office, customer)) == 1
        await staff.presses("Show the outage")
        await staff.presses("Change the reason")
        assert "nobody gets a message" in await staff.says("cable")
        await staff.presses("Change the outage")
        assert len(await pushed(office, customer)) == 1


async def test_a_running_one_can_only_end_otherwise(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        staff, customer = await dispatcher(office), office.chat()
        await customer.logs_in("registered")
        key = await planned(office, home(office), 1, 4)
        assert len(await pushed(office, customer)) == 1
        office.clock.go(hours=2)
        await staff.presses_data(f"e:plannedoutages:{key}")
        assert "running now" in staff.text
        assert "When does it end?" in await staff.presses("Change the time")
        await staff.presses("8 h")
        await staff.presses("Change the outage")
        last = (await pushed(office, customer))[-1]
        assert last.html.startswith("⚡ Planned outage changed: <b>24 Nov 2026, 14:00–22:00</b>")
        assert "Before: 24 Nov 2026, 14:00–18:00" in last.html


@pytest.mark.parametrize("role", [None, Role.CLERK])
async def test_it_is_for_dispatchers_alone(sqlite_url: str, role: Role | None) -> None:
    async with open_office(sqlite_url) as office:
        key = await planned(office, home(office), 240, 6)
        chat = office.chat(700)
        await chat.logs_in("registered")
        if role:
            await let_in(chat, role)
        for entry in ("e:plannedoutages", f"e:plannedoutages:{key}"):
            assert "New outage" not in await chat.presses_data(entry)
            assert "Cancel the outage" not in chat.labels
        await chat.says("/plannedoutages")
        assert "New outage" not in "".join(chat.labels)


async def test_a_guest_is_asked_to_log_in_first(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        key = await planned(office, home(office), 240, 6)
        for entry in (f"e:planned:{key}", f"e:planned:ics-{key}", f"e:claim:p-{key}"):
            guest = office.chat(701)
            await guest.presses_data(entry)
            assert "2026" not in guest.text
            assert not guest.last.screens[0].files


@pytest.mark.parametrize("item", ["", "0", "-1", "x", "9" * 19, "ics-", "ics-x", "1 or 1=1", "²"])
async def test_forged_items_show_nothing(sqlite_url: str, item: str) -> None:
    async with open_office(sqlite_url) as office:
        staff, customer = await dispatcher(office), office.chat()
        await customer.logs_in("registered")
        await planned(office, home(office, "business"), 240, 6)
        assert "2026" not in await customer.presses_data(f"e:planned:{item}")
        assert "2026" not in await customer.presses_data(f"e:claim:p-{item}")
        assert "2026" not in await customer.presses_data(f"e:claim:r-{item}")
        if item:
            assert "2026" not in await staff.presses_data(f"e:plannedoutages:{item}")


async def test_a_file_is_looked_at_before_it_is_announced(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        staff, customer = await dispatcher(office), office.chat()
        await customer.logs_in("registered")
        head = "number;operator;start;end;place;reason;state\n"
        file = (
            f"{head}OSD/1;STO;2026-12-04 08:00;2026-12-04 14:00;{home(office)};słup;\n"
            f"OSD/2;STO;2026-11-26 08:00;2026-11-26 14:00;{home(office)};;\n"
            "OSD/3;NIKT;2026-12-04 08:00;2026-12-04 14:00;Kutno;;\n"
        )
        await staff.says("/plannedoutages")
        await staff.presses("From a file")
        [sample] = staff.last.screens[0].files
        assert isinstance(sample, TextFile)
        assert "line 2: the start is no time" in await staff.says(f"{head}A;STO;soon;2026-12-04 14:00;Kutno;;")
        office.channel.kept["f"] = file.encode("utf-8-sig")
        await staff.does(Sent("document", media=Media(MediaKind.DOCUMENT, "f")))
        assert "The file holds <b>3</b> outages" in staff.text
        assert f"left until 1{NBSP}outage" in staff.text
        await staff.presses("Announce them all")
        assert "<b>2</b> outages taken in" in staff.text
        assert "lines 4" in staff.text
        assert len(await pushed(office, customer)) == 2
        await staff.says("/plannedoutages")
        await staff.presses("From a file")
        await staff.says(file)
        await staff.presses("Announce them all")
        assert f"2{NBSP}stand so already" in staff.text
        assert len(await pushed(office, customer)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_after_a_day_without_electricity_a_claim_is_ready_in_polish(sqlite_url: str, language: str) -> None:
    async with open_office(sqlite_url) as office:
        customer, other = office.chat(501, language), office.chat(502)
        await customer.logs_in("registered")
        await other.logs_in("business")
        key = await planned(office, home(office), 1, 30)
        await planned(office, home(office), 60, 20)
        office.clock.go(hours=25)
        await customer.logs_in("registered")
        await customer.presses_data(f"e:claim:p-{key}")
        assert "24.11" not in customer.text
        assert not customer.last.screens[0].files
        office.clock.go(hours=100)
        await customer.logs_in("registered")
        await other.logs_in("business")
        await customer.presses_data(f"e:planned:{key}")
        claim = next(button for screen in customer.last.screens for row in screen.rows for button in row
                     if "e:claim" in (button.data or ""))  # fmt: skip
        await customer.presses_data(claim.data or "")
        [made] = customer.last.screens[0].files
        assert isinstance(made, Document)
        who = office.personas["registered"]
        whole = "\n".join((made.title, *made.lead, *made.tail))
        assert made.title == "Wniosek o bonifikatę za przerwę w dostawie energii"
        for known in (
            who.customer_number,
            home(office),
            "24.11.2026, 14:00",
            "25.11.2026, 20:00",
            "Sieci Testowe S.A.",
        ):
            assert known in whole
            assert known in customer.text
        assert "zł" not in whole
        await customer.presses_data("e:claim")
        assert "<b>1</b>" in customer.text
        assert not (await other.presses_data(f"e:claim:p-{key}")).count("24.11")
        assert not other.last.screens[0].files


async def test_deliveries_reach_only_their_owner(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        customer = office.chat()
        await customer.logs_in("registered")
        await planned(office, "\n".join([home(office), home(office, "business")]), 240, 6)
        await pushed(office, customer)
        assert {number for number, _screen in office.channel.pushed} == {ChatId(501)}
