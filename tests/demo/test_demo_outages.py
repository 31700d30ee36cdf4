"""The demo's faults: an incident of two, one that was mended, new ones, the same at each start."""

from __future__ import annotations

from sqlalchemy import func, select

from ibok_bot.demo.load import load
from ibok_bot.demo.outages import report
from ibok_bot.domain.dispatch import Queue
from ibok_bot.domain.outages import State
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.schema.deliveries import Delivery
from tests.databases import opened
from tests.office import CUSTOMERS, NOW, SEED


async def test_each_kind_of_fault_is_there_once(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await load(database, CUSTOMERS, SEED, NOW.date(), hashed=lambda password: password)
        made = await report(database, NOW)
        assert await report(database, NOW) == made
        async with database.read() as conn:
            found = await Dispatch(conn, NOW).page(Queue(states=tuple(State)), 0, 20)
            assert sum(line.households for line in found) == made
            standing = sorted((line.state, line.households) for line in found)
            assert standing == sorted(
                [(State.RESOLVED, 1), (State.JOINED, 0), (State.IN_PROGRESS, 2), (State.NEW, 1), (State.NEW, 1)]
            )
            assert await conn.scalar(select(func.count(Delivery.id))) == 0


async def test_without_customers_there_are_none(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        assert await report(database, NOW) == 0
