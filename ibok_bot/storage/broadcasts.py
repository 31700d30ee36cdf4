"""Broadcasts as the staff see them: planned, approved, paused, revised, recalled, and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.audience import encode
from ibok_bot.domain.broadcasts import (
    FALLBACK,
    BroadcastId,
    BroadcastLine,
    BroadcastPlan,
    BroadcastState,
    DeliveryId,
    DeliveryState,
    Doubtful,
    Progress,
)
from ibok_bot.domain.ids import AccountId, ChatId, MemberId, NoticeId
from ibok_bot.storage.deliveries import OwnersChat
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.deliveries import Broadcast, BroadcastText, Delivery
from ibok_bot.storage.schema.staff import StaffMember
from ibok_bot.storage.waking import wake

REVISE, RECALL = "revise", "recall"
_MINUTE = timedelta(minutes=1)
_UNDER_WAY = (BroadcastState.SCHEDULED, BroadcastState.FREEZING, BroadcastState.SENDING)


class NoSuchBroadcast(LookupError):
    """There is no broadcast with this number."""


class Broadcasts:
    """The broadcasts (wysyłki), on one transaction. What changes a broadcast says whether it did."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def plan(self, plan: BroadcastPlan) -> BroadcastId:
        """Write it down: it begins by itself at its time, or waits for somebody's approval first."""
        if not plan.texts:
            raise ValueError("a broadcast needs a text")
        state = BroadcastState.AWAITING_APPROVAL if plan.needs_approval else BroadcastState.SCHEDULED
        row = {
            "notice_id": plan.notice,
            "audience": encode(plan.audience),
            "state": state,
            "recipients": 0,
            "created_at": self._now,
            "starts_at": plan.starts_at,
            "kind": plan.kind,
            "policy": plan.policy,
            "urgent": int(plan.urgent),
            "expires_at": plan.expires_at,
            "author_id": plan.author,
            "revision": 1,
        }
        broadcast = BroadcastId(made_key(await self._conn.execute(insert(table(Broadcast)), row)))
        await self._write_texts(broadcast, 1, plan.texts)
        await wake(self._conn)
        return broadcast

    async def approve(self, broadcast: BroadcastId, member: MemberId) -> bool:
        """Let it begin at its time. Of two who approve at once one does; the author never can."""
        another = (Broadcast.author_id.is_(None)) | (Broadcast.author_id != member)
        values = {"state": BroadcastState.SCHEDULED, "approved_by_id": member}
        return await self._change(broadcast, values, Broadcast.state == BroadcastState.AWAITING_APPROVAL, another)

    async def pause(self, broadcast: BroadcastId, why: str | None = None) -> bool:
        """Stop after what is in flight. `why` is for the office's own pauses."""
        values = {"state": BroadcastState.PAUSED, "paused_why": why}
        return await self._change(broadcast, values, Broadcast.state.in_(_UNDER_WAY))

    async def resume(self, broadcast: BroadcastId) -> bool:
        """Go on where it was paused."""
        paused = Broadcast.state == BroadcastState.PAUSED
        going_on = {"state": BroadcastState.SENDING, "paused_why": None}
        beginning = {"state": BroadcastState.SCHEDULED, "paused_why": None}
        return await self._change(broadcast, going_on, paused, Broadcast.frozen_at.is_not(None)) or (
            await self._change(broadcast, beginning, paused, Broadcast.frozen_at.is_(None))
        )

    async def cancel(self, broadcast: BroadcastId) -> bool:
        """For good: what was not sent yet never will be."""
        values = {"state": BroadcastState.CANCELLED, "finished_at": self._now}
        open_ones = (*_UNDER_WAY, BroadcastState.AWAITING_APPROVAL, BroadcastState.PAUSED)
        return await self._change(broadcast, values, Broadcast.state.in_(open_ones))

    async def revise(self, broadcast: BroadcastId, texts: Mapping[str, str]) -> bool:
        """Another text: those who wait get it, and what arrived in the last 48 hours is edited."""
        if not texts:
            raise ValueError("a broadcast needs a text")
        not_cancelled = Broadcast.state != BroadcastState.CANCELLED
        values = {"revision": Broadcast.revision + 1, "pass_word": REVISE}
        if not await self._change(broadcast, values, not_cancelled):
            return False
        found = await self._conn.execute(select(Broadcast.revision).where(Broadcast.id == broadcast))
        await self._write_texts(broadcast, found.scalar_one(), texts)
        return True

    async def recall(self, broadcast: BroadcastId) -> bool:
        """Take it back: what waits is cancelled, and what arrived in the last 48 hours is deleted."""
        values = {
            "state": BroadcastState.CANCELLED,
            "pass_word": RECALL,
            "finished_at": func.coalesce(Broadcast.finished_at, self._now),
        }
        return await self._change(broadcast, values, (Broadcast.pass_word.is_(None)) | (Broadcast.pass_word != RECALL))

    async def progress(self, broadcast: BroadcastId) -> Progress:
        """How far it has come. Raises NoSuchBroadcast."""
        row = (await self._conn.execute(select(table(Broadcast)).where(Broadcast.id == broadcast))).first()
        if row is None:
            raise NoSuchBroadcast(broadcast)
        found = await self._conn.execute(
            select(Delivery.state, func.count()).where(Delivery.broadcast_id == broadcast).group_by(Delivery.state)
        )
        counts = {DeliveryState(state): int(count) for state, count in found}
        state = BroadcastState(row.state)
        rate = await self._rate(broadcast) if state is BroadcastState.SENDING else 0.0
        waiting = counts.get(DeliveryState.QUEUED, 0) + counts.get(DeliveryState.RETRY_AT, 0)
        return Progress(
            id=broadcast,
            state=state,
            recipients=row.recipients,
            counts=counts,
            rate=rate,
            time_left=timedelta(seconds=round(waiting / rate)) if rate else None,
            starts_at=row.starts_at,
            started_at=row.frozen_at,
            finished_at=row.finished_at,
            paused_why=row.paused_why,
        )

    async def listing(self, limit: int = 20) -> Sequence[BroadcastLine]:
        """The newest first."""
        found = await self._conn.execute(select(table(Broadcast)).order_by(Broadcast.id.desc()).limit(limit))
        return [
            BroadcastLine(
                id=BroadcastId(row.id),
                state=BroadcastState(row.state),
                notice=NoticeId(row.notice_id) if row.notice_id is not None else None,
                kind=row.kind,
                urgent=bool(row.urgent),
                recipients=row.recipients,
                author=MemberId(row.author_id) if row.author_id is not None else None,
                approved_by=MemberId(row.approved_by_id) if row.approved_by_id is not None else None,
                created_at=row.created_at,
                starts_at=row.starts_at,
                finished_at=row.finished_at,
            )
            for row in found
        ]

    async def texts(self, broadcast: BroadcastId) -> Mapping[str, str]:
        """The newest text in each language."""
        found = await self._conn.execute(select(Broadcast.revision).where(Broadcast.id == broadcast))
        return await texts_of(self._conn, broadcast, found.scalar_one())

    async def in_doubt(self, broadcast: BroadcastId, limit: int = 1000) -> Sequence[Doubtful]:
        """The recipients of whom nobody knows whether the message arrived."""
        found = await self._conn.execute(
            select(Delivery.id, Delivery.account_id, Delivery.channel, Delivery.chat_id, Delivery.attempted_at)
            .where(Delivery.broadcast_id == broadcast, Delivery.state == DeliveryState.IN_DOUBT)
            .order_by(Delivery.id)
            .limit(limit)
        )
        return [
            Doubtful(
                DeliveryId(row.id),
                AccountId(row.account_id) if row.account_id is not None else None,
                row.channel,
                ChatId(row.chat_id),
                row.attempted_at,
            )
            for row in found
        ]

    async def send_in_doubt(self, broadcast: BroadcastId) -> int:
        """Send to those in doubt after all, on somebody's word; to how many."""
        ended = (BroadcastState.FINISHED, BroadcastState.SENDING)
        values = {"state": BroadcastState.SENDING, "finished_at": None}
        if not await self._change(broadcast, values, Broadcast.state.in_(ended)):
            return 0
        done = await self._conn.execute(
            update(Delivery)
            .where(Delivery.broadcast_id == broadcast, Delivery.state == DeliveryState.IN_DOUBT)
            .values(state=DeliveryState.QUEUED)
        )
        return done.rowcount

    async def _change(self, broadcast: BroadcastId, values: Mapping[str, Any], *still: ColumnElement[bool]) -> bool:
        done = await self._conn.execute(update(Broadcast).where(Broadcast.id == broadcast, *still).values(**values))
        if done.rowcount:
            await wake(self._conn)
        return bool(done.rowcount)

    async def _write_texts(self, broadcast: BroadcastId, revision: int, texts: Mapping[str, str]) -> None:
        rows = [
            {"broadcast_id": broadcast, "revision": revision, "language": language, "payload": payload}
            for language, payload in texts.items()
        ]
        await self._conn.execute(insert(BroadcastText), rows)

    async def _rate(self, broadcast: BroadcastId) -> float:
        """Over the last minute, or since it began to be sent when that is less."""
        count, first = (
            await self._conn.execute(
                select(func.count(), func.min(Delivery.attempted_at)).where(
                    Delivery.broadcast_id == broadcast,
                    Delivery.state == DeliveryState.SENT,
                    Delivery.attempted_at > self._now - _MINUTE,
                )
            )
        ).one()
        if not count or first is None:
            return 0.0
        return float(count) / max(1.0, min(60.0, (self._now - first).total_seconds()))


async def texts_of(conn: AsyncConnection, broadcast: BroadcastId, revision: int) -> Mapping[str, str]:
    """The screens of one revision, by language, as JSON."""
    found = await conn.execute(
        select(BroadcastText.language, BroadcastText.payload).where(
            BroadcastText.broadcast_id == broadcast, BroadcastText.revision == revision
        )
    )
    return {row.language: row.payload for row in found}


async def chat_of_author(conn: AsyncConnection, broadcast: BroadcastId) -> OwnersChat | None:
    """Where its author can be told something, and in which language; None when nobody knows."""
    talk = Conversation
    found = await conn.execute(
        select(StaffMember.channel, StaffMember.chat_id, talk.language)
        .select_from(Broadcast)
        .join(StaffMember, StaffMember.id == Broadcast.author_id)
        .outerjoin(talk, (talk.channel == StaffMember.channel) & (talk.chat_id == StaffMember.chat_id))
        .where(Broadcast.id == broadcast, StaffMember.revoked_at.is_(None), StaffMember.chat_id.is_not(None))
    )
    row = found.first()
    return None if row is None else OwnersChat(row.channel, ChatId(row.chat_id), row.language or FALLBACK)
