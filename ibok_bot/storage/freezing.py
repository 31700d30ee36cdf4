"""Freezing an audience: a row for each recipient, written piece by piece, so that a crash costs one piece's work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, insert, literal, null, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.audience import decode
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastState, DeliveryState
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.storage.audiences import recipients
from ibok_bot.storage.deliveries import Lane
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.customers import TelegramLink
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.types import Id, UtcDateTime

PIECE = 20_000
_row = table(Delivery)


class Freezing:
    """The audiences of broadcasts whose time has come, on one transaction."""

    def __init__(self, conn: AsyncConnection, channel: str, now: datetime) -> None:
        self._conn, self._channel, self._now = conn, channel, now

    async def any_due(self) -> bool:
        """Whether there is anything to do."""
        begins = and_(Broadcast.state == BroadcastState.SCHEDULED, Broadcast.starts_at <= self._now)
        freezing = Broadcast.state == BroadcastState.FREEZING
        found = await self._conn.execute(select(Broadcast.id).where(or_(begins, freezing)).limit(1))
        return found.first() is not None

    async def begin_due(self) -> None:
        """Broadcasts whose time has come begin to be frozen; one that was paused meanwhile goes on where it was."""
        await self._conn.execute(
            update(Broadcast)
            .where(
                Broadcast.state == BroadcastState.SCHEDULED,
                Broadcast.starts_at <= self._now,
                or_(Broadcast.expires_at.is_(None), Broadcast.expires_at > self._now),
            )
            .values(state=BroadcastState.FREEZING, frozen_to=func.coalesce(Broadcast.frozen_to, 0))
        )

    async def under_way(self) -> Sequence[BroadcastId]:
        """Those being frozen, the urgent ones first."""
        found = await self._conn.execute(
            select(Broadcast.id)
            .where(Broadcast.state == BroadcastState.FREEZING)
            .order_by(Broadcast.urgent.desc(), Broadcast.starts_at, Broadcast.id)
        )
        return [BroadcastId(key) for key in found.scalars()]

    async def piece(self, broadcast: BroadcastId, size: int = PIECE, *, wary: bool = False) -> bool:
        """Write down the next piece; False when it was the last, or somebody paused or cancelled it.

        An audience names each chat once. When links change while it is being frozen, a chat may come again by another
        of its links: then the piece fails as a whole, and is to be written once more, `wary` of chats that are there.
        """
        row = (await self._conn.execute(select(table(Broadcast)).where(Broadcast.id == broadcast))).one()
        after = row.frozen_to or 0
        last = (await self._conn.execute(select(func.max(TelegramLink.id)))).scalar_one() or 0
        upto = min(after + size, last)
        if upto <= after:
            await self._end(broadcast)
            return False
        mine = await self._conn.execute(
            update(Broadcast)
            .where(
                Broadcast.id == broadcast,
                Broadcast.state == BroadcastState.FREEZING,
                func.coalesce(Broadcast.frozen_to, 0) == after,
            )
            .values(frozen_to=upto)
        )
        if not mine.rowcount:
            return False
        await self._prefer_indexes()
        chosen = recipients(
            decode(row.audience), self._channel, warsaw_day(self._now), kind=row.kind, span=(after, upto)
        ).subquery()
        values = {
            "broadcast_id": literal(broadcast, Id),
            "account_id": chosen.c.account_id,
            "channel": chosen.c.channel,
            "chat_id": chosen.c.chat_id,
            "language": chosen.c.language,
            "kind": literal(row.kind),
            "supersedes": literal(0),
            "lane": literal(int(Lane.BROADCAST)),
            "policy": literal(row.policy),
            "state": literal(DeliveryState.QUEUED.value),
            "attempts": literal(0),
            "revision": literal(1),
            "due_at": literal(row.starts_at, UtcDateTime),
            "expires_at": literal(row.expires_at, UtcDateTime) if row.expires_at else null(),
            "created_at": literal(self._now, UtcDateTime),
        }
        there = select(_row.c.id).where(
            _row.c.broadcast_id == broadcast,
            _row.c.channel == chosen.c.channel,
            _row.c.chat_id == chosen.c.chat_id,
        )
        rows = select(*values.values())
        written = await self._conn.execute(
            insert(_row).from_select(list(values), rows.where(~there.exists()) if wary else rows)
        )
        await self._conn.execute(
            update(Broadcast)
            .where(Broadcast.id == broadcast)
            .values(recipients=Broadcast.recipients + written.rowcount)
        )
        return True

    async def _prefer_indexes(self) -> None:
        """PostgreSQL would read whole tables for each piece, as if every page came from a slow disk."""
        if self._conn.dialect.name == "postgresql":
            await self._conn.execute(text("SET LOCAL random_page_cost = 1"))

    async def _end(self, broadcast: BroadcastId) -> None:
        """The number of recipients stands from now on."""
        counted = await self._conn.execute(
            select(func.count()).select_from(_row).where(_row.c.broadcast_id == broadcast)
        )
        await self._conn.execute(
            update(Broadcast)
            .where(Broadcast.id == broadcast, Broadcast.state == BroadcastState.FREEZING)
            .values(state=BroadcastState.SENDING, frozen_at=self._now, recipients=counted.scalar_one())
        )
