"""Who follows a sending, what they look at, and what a report on it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import CHANGEABLE, BroadcastId, BroadcastState, DeliveryId, DeliveryState
from ibok_bot.domain.conversation import Stored
from ibok_bot.domain.ids import ChatId, MemberId, NoticeId
from ibok_bot.domain.progress import Changing, Problem, Trouble
from ibok_bot.domain.staff import Role, StaffMember
from ibok_bot.storage.broadcasts import REVISE
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.schema.staff import StaffMember as Member
from ibok_bot.storage.schema.watching import SendingWatch

_watch, _delivery, _broadcast = table(SendingWatch), table(Delivery), table(Broadcast)
_ENDED = (BroadcastState.FINISHED, BroadcastState.CANCELLED)
_PROBLEMS = tuple(Trouble)


@dataclass(frozen=True, slots=True)
class Watcher:
    """A chat that follows a broadcast: what it looks at, as whom, and in which language it is spoken with."""

    broadcast: BroadcastId
    notice: NoticeId | None
    ended: bool
    """Whether nothing more will happen to the broadcast by itself."""
    shown_at: datetime | None
    visit: Visit
    stored: Stored
    live_message: int | None


class Watching:
    """The followers of broadcasts, on one transaction."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def follow(self, broadcast: BroadcastId, channel: str, chat: ChatId) -> None:
        """From now on this chat is told how the broadcast goes."""
        known = await self._conn.scalar(select(_watch.c.since).where(*_of(broadcast, channel, chat)))
        if known is None:
            await self._conn.execute(
                insert(_watch).values(broadcast_id=broadcast, channel=channel, chat_id=chat, since=self._now)
            )

    async def watchers(self, channel: str) -> Sequence[Watcher]:
        """Everybody who follows something; whose access has ended is left out."""
        talk, member = Conversation, Member
        found = await self._conn.execute(
            select(
                _watch.c.broadcast_id, _watch.c.chat_id, _watch.c.shown_at,
                _broadcast.c.notice_id, _broadcast.c.state, _broadcast.c.pass_word,
                talk.language, talk.native_tables, talk.dialog, talk.trail, talk.turn, talk.choices, talk.goal,
                talk.live_message,
                member.id.label("member_id"), member.name, member.role,
            )
            .select_from(_watch)
            .join(_broadcast, _broadcast.c.id == _watch.c.broadcast_id)
            .join(talk, and_(talk.channel == _watch.c.channel, talk.chat_id == _watch.c.chat_id))
            .join(member, and_(member.channel == _watch.c.channel, member.chat_id == _watch.c.chat_id))
            .where(_watch.c.channel == channel)
            .order_by(_watch.c.broadcast_id, _watch.c.chat_id)
        )  # fmt: skip
        return [
            Watcher(
                BroadcastId(row.broadcast_id),
                NoticeId(row.notice_id) if row.notice_id is not None else None,
                row.state in _ENDED and row.pass_word is None,
                row.shown_at,
                Visit(
                    channel,
                    ChatId(row.chat_id),
                    row.language,
                    native_tables=bool(row.native_tables),
                    staff=StaffMember(MemberId(row.member_id), row.name, Role(row.role)),
                ),
                Stored(row.dialog, row.trail, row.turn, row.choices, row.goal),
                row.live_message,
            )
            for row in found
        ]

    async def take(self, watcher: Watcher, before: datetime) -> bool:
        """Whether its page is ours to bring up to date: of several processes one may, and none too soon."""
        old = or_(_watch.c.shown_at.is_(None), _watch.c.shown_at < before)
        which = _of(watcher.broadcast, watcher.visit.channel, watcher.visit.chat)
        done = await self._conn.execute(update(_watch).where(*which, old).values(shown_at=self._now))
        return done.rowcount == 1

    async def leave(self, watcher: Watcher) -> bool:
        """It is told no more; whether it was until now."""
        which = _of(watcher.broadcast, watcher.visit.channel, watcher.visit.chat)
        return (await self._conn.execute(delete(_watch).where(*which))).rowcount == 1

    async def changing(self, broadcast: BroadcastId) -> Changing | None:
        """How far the editing or deleting of what arrived has come; None where nothing is changed now."""
        found = await self._conn.execute(
            select(_broadcast.c.pass_word, _broadcast.c.revision).where(_broadcast.c.id == broadcast)
        )
        row = found.first()
        if row is None or row.pass_word is None:
            return None
        recent = (_delivery.c.broadcast_id == broadcast, _delivery.c.attempted_at > self._now - CHANGEABLE)
        behind = [_delivery.c.revision < row.revision] if row.pass_word == REVISE else []
        left = await self._count(*recent, _delivery.c.state == DeliveryState.SENT, *behind)
        return Changing(recalling=row.pass_word != REVISE, left=left)

    async def held(self, broadcast: BroadcastId) -> BroadcastState | None:
        """How it stands, and stays until this transaction ends: of two who decide at once the second sees the first."""
        query = select(_broadcast.c.state).where(_broadcast.c.id == broadcast).with_for_update()
        found = await self._conn.scalar(query)
        return None if found is None else BroadcastState(found)

    async def by_language(self, broadcast: BroadcastId) -> Mapping[str, Mapping[DeliveryState, int]]:
        """What became of the messages, for each language."""
        found = await self._conn.execute(
            select(_delivery.c.language, _delivery.c.state, func.count())
            .where(_delivery.c.broadcast_id == broadcast)
            .group_by(_delivery.c.language, _delivery.c.state)
        )
        sums: dict[str, dict[DeliveryState, int]] = {}
        for language, state, count in found:
            sums.setdefault(language or "", {})[DeliveryState(state)] = int(count)
        return sums

    async def problems(self, broadcast: BroadcastId, most: int) -> Sequence[Problem]:
        """Messages that did not arrive or are not as they should be, by their numbers: no chat and no name."""
        found = await self._conn.execute(
            select(_delivery.c.id, _delivery.c.language, _delivery.c.state, _delivery.c.attempted_at)
            .where(_delivery.c.broadcast_id == broadcast, _delivery.c.state.in_(_PROBLEMS))
            .order_by(_delivery.c.id)
            .limit(most)
        )
        return [
            Problem(DeliveryId(row.id), row.language or "", DeliveryState(row.state), row.attempted_at) for row in found
        ]

    async def _count(self, *which: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(_delivery).where(*which)
        return await self._conn.scalar(query) or 0


def _of(broadcast: BroadcastId, channel: str, chat: ChatId) -> tuple[ColumnElement[bool], ...]:
    return (_watch.c.broadcast_id == broadcast, _watch.c.channel == channel, _watch.c.chat_id == chat)
