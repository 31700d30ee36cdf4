"""Messages to other chats: each is sent, named by what came of it, and a crash in the middle loses none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from ibok_bot.delivery.outbox import Outbox
from ibok_bot.domain.ids import ChatId
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.deliveries import Deliveries, cancel_topic
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.storage.transactions import Database
from ibok_bot.turns.messages import Gone, Screen, Unanswered
from tests.databases import opened
from tests.office import Clock

PAYLOAD = '{"html":"🔐 <b>x</b>"}'


class Post:
    """Delivers, or fails as told."""

    def __init__(self, *troubles: BaseException) -> None:
        self.troubles = list(troubles)
        self.sent: list[tuple[int, str]] = []
        self.done = asyncio.Event()

    async def push(self, chat: ChatId, screen: Screen) -> int:
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append((chat, screen.html))
        self.done.set()
        return len(self.sent)


async def leave(database: Database, clock: Callable[[], datetime], *chats: int, later: timedelta | None = None) -> None:
    async with database.write() as conn:
        deliveries = Deliveries(conn, Visit("telegram", ChatId(1), "pl"), clock())
        for chat in chats:
            not_before = clock() + later if later else None
            await deliveries.add("telegram", ChatId(chat), PAYLOAD, topic=f"t{chat}", not_before=not_before)


async def states(database: Database) -> list[tuple[str, int]]:
    async with database.read() as conn:
        found = await conn.execute(select(Delivery.state, Delivery.attempts).order_by(Delivery.id))
        return [(row.state, row.attempts) for row in found]


async def test_what_is_due_is_sent_once(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post = Clock(), Post()
        outbox = Outbox(database, "telegram", post, clock)
        await leave(database, clock, 5, 6)
        assert await outbox.empty()
        assert not await outbox.empty()
        assert post.sent == [(5, "🔐 <b>x</b>"), (6, "🔐 <b>x</b>")]
        assert await states(database) == [("sent", 1), ("sent", 1)]


async def test_who_has_left_is_named_and_the_rest_go_on(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, post = Clock(), Post(Gone())
        await leave(database, clock, 5, 6)
        await Outbox(database, "telegram", post, clock).empty()
        assert await states(database) == [("unreachable", 1), ("sent", 1)]


async def test_what_did_not_go_through_is_tried_again_later_and_not_before(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, post = Clock(), Post(Unanswered("busy", 30))
        outbox = Outbox(database, "telegram", post, clock)
        await leave(database, clock, 5)
        await outbox.empty()
        clock.go(seconds=29)
        assert not await outbox.empty()
        clock.go(seconds=2)
        assert await outbox.empty()
        assert await states(database) == [("sent", 2)]


async def test_an_attempt_cut_off_by_a_crash_is_made_again(database_url: str) -> None:
    async with opened(database_url) as database:
        clock = Clock()
        await leave(database, clock, 5)
        with pytest.raises(SystemExit):
            await Outbox(database, "telegram", Post(SystemExit()), clock).empty()
        assert await states(database) == [("attempting", 1)]
        post = Post()
        outbox = Outbox(database, "telegram", post, clock)
        assert not await outbox.empty()
        clock.go(minutes=3)
        assert await outbox.empty()
        assert [chat for chat, _html in post.sent] == [5]


async def test_a_cancelled_or_later_message_is_not_sent(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, post = Clock(), Post()
        outbox = Outbox(database, "telegram", post, clock)
        await leave(database, clock, 5, 6, later=timedelta(hours=1))
        assert not await outbox.empty()
        async with database.write() as conn:
            await cancel_topic(conn, "t5")
        clock.go(hours=2)
        await outbox.empty()
        assert [chat for chat, _html in post.sent] == [6]


async def test_two_outboxes_at_once_send_each_message_once(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post = Clock(), Post()
        await leave(database, clock, *range(10, 40))
        outboxes = [Outbox(database, "telegram", post, clock) for _place in range(2)]

        async def drain(outbox: Outbox) -> None:
            for _round in range(10):
                await outbox.empty()

        await asyncio.gather(*(drain(outbox) for outbox in outboxes))
        assert sorted(chat for chat, _html in post.sent) == list(range(10, 40))


async def test_the_bell_wakes_it_and_stop_ends_it(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, post, stop = Clock(), Post(), asyncio.Event()
        outbox = Outbox(database, "telegram", post, clock)
        running = asyncio.create_task(outbox.run(stop))
        await asyncio.sleep(0.05)
        await leave(database, clock, 5)
        outbox.ring()
        await asyncio.wait_for(post.done.wait(), 0.9)
        stop.set()
        await asyncio.wait_for(running, 1)
