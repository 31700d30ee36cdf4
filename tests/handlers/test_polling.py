"""Polling: every update is handled until it is done, each chat in order, and the offset never passes the unfinished."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

import msgspec
import pytest

from ibok_bot.dialogs.exchange import Typed
from ibok_bot.handlers.polling import Polling, TokenRefused, Trouble
from ibok_bot.handlers.updates import Ignored, Membership, Read
from ibok_bot.turns.messages import Incoming, Unanswered

_QUIET_WEEK = 500
"""Numbers this far below the offset are of a new beginning."""


@dataclass
class Queue:
    """Telegram's queue: holds updates until the offset passes them."""

    pending: list[tuple[int, bytes]] = field(default_factory=list)
    troubles: list[Trouble | TokenRefused] = field(default_factory=list)
    asked: list[tuple[int, int, int]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, number: int, chat: int = 1, text: str = "") -> None:
        user = {"id": chat, "first_name": "A"}
        message = {"message_id": number, "from": user, "chat": {"id": chat, "type": "private"}, "date": 1}
        update = {"update_id": number, "message": message | {"text": text or str(number)}}
        self.pending.append((number, msgspec.json.encode(update)))
        self.news.set()

    async def fetch(self, offset: int, limit: int, patience: int, allowed: tuple[str, ...]) -> list[msgspec.Raw]:
        assert "message" in allowed
        self.asked.append((offset, limit, patience))
        if self.troubles:
            raise self.troubles.pop(0)
        self.pending = [(n, body) for n, body in self.pending if n >= offset or n < offset - _QUIET_WEEK]
        if not self.pending and patience:
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), patience)
        return [msgspec.Raw(body) for _number, body in self.pending[:limit]]


@dataclass
class Office:
    """Handles updates as a test wants, and remembers."""

    work: Callable[[Incoming], Awaitable[None]] | None = None
    began: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    async def handle(self, read: Read) -> None:
        self.began.append(read.update_id)
        if self.work and isinstance(read, Incoming):
            await self.work(read)
        self.done.append(read.update_id)


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)


class Run:
    """Polling under way, as a context."""

    def __init__(self, queue: Queue, office: Office) -> None:
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(Polling(queue, office.handle).run(self.stop))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.stop.set()
        await self.task


async def test_what_is_done_is_confirmed_and_not_handled_twice() -> None:
    queue, office = Queue(), Office()
    async with Run(queue, office):
        for number in (5, 6, 7):
            queue.add(number, chat=number)
        await until(lambda: len(office.done) == 3)
        queue.add(8)
        await until(lambda: 8 in office.done)
    assert sorted(office.began) == [5, 6, 7, 8]
    assert queue.asked[-1] == (9, 1, 0)
    assert queue.pending == []


async def test_one_chat_in_order_others_at_once() -> None:
    gate, queue = asyncio.Event(), Queue()

    async def work(incoming: Incoming) -> None:
        if incoming.update_id == 1:
            await gate.wait()

    office = Office(work)
    for number, chat in ((1, 1), (2, 1), (3, 2), (4, 3)):
        queue.add(number, chat)
    async with Run(queue, office):
        await until(lambda: len(office.done) == 2)
        assert office.done == [3, 4]
        assert 2 not in office.began
        gate.set()
        await until(lambda: len(office.done) == 4)
    assert office.done == [3, 4, 1, 2]


async def test_the_offset_never_passes_an_unfinished_update() -> None:
    gate, queue = asyncio.Event(), Queue()

    async def work(incoming: Incoming) -> None:
        if incoming.update_id == 2:
            await gate.wait()

    office = Office(work)
    for number in (1, 2, 3):
        queue.add(number, chat=number)
    async with Run(queue, office):
        await until(lambda: 3 in office.done and len(queue.asked) > 2)
        assert {offset for offset, _limit, _patience in queue.asked} <= {0, 1, 2}
        gate.set()
        await until(lambda: queue.pending == [])
    assert sorted(office.began) == [1, 2, 3]


async def test_an_unanswered_update_comes_again_and_the_rest_of_its_chat_waits_behind() -> None:
    tries, queue = defaultdict[int, int](int), Queue()

    async def work(incoming: Incoming) -> None:
        tries[incoming.update_id] += 1
        if incoming.update_id == 1 and tries[1] == 1:
            raise Unanswered("not now", 0.05)

    office = Office(work)
    queue.add(1)
    queue.add(2)
    queue.add(3, chat=2)
    async with Run(queue, office):
        await until(lambda: len(office.done) == 3)
    assert office.done == [3, 1, 2]
    assert office.began == [1, 3, 1, 2]


async def test_a_fault_of_ours_comes_again_and_stops_nobody_else() -> None:
    tries, queue = 0, Queue()

    async def work(incoming: Incoming) -> None:
        nonlocal tries
        if incoming.chat == 1:
            tries += 1
            if tries == 1:
                raise RuntimeError("a fault")

    office = Office(work)
    queue.add(1)
    queue.add(2, chat=2)
    async with Run(queue, office):
        await until(lambda: office.done == [2, 1])
    assert tries == 2


