"""Weeks of a customer: what arrives in the chat, and that every button opens its thing for its owner alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import select

from ibok_bot.delivery.reminders import Rounds
from ibok_bot.delivery.schedule import Scheduler
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.money import Money
from ibok_bot.domain.templates import AmountRule, Terms
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.templates import Templates
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.messages import Screen
from tests.office import Chat, OpenOffice, open_office

SUPPLIER = read_supplier(None)
DAYS = 26


async def lives_through(office: OpenOffice, days: int) -> None:
    """The scheduler looks every other hour, and what it leaves is sent."""
    scheduler = Scheduler(office.database, Rounds(office.database, SUPPLIER, office.clock).works(), office.clock)
    await scheduler.plant()
    for _look in range(days * 12):
        office.clock.go(hours=2)
        while await scheduler.do_one():
            pass
        await office.post()


async def wish(office: OpenOffice, email: str) -> None:
    """A template with a reminder."""
    async with office.database.write() as conn:
        account = (await conn.execute(select(Account.id).where(Account.email == email))).scalar_one()
        await Templates(conn).add(AccountId(account), Terms("Rata", AmountRule.FIXED, Money(5000), 10, 2))


async def test_weeks_bring_each_thing_once_and_every_button_opens_it(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        office.clock.at = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
        chat, stranger = office.chat(501), office.chat(502)
        await chat.logs_in("registered")
        await chat.says("/settings")
        await chat.presses("Cheap hours: turn on")
        await stranger.logs_in("business")
        login = office.personas["registered"].login
        assert login is not None
        await wish(office, login.email)
        await lives_through(office, DAYS)
        mine = [screen for number, screen in office.channel.pushed if number == chat.number]
        firsts = [screen.html.replace("\u00a0", " ").split("\n")[0] for screen in mine]
        assert sum(first.startswith("🧮") for first in firsts) == DAYS
        assert [first for first in firsts if first.startswith("🔢")] == [
            "🔢 It is time to read the meter: we take readings until 5 Dec 2026",
            "🔢 A meter reading is missing, and we take it only until 5 Dec 2026",
        ]
        [transfer] = [first for first in firsts if "Rata" in first]
        assert transfer == "💰 Time for the transfer “Rata”: <b>50.00 zł</b>, by 10 Dec 2026"
        assert [first for first in firsts if "309.05" in first] == [
            "💰 To pay in 3 days: <b>309.05 zł</b>",
            "💰 To pay today: <b>309.05 zł</b>",
            "🔴 Overdue by 1 day: <b>309.05 zł</b>",
        ]
        assert len(firsts) == DAYS + 6
        await presses_of_owner_and_stranger(chat, stranger, mine)


async def presses_of_owner_and_stranger(chat: Chat, stranger: Chat, mine: list[Screen]) -> None:
    """The owner is shown the thing; another customer who forges the same press is shown nothing of it."""
    data = {button.data: button.label for screen in mine for row in screen.rows for button in row if button.data}
    numbers = {number for screen in mine for number in re.findall(r"FV/[\d/]+|Rata", screen.html)}
    assert len(data) >= 6
    await chat.logs_in("registered")
    await stranger.logs_in("business")
    for press, label in data.items():
        said = await chat.presses_data(press)
        assert not re.search("is gone|no longer|not here", said), (label, said)
        said = await stranger.presses_data(press)
        assert not [number for number in numbers if number in said], (label, said)
