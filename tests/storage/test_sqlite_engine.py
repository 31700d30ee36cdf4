"""SQLite as the office runs it: readers beside the one writer, and a busy file is waited for, then tried again."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from ibok_bot.storage.schema.metering import Meter
from ibok_bot.storage.schema.tariffs import Operator
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from tests.databases import opened

ROW = {"name": "Sieci", "emergency_phone": "991"}


@pytest.fixture
def stranger(sqlite_url: str) -> Iterator[sqlite3.Connection]:
    """Another process with the same file open."""
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    yield other
    other.close()


def impatient(database: Database) -> None:
    """Give up on a busy file at once."""

    def hurry(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.close()

    event.listen(database.engine.sync_engine, "connect", hurry)


async def operators(database: Database) -> int:
    """How many there are."""
    async with database.read() as conn:
        return (await conn.execute(select(func.count()).select_from(Operator))).scalar_one()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 5000), ("synchronous", 1)]
)
async def test_every_connection_is_prepared(sqlite_url: str, pragma: str, value: object) -> None:
    async with opened(sqlite_url) as database, database.read() as first, database.read() as second:
        for conn in (first, second):
            assert (await conn.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value


async def test_a_reference_to_nothing_is_refused(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        with pytest.raises(IntegrityError):
            async with database.write() as conn:
                await conn.execute(insert(Meter).values(point_id=7, number="1", multiplier=1, mounted_on=func.date()))


async def test_a_reader_goes_on_beside_the_writer(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database.write() as conn:
            await conn.execute(insert(Operator).values(code="A", **ROW))
            assert await asyncio.wait_for(operators(database), 2) == 0
        assert await operators(database) == 1


async def test_writing_takes_the_lock_before_the_first_statement(sqlite_url: str, stranger: sqlite3.Connection) -> None:
    stranger.execute("PRAGMA busy_timeout=0")
    async with opened(sqlite_url) as database:
        async with database.write():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                stranger.execute("BEGIN IMMEDIATE")
        async with database.read():
            stranger.execute("BEGIN IMMEDIATE")
            stranger.execute("ROLLBACK")


async def test_a_file_held_by_another_may_be_tried_again(sqlite_url: str, stranger: sqlite3.Connection) -> None:
    async with opened(sqlite_url) as database:
        impatient(database)
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError) as held:
            async with database.write():
                pass
        assert is_transient(held.value)
        assert not is_outage(held.value)
        stranger.execute("ROLLBACK")
        async with database.write() as conn:
            await conn.execute(insert(Operator).values(code="A", **ROW))
        assert await operators(database) == 1


async def test_a_file_held_shortly_is_waited_for(sqlite_url: str, stranger: sqlite3.Connection) -> None:
    async with opened(sqlite_url) as database:
        stranger.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.05, stranger.execute, "COMMIT")
        async with database.write() as conn:
            await conn.execute(insert(Operator).values(code="A", **ROW))
        assert await operators(database) == 1


async def test_more_writers_than_connections_queue_in_the_process_not_at_the_file(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        impatient(database)

        async def add(number: int) -> None:
            async with database.write() as conn:
                await conn.execute(insert(Operator).values(code=str(number), **ROW))

        await asyncio.gather(*(add(number) for number in range(20)))
        assert await operators(database) == 20


async def test_a_folder_that_is_not_there_is_an_outage() -> None:
    before = set(threading.enumerate())
    async with opened("sqlite+aiosqlite:////nowhere/at/all/office.db") as database:
        with pytest.raises(OperationalError) as lost:
            async with database.read():
                pass
    # The driver leaves its thread behind when it could not connect; it must end before the event loop does.
    for thread in set(threading.enumerate()) - before:
        await asyncio.to_thread(thread.join, 5)
    assert is_outage(lost.value)
