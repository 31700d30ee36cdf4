"""Which broadcast carries which notice, and where in the list of notices a page begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import BroadcastId
from ibok_bot.domain.ids import NoticeId
from ibok_bot.storage.schema.deliveries import Broadcast
from ibok_bot.storage.schema.notices import Notice


async def carriers(conn: AsyncConnection, notices: Sequence[NoticeId]) -> Mapping[NoticeId, BroadcastId]:
    """The newest broadcast of each of these notices that has one."""
    found = await conn.execute(
        select(Broadcast.notice_id, func.max(Broadcast.id))
        .where(Broadcast.notice_id.in_(notices))
        .group_by(Broadcast.notice_id)
    )
    return {NoticeId(notice): BroadcastId(broadcast) for notice, broadcast in found}


async def ahead_of(conn: AsyncConnection, before: NoticeId | None) -> int:
    """How many notices stand ahead of those older than `before`, in a list with the newest first."""
    if before is None:
        return 0
    return await conn.scalar(select(func.count()).select_from(Notice).where(Notice.id >= before)) or 0
