"""Messages for other chats: who owns which chat, who claims what, and what came of it, on every database."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import HowIn
from ibok_bot.domain.ids import AccountId, ChatId
from ibok_bot.storage.accounts import Links
from ibok_bot.storage.conversations import Conversations
from ibok_bot.storage.deliveries import Deliveries, DueDelivery, Outcome, OwnersChat, cancel_topic, claim, settle
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.sessions import Sessions
from ibok_bot.storage.transactions import Database
from tests.databases import opened
from tests.storage.people import MINE, NOW, THEIRS, add_account, visit

TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)


async def queue(
    conn: AsyncConnection, count: int = 1, topic: str | None = None, after: timedelta | None = None
) -> None:
    """Messages to a chat."""
    deliveries = Deliveries(conn, visit(), NOW)
    for number in range(count):
        due = NOW + after if after is not None else None
        await deliveries.add("telegram", THEIRS, f'"{number} ґ"', topic=topic, not_before=due)


async def take(database: Database, at: datetime = NOW, most: int = 10) -> list[DueDelivery]:
    """As the sender does."""
    async with database.write() as conn:
        return list(await claim(conn, "telegram", at, most))


async def state(database: Database) -> tuple[str, int | None, datetime]:
    """How the only message stands."""
    async with database.read() as conn:
        row = (await conn.execute(select(Delivery.state, Delivery.message_id, Delivery.due_at))).one()
        return row.state, row.message_id, row.due_at


async def sign_in(conn: AsyncConnection, account: AccountId, chat: ChatId, language: str, after: timedelta) -> None:
    """A chat of the owner's."""
    opened_chat = await Conversations(conn).open(
        "telegram", chat, chat, language, idle_after=timedelta(hours=12), now=NOW
    )
    await Sessions(conn, opened_chat.visit, NOW + after).open(account, HowIn.PASSWORD)


async def test_the_owner_s_other_chats_each_in_its_language(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        await sign_in(conn, account, MINE, "uk", timedelta(0))
        await sign_in(conn, account, THEIRS, "en", MINUTE)
        mine, theirs = OwnersChat("telegram", MINE, "uk"), OwnersChat("telegram", THEIRS, "en")
        stranger = visit(ChatId(333))
        assert await Deliveries(conn, stranger, NOW).owner_chats(account) == [mine, theirs]
        assert await Deliveries(conn, visit(MINE), NOW).owner_chats(account) == [theirs]
        assert await Deliveries(conn, stranger, NOW).owner_chats(AccountId(account + 1)) == []
        await Links(conn, visit(MINE), NOW).unlink_younger(account)
        assert await Deliveries(conn, stranger, NOW).owner_chats(account) == [mine]


async def test_only_what_is_due_is_claimed_in_order_and_no_more_than_asked(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await queue(conn, 3)
            await queue(conn, 1, after=TICK)
        first = await take(database, most=2)
        assert [(row.payload, row.attempts) for row in first] == [('"0 ґ"', 1), ('"1 ґ"', 1)]
        assert [row.payload for row in await take(database)] == ['"2 ґ"']
        assert await take(database) == []
        assert len(await take(database, NOW + TICK)) == 1


async def test_another_channel_s_messages_are_left_alone(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await queue(conn)
        assert list(await claim(conn, "terminal", NOW, 10)) == []


async def test_two_senders_share_the_queue_without_a_message_twice(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        async with one.write() as conn:
            await queue(conn, 30)
        shares = await asyncio.gather(take(one, most=30), take(two, most=30), take(one, most=30))
        claimed = [row.id for share in shares for row in share]
        assert len(claimed) == len(set(claimed)) == 30


async def test_what_was_sent_is_not_sent_again(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await queue(conn)
        (row,) = await take(database)
        async with database.write() as conn:
            await settle(conn, row, Outcome.sent(77))
        assert await state(database) == ("sent", 77, NOW)
        assert await take(database, NOW + timedelta(days=1)) == []


async def test_what_failed_comes_again_at_its_time(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await queue(conn)
        (row,) = await take(database)
        async with database.write() as conn:
            await settle(conn, row, Outcome.again(NOW + MINUTE))
        assert await state(database) == ("retry_at", None, NOW + MINUTE)
        assert await take(database, NOW + MINUTE - TICK) == []
        assert [again.attempts for again in await take(database, NOW + MINUTE)] == [2]


async def test_an_attempt_cut_off_by_a_crash_is_taken_over_and_the_dead_sender_has_no_say(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await queue(conn)
        (dead,) = await take(database)
        assert await take(database, NOW + 2 * MINUTE) == []
        (heir,) = await take(database, NOW + 2 * MINUTE + TICK)
        assert (heir.id, heir.attempts) == (dead.id, 2)
        async with database.write() as conn:
            await settle(conn, dead, Outcome.again(NOW))
        assert (await state(database))[0] == "attempting"
        async with database.write() as conn:
            await settle(conn, heir, Outcome.unreachable())
        assert (await state(database))[0] == "unreachable"


async def test_a_topic_is_cancelled_but_not_what_is_sent_already(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await queue(conn, 1, "recovery:1")
        (row,) = await take(database)
        async with database.write() as conn:
            await settle(conn, row, Outcome.sent(1))
            await queue(conn, 1, "recovery:1")
            await queue(conn, 1, "recovery:11")
            await cancel_topic(conn, "recovery:1")
            states = await conn.execute(select(Delivery.state).order_by(Delivery.id))
            assert states.scalars().all() == ["sent", "cancelled", "queued"]


async def test_a_broadcast_reaches_a_chat_once_and_single_messages_any_number_of_times(database_url: str) -> None:
    message = {"broadcast_id": 1, "channel": "telegram", "kind": "notice", "payload": "{}", "state": "queued"}
    times = {"attempts": 0, "due_at": NOW, "created_at": NOW}
    async with opened(database_url) as database:
        async with database.write() as conn:
            await queue(conn, 2)
            sending = {"audience": "{}", "state": "frozen", "created_at": NOW, "starts_at": NOW}
            await conn.execute(insert(Broadcast).values(id=1, recipients=2, **sending))
            for chat in (MINE, THEIRS):
                await conn.execute(insert(Delivery).values(**message, **times, chat_id=chat))
        with pytest.raises(IntegrityError):
            async with database.write() as conn:
                await conn.execute(insert(Delivery).values(**message, **times, chat_id=MINE))
        async with database.read() as conn:
            assert len((await conn.execute(select(Delivery.id))).all()) == 4
