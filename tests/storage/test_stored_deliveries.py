"""Messages for other chats: who owns which chat, who claims what, and what came of it, on every database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import HowIn
from ibok_bot.domain.ids import AccountId, ChatId
from ibok_bot.storage.accounts import Links
from ibok_bot.storage.conversations import Conversations
from ibok_bot.storage.deliveries import Deliveries, OwnersChat, cancel_topic
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.sessions import Sessions
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


async def test_a_topic_is_cancelled_but_not_what_is_sent_already(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await queue(conn, 1, "recovery:1")
        await conn.execute(update(Delivery).values(state="sent"))
        await queue(conn, 1, "recovery:1")
        await queue(conn, 1, "recovery:11")
        await cancel_topic(conn, "recovery:1")
        states = await conn.execute(select(Delivery.state).order_by(Delivery.id))
        assert states.scalars().all() == ["sent", "cancelled", "queued"]


async def test_a_newer_message_cancels_older_ones_of_its_topic_in_its_chat_alone(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await queue(conn, 2, "outage:1")
        deliveries = Deliveries(conn, visit(), NOW)
        await deliveries.add("telegram", MINE, "{}", topic="outage:1")
        await deliveries.add("telegram", THEIRS, "{}", topic="outage:2")
        first = (await conn.execute(select(func.min(Delivery.id)))).scalar_one()
        await conn.execute(update(Delivery).where(Delivery.id == first).values(state="attempting"))
        await deliveries.add("telegram", THEIRS, "{}", topic="outage:1", supersede=True)
        states = await conn.execute(select(Delivery.state).order_by(Delivery.id))
        assert states.scalars().all() == ["attempting", "cancelled", "queued", "queued", "queued"]


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
