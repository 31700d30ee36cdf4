"""Alembic's environment: runs the migrations on the database whose address the upgrade gives."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection

from ibok_bot.storage.engine import WRITES, make_engine
from ibok_bot.storage.schema import Base


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
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
