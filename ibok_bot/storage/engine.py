"""Engines for the databases we speak to; a driver is imported only when its database is used."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

KNOWN = ("sqlite+aiosqlite", "postgresql+asyncpg", "mysql+asyncmy", "mariadb+asyncmy")
WRITES = "ibok_writes"
"""Execution option of a connection whose transactions write; on SQLite they take the lock at their beginning."""


def make_engine(url: str, *, pool_size: int = 8) -> AsyncEngine:
    """An engine for this address, whose errors name no values. Raises ValueError for a database we do not speak to."""
    parsed = make_url(url)
    if parsed.drivername not in KNOWN:
        raise ValueError(f"{parsed.drivername} is no database we speak to; known are {', '.join(KNOWN)}")
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(parsed, pool_size=pool_size, max_overflow=0, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "pool_timeout": 10}
    if parsed.get_backend_name() == "postgresql":
        options["connect_args"] = {"timeout": 10, "command_timeout": 60}
    else:
        parsed = parsed.update_query_dict({"charset": "utf8mb4"})
        options["connect_args"] = {"connect_timeout": 10}
    return create_async_engine(parsed, isolation_level="READ COMMITTED", hide_parameters=True, **options)


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """WAL lets readers go on beside the one writer. The driver must not begin transactions of its own."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=5000", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that reads first and writes later could not be granted the lock: it must ask at once."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
