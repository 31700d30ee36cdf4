"""Alembic's environment: runs the migrations on the database whose address the upgrade gives."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection, text

from ibok_bot.storage.engine import WRITES, make_engine
from ibok_bot.storage.schema import Base

_ONE_AT_A_TIME = 1_810_182
"""Two machines that upgrade at once: the second waits, and then finds nothing to do."""


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        context.run_migrations()


async def _migrate(url: str) -> None:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as conn:
            await conn.execution_options(**{WRITES: True})
            await conn.run_sync(_run)
            await conn.commit()
    finally:
        await engine.dispose()


asyncio.run(_migrate(context.config.attributes["url"]))
