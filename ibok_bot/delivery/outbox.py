"""Sends what turns left for other chats: each row is marked as being attempted before the call, and named after it.

A row whose call was cut off (the process died, or nobody knows whether Telegram got it) is sent again: what goes
this way speaks of the safety of an account, so twice is better than never.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
import structlog

from ibok_bot.domain.ids import ChatId
from ibok_bot.storage.deliveries import DueDelivery, Outcome, claim, settle
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from ibok_bot.turns.messages import Gone, Screen, Unanswered

_POLL_SECONDS = 1.0
_BATCH = 20
_LONGEST_WAIT = timedelta(minutes=10)
_SCREEN = msgspec.json.Decoder(Screen)
_log = structlog.get_logger(__name__)


class Post(Protocol):
    """Puts one message into a chat."""

    async def push(self, chat: ChatId, screen: Screen) -> int:
        """The number of the message. Raises Unanswered or Gone."""
        ...


class Outbox:
    """The loop that empties the outbox of one channel."""

    def __init__(self, database: Database, channel: str, post: Post, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._channel = channel
        self._post = post
        self._clock = clock
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """There is something new: look at once."""
        self._bell.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: send what is due, then wait for the bell or a second."""
        while not stop.is_set():
            try:
                busy = await self.empty()
            except Exception as error:
                if not (is_outage(error) or is_transient(error)):
                    raise
                _log.warning("outbox waits for the database", error=type(error).__name__)
                busy = False
            if not busy:
                await self._rest(stop)

    async def empty(self) -> bool:
        """Send one batch of what is due; whether there was any."""
        async with self._database.write() as conn:
            rows = await claim(conn, self._channel, self._clock(), _BATCH)
        for row in rows:
            outcome = await self._send(row)
            async with self._database.write() as conn:
                await settle(conn, row, outcome)
        return bool(rows)

    async def _send(self, row: DueDelivery) -> Outcome:
        try:
            message = await self._post.push(row.chat, _SCREEN.decode(row.payload))
        except Gone:
            return Outcome.unreachable()
        except Unanswered as later:
            backing_off = min(_LONGEST_WAIT, timedelta(seconds=max(later.wait, 2**row.attempts)))
            return Outcome.again(self._clock() + backing_off)
        return Outcome.sent(message)

    async def _rest(self, stop: asyncio.Event) -> None:
        waits = {asyncio.create_task(self._bell.wait()), asyncio.create_task(stop.wait())}
        await asyncio.wait(waits, timeout=_POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._bell.clear()
