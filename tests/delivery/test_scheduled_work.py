"""Scheduled work is done when it is due, once however many look, again when it failed, and plants itself anew."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select, update

from ibok_bot.delivery.schedule import Scheduler, Work
from ibok_bot.delivery.tidying import tidying
from ibok_bot.storage.conversations import Conversations
from ibok_bot.storage.schedule import Schedule
from ibok_bot.storage.schema.conversations import SeenUpdate
from ibok_bot.storage.schema.deliveries import Delivery, ScheduledJob
from ibok_bot.storage.transactions import Database, is_transient
from tests.databases import opened
from tests.delivery.senders import leave
from tests.office import NOW, Clock

DAY = timedelta(days=1)


class Desk:
    """Does work, or fails as told."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.done: list[tuple[str, datetime]] = []

    async def do(self, item: str, due_at: datetime) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.done.append((item, due_at))


async def plant(database: Database, *items: str) -> None:
    async with database.write() as conn:
        for item in items:
            await Schedule(conn, NOW).at("due", item, NOW)


async def test_due_work_is_done_once_by_whoever_comes_first(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        items = [f"item {number}" for number in range(12)]
        await plant(one, *items)
        desk = Desk()

        async def work(database: Database) -> None:
            scheduler = Scheduler(database, {"due": Work(desk.do)}, Clock())
            for _round in range(30):
                try:
                    if not await scheduler.do_one():
                        return
                except Exception as error:
                    if not is_transient(error):
                        raise

        await asyncio.gather(work(one), work(two))
        await work(one)
        assert Counter(item for item, _due in desk.done) == Counter(items)


async def test_what_failed_is_done_when_its_time_with_us_is_over(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await plant(database, "7")
        desk = Desk(ValueError("x"))
        scheduler = Scheduler(database, {"due": Work(desk.do)}, Clock())
        assert await scheduler.do_one()
        assert not await scheduler.do_one()
        async with database.write() as conn:
            await conn.execute(update(ScheduledJob).values(taken_until=NOW - DAY * 400))
        assert await scheduler.do_one()
        assert desk.done == [("7", NOW)]


async def test_daily_work_plants_itself_and_misses_no_day_twice(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, desk = Clock(), Desk()
        works = {"daily": Work(desk.do, lambda after: after + DAY)}
        for _process in range(2):
            await Scheduler(database, works, clock).plant()
        scheduler = Scheduler(database, works, clock)
        assert not await scheduler.do_one()
        clock.go(days=1)
        assert await scheduler.do_one()
        assert not await scheduler.do_one()
        clock.go(days=5)
        assert await scheduler.do_one()
        assert not await scheduler.do_one()
        assert [due for _item, due in desk.done] == [NOW + DAY, NOW + 2 * DAY]
        async with database.read() as conn:
            waiting = select(ScheduledJob.due_at).where(ScheduledJob.done_at.is_(None))
            assert (await conn.execute(waiting)).scalars().all() == [NOW + 7 * DAY]


async def test_it_stops_when_told_and_finishes_what_has_begun(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await plant(database, "7")
        stop, begun = asyncio.Event(), asyncio.Event()
        done: list[str] = []

        async def slowly(item: str, _due: datetime) -> None:
            begun.set()
            await asyncio.sleep(0.2)
            done.append(item)

        running = asyncio.create_task(Scheduler(database, {"due": Work(slowly)}, Clock()).run(stop))
        await asyncio.wait_for(begun.wait(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)
        assert done == ["7"]


async def test_tidying_forgets_what_is_long_done_and_nothing_that_waits(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock = Clock()
        await leave(database, clock, 5, 6)
        async with database.write() as conn:
            await conn.execute(update(Delivery).where(Delivery.chat_id == 5).values(state="sent"))
            await Conversations(conn).keep_replies("telegram", 1, "{}", NOW)
        await tidying(database, clock).do("-", NOW)
        async with database.read() as conn:
            assert len((await conn.execute(select(Delivery.id))).all()) == 2
        clock.go(days=91)
        await tidying(database, clock).do("-", NOW)
        async with database.read() as conn:
            assert (await conn.execute(select(Delivery.chat_id))).scalars().all() == [6]
            assert (await conn.execute(select(SeenUpdate.update_id))).all() == []
