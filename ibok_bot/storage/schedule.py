"""Work for a later time as rows: planted once, begun by one process at a time, done once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.storage.leases import database_now
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.deliveries import ScheduledJob

NOTHING = "-"
"""Stands for "of nothing in particular": an empty text is no text on every database."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work in one's hands. `take` counts how often it was begun: an earlier one has no say any more."""

    id: int
    word: str
    item: str
    due_at: datetime
    take: int


class Schedule:
    """Scheduled work, on one transaction."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def at(self, word: str, item: str | None, due_at: datetime) -> None:
        """Plant it; the same word, item and time again is no second one.

        Two who plant it in the same instant: one's transaction fails as transient, and finds it when it is run again.
        """
        job = table(ScheduledJob)
        same = (job.c.word == word, job.c.item == (item or NOTHING), job.c.due_at == due_at)
        if (await self._conn.execute(select(job.c.id).where(*same))).first() is None:
            row = {"word": word, "item": item or NOTHING, "due_at": due_at, "takes": 0}
            await self._conn.execute(insert(job).values(**row))

    async def has(self, word: str) -> bool:
        """Whether any such work is still to be done."""
        job = table(ScheduledJob)
        found = await self._conn.execute(select(job.c.id).where(job.c.word == word, job.c.done_at.is_(None)).limit(1))
        return found.first() is not None

    async def drop(self, word: str, item: str) -> int:
        """What is to be done about this item no more need be; how many there were."""
        job = table(ScheduledJob)
        gone = await self._conn.execute(
            delete(job).where(job.c.word == word, job.c.item == item, job.c.done_at.is_(None))
        )
        return gone.rowcount

    async def claim(self, words: Collection[str], lasting: timedelta) -> Job | None:
        """The longest due work of these words that nobody is doing; it is ours for so long."""
        job, moment = table(ScheduledJob), await database_now(self._conn)
        free = or_(job.c.taken_until.is_(None), job.c.taken_until < moment)
        found = await self._conn.execute(
            select(job.c.id, job.c.word, job.c.item, job.c.due_at, job.c.takes)
            .where(job.c.due_at <= self._now, job.c.done_at.is_(None), job.c.word.in_(sorted(words)), free)
            .order_by(job.c.due_at, job.c.id)
            .limit(10)
        )
        for row in found.all():
            done = await self._conn.execute(
                update(job)
                .where(job.c.id == row.id, job.c.takes == row.takes, job.c.done_at.is_(None), free)
                .values(takes=row.takes + 1, taken_until=moment + lasting)
            )
            if done.rowcount:
                return Job(row.id, row.word, row.item, row.due_at, row.takes + 1)
        return None

    async def keep(self, job: Job, lasting: timedelta) -> bool:
        """It takes longer: keep it; whether it is still ours."""
        until = await database_now(self._conn) + lasting
        return await self._mine(job, taken_until=until)

    async def done(self, job: Job) -> bool:
        """It is done; False when somebody else has begun it since, and this one's effects must be undone."""
        return await self._mine(job, done_at=self._now, taken_until=None)

    async def forget(self, before: datetime) -> int:
        """Drop what was done long ago; how many there were."""
        job = table(ScheduledJob)
        gone = await self._conn.execute(delete(job).where(job.c.done_at < before))
        return gone.rowcount

    async def _mine(self, job: Job, **values: datetime | None) -> bool:
        rows = table(ScheduledJob)
        done = await self._conn.execute(
            update(rows).where(rows.c.id == job.id, rows.c.takes == job.take, rows.c.done_at.is_(None)).values(**values)
        )
        return bool(done.rowcount)
