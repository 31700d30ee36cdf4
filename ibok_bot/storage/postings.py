"""Which broadcast carries which notice, and where in the list of notices a page begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import BroadcastId, BroadcastState
from ibok_bot.domain.ids import NoticeId
from ibok_bot.storage.schema.deliveries import Broadcast
from ibok_bot.storage.schema.notices import Notice


@dataclass(frozen=True, slots=True)
class Carrier:
    """The broadcast of a notice, as a list shows it: its messages are not counted."""

    broadcast: BroadcastId
    state: BroadcastState
    recipients: int
    starts_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


async def carriers(conn: AsyncConnection, notices: Sequence[NoticeId]) -> Mapping[NoticeId, Carrier]:
    """The newest broadcast of each of these notices that has one."""
    one = Broadcast
    found = await conn.execute(
        select(one.notice_id, one.id, one.state, one.recipients, one.starts_at, one.frozen_at, one.finished_at)
        .where(one.notice_id.in_(notices))
        .order_by(one.id)
    )
    return {
        NoticeId(row.notice_id): Carrier(
            BroadcastId(row.id),
            BroadcastState(row.state),
            row.recipients,
            row.starts_at,
            row.frozen_at,
            row.finished_at,
        )
        for row in found
        if row.notice_id is not None
    }


async def ahead_of(conn: AsyncConnection, before: NoticeId | None) -> int:
    """How many notices stand ahead of those older than `before`, in a list with the newest first."""
    if before is None:
        return 0
    return await conn.scalar(select(func.count()).select_from(Notice).where(Notice.id >= before)) or 0
