"""The office's rounds: each thing told once to those who wish it, however often, by however many, whatever dies."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from ibok_bot.delivery.reminders import CHEAP_HOURS, INVOICES, OLD_MARKS, REMINDERS, Rounds
from ibok_bot.delivery.schedule import Scheduler
from ibok_bot.delivery.subject import PAGE
from ibok_bot.domain.access import Preferences
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.money import Money
from ibok_bot.domain.templates import AmountRule, Terms
from ibok_bot.storage.reminders import mark, marked
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.deliveries import Delivery, ScheduledJob
from ibok_bot.storage.schema.invoices import PaymentTemplate
from ibok_bot.storage.templates import Templates
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import read as read_supplier
from tests.databases import opened
from tests.delivery.households import (
    TODAY,
    Household,
    add_operator,
    gives_reading,
    has_meter,
    is_billed,
    leaves,
    link,
    owes,
    pays,
    settle_in,
    told,
    wishes,
)
from tests.office import Clock

SUPPLIER = read_supplier(None)
IN_WINDOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
LAST_DAYS = datetime(2026, 12, 4, 10, tzinfo=UTC)


async def goes(database: Database, word: str, clock: Clock | None = None) -> None:
    """One round."""
    clock = clock or Clock()
    await Rounds(database, SUPPLIER, clock).works()[word].do("-", clock())


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


async def test_a_new_invoice_is_told_once_in_every_chat_in_its_language(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            await link(conn, home.account, ChatId(7), "en")
            await is_billed(conn, home, "FV/1", TODAY, day(20))
        for _again in range(2):
            await goes(database, INVOICES)
        assert await told(database) == [
            (home.chat, "invoices", "🧾 Nowa faktura: <b>184,42 zł</b>, termin 14.12.2026"),
            (7, "invoices", "🧾 New invoice: <b>184.42 zł</b>, due 14 Dec 2026"),
        ]
        async with database.write() as conn:
            await is_billed(conn, home, "FV/2", TODAY)
        await goes(database, INVOICES)
        assert len(await told(database)) == 4


async def test_old_invoices_and_those_of_the_time_before_are_no_news(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            for number in range(120):
                await is_billed(conn, home, f"FV/{number}", day(-15 - 30 * number))
        await goes(database, INVOICES)
        assert await told(database) == []


async def test_a_due_is_reminded_of_before_on_and_after_its_day_and_then_no_more(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            await owes(conn, home, "FV/1", day(3))
        clock = Clock()
        for _day in range(12):
            await goes(database, REMINDERS, clock)
            await goes(database, REMINDERS, clock)
            clock.go(days=1)
        reminders = [line for _chat, kind, line in await told(database) if kind == "reminders"]
        assert reminders == [
            "💰 Za 3 dni termin płatności: <b>184,42 zł</b>",
            "💰 Dziś termin płatności: <b>184,42 zł</b>",
            "🔴 Po terminie 1 dzień: <b>184,42 zł</b>",
        ]


async def test_what_was_paid_meanwhile_is_not_reminded_of(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            due = await owes(conn, home, "FV/1", day(3))
        await goes(database, REMINDERS)
        async with database.write() as conn:
            await pays(conn, due)
        clock = Clock()
        for _day in range(6):
            clock.go(days=1)
            await goes(database, REMINDERS, clock)
        assert [kind for _chat, kind, _line in await told(database)].count("reminders") == 1


async def test_a_reminder_ends_with_its_day_and_a_newer_one_takes_its_place(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            await owes(conn, home, "FV/1", day(3))
            await owes(conn, home, "FV/2", day(4))
        await goes(database, REMINDERS)
        clock = Clock()
        clock.go(days=1)
        await goes(database, REMINDERS, clock)
        async with database.read() as conn:
            rows = (
                await conn.execute(
                    select(Delivery.state, Delivery.expires_at, Delivery.topic, Delivery.account_id)
                    .where(Delivery.kind == "reminders")
                    .order_by(Delivery.id)
                )
            ).all()
        midnights = [datetime(2026, 11, at, 23, tzinfo=UTC) for at in (24, 25)]
        topic = f"reminders:{home.account}"
        assert [tuple(row) for row in rows] == [
            ("cancelled", midnights[0], topic, home.account),
            ("queued", midnights[1], topic, home.account),
        ]


async def test_kinds_switched_off_and_people_who_left_are_not_told(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            homes = [await settle_in(conn, number) for number in range(1, 6)]
            for number, home in enumerate(homes):
                await owes(conn, home, f"FV/{number}", day(0))
            await wishes(conn, homes[0], Preferences(frozenset({"reminders"})))
            await leaves(conn, homes[1], blocked_at=Clock().at)
            await leaves(conn, homes[2], unlinked_at=Clock().at)
            await conn.execute(update(Account).where(Account.id == homes[3].account).values(frozen_at=Clock().at))
        await goes(database, REMINDERS)
        assert [(chat, kind) for chat, kind, _line in await told(database)] == [(homes[4].chat, "reminders")]


async def test_with_sums_hidden_no_sum_is_written_down(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            await wishes(conn, home, Preferences(without_amounts=True))
            await owes(conn, home, "FV/1", day(0))
            await is_billed(conn, home, "FV/2", TODAY, day(20))
        await goes(database, REMINDERS)
        await goes(database, INVOICES)
        async with database.read() as conn:
            payloads = list(await conn.scalars(select(Delivery.payload)))
        assert len(payloads) == 2
        assert not any("184" in (payload or "") for payload in payloads)


async def test_the_window_is_told_to_those_without_a_reading_once_when_it_opens_and_once_at_its_end(
    database_url: str,
) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await add_operator(conn)
            lazy, quick, busy = [await settle_in(conn, number) for number in (1, 2, 3)]
            await has_meter(conn, lazy, ppe="1")
            await has_meter(conn, lazy, ppe="2")
            point = await has_meter(conn, quick, ppe="3")
            later = await has_meter(conn, busy, ppe="4")
            await gives_reading(conn, quick, point, date(2026, 11, 25))
        await goes(database, REMINDERS)
        assert await told(database) == []
        clock = Clock(IN_WINDOW)
        for _again in range(2):
            await goes(database, REMINDERS, clock)
        opens = "🔢 Czas na odczyt licznika: przyjmujemy go do 05.12.2026"
        assert await told(database) == [(lazy.chat, "readings", opens), (busy.chat, "readings", opens)]
        async with database.write() as conn:
            await gives_reading(conn, busy, later, date(2026, 11, 27))
        clock = Clock(LAST_DAYS)
        for _again in range(2):
            await goes(database, REMINDERS, clock)
            clock.go(days=1)
        closes = "🔢 Brakuje odczytu licznika, a przyjmujemy go tylko do 05.12.2026"
        assert (await told(database))[2:] == [(lazy.chat, "readings", closes)]


async def template(database: Database, home: Household, terms: Terms) -> int:
    async with database.write() as conn:
        key = await Templates(conn).add(home.account, terms)
    assert key is not None
    return key


async def test_a_predefined_transfer_is_reminded_of_once_and_says_so(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
        fixed = await template(database, home, Terms("Dom", AmountRule.FIXED, Money(5000), 27, 3))
        await template(database, home, Terms("Nigdy", AmountRule.FIXED, Money(5000), 27, None))
        await template(database, home, Terms("Nic", AmountRule.WHOLE, None, 27, 3))
        for _again in range(2):
            await goes(database, REMINDERS)
        assert await told(database) == [
            (home.chat, "templates", "💰 Pora na przelew „Dom”: <b>50,00 zł</b>, do 27.11.2026")
        ]
        async with database.read() as conn:
            last = await conn.execute(select(PaymentTemplate.id, PaymentTemplate.last_reminded_on))
            assert {key: on for key, on in last if on} == {fixed: TODAY}
        clock = Clock()
        clock.go(days=30)
        await goes(database, REMINDERS, clock)
        assert len(await told(database)) == 2


async def test_a_transfer_of_all_that_is_open_says_how_much_that_is(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            await owes(conn, home, "FV/1", day(30), 10_000)
            await owes(conn, home, "FV/2", day(40), 2_550)
        await template(database, home, Terms("Całość", AmountRule.WHOLE, None, 27, 3))
        await template(database, home, Terms("Jedna", AmountRule.NEXT, None, 26, 3))
        await goes(database, REMINDERS)
        [(_chat, _kind, line)] = await told(database)
        assert line == "💰 Pora na przelew „Jedna”: <b>100,00 zł</b>, do 26.11.2026"
        async with database.read() as conn:
            assert "125,50" in str((await conn.execute(select(Delivery.payload))).scalar_one())


async def test_cheaper_hours_are_told_every_day_to_those_who_asked_and_have_any(database_url: str) -> None:
    asked = Preferences(on=frozenset({"cheap_hours"}))
    async with opened(database_url) as database:
        async with database.write() as conn:
            await add_operator(conn)
            cheap, silent, flat = [await settle_in(conn, number) for number in (1, 2, 3)]
            for home, group, ppe in ((cheap, "G12", "1"), (silent, "G12", "2"), (flat, "G11", "3")):
                await has_meter(conn, home, group, ppe)
            await wishes(conn, cheap, asked)
            await wishes(conn, flat, asked)
        clock = Clock(datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
        for _again in range(2):
            await goes(database, CHEAP_HOURS, clock)
        assert await told(database) == [(cheap.chat, "cheap_hours", "🧮 Dziś taniej: 13:00–15:00 i 22:00–6:00")]
        clock.go(days=1, hours=9)
        await goes(database, CHEAP_HOURS, clock)
        assert (await told(database))[1:] == [(cheap.chat, "cheap_hours", "🧮 Dziś taniej: 22:00–6:00")]


async def test_in_the_quiet_hours_nothing_is_told(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            await owes(conn, home, "FV/1", day(0))
            await is_billed(conn, home, "FV/2", TODAY)
        clock = Clock(datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
        for word in (REMINDERS, INVOICES, CHEAP_HOURS):
            await goes(database, word, clock)
        assert await told(database) == []


@pytest.mark.parametrize(
    ("word", "after", "again"),
    [
        (REMINDERS, datetime(2026, 11, 24, 8, 0, tzinfo=UTC), datetime(2026, 11, 25, 8, 0, tzinfo=UTC)),
        (REMINDERS, datetime(2026, 11, 24, 15, 0, tzinfo=UTC), datetime(2026, 11, 25, 8, 0, tzinfo=UTC)),
        (REMINDERS, datetime(2026, 3, 28, 8, 0, tzinfo=UTC), datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),
        (REMINDERS, datetime(2026, 10, 24, 7, 0, tzinfo=UTC), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
        (CHEAP_HOURS, datetime(2026, 11, 24, 8, 0, tzinfo=UTC), datetime(2026, 11, 25, 6, 0, tzinfo=UTC)),
        (INVOICES, datetime(2026, 11, 24, 8, 20, tzinfo=UTC), datetime(2026, 11, 24, 9, 20, tzinfo=UTC)),
        (INVOICES, datetime(2026, 11, 24, 19, 20, tzinfo=UTC), datetime(2026, 11, 25, 6, 0, tzinfo=UTC)),
    ],
)
async def test_rounds_are_made_by_the_clock_in_warsaw(
    sqlite_url: str, word: str, after: datetime, again: datetime
) -> None:
    async with opened(sqlite_url) as database:
        work = Rounds(database, SUPPLIER, Clock()).works()[word]
        assert work.again is not None
        assert work.again(after) == again


async def test_two_processes_at_once_tell_everybody_once(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        async with one.write() as conn:
            homes = [await settle_in(conn, number) for number in range(1, 31)]
            for number, home in enumerate(homes):
                await owes(conn, home, f"FV/{number}", day(0))
        await asyncio.gather(*(goes(database, REMINDERS) for database in (one, two, one, two)))
        assert sorted(chat for chat, _kind, _line in await told(one)) == sorted(home.chat for home in homes)


async def test_every_page_is_gone_over(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database.write() as conn:
            homes = [await settle_in(conn, number) for number in range(1, 2 * PAGE + 2)]
            for home in homes[:: PAGE // 2]:
                await owes(conn, home, f"FV/{home.account}", day(0))
        await goes(database, REMINDERS)
        assert [chat for chat, _kind, _line in await told(database)] == [home.chat for home in homes[:: PAGE // 2]]


async def test_a_morning_that_was_missed_is_made_up_for_once(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
            await owes(conn, home, "FV/1", day(5))
        clock = Clock()
        scheduler = Scheduler(database, Rounds(database, SUPPLIER, clock).works(), clock)
        await scheduler.plant()
        assert not await scheduler.do_one()
        clock.go(days=4)
        done = 0
        while await scheduler.do_one():
            done += 1
        assert done == 4
        assert [line for _chat, kind, line in await told(database) if kind == "reminders"] == [
            "💰 Za 1 dzień termin płatności: <b>184,42 zł</b>"
        ]
        async with database.read() as conn:
            waiting = await conn.execute(
                select(ScheduledJob.word, ScheduledJob.due_at).where(ScheduledJob.done_at.is_(None))
            )
            assert {row.word: row.due_at for row in waiting} == {
                INVOICES: clock() + timedelta(hours=1),
                REMINDERS: datetime(2026, 11, 29, 8, 0, tzinfo=UTC),
                CHEAP_HOURS: datetime(2026, 11, 29, 6, 0, tzinfo=UTC),
                OLD_MARKS: datetime(2026, 11, 29, 2, 30, tzinfo=UTC),
            }


async def test_marks_are_kept_while_anything_could_come_again(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database.write() as conn:
            await mark(conn, ["old"], Clock().at - timedelta(days=101))
            await mark(conn, ["young"], Clock().at - timedelta(days=99))
        await goes(database, OLD_MARKS)
        async with database.read() as conn:
            assert await marked(conn, ["old", "young"]) == {"young"}
