"""Receiving by long polling: the offset passes an update only when it is done for good."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec
import structlog

from ibok_bot.domain.ids import ChatId
from ibok_bot.handlers.updates import ALLOWED, Ignored, Read, read_update
from ibok_bot.turns.faults import whereabouts
from ibok_bot.turns.messages import NotAnUpdate, Unanswered

_AT_ONCE = 64
_WINDOW = 100
_LONGEST_WAIT = 30.0
_LAST_WORK_SECONDS = 10.0
_log = structlog.get_logger(__name__)


class TokenRefused(Exception):
    """Telegram does not know this token."""


class Trouble(Exception):
    """Telegram could not be asked now; `wait` seconds until it is worth another try."""

    def __init__(self, why: str, wait: float = 1.0) -> None:
        super().__init__(why)
        self.wait = wait


class Source(Protocol):
    """Where updates come from."""

    async def fetch(self, offset: int, limit: int, patience: int, allowed: tuple[str, ...]) -> list[msgspec.Raw]:
        """Updates from this number on. Raises Trouble or TokenRefused."""
        ...


Handle = Callable[[Read], Awaitable[None]]


class Polling:
    """Fetches, hands each chat's updates on in order and different chats' at once, and confirms what is finished."""

    def __init__(self, source: Source, handle: Handle) -> None:
        self._source = source
        self._handle = handle
        self._offset = 0
        self._unfinished: dict[int, None] = {}
        self._taken: set[int] = set()
        self._lines: dict[ChatId, deque[Read]] = {}
        self._tries: dict[ChatId, int] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._finished = asyncio.Event()
        self._closing = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what is in flight is finished and confirmed. Raises TokenRefused."""
        stopping = asyncio.create_task(stop.wait())
        try:
            await self._receive(stop, stopping)
        finally:
            stopping.cancel()
            await self._wind_up()

    async def _receive(self, stop: asyncio.Event, stopping: asyncio.Task[object]) -> None:
        wait = 1.0
        while not stop.is_set():
            offset = self._next()
            self._finished.clear()
            fetching = asyncio.create_task(self._source.fetch(offset, _WINDOW, self._patience(), ALLOWED))
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not fetching.done():
                fetching.cancel()
                return
            try:
                batch = fetching.result()
            except Trouble as trouble:
                _log.warning("no updates for now", why=str(trouble))
                await asyncio.wait({stopping}, timeout=max(wait, trouble.wait))
                wait = min(_LONGEST_WAIT, wait * 2)
                continue
            wait = 1.0
            self._taken = {number for number in self._taken if number >= offset}
            if not self._take(batch) and (batch or self._unfinished):
                await self._some_finish(stopping)

    def _patience(self) -> int:
        """With unfinished updates Telegram answers at once, so there is nothing to wait for."""
        return 0 if self._unfinished else 25

    def _next(self) -> int:
        return min(self._unfinished, default=self._offset)

    def _take(self, batch: list[msgspec.Raw]) -> bool:
        """Put what is new in its chat's line; whether there was anything.

        Only what was taken tells new from old: after a quiet week Telegram's numbers may begin anywhere, lower too.
        """
        new = False
        for raw in batch:
            try:
                read = read_update(raw)
            except NotAnUpdate:
                _log.error("Telegram sent something that is no update")
                continue
            if read.update_id in self._taken:
                continue
            new = True
            self._taken.add(read.update_id)
            self._offset = read.update_id + 1
            if isinstance(read, Ignored):
                continue
            self._unfinished[read.update_id] = None
            self._enqueue(read)
        return new

    def _enqueue(self, read: Read) -> None:
        if isinstance(read, Ignored):
            return
        if read.chat in self._lines:
            self._lines[read.chat].append(read)
            return
        self._lines[read.chat] = deque([read])
        task = asyncio.create_task(self._serve(read.chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, chat: ChatId) -> None:
        line = self._lines[chat]
        while line:
            async with self._room:
                wait = await self._try(line[0])
            if wait is not None:
                if await self._closing_within(wait):
                    return
                continue
            self._unfinished.pop(line.popleft().update_id)
            self._tries.pop(chat, None)
            self._finished.set()
        del self._lines[chat]

    async def _closing_within(self, seconds: float) -> bool:
        """Wait before the next try, but never keep a closing office: an unfinished update comes again."""
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _try(self, read: Read) -> float | None:
        """Handle one update; how long to wait before its next try, None when it is done."""
        try:
            await self._handle(read)
        except Unanswered as later:
            return self._next_wait(read, later.wait)
        except Exception as error:  # noqa: BLE001 - a fault here must not stop the other chats
            _log.error("handling failed", fault=whereabouts(error))
            return self._next_wait(read, 1.0)
        return None

    def _next_wait(self, read: Read, least: float) -> float:
        if isinstance(read, Ignored):
            return least
        tries = self._tries[read.chat] = self._tries.get(read.chat, 0) + 1
        return max(least, min(_LONGEST_WAIT, 0.5 * float(2**tries)))

    async def _some_finish(self, stopping: asyncio.Task[object]) -> None:
        """Until one finishes, or finished while we fetched; at most a second."""
        finished = asyncio.create_task(self._finished.wait())
        await asyncio.wait({finished, stopping}, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        finished.cancel()

    async def _wind_up(self) -> None:
        """What is in flight gets a moment; what is finished is confirmed, so that it does not come again."""
        self._closing.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORK_SECONDS)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        try:
            await self._source.fetch(self._next(), 1, 0, ALLOWED)
        except (Trouble, TokenRefused) as trouble:
            _log.info("the last confirmation was not heard", why=str(trouble))
