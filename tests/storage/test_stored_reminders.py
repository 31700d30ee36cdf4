"""What is to be told is found account by account, only for those who can be told; marks keep it from coming twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Preferences
from ibok_bot.domain.ids import AccountId, ChatId
from ibok_bot.domain.money import Money
from ibok_bot.domain.pushes import PushKind, topic_of
from ibok_bot.domain.templates import AmountRule, Terms
from ibok_bot.storage.accounts import Wishes
from ibok_bot.storage.deliveries import Deliveries, OwnersChat
from ibok_bot.storage.reminders import (
    Owner,
    accounts_after,
    forget_marks,
    mark,
    marked,
    new_invoices,
    open_dues,
    owners,
    reminded,
    reminding_templates,
    tariff_groups,
)
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.storage.schema.metering import Contract
from ibok_bot.storage.templates import Templates
from ibok_bot.storage.transactions import is_transient
from tests.databases import opened
from tests.delivery.households import (
    JOINED,
    TODAY,
    add_operator,
    has_meter,
    is_billed,
    leaves,
    link,
    owes,
    settle_in,
    wishes,
)
from tests.storage.people import NOW, add_account

NOBODY = AccountId(0)
CHEAP = Preferences(on=frozenset({"cheap_hours"}))


async def test_only_accounts_that_can_be_told_something_are_gone_over_page_by_page(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        homes = [await settle_in(conn, number) for number in range(1, 7)]
        await link(conn, homes[0].account, ChatId(7))
        await leaves(conn, homes[1], blocked_at=NOW)
        await leaves(conn, homes[2], unlinked_at=NOW)
        await conn.execute(update(Account).where(Account.id == homes[3].account).values(frozen_at=NOW))
        await add_account(conn, "10009999", "9" * 26, "nochat@example.org")
        rest = [homes[0].account, homes[4].account, homes[5].account]
        assert await accounts_after(conn, NOBODY, 10) == rest
        assert await accounts_after(conn, NOBODY, 2) == rest[:2]
        assert await accounts_after(conn, rest[1], 2) == rest[2:]
        everybody = await owners(conn, [home.account for home in homes])
        assert sorted(everybody) == rest


async def test_those_who_asked_for_something_are_found_alone(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        _silent, asking = await settle_in(conn, 1), await settle_in(conn, 2)
        await wishes(conn, asking, CHEAP)
        assert await accounts_after(conn, NOBODY, 10, who_asked=True) == [asking.account]
        await wishes(conn, asking, Preferences())
        assert await accounts_after(conn, NOBODY, 10, who_asked=True) == []


async def test_an_owner_has_wishes_and_chats_each_in_its_language(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        home = await settle_in(conn, 1, "uk")
        await link(conn, home.account, ChatId(7), "en")
        wished = Preferences(frozenset({"invoices"}), without_amounts=True, on=frozenset({"cheap_hours"}))
        await wishes(conn, home, wished)
        chats = (OwnersChat("telegram", home.chat, "uk"), OwnersChat("telegram", ChatId(7), "en"))
        assert await owners(conn, [home.account]) == {home.account: Owner(home.account, wished, chats)}


async def test_an_invoice_is_news_from_the_day_on_which_its_customer_came(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        home, other = await settle_in(conn, 1), await settle_in(conn, 2)
        joined = JOINED.date()
        await is_billed(conn, home, "FV/1", joined - timedelta(days=1))
        on_the_day = await is_billed(conn, home, "FV/2", joined, date(2026, 12, 14))
        later = await is_billed(conn, home, "FV/3", TODAY)
        await is_billed(conn, other, "FV/4", TODAY)
        found = await new_invoices(conn, [home.account], date(2026, 10, 1))
        assert [(news.id, news.number, news.due_on) for news in found] == [
            (on_the_day, "FV/2", date(2026, 12, 14)), (later, "FV/3", None),
        ]  # fmt: skip
        assert (found[0].account, found[0].gross, found[0].public_id) == (home.account, Money(18_442), "pFV2")
        assert [news.number for news in await new_invoices(conn, [home.account], TODAY)] == ["FV/3"]


async def test_what_is_open_is_found_by_account_within_a_span_of_days(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        home, other = await settle_in(conn, 1), await settle_in(conn, 2)
        for number, days, left in (("A", -3, 1), ("B", 0, 0), ("C", 1, 5), ("D", 2, 5)):
            await owes(conn, home, number, TODAY + timedelta(days=days), left)
        await owes(conn, other, "E", TODAY)
        span = (TODAY - timedelta(days=3), TODAY + timedelta(days=1))
        both = await open_dues(conn, [home.account, other.account], span)
        assert {account: [due.number for due in dues] for account, dues in both.items()} == {
            home.account: ["A", "C"], other.account: ["E"],
        }  # fmt: skip
        assert [due.number for due in (await open_dues(conn, [home.account]))[home.account]] == ["A", "C", "D"]


async def test_templates_with_a_reminder_and_when_it_came_last(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        home, shelf = await settle_in(conn), Templates(conn)
        terms = Terms("Prąd", AmountRule.FIXED, Money(100), 10, 3)
        key = await shelf.add(home.account, terms)
        await shelf.add(home.account, Terms("Bez", AmountRule.WHOLE, None, 10, None))
        assert key is not None
        [(account, template)] = await reminding_templates(conn, [home.account])
        assert (account, template.id, template.terms) == (home.account, key, terms)
        assert template.last_reminded_on is None
        await reminded(conn, [key], TODAY)
        [(_account, template)] = await reminding_templates(conn, [home.account])
        assert template.last_reminded_on == TODAY


async def test_tariff_groups_of_contracts_in_force_each_once(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await add_operator(conn)
        home, other = await settle_in(conn, 1), await settle_in(conn, 2)
        await has_meter(conn, home, "G12", "1")
        await has_meter(conn, home, "G12", "2")
        await has_meter(conn, home, "G11", "3")
        ended = await has_meter(conn, home, "C11", "4")
        await conn.execute(
            update(Contract).where(Contract.point_id == ended).values(valid_to=TODAY - timedelta(days=1))
        )
        await has_meter(conn, other, "G12", "5")
        assert await tariff_groups(conn, [home.account], TODAY) == [
            (home.account, 1, "G11"), (home.account, 1, "G12"),
        ]  # fmt: skip


async def test_a_mark_is_made_once_and_a_rival_is_told_to_look_again(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await mark(conn, ["due:1:2026-11-27:-3", "invoice:1"], NOW)
        with pytest.raises(IntegrityError) as lost:
            async with database.write() as conn:
                await mark(conn, ["invoice:1", "invoice:2"], NOW)
        assert is_transient(lost.value)
        async with database.read() as conn:
            asked = ["invoice:1", "invoice:2", *(f"x:{number}" for number in range(1200))]
            assert await marked(conn, asked) == {"invoice:1"}
            assert await marked(conn, []) == set()


async def test_old_marks_are_forgotten_some_at_a_time(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await mark(conn, ["a", "b", "c"], NOW - timedelta(days=2))
        await mark(conn, ["d"], NOW)
        assert [await forget_marks(conn, NOW, 2) for _round in range(3)] == [2, 1, 0]
        assert await marked(conn, ["a", "b", "c", "d"]) == {"d"}


async def test_wishes_are_kept_and_what_waits_of_a_kind_switched_off_is_not_sent(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        home = await settle_in(conn)
        deliveries, shelf = Deliveries(conn, None, NOW), Wishes(conn)
        for kind in (PushKind.INVOICES, PushKind.REMINDERS):
            await deliveries.add("telegram", home.chat, "{}", kind=kind, topic=topic_of(kind, home.account))
        await deliveries.add("telegram", home.chat, "{}", kind="invoices", topic=topic_of(PushKind.INVOICES, NOBODY))
        wished = Preferences(frozenset({"invoices"}), on=frozenset({"cheap_hours"}))
        await shelf.save(home.account, wished)
        assert await shelf.of(home.account) == wished
        assert await states(conn) == ["cancelled", "queued", "queued"]


async def states(conn: AsyncConnection) -> list[str]:
    return list(await conn.scalars(select(Delivery.state).order_by(Delivery.id)))
