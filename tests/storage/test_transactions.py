"""Transactions: writers wait for each other, deadlocks may be run again, a lost database is an outage."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.schema.tariffs import Operator
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from tests.databases import opened

ROW = {"name": "0", "emergency_phone": "991"}


async def test_writers_of_one_row_wait_for_each_other(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await conn.execute(insert(Operator).values(id=1, code="A", **ROW))

        async def add_one() -> None:
            async with database.write() as conn:
                found = await conn.execute(select(Operator.name).where(Operator.id == 1).with_for_update())
                name = found.scalar_one()
                await asyncio.sleep(0.01)
                await conn.execute(update(Operator).where(Operator.id == 1).values(name=str(int(name) + 1)))

        await asyncio.gather(*(add_one() for _ in range(8)))
        async with database.read() as conn:
            assert (await conn.execute(select(Operator.name))).scalar_one() == "8"


async def test_a_real_deadlock_may_be_run_again(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        return  # one writer at a time cannot deadlock: the test above shows that they queue
    async with opened(database_url) as database:
        async with database.write() as conn:
            await conn.execute(insert(Operator).values(id=1, code="A", **ROW))
            await conn.execute(insert(Operator).values(id=2, code="B", **ROW))
        both = asyncio.Barrier(2)

        async def lock(first: int, second: int) -> None:
            async with database.write() as conn:
                await conn.execute(update(Operator).where(Operator.id == first).values(name="x"))
                await both.wait()
                await conn.execute(update(Operator).where(Operator.id == second).values(name="x"))

        outcomes = await asyncio.gather(lock(1, 2), lock(2, 1), return_exceptions=True)
        failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert len(failed) == 1
        assert is_transient(failed[0])
        assert not is_outage(failed[0])


async def test_a_killed_connection_is_an_outage(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        return  # there is no server to lose
    kill = {
        "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
        "mysql": ("SELECT CONNECTION_ID()", "KILL {}"),
    }
    async with opened(database_url) as database:
        mine, killing = kill[database.engine.dialect.name]
        with pytest.raises(DBAPIError) as lost:  # noqa: PT012 - the loss may show at the statement or at the commit
            async with database.write() as conn:
                number = (await conn.execute(text(mine))).scalar_one()
                async with database.read() as other:
                    await other.execute(text(killing.format(number)))
                await conn.execute(select(Operator.id))
        assert is_outage(lost.value)
        async with database.read() as conn:
            assert (await conn.execute(text("SELECT 1"))).scalar_one() == 1


@pytest.mark.parametrize("url", ["postgresql+asyncpg://x@127.0.0.1:1/x", "mysql+asyncmy://x@127.0.0.1:1/x"])
async def test_a_database_that_is_not_there_is_an_outage(url: str) -> None:
    database = Database(make_engine(url))
    with pytest.raises(Exception) as refused:  # noqa: PT011 - drivers differ, and that is the point
        async with database.read() as conn:
            await conn.execute(text("SELECT 1"))
    assert is_outage(refused.value)
    await database.dispose()


def test_a_locked_file_may_be_tried_again_and_a_broken_statement_may_not() -> None:
    assert is_transient(OperationalError("x", {}, Exception("database is locked")))
    assert is_transient(IntegrityError("x", {}, Exception("duplicate")))
    assert not is_transient(ProgrammingError("x", {}, Exception("no such table")))
    assert not is_outage(ProgrammingError("x", {}, Exception("no such table")))


def test_an_unknown_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="mssql"):
        make_engine("mssql+aioodbc://x/y")
