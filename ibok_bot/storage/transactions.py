"""Transactions, and what their failures mean: run again, wait for the database, or a fault of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ibok_bot.storage.engine import WRITES
from ibok_bot.storage.statements import ON_DRIVER, DriverFailed, answered, driver_of

_TRANSIENT_STATES = frozenset({"40001", "40P01", "55P03"})
_OUTAGE_STATES = ("08", "57P", "53")
"""PostgreSQL's classes: connection exception, operator intervention, insufficient resources."""
_INTEGRITY = "23"
_TRANSIENT_CODES = frozenset({1213, 1205, 1020})
_OUTAGE_CODES = frozenset({1040, 1053, 1080, 1158, 1159, 1160, 1161, 1927, 2002, 2003, 2006, 2013, 2014, 2055})
_BUSY = ("database is locked", "database table is locked", "database is busy")


class Database:
    """One database: short reads, and writing transactions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._on_driver = engine.dialect.driver == "asyncpg"
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT", **{ON_DRIVER: self._on_driver})
        self._writer = asyncio.Lock() if self._sqlite else nullcontext()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end. On SQLite writers queue in the process, not at the file's lock."""
        if self._on_driver:
            async with self._autocommit.connect() as conn, _begun(conn):
                yield conn
            return
        async with self._writer, self.engine.connect() as conn:
            if self._sqlite:
                await conn.execution_options(**{WRITES: True})
            async with conn.begin():
                yield conn

    @asynccontextmanager
    async def write_one(self) -> AsyncIterator[AsyncConnection]:
        """For one statement that stands alone: committed by itself, which saves a server two round trips."""
        if self._sqlite:
            async with self.write() as conn:
                yield conn
            return
        async with self._autocommit.connect() as conn:
            yield conn

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that only reads."""
        async with self.engine.connect() as conn:
            yield conn

    async def dispose(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


@asynccontextmanager
async def _begun(conn: AsyncConnection) -> AsyncIterator[None]:
    """A transaction begun on the driver itself, where statements may go past SQLAlchemy too."""
    driver = driver_of(conn)
    if driver is None:
        raise RuntimeError("this connection's transactions are SQLAlchemy's")
    try:
        await answered(driver.execute("BEGIN"))
        yield
        await answered(driver.execute("COMMIT"))
    except BaseException:
        try:
            await answered(driver.execute("ROLLBACK"))
        except DriverFailed:
            await conn.invalidate()  # the pool must not hand it out again
        raise


def is_transient(error: BaseException) -> bool:
    """Whether the same transaction may simply be run again: a deadlock, a serialization failure, a lost race."""
    if isinstance(error, IntegrityError):
        return True
    if isinstance(error, DriverFailed):
        return error.sqlstate in _TRANSIENT_STATES or (error.sqlstate or "").startswith(_INTEGRITY)
    if not isinstance(error, DBAPIError):
        return False
    state, code, text = _facts(error)
    return state in _TRANSIENT_STATES or code in _TRANSIENT_CODES or any(busy in text for busy in _BUSY)


def is_outage(error: BaseException) -> bool:
    """Whether the database cannot be reached or is restarting."""
    if isinstance(error, (ConnectionError, PoolTimeout, TimeoutError)):
        return True
    if isinstance(error, DriverFailed):
        return error.lost or (error.sqlstate or "").startswith(_OUTAGE_STATES)
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError)
    state, code, text = _facts(error)
    if state and state.startswith(_OUTAGE_STATES):
        return True
    lost = error.connection_invalidated or isinstance(error.orig, OSError)
    return lost or code in _OUTAGE_CODES or isinstance(error, InterfaceError) or "unable to open database" in text


def _facts(error: DBAPIError) -> tuple[str | None, int | None, str]:
    """The SQLSTATE, the number of the error, and its text, as far as the driver gives them."""
    original = error.orig
    state = getattr(original, "sqlstate", None)
    code = original.args[0] if original is not None and original.args else None
    return state, code if isinstance(code, int) else None, str(original).lower()
