"""Three sweepers: for messages stuck in the air, timed out, or called off. They find what a crash or a pause left."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from ibok_bot.delivery.shift import Shift, Tools
from ibok_bot.storage.leases import Leases
from ibok_bot.storage.sweeping import Sweeping

T = TypeVar("T")
_EVERY = 5.0
_PIECE = 1000
_log = structlog.get_logger(__name__)


class Sweeper:
    """Sweeps for the shift that holds the lease."""

    def __init__(self, shift: Shift, tools: Tools) -> None:
        self._shift = shift
        self._tools = tools

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Raises LeaseLost."""
        while not stop.is_set():
            await self._shift.patiently(self.sweep)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY)

    async def sweep(self) -> None:
        """Once through everything."""
        await self._once(self._stuck)
        await self._once(lambda sweeping: sweeping.overdue_broadcasts())
        await self._piece_by_piece("expired", lambda sweeping: sweeping.timed_out())
        await self._piece_by_piece("called off", lambda sweeping: sweeping.called_off())

    async def _stuck(self, sweeping: Sweeping) -> None:
        stuck = await sweeping.stuck(self._shift.held)
        if stuck.in_doubt or stuck.again:
            _log.warning("stuck in the air", in_doubt=stuck.in_doubt, again=stuck.again)

    async def _piece_by_piece(self, what: str, sweep: Callable[[Sweeping], Awaitable[int]]) -> None:
        swept = 0
        while some := await self._once(sweep):
            swept += some
            if some < _PIECE:
                break
        if swept:
            _log.info("swept", what=what, messages=swept)

    async def _once(self, sweep: Callable[[Sweeping], Awaitable[T]]) -> T:
        tools = self._tools
        async with tools.database.write() as conn:
            await Leases(conn, tools.bot).hold(self._shift.epoch)
            return await sweep(Sweeping(conn, tools.channel, self._shift.epoch, tools.clock()))
