"""Pages that staff look at are edited between the messages: within the bot's pace, and never in a chat's gap."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from ibok_bot.delivery.limits import Limits
from ibok_bot.delivery.sender import Sender
from ibok_bot.domain.ids import ChatId
from ibok_bot.turns.messages import Screen
from tests.databases import opened
from tests.delivery.senders import FIRST_CHAT, FakePost, broadcast, customers, make_sender, until
from tests.delivery.test_pace import busiest
from tests.office import Clock

RATE = 20
PACED = Limits(RATE, 20, chat_gap=0.4, settling=0, lease=timedelta(seconds=5), poll=0.05, batch=0.01)
CLERK = ChatId(7)


@dataclass
class Timed(FakePost):
    """Remembers when each message went to which chat."""

    calls: list[tuple[float, int]] = field(default_factory=list)

    async def push(self, chat: ChatId, screen: Screen) -> int:
        self.calls.append((time.monotonic(), chat))
        return await super().push(chat, screen)


async def edit(sender: Sender, post: Timed, chat: ChatId) -> bool:
    async with sender.asides.turn(chat, 2) as granted:
        if granted:
            post.calls.append((time.monotonic(), chat))
        return granted


async def test_edits_go_between_the_messages_within_the_limit_and_the_gap(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await customers(database, 50)
        post, stop = Timed(), asyncio.Event()
        sender = make_sender(database, post, Clock(), PACED)
        assert not await edit(sender, post, CLERK), "another process may be sending"
        await broadcast(database)
        running = asyncio.create_task(sender.run(stop))
        await asyncio.wait_for(post.arrived.wait(), 10)
        granted = [await edit(sender, post, CLERK) for _again in range(4)]
        granted += await asyncio.gather(*(edit(sender, post, ChatId(FIRST_CHAT + n)) for n in (1, 50)))
        await until(lambda: len(post.sent) == 50)
        stop.set()
        await running
        assert all(granted), "a busy sender finds room for them"
        assert busiest([at for at, _chat in post.calls], 0.999) <= RATE
        for chat in (CLERK, FIRST_CHAT + 1, FIRST_CHAT + 50):
            times = sorted(at for at, to in post.calls if to == chat)
            assert all(later - earlier >= 0.39 for earlier, later in pairwise(times))
        assert not await edit(sender, post, CLERK), "it has stopped"


async def test_who_gives_up_waiting_takes_nothing(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await customers(database, 3)
        post, stop = Timed(), asyncio.Event()
        sender = make_sender(database, post, Clock(), PACED)
        running = asyncio.create_task(sender.run(stop))
        await until(lambda: sender.asides.active)
        sender.asides.hush(0.6)
        waiting = asyncio.create_task(edit(sender, post, CLERK))
        await asyncio.sleep(0.1)
        assert not post.calls, "silence is kept"
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await edit(sender, post, CLERK), "the chat is free again"
        await broadcast(database)
        sender.ring()
        await asyncio.wait_for(post.arrived.wait(), 5)
        stop.set()
        await running
