"""What wakes the sender: a ring in this process, a notification from PostgreSQL, else a short wait."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Protocol, cast

import structlog

from ibok_bot.storage.statements import answered
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from ibok_bot.storage.waking import CHANNEL

_AGAIN = 2.0
_log = structlog.get_logger(__name__)


class _Listener(Protocol):
    """What we use of an asyncpg connection."""

    async def add_listener(self, channel: str, callback: Callable[..., None]) -> None: ...
    async def remove_listener(self, channel: str, callback: Callable[..., None]) -> None: ...
    def is_closed(self) -> bool: ...


class Bell:
    """Rung when there is something to send."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something new: look at once."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Until it rings, at most so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()

    async def listen(self) -> None:
        """Ring whenever PostgreSQL tells of something; for ever, on any other database it does nothing."""
        if self._database.engine.dialect.driver != "asyncpg":
            return
        while True:
            try:
                await self._listened()
            except Exception as error:
                if not (is_outage(error) or is_transient(error)):
                    raise
                _log.warning("not woken by the database for now", error=type(error).__name__)
            await asyncio.sleep(_AGAIN)

    async def _listened(self) -> None:
        async with self._database.engine.connect() as conn:
            raw = await conn.get_raw_connection()
            listener = cast(_Listener, raw.driver_connection)
            await answered(listener.add_listener(CHANNEL, self._told))
            self.ring()
            try:
                while not listener.is_closed():  # noqa: ASYNC110 - the driver has no event for it
                    await asyncio.sleep(_AGAIN)
            finally:
                if not listener.is_closed():
                    await answered(listener.remove_listener(CHANNEL, self._told))

    def _told(self, *_what: Any) -> None:
        self.ring()
