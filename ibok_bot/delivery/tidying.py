"""What is forgotten after its time: answers to updates that can come no more, messages and work long done with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from ibok_bot.delivery.schedule import Work
from ibok_bot.storage.conversations import forget_seen
from ibok_bot.storage.requests import forget_requests
from ibok_bot.storage.schedule import Schedule
from ibok_bot.storage.sweeping import forget_singles
from ibok_bot.storage.transactions import Database

_EVERY = timedelta(hours=1)
_SEEN_KEPT = timedelta(days=2)
_MESSAGES_KEPT = timedelta(days=90)
_WORK_KEPT = timedelta(days=90)


def tidying(database: Database, clock: Callable[[], datetime]) -> Work:
    """Once an hour, in one process."""

    async def do(_item: str, _due_at: datetime) -> None:
        now = clock()
        async with database.write() as conn:
            await forget_seen(conn, now - _SEEN_KEPT)
            await forget_requests(conn, now)
            await Schedule(conn, now).forget(now - _WORK_KEPT)
        while True:
            async with database.write() as conn:
                if not await forget_singles(conn, now - _MESSAGES_KEPT):
                    return

    return Work(do, lambda due: due + _EVERY)