async def test_a_full_window_of_unfinished_updates_is_no_busy_loop() -> None:
    gate, queue = asyncio.Event(), Queue()

    async def work(_incoming: Incoming) -> None:
        await gate.wait()

    office = Office(work)
    for number in range(1, 121):
        queue.add(number, chat=number)
    async with Run(queue, office):
        await asyncio.sleep(0.3)
        assert len(office.began) == 64
        assert len(queue.asked) < 5
        gate.set()
        await until(lambda: len(office.done) == 120)
        await until(lambda: queue.pending == [])
    assert sorted(office.done) == list(range(1, 121))


async def test_numbers_may_begin_lower_after_a_quiet_week() -> None:
    queue, office = Queue(), Office()
    async with Run(queue, office):
        queue.add(900)
        await until(lambda: office.done == [900] and queue.asked[-1][0] == 901)
        queue.add(17)
        await until(lambda: 17 in office.done)
        queue.add(18)
        await until(lambda: 18 in office.done and not queue.pending)
    assert office.done == [900, 17, 18]


async def test_what_is_no_update_is_no_busy_loop() -> None:
    queue, office = Queue(), Office()
    queue.pending.append((0, b'{"ok":true}'))
    async with Run(queue, office):
        await asyncio.sleep(0.2)
        assert len(queue.asked) < 3


async def test_trouble_loses_nothing() -> None:
    queue, office = Queue(troubles=[Trouble("HTTP 409: Conflict", 0.0)]), Office()
    queue.add(1)
    async with Run(queue, office):
        await asyncio.sleep(0.2)
        assert (len(queue.asked), office.done) == (1, [])
        await until(lambda: office.done == [1])


async def test_stop_does_not_wait_out_a_trouble() -> None:
    queue, office = Queue(troubles=[Trouble("HTTP 429", 600.0)]), Office()
    async with asyncio.timeout(2), Run(queue, office):
        await until(lambda: len(queue.asked) == 1)


async def test_a_refused_token_ends_it() -> None:
    queue = Queue(troubles=[TokenRefused(), TokenRefused()])
    with pytest.raises(TokenRefused):
        await Polling(queue, Office().handle).run(asyncio.Event())


async def test_at_stop_what_is_in_flight_is_finished_and_confirmed() -> None:
    gate, queue = asyncio.Event(), Queue()

    async def work(_incoming: Incoming) -> None:
        await gate.wait()

    office = Office(work)
    queue.add(1)
    async with Run(queue, office) as run:
        await until(lambda: office.began == [1])
        run.stop.set()
        await asyncio.sleep(0.05)
        assert not run.task.done()
        gate.set()
    assert office.done == [1]
    assert queue.asked[-1] == (2, 1, 0)


async def test_stop_ends_a_patient_wait_at_once() -> None:
    queue = Queue()
    async with asyncio.timeout(1), Run(queue, Office()):
        await until(lambda: queue.asked == [(0, 100, 25)])


async def test_silence_for_groups_and_news_of_blocking() -> None:
    queue, seen = Queue(), list[Read]()

    async def handle(read: Read) -> None:
        seen.append(read)

    chat = {"id": 1, "type": "private"}
    blocked = {"chat": chat, "new_chat_member": {"status": "kicked"}}
    queue.pending += [
        (1, b'{"update_id":1,"message":{"message_id":1,"chat":{"id":-1,"type":"group"},"text":"hej"}}'),
        (2, msgspec.json.encode({"update_id": 2, "my_chat_member": blocked})),
    ]
    stop = asyncio.Event()
    task = asyncio.create_task(Polling(queue, handle).run(stop))
    await until(lambda: bool(seen))
    await until(lambda: queue.pending == [])
    stop.set()
    await task
    assert seen == [Membership(2, 1, blocked=True)]  # type: ignore[arg-type]
    assert not any(isinstance(read, Ignored) for read in seen)


async def test_each_chat_hears_its_words_in_the_order_they_were_written() -> None:
    """Many chats, slow and failing at times: each one's order holds, nothing is lost, nothing is done twice."""
    heard, tries, queue = defaultdict[int, list[str]](list), defaultdict[int, int](int), Queue()

    async def work(incoming: Incoming) -> None:
        tries[incoming.update_id] += 1
        await asyncio.sleep(0.001 * (incoming.update_id % 5))
        if incoming.update_id % 149 == 0 and tries[incoming.update_id] == 1:
            raise Unanswered("not now", 0.01)
        assert isinstance(incoming.heard, Typed)
        heard[incoming.chat].append(incoming.heard.text)

    office = Office(work)
    async with Run(queue, office):
        for number in range(1, 301):
            queue.add(number, chat=number % 20)
            if number % 50 == 0:
                await asyncio.sleep(0.02)
        await until(lambda: len(office.done) == 300, seconds=10)
    for chat in range(20):
        assert heard[chat] == [str(number) for number in range(1, 301) if number % 20 == chat]
    assert queue.pending == []
