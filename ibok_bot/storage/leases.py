"""Who may send now: a lease by the database's own time, with an epoch that fences off whoever held it before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from ibok_bot.storage.schema.deliveries import SenderLease
from ibok_bot.storage.types import UtcDateTime


class DatabaseNow(GenericFunction[datetime]):
    """The database's time in UTC, to at least a millisecond: one clock for all machines."""

    type = UtcDateTime()
    inherit_cache = True


_NOW = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    "postgresql": "(clock_timestamp() AT TIME ZONE 'UTC')",
    "mysql": "UTC_TIMESTAMP(6)",
    "mariadb": "UTC_TIMESTAMP(6)",
    "oracle": "SYS_EXTRACT_UTC(SYSTIMESTAMP)",
}


@compiles(DatabaseNow)
def _database_now(_element: DatabaseNow, compiler: SQLCompiler, **_options: Any) -> str:
    return _now_in(compiler.dialect)


def _now_in(dialect: Dialect) -> str:
    return _NOW[dialect.name]


class LeaseLost(Exception):
    """Somebody else sends now: whatever this process still knows must not be written down."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """The lease in one's hands: its epoch, and how long Telegram wants no messages yet."""

    epoch: int
    blocked_for: float = 0.0


class Leases:
    """Leases of the senders, on one transaction; `bot` is the bot's own number."""

    def __init__(self, conn: AsyncConnection, bot: int) -> None:
        self._conn, self._bot = conn, bot

    async def acquire(self, holder: str, lasting: timedelta) -> Tenure | None:
        """Take the lease if nobody holds it; None while somebody does. Each time it is taken the epoch grows."""
        row = await self._locked()
        now = await database_now(self._conn)
        if row is None:
            await self._conn.execute(
                insert(SenderLease).values(bot_id=self._bot, holder=holder, epoch=1, until=now + lasting)
            )
            return Tenure(1)
        epoch, _holder, until, blocked = row
        if until is not None and until > now:
            return None
        await self._set(holder=holder, epoch=epoch + 1, until=now + lasting)
        return Tenure(epoch + 1, _seconds(blocked, now))

    async def renew(self, epoch: int, lasting: timedelta) -> Tenure:
        """Hold it longer. Raises LeaseLost: also when it ran out unnoticed, so that nothing is taken for granted."""
        _epoch, _holder, until, blocked = await self._mine(epoch)
        now = await database_now(self._conn)
        if until is None or until <= now:
            raise LeaseLost
        await self._set(until=now + lasting)
        return Tenure(epoch, _seconds(blocked, now))

    async def release(self, epoch: int) -> None:
        """Let another take it at once."""
        await self._conn.execute(
            update(SenderLease)
            .where(SenderLease.bot_id == self._bot, SenderLease.epoch == epoch)
            .values(until=None, holder=None)
        )

    async def hold(self, epoch: int) -> None:
        """Keep the lease's row still until the transaction ends. Raises LeaseLost when it is not ours any more."""
        await self._mine(epoch)

    async def block(self, epoch: int, seconds: float) -> float:
        """Telegram asks for silence: nobody sends for so long, and never less than asked before; how long that is."""
        _epoch, _holder, _until, blocked = await self._mine(epoch)
        now = await database_now(self._conn)
        ends = max(blocked or now, now + timedelta(seconds=seconds))
        await self._set(blocked_until=ends)
        return _seconds(ends, now)

    async def _mine(self, epoch: int) -> tuple[int, str | None, datetime | None, datetime | None]:
        row = await self._locked()
        if row is None or row[0] != epoch:
            raise LeaseLost
        return row

    async def _locked(self) -> tuple[int, str | None, datetime | None, datetime | None] | None:
        found = await self._conn.execute(
            select(SenderLease.epoch, SenderLease.holder, SenderLease.until, SenderLease.blocked_until)
            .where(SenderLease.bot_id == self._bot)
            .with_for_update()
        )
        row = found.first()
        return None if row is None else (row[0], row[1], row[2], row[3])

    async def _set(self, **values: Any) -> None:
        await self._conn.execute(update(SenderLease).where(SenderLease.bot_id == self._bot).values(**values))


async def database_now(conn: AsyncConnection) -> datetime:
    """The database's time."""
    return (await conn.execute(select(DatabaseNow()))).scalar_one()


async def is_held(conn: AsyncConnection, bot: int | None) -> bool:
    """Whether anybody may send now for this bot; None: for any. The terminal's own lease, number 0, is no bot's."""
    whose = SenderLease.bot_id == bot if bot is not None else SenderLease.bot_id != 0
    until = (await conn.execute(select(func.max(SenderLease.until)).where(whose))).scalar_one()
    return until is not None and until > await database_now(conn)


def _seconds(until: datetime | None, now: datetime) -> float:
    return max(0.0, (until - now).total_seconds()) if until else 0.0
