"""Leases by the database's own time: one holder, a growing epoch, silence that no other holder shortens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from ibok_bot.storage.leases import LeaseLost, Leases, Tenure, database_now, is_held
from ibok_bot.storage.transactions import Database, is_transient
from tests.databases import opened

LONG, SHORT = timedelta(seconds=30), timedelta(milliseconds=200)


async def acquire(database: Database, holder: str, lasting: timedelta = LONG, bot: int = 7) -> Tenure | None:
    async with database.write() as conn:
        return await Leases(conn, bot).acquire(holder, lasting)


async def test_the_database_s_time_is_utc_and_precise(database_url: str) -> None:
    async with opened(database_url) as database, database.read() as conn:
        first = await database_now(conn)
        assert abs(first - datetime.now(UTC)) < timedelta(seconds=5)
        await asyncio.sleep(0.02)
        assert timedelta(0) < await database_now(conn) - first < timedelta(seconds=5)


async def test_one_holds_it_until_it_runs_out_or_is_given_back(database_url: str) -> None:
    async with opened(database_url) as database:
        assert await acquire(database, "one", SHORT) == Tenure(1)
        assert await acquire(database, "two") is None
        assert await acquire(database, "two", bot=8) == Tenure(1)
        await asyncio.sleep(0.3)
        assert await acquire(database, "two") == Tenure(2)
        async with database.write() as conn:
            await Leases(conn, 7).release(1)  # not its own any more
        assert await acquire(database, "one") is None
        async with database.write() as conn:
            await Leases(conn, 7).release(2)
        assert await acquire(database, "one") == Tenure(3)


async def test_anybody_can_see_whether_somebody_sends(database_url: str) -> None:
    async def held(bot: int | None) -> bool:
        async with database.read() as conn:
            return await is_held(conn, bot)

    async with opened(database_url) as database:
        await acquire(database, "terminal", bot=0)
        assert not await held(None), "a terminal sends nothing through a bot"
        await acquire(database, "one")
        assert (await held(7), await held(8), await held(None)) == (True, False, True)
        async with database.write() as conn:
            await Leases(conn, 7).release(1)
        assert not await held(7)
        await acquire(database, "two", SHORT)
        assert await held(None)
        await asyncio.sleep(0.3)
        assert not await held(None), "it ran out"


async def test_of_many_who_reach_for_it_at_once_one_gets_it(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:

        async def reach(database: Database, name: str) -> Tenure | None:
            try:
                return await acquire(database, name)
            except Exception as error:
                if not is_transient(error):
                    raise
                return None

        found = await asyncio.gather(*(reach(database, name) for name in "abc" for database in (one, two)))
        assert [tenure for tenure in found if tenure] == [Tenure(1)]


async def test_renewed_it_lasts_and_once_run_out_it_is_lost(database_url: str) -> None:
    async with opened(database_url) as database:
        tenure = await acquire(database, "one", SHORT)
        assert tenure
        async with database.write() as conn:
            await Leases(conn, 7).renew(tenure.epoch, SHORT)
        await asyncio.sleep(0.3)
        with pytest.raises(LeaseLost):
            async with database.write() as conn:
                await Leases(conn, 7).renew(tenure.epoch, SHORT)
        assert await acquire(database, "two") == Tenure(2)
        acts: list[Callable[[Leases], Awaitable[object]]] = [
            lambda leases: leases.hold(1),
            lambda leases: leases.renew(1, LONG),
            lambda leases: leases.block(1, 9),
        ]
        for act in acts:
            with pytest.raises(LeaseLost):
                await _of_the_first(database, act)


async def _of_the_first(database: Database, act: Callable[[Leases], Awaitable[object]]) -> None:
    async with database.write() as conn:
        await act(Leases(conn, 7))


async def test_silence_is_never_shortened_and_the_next_holder_keeps_it(database_url: str) -> None:
    async with opened(database_url) as database:
        assert await acquire(database, "one", SHORT)
        async with database.write() as conn:
            assert 19 < await Leases(conn, 7).block(1, 20) <= 20
            assert 18 < await Leases(conn, 7).block(1, 2) <= 20
        await asyncio.sleep(0.3)
        tenure = await acquire(database, "two")
        assert tenure
        assert 15 < tenure.blocked_for <= 20
