"""How scheduled work stands: when each was last done, and when it is due next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.storage.schedule import NOTHING
from ibok_bot.storage.schema.deliveries import ScheduledJob


@dataclass(frozen=True, slots=True)
class Standing:
    """One kind of work that repeats; None where it was never done, or is not planted."""

    word: str
    done_at: datetime | None
    due_at: datetime | None


async def standings(conn: AsyncConnection) -> Sequence[Standing]:
    """All work that repeats, by its word."""
    waiting = case((ScheduledJob.done_at.is_(None), ScheduledJob.due_at))
    found = await conn.execute(
        select(ScheduledJob.word, func.max(ScheduledJob.done_at), func.min(waiting))
        .where(ScheduledJob.item == NOTHING)
        .group_by(ScheduledJob.word)
        .order_by(ScheduledJob.word)
    )
    return [Standing(*row) for row in found]
