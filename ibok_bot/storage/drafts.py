"""Notices that members of the staff are still writing: kept until they are sent or thrown away."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.notice_draft import NoticeDraft
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.watching import NoticeDraft as Row

_DECODE = msgspec.json.Decoder(NoticeDraft)
_ENCODE = msgspec.json.Encoder()


class Drafts:
    """The drafts (szkice), each of one member, on one transaction."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def read(self, member: MemberId, item: str) -> NoticeDraft | None:
        """What is written so far; None where nothing is, or a release has changed how it is kept."""
        found = await self._conn.scalar(select(Row.payload).where(Row.member_id == member, Row.item == item))
        try:
            return None if found is None else _DECODE.decode(found)
        except msgspec.DecodeError:
            return None

    async def save(self, member: MemberId, item: str, draft: NoticeDraft) -> None:
        """Keep it as it stands."""
        values = {"payload": _ENCODE.encode(draft).decode(), "updated_at": self._now}
        done = await self._conn.execute(update(Row).where(Row.member_id == member, Row.item == item).values(**values))
        if not done.rowcount:
            await self._conn.execute(insert(table(Row)).values(member_id=member, item=item, **values))

    async def drop(self, member: MemberId, item: str) -> bool:
        """Throw it away; whether there was one."""
        done = await self._conn.execute(delete(Row).where(Row.member_id == member, Row.item == item))
        return done.rowcount == 1
