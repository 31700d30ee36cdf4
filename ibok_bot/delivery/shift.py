"""One stay as the active sender, from taking the lease to giving it back: claim, send, write down.

What is claimed is committed as being attempted before any call. Losing the lease ends everything at once; what this
process then still knows is kept for the case that nobody else took over.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import structlog

from ibok_bot.delivery.alarm import pause
from ibok_bot.delivery.asides import Asides
from ibok_bot.delivery.bell import Bell
from ibok_bot.delivery.bucket import Bucket, Gaps
from ibok_bot.delivery.judging import Judge
from ibok_bot.delivery.limits import Limits
from ibok_bot.delivery.picking import Errand, Picker, Room
from ibok_bot.delivery.post import Post, attempt
from ibok_bot.storage.leases import LeaseLost, Leases, Tenure
from ibok_bot.storage.sending import Due, Result, Sending, Task
from ibok_bot.storage.transactions import Database, is_outage, is_transient

T = TypeVar("T")
_AGAIN = 0.5
_NAP = 0.002
_LONGEST_NAP = 0.1
_LANDING = 5.0
_SHORT_SILENCE = 0.5
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Left:
    """What a shift could not write down: results, and messages that were claimed but surely not sent."""

    epoch: int = 0
    results: list[Result] = field(default_factory=list)
    unsent: list[Due] = field(default_factory=list)


@dataclass(slots=True)
class Tools:
    """What a shift works with; it belongs to the sender, and outlives the shift."""

    database: Database
    channel: str
    bot: int
    post: Post
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    limits: Limits
    bell: Bell
    bucket: Bucket
    gaps: Gaps
    picker: Picker
    judge: Judge
    asides: Asides


class Shift:
    """The active sender, while it holds the lease."""

    def __init__(self, tools: Tools, tenure: Tenure, taken_at: float) -> None:
        self._tools = tools
        self._epoch = tenure.epoch
        self._holds_until = taken_at + tools.limits.lease.total_seconds()
        self._queue: list[tuple[int, int, Errand]] = []
        self._numbers = itertools.count()
        self._in_flight: dict[int, Errand] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._results: list[Result] = []
        self._unsent: list[Due] = []
        self._stirred = asyncio.Event()
        self._came_back = asyncio.Event()
        self._writing = asyncio.Lock()
        tools.bucket.close(max(tools.limits.settling, tenure.blocked_for))

    @property
    def epoch(self) -> int:
        """The epoch of its lease."""
        return self._epoch

    @property
    def left(self) -> Left:
        """What could not be written down."""
        return Left(self._epoch, self._results, self._unsent)

    @property
    def held(self) -> set[int]:
        """Messages taken up and not settled yet."""
        queued = {errand.due.id for _lane, _number, errand in self._queue}
        return queued | self._in_flight.keys() | {r.due.id for r in self._results} | {due.id for due in self._unsent}

    async def serve(self, stop: asyncio.Event) -> None:
        """Until `stop`: then nothing new is taken up, what is in flight is finished. Raises LeaseLost in a group."""
        self._tools.asides.active = True
        try:
            async with asyncio.TaskGroup() as group:
                renewing = group.create_task(self._renewing())
                settling = group.create_task(self._settling())
                work = [group.create_task(self._claiming(stop)), group.create_task(self._dispatching(stop))]
                for each in work:
                    await each
                self._tools.asides.close()
                if self._calls:
                    await asyncio.wait(self._calls)
                self._put_back(lambda _waiting: True)
                await self.patiently(self._settle)
                settling.cancel()
                renewing.cancel()
                await self.patiently(self._release)
        finally:
            self._tools.asides.close()
            await self._land()

    async def patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Again and again while the database is away, or lets a rival go first."""
        while True:
            try:
                return await work()
            except Exception as error:
                if not (is_outage(error) or is_transient(error)):
                    raise
                _log.warning("the sender waits for the database", error=type(error).__name__)
                await asyncio.sleep(_AGAIN)

    async def send_all(self) -> None:
        """Everything that is due, one after another, without any pace: for tests, and channels without limits."""
        while await self._claim():
            while self._queue:
                _lane, _number, errand = heapq.heappop(self._queue)
                self._let_go(errand)
                await asyncio.wait(self._calls)
            await self._settle()

    async def _renewing(self) -> None:
        while True:
            await asyncio.sleep(self._tools.limits.renewing)
            began = self._tools.monotonic()
            tenure = await self.patiently(self._renew)
            self._holds_until = began + self._tools.limits.lease.total_seconds()
            if tenure.blocked_for:
                self._tools.bucket.close(tenure.blocked_for)

    async def _renew(self) -> Tenure:
        async with self._tools.database.write() as conn:
            return await Leases(conn, self._tools.bot).renew(self._epoch, self._tools.limits.lease)

    async def _release(self) -> None:
        async with self._tools.database.write() as conn:
            await Leases(conn, self._tools.bot).release(self._epoch)

    async def _claiming(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if self._tools.bucket.closed_for > _SHORT_SILENCE:  # claimed now, they would be in doubt after a crash
                await asyncio.sleep(_LONGEST_NAP)
                continue
            found = await self.patiently(self._claim)
            if not found or self._room().broadcasts <= 0:
                await self._tools.bell.wait(self._tools.limits.poll)

    def _room(self) -> Room:
        limits, held = self._tools.limits, len(self.held)
        return Room(limits.window - held, limits.for_broadcasts - held)

    async def _claim(self) -> int:
        tools, room, now = self._tools, self._room(), self._tools.clock()
        if room.singles <= 0:
            return 0
        picked: list[Errand] = []
        try:
            async with tools.database.write() as conn:
                await Leases(conn, tools.bot).hold(self._epoch)
                picked = await tools.picker.pick(conn, self._epoch, now, room, self.held)
                to_claim = [errand.due for errand in picked if errand.due.task is Task.PUSH]
                mine = {due.id for due in await Sending(conn, tools.channel, self._epoch, now).claim(to_claim)}
        except BaseException:
            self._unsent += [errand.due for errand in picked]  # nobody knows whether it was committed
            self._came_back.set()
            raise
        taken = [errand for errand in picked if errand.due.id in mine or errand.due.task is not Task.PUSH]
        for errand in taken:
            tools.gaps.take(errand.due.chat)
            heapq.heappush(self._queue, (errand.due.lane, next(self._numbers), errand))
        self._stirred.set()
        return len(taken)

    async def _dispatching(self, stop: asyncio.Event) -> None:
        bucket, asides = self._tools.bucket, self._tools.asides
        while not stop.is_set():
            wait = bucket.wait() if self._queue or asides.any else None
            if self._tools.monotonic() >= self._holds_until:
                wait = _LONGEST_NAP  # somebody else may be sending by now
            if wait == 0 and asides.let_one_go():
                continue
            if wait == 0:
                _lane, _number, errand = heapq.heappop(self._queue)
                self._let_go(errand)
                continue
            self._stirred.clear()
            nap = _LONGEST_NAP if wait is None else min(max(wait, _NAP), _LONGEST_NAP)
            if wait is not None and wait < _LONGEST_NAP:
                await asyncio.sleep(nap)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), nap)

    def _let_go(self, errand: Errand) -> None:
        self._tools.bucket.take()
        self._in_flight[errand.due.id] = errand
        call = asyncio.create_task(self._send(errand))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _send(self, errand: Errand) -> None:
        tools, due = self._tools, errand.due
        try:
            outcome = await attempt(tools.post, due, tools.picker.texts.screen(due, errand.revision))
        finally:
            tools.bucket.answered()
            tools.gaps.answered(due.chat)
        del self._in_flight[due.id]
        result = tools.judge.judge(errand, outcome)
        if result:
            self._results.append(result)
        if tools.judge.silence:
            self._put_back(lambda _waiting: True)
        if tools.judge.troubles:
            paused = {trouble.broadcast for trouble in tools.judge.troubles}
            self._put_back(lambda waiting: waiting.due.broadcast in paused)
        self._came_back.set()
        self._stirred.set()

    def _put_back(self, which: Callable[[Errand], bool]) -> None:
        """Messages that were claimed wait in the database again, where a crash does not put them in doubt."""
        kept = []
        for entry in self._queue:
            if which(entry[2]):
                self._unsent.append(entry[2].due)
                self._tools.gaps.free(entry[2].due.chat)
            else:
                kept.append(entry)
        self._queue = kept
        heapq.heapify(self._queue)

    async def _settling(self) -> None:
        while True:
            await self._came_back.wait()
            await asyncio.sleep(self._tools.limits.batch)
            self._came_back.clear()
            await self.patiently(self._settle)
            if self._room().broadcasts >= self._tools.limits.window // 4:
                self._tools.bell.ring()

    async def _settle(self) -> None:
        """Write down what is known; it is forgotten only after the commit."""
        async with self._writing:
            await self._write()

    async def _write(self) -> None:
        tools, judge = self._tools, self._tools.judge
        results, unsent, troubles = list(self._results), list(self._unsent), list(judge.troubles)
        async with tools.database.write() as conn:
            leases, sending = Leases(conn, tools.bot), Sending(conn, tools.channel, self._epoch, tools.clock())
            if judge.silence:
                await leases.block(self._epoch, judge.silence)
            else:
                await leases.hold(self._epoch)
            await sending.settle(results)
            await sending.give_back(unsent)
            for trouble in troubles:
                await pause(conn, trouble, tools.clock())
        judge.silence = 0.0
        del self._results[: len(results)], self._unsent[: len(unsent)], judge.troubles[: len(troubles)]

    async def _land(self) -> None:
        """After the lease is lost: whoever is in the air may still tell how it ended, for a short while."""
        self._put_back(lambda _waiting: True)
        if self._calls:
            await asyncio.wait(self._calls, timeout=_LANDING)
        for call in self._calls:
            call.cancel()


def lost(error: BaseException) -> bool:
    """Whether all that happened is that the lease is somebody else's."""
    if isinstance(error, BaseExceptionGroup):
        return all(lost(each) for each in error.exceptions)
    return isinstance(error, LeaseLost)
