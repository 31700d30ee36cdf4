"""The sender of one bot: waits for the lease, serves while it has it, and looks after what is not sending itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Callable
from datetime import datetime

import structlog

from ibok_bot.delivery.asides import Asides
from ibok_bot.delivery.bell import Bell
from ibok_bot.delivery.bucket import Bucket, Gaps
from ibok_bot.delivery.freeze import Freezer
from ibok_bot.delivery.judging import Judge
from ibok_bot.delivery.limits import Limits
from ibok_bot.delivery.picking import Picker
from ibok_bot.delivery.post import Post
from ibok_bot.delivery.shift import Left, Shift, Tools, lost
from ibok_bot.delivery.sweepers import Sweeper
from ibok_bot.delivery.texts import Texts
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.storage.leases import LeaseLost, Leases, Tenure
from ibok_bot.storage.sending import Sending
from ibok_bot.storage.sweeping import Sweeping
from ibok_bot.storage.transactions import Database, is_outage, is_transient

_AGAIN = 1.0
_log = structlog.get_logger(__name__)


class Sender:
    """Sends what nobody asked for in one channel. Any number may run, on any machines: one of them is active."""

    def __init__(
        self,
        database: Database,
        channel: str,
        post: Post,
        *,
        bot: int,
        clock: Callable[[], datetime],
        quiet: QuietHours,
        limits: Limits,
        carries_broadcasts: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bell = Bell(database)
        bucket, gaps = Bucket(limits.rate, monotonic), Gaps(limits.chat_gap, monotonic)
        picker = Picker(channel, quiet, gaps, Texts(), carries_broadcasts)
        judge = Judge(bucket, clock, monotonic)
        self.asides = Asides(bucket, gaps)
        """Turns for what goes out beside the messages."""
        self._tools = Tools(
            database, channel, bot, post, clock, monotonic, limits, self._bell, bucket, gaps, picker, judge, self.asides
        )
        self._freezer = Freezer(database, channel, clock, self._bell.ring) if carries_broadcasts else None
        self._name = f"{socket.gethostname()[:40]}:{os.getpid()}"
        self._left = Left()

    def ring(self) -> None:
        """There is something new: look at once."""
        self._bell.ring()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: send while the lease is ours, stand by while it is another's."""
        listening = asyncio.create_task(self._bell.listen())
        try:
            while not stop.is_set():
                shift = await self._begin()
                if shift is None:
                    await _rest(stop)
                    continue
                _log.info("sending", channel=self._tools.channel, epoch=shift.epoch)
                await self._serve(shift, stop)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def drain(self) -> None:
        """Everything that is due now, without any pace, and then the lease is free again. Raises LeaseLost."""
        if self._freezer:
            await self._freezer.freeze_due()
        shift = await self._begin()
        if shift is None:
            raise LeaseLost
        await Sweeper(shift, self._tools).sweep()
        await shift.send_all()
        async with self._tools.database.write() as conn:
            await Leases(conn, self._tools.bot).release(shift.epoch)

    async def _serve(self, shift: Shift, stop: asyncio.Event) -> None:
        sweeper = Sweeper(shift, self._tools)
        done = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(sweeper.run(done))
                if self._freezer:
                    group.create_task(self._freezer.run(done))
                await shift.serve(stop)
                done.set()
        except BaseExceptionGroup as group:
            if not lost(group):
                raise
            _log.warning("the lease is lost", channel=self._tools.channel, epoch=shift.epoch)
        self._left = shift.left

    async def _begin(self) -> Shift | None:
        """Take the lease, and first of all settle what an earlier holder left; None while another holds it."""
        began = self._tools.monotonic()
        try:
            tenure = await self._take()
        except Exception as error:
            if not (is_outage(error) or is_transient(error)):
                raise
            _log.warning("the sender waits for the database", error=type(error).__name__)
            return None
        return Shift(self._tools, tenure, began) if tenure else None

    async def _take(self) -> Tenure | None:
        tools, now, left = self._tools, self._tools.clock(), self._left
        async with tools.database.write() as conn:
            tenure = await Leases(conn, tools.bot).acquire(self._name, tools.limits.lease)
            if tenure is None:
                return None
            before = Sending(conn, tools.channel, left.epoch, now)
            await before.settle(left.results)
            await before.give_back(left.unsent)
            stuck = await Sweeping(conn, tools.channel, tenure.epoch, now).left_by_others()
        if stuck.in_doubt or stuck.again:
            _log.warning("taken over", in_doubt=stuck.in_doubt, again=stuck.again, epoch=tenure.epoch)
        self._left = Left()
        return tenure


async def _rest(stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), _AGAIN)
