"""Work for a later time: planted once, begun by one at a time, done once, and the late has no say."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from ibok_bot.storage.schedule import Job, Schedule
from ibok_bot.storage.schema.deliveries import ScheduledJob
from ibok_bot.storage.transactions import Database, is_transient
from tests.databases import opened
from tests.storage.people import NOW

LASTING, MOMENT = timedelta(seconds=30), timedelta(milliseconds=50)


async def plant(database: Database, word: str = "due", item: str | None = "7", after: timedelta = timedelta(0)) -> None:
    async with database.write() as conn:
        await Schedule(conn, NOW).at(word, item, NOW + after)


async def claim(database: Database, lasting: timedelta = LASTING, after: timedelta = timedelta(0)) -> Job | None:
    async with database.write() as conn:
        return await Schedule(conn, NOW + after).claim(["due", "other"], lasting)


async def test_the_same_work_is_planted_once(database_url: str) -> None:
    async with opened(database_url) as database:
        for _again in range(2):
            await plant(database)
            await plant(database, item=None)
            await plant(database, after=MOMENT)
        async with database.read() as conn:
            assert (await conn.execute(select(func.count()).select_from(ScheduledJob))).scalar_one() == 3
            assert await Schedule(conn, NOW).has("due")
            assert not await Schedule(conn, NOW).has("other")


async def test_due_work_is_begun_by_one_in_order_and_never_again_once_done(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        await plant(one, "other", "b", -MOMENT)
        await plant(one, "due", "c")
        await plant(one, "unknown", "d")
        await plant(one, "due", "e", MOMENT)
        found = await asyncio.gather(*(_patiently(database) for database in (one, two) for _try in range(3)))
        jobs = sorted((job for job in found if job), key=lambda job: job.item)
        assert [job.item for job in jobs] == ["b", "c"]
        for job in jobs:
            async with one.write() as conn:
                assert await Schedule(conn, NOW).done(job)
                assert not await Schedule(conn, NOW).done(job)
        assert await claim(two) is None
        assert (await claim(two, after=MOMENT) or jobs[0]).item == "e"


async def _patiently(database: Database) -> Job | None:
    while True:
        try:
            return await claim(database)
        except Exception as error:
            if not is_transient(error):
                raise


async def test_who_begins_and_dies_is_followed_by_another_and_has_no_say_then(database_url: str) -> None:
    async with opened(database_url) as database:
        await plant(database)
        dead = await claim(database, MOMENT)
        assert dead
        await asyncio.sleep(0.2)
        heir = await claim(database)
        assert heir
        assert await claim(database) is None
        async with database.write() as conn:
            schedule = Schedule(conn, NOW)
            assert not await schedule.done(dead)
            assert not await schedule.keep(dead, LASTING)
            assert heir.take > dead.take
            assert await schedule.keep(heir, LASTING)
            assert await schedule.done(heir)


async def test_work_that_is_not_wanted_any_more_is_dropped_and_old_work_forgotten(database_url: str) -> None:
    async with opened(database_url) as database:
        await plant(database, item="7")
        await plant(database, item="8")
        async with database.write() as conn:
            assert await Schedule(conn, NOW).drop("due", "7") == 1
        job = await claim(database)
        assert job
        assert job.item == "8"
        async with database.write() as conn:
            await Schedule(conn, NOW).done(job)
            assert await Schedule(conn, NOW).forget(NOW) == 0
            assert await Schedule(conn, NOW).forget(NOW + MOMENT) == 1
