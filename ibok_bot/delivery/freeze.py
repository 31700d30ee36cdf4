"""Freezes the audiences of broadcasts whose time has come, beside the sending, in short transactions."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

import structlog

from ibok_bot.domain.broadcasts import BroadcastId
from ibok_bot.storage.freezing import PIECE, Freezing
from ibok_bot.storage.transactions import Database, is_outage, is_transient

_POLL = 1.0
_log = structlog.get_logger(__name__)


class Freezer:
    """Writes down the recipients, one piece after another; whoever dies in the middle loses one piece at most."""

    def __init__(
        self,
        database: Database,
        channel: str,
        clock: Callable[[], datetime],
        frozen: Callable[[], None],
        piece: int = PIECE,
    ) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._frozen = frozen
        self._piece = piece

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; an outage of the database is waited out."""
        while not stop.is_set():
            try:
                await self.freeze_due(stop)
            except Exception as error:
                if not (is_outage(error) or is_transient(error)):
                    raise
                _log.warning("freezing waits for the database", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _POLL)

    async def freeze_due(self, stop: asyncio.Event | None = None) -> None:
        """All whose time has come."""
        async with self._database.read() as conn:
            freezing = Freezing(conn, self._channel, self._clock())
            waiting = await freezing.any_due()
        if not waiting:
            return
        async with self._database.write() as conn:
            freezing = Freezing(conn, self._channel, self._clock())
            await freezing.begin_due()
            under_way = await freezing.under_way()
        for broadcast in under_way:
            await self._freeze(broadcast, stop)

    async def _freeze(self, broadcast: BroadcastId, stop: asyncio.Event | None) -> None:
        while stop is None or not stop.is_set():
            more = await self._next(broadcast)
            if not more:
                _log.info("audience frozen", broadcast=broadcast)
                self._frozen()
                return

    async def _next(self, broadcast: BroadcastId) -> bool:
        try:
            return await self._write(broadcast, wary=False)
        except Exception as error:
            if not is_transient(error):
                raise
            return await self._write(broadcast, wary=True)

    async def _write(self, broadcast: BroadcastId, *, wary: bool) -> bool:
        async with self._database.write() as conn:
            return await Freezing(conn, self._channel, self._clock()).piece(broadcast, self._piece, wary=wary)
