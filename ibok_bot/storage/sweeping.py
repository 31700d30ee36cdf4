"""What the sweepers look for: messages stuck in the air, timed out, or missing; broadcasts that are through."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import CHANGEABLE, OPEN_STATES, BroadcastId, BroadcastState, DeliveryState, Policy
from ibok_bot.storage.broadcasts import REVISE
from ibok_bot.storage.deliveries import Lane
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery

_STUCK_AFTER = timedelta(minutes=2)
_PIECE = 1000
_row, _broadcast = table(Delivery), table(Broadcast)
_WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY_AT)
_SINGLE = (Lane.URGENT, Lane.SINGLE)


@dataclass(frozen=True, slots=True)
class Active:
    """A broadcast on which something is to be done. Its `doing`: to send, or to change what arrived."""

    id: BroadcastId
    state: BroadcastState
    urgent: bool
    revision: int
    policy: Policy
    changing: str | None


@dataclass(frozen=True, slots=True)
class Stuck:
    """What became of messages that a lost sender had in the air."""

    in_doubt: int
    again: int


class Sweeping:
    """The sweepers' statements for one channel, on one transaction of the lease's holder."""

    def __init__(self, conn: AsyncConnection, channel: str, epoch: int, now: datetime) -> None:
        self._conn, self._channel, self._epoch, self._now = conn, channel, epoch, now

    async def left_by_others(self) -> Stuck:
        """Messages that an earlier holder of the lease had in the air."""
        return await self._unstick(or_(_row.c.epoch.is_(None), _row.c.epoch < self._epoch))

    async def stuck(self, in_the_air: Collection[int]) -> Stuck:
        """Messages of which this process itself has lost sight, and what came from earlier holders since."""
        forgotten = and_(_row.c.epoch == self._epoch, _row.c.attempted_at < self._now - _STUCK_AFTER)
        others = or_(_row.c.epoch.is_(None), _row.c.epoch < self._epoch)
        return await self._unstick(or_(forgotten, others), in_the_air)

    async def timed_out(self) -> int:
        """Messages whose time is over before they were sent; how many, of one piece."""
        over = select(_broadcast.c.id).where(
            _broadcast.c.expires_at <= self._now,
            _broadcast.c.state.in_((BroadcastState.SENDING, BroadcastState.PAUSED)),
        )
        of_broadcasts = and_(_row.c.state.in_(_WAITING), _row.c.broadcast_id.in_(over))
        single = and_(_row.c.lane.in_(_SINGLE), _row.c.state.in_(_WAITING), _row.c.expires_at <= self._now)
        expired = DeliveryState.EXPIRED
        return await self._into(expired, of_broadcasts) + await self._into(expired, single)

    async def called_off(self) -> int:
        """Messages of cancelled broadcasts that wait; how many, of one piece."""
        ids = select(_broadcast.c.id).where(_broadcast.c.state == BroadcastState.CANCELLED)
        waits = and_(_row.c.state.in_(_WAITING), _row.c.broadcast_id.in_(ids))
        return await self._into(DeliveryState.CANCELLED, waits)

    async def overdue_broadcasts(self) -> None:
        """Broadcasts whose time is over before anybody was written down are cancelled."""
        never = (BroadcastState.AWAITING_APPROVAL, BroadcastState.SCHEDULED)
        await self._conn.execute(
            update(_broadcast)
            .where(_broadcast.c.state.in_(never), _broadcast.c.expires_at <= self._now)
            .values(state=BroadcastState.CANCELLED, finished_at=self._now)
        )

    async def active(self) -> Sequence[Active]:
        """Broadcasts on which something is to be done, the urgent ones first."""
        found = await self._conn.execute(
            select(
                _broadcast.c.id, _broadcast.c.state, _broadcast.c.urgent, _broadcast.c.revision, _broadcast.c.policy,
                _broadcast.c.pass_word,
            )
            .where(
                or_(
                    _broadcast.c.state == BroadcastState.SENDING,
                    and_(
                        _broadcast.c.pass_word.is_not(None),
                        _broadcast.c.state.in_((BroadcastState.FINISHED, BroadcastState.CANCELLED)),
                    ),
                )
            )
            .order_by(_broadcast.c.urgent.desc(), _broadcast.c.starts_at, _broadcast.c.id)
        )  # fmt: skip
        return [
            Active(
                BroadcastId(row.id),
                BroadcastState(row.state),
                bool(row.urgent),
                row.revision,
                Policy(row.policy),
                row.pass_word,
            )
            for row in found
        ]

    async def finish(self, broadcast: BroadcastId) -> bool:
        """It is through when no message waits or is in the air; whether it is."""
        done = await self._conn.execute(
            update(_broadcast)
            .where(_broadcast.c.id == broadcast, _broadcast.c.state == BroadcastState.SENDING, ~self._open(broadcast))
            .values(state=BroadcastState.FINISHED, finished_at=self._now)
        )
        return bool(done.rowcount)

    async def end_changes(self, one: Active) -> bool:
        """Whether nothing that arrived is left to be revised or recalled."""
        left = [_row.c.broadcast_id == one.id, _row.c.state == DeliveryState.SENT]
        left += [_row.c.attempted_at > self._now - CHANGEABLE]
        left += [_row.c.revision < one.revision] if one.changing == REVISE else []
        done = await self._conn.execute(
            update(_broadcast)
            .where(
                _broadcast.c.id == one.id,
                _broadcast.c.pass_word == one.changing,
                _broadcast.c.revision == one.revision,
                ~self._open(one.id),
                ~select(_row.c.id).where(*left).exists(),
            )
            .values(pass_word=None)
        )
        return bool(done.rowcount)

    async def missing(self, broadcast: BroadcastId) -> int:
        """By how many its messages differ from the number of its recipients; anything but 0 must never be."""
        counted = select(func.count()).select_from(_row).where(_row.c.broadcast_id == broadcast).scalar_subquery()
        found = await self._conn.execute(select(_broadcast.c.recipients - counted).where(_broadcast.c.id == broadcast))
        return int(found.scalar_one())

    @staticmethod
    def _open(broadcast: BroadcastId) -> ColumnElement[bool]:
        return select(_row.c.id).where(_row.c.broadcast_id == broadcast, _row.c.state.in_(OPEN_STATES)).exists()

    async def _unstick(self, which: ColumnElement[bool], except_for: Collection[int] = ()) -> Stuck:
        found = await self._conn.execute(
            select(_row.c.id, _row.c.policy)
            .where(
                _row.c.lane.in_(tuple(Lane)),  # the index begins with it
                _row.c.state == DeliveryState.ATTEMPTING,
                _row.c.channel == self._channel,
                which,
            )
            .limit(_PIECE * 5)
        )
        rows = [(row.id, row.policy) for row in found if row.id not in except_for]
        doubtful = [key for key, policy in rows if policy == Policy.AT_MOST_ONCE]
        again = [key for key, policy in rows if policy != Policy.AT_MOST_ONCE]
        return Stuck(await self._set(doubtful, DeliveryState.IN_DOUBT), await self._set(again, DeliveryState.RETRY_AT))

    async def _set(self, ids: Sequence[int], state: DeliveryState) -> int:
        for start in range(0, len(ids), _PIECE):
            some = ids[start : start + _PIECE]
            again = {"due_at": self._now} if state is DeliveryState.RETRY_AT else {}
            await self._conn.execute(
                update(_row)
                .where(_row.c.id.in_(some), _row.c.state == DeliveryState.ATTEMPTING)
                .values(state=state, **again)
            )
        return len(ids)

    async def _into(self, state: DeliveryState, which: ColumnElement[bool]) -> int:
        ids = await self._ids(and_(_row.c.channel == self._channel, which), _PIECE)
        if ids:
            await self._conn.execute(
                update(_row).where(_row.c.id.in_(ids), _row.c.state.in_(_WAITING)).values(state=state)
            )
        return len(ids)

    async def _ids(self, which: ColumnElement[bool], most: int) -> Sequence[int]:
        return list((await self._conn.execute(select(_row.c.id).where(which).limit(most))).scalars())


async def forget_singles(conn: AsyncConnection, before: datetime) -> int:
    """Drop single messages that were done with long ago, a piece of them; how many."""
    done = _row.c.state.not_in(OPEN_STATES)
    old = select(_row.c.id).where(_row.c.lane.in_(_SINGLE), done, _row.c.created_at < before).limit(_PIECE)
    ids = list((await conn.execute(old)).scalars())
    if ids:
        await conn.execute(delete(_row).where(_row.c.id.in_(ids)))
    return len(ids)
