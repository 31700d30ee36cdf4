"""Does scheduled work when it is due: each piece once, in whichever process comes first."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from ibok_bot.storage.schedule import Job, Schedule
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from ibok_bot.turns.faults import whereabouts

_LASTING = timedelta(seconds=60)
_KEEPING = 20.0
_POLL = 2.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """How work of one word is done.

    `do` is given the item and the time it was due. It must bear being done again: a process may die after its effect
    and before that is written down. `again`: when the next of its kind is due, given this one's time; None: never.
    """

    do: Callable[[str, datetime], Awaitable[None]]
    again: Callable[[datetime], datetime] | None = None


class Scheduler:
    """Looks for due work of the words it knows, until it is stopped."""

    def __init__(self, database: Database, works: Mapping[str, Work], clock: Callable[[], datetime]) -> None:
        self._database = database
        self._works = works
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; what has begun is finished. Work that repeats is planted where it is not yet."""
        planted = False
        while not stop.is_set():
            busy = False
            try:
                if not planted:
                    await self.plant()
                    planted = True
                busy = await self.do_one()
            except Exception as error:
                if not (is_outage(error) or is_transient(error)):
                    raise
                _log.warning("scheduled work waits for the database", error=type(error).__name__)
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _POLL)

    async def plant(self) -> None:
        """Work that repeats, and has not been planted by anybody."""
        now = self._clock()
        for word, work in self._works.items():
            if work.again is None:
                continue
            async with self._database.write() as conn:
                schedule = Schedule(conn, now)
                if not await schedule.has(word):
                    await schedule.at(word, None, work.again(now))

    async def do_one(self) -> bool:
        """The longest due; False when nothing is. What fails is tried again when its time with us is over."""
        async with self._database.write() as conn:
            job = await Schedule(conn, self._clock()).claim(self._works.keys(), _LASTING)
        if job is None:
            return False
        keeping = asyncio.create_task(self._keep(job))
        try:
            await self._works[job.word].do(job.item, job.due_at)
        except Exception as error:
            if is_outage(error) or is_transient(error):
                raise
            _log.error("scheduled work failed", word=job.word, job=job.id, fault=whereabouts(error))
            return True
        finally:
            keeping.cancel()
        await self._done(job)
        return True

    async def _done(self, job: Job) -> None:
        again = self._works[job.word].again
        async with self._database.write() as conn:
            schedule = Schedule(conn, self._clock())
            if await schedule.done(job) and again:
                await schedule.at(job.word, job.item, again(max(job.due_at, self._clock())))

    async def _keep(self, job: Job) -> None:
        """Long work stays ours while it is being done."""
        while True:
            await asyncio.sleep(_KEEPING)
            with contextlib.suppress(Exception):
                async with self._database.write() as conn:
                    await Schedule(conn, self._clock()).keep(job, _LASTING)
