"""The database of a command: opened on an up-to-date schema, one transaction for each step, closed in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot import app
from ibok_bot.config import Settings
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.transactions import Database

T = TypeVar("T")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The office's database. Raises CannotStart."""
    await app.ready_schema(settings)
    database = Database(make_engine(settings.database, pool_size=1))
    try:
        yield database
    finally:
        await database.dispose()


def in_one_go(settings: Settings, work: Callable[[AsyncConnection, datetime], Awaitable[T]]) -> T:
    """What the work gives, done in one transaction at one moment. Raises CannotStart."""

    async def run() -> T:
        async with opened(settings) as database, database.write() as conn:
            return await work(conn, app.utc_now())

    return asyncio.run(run())
