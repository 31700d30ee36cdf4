"""Waking the sender in another process: PostgreSQL tells it when the transaction commits; elsewhere it looks."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

CHANNEL = "ibok_delivery"
_TELL = text(f"SELECT pg_notify('{CHANNEL}', '')")


async def wake(conn: AsyncConnection) -> None:
    """There is something to send, once this transaction commits."""
    if conn.dialect.name == "postgresql":
        await conn.execute(_TELL)
