"""What the sender does with the rows: finds what is due, claims it before the call, and writes down what came of it.

Every statement that changes a row holds the lease's row still and names its epoch, so that a sender which was
thought dead and wakes up changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Update, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import CHANGEABLE, BroadcastId, DeliveryState, Policy
from ibok_bot.domain.ids import ChatId
from ibok_bot.storage.blocking import block
from ibok_bot.storage.broadcasts import REVISE
from ibok_bot.storage.deliveries import Lane
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.deliveries import Delivery

_MOST_LISTED = 500
_row = table(Delivery)
_COLUMNS = (
    _row.c.id, _row.c.broadcast_id, _row.c.chat_id, _row.c.language, _row.c.payload, _row.c.lane, _row.c.policy,
    _row.c.attempts, _row.c.revision, _row.c.message_id, _row.c.topic,
)  # fmt: skip
_WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY_AT)


class Task(StrEnum):
    """What is to be done with a message."""

    PUSH = "push"
    REVISE = "revise"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class Due:
    """A message to be sent, edited or deleted."""

    id: int
    broadcast: BroadcastId | None
    chat: ChatId
    language: str | None
    payload: str | None
    lane: int
    policy: Policy
    attempts: int
    revision: int
    message: int | None = None
    topic: str | None = None
    task: Task = Task.PUSH


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a message: the state it is in from now on. `revision`: the text in the chat."""

    due: Due
    state: DeliveryState
    message: int | None = None
    due_at: datetime | None = None
    revision: int = 1


class Sending:
    """The rows of one channel, on one transaction of the lease's holder."""

    def __init__(self, conn: AsyncConnection, channel: str, epoch: int, now: datetime) -> None:
        self._conn, self._channel, self._epoch, self._now = conn, channel, epoch, now

    async def singles(self, lane: Lane, most: int, without: Collection[ChatId] = ()) -> list[Due]:
        """Single messages that are due, the longest waiting first; none for the chats `without`."""
        found: list[Due] = []
        for state in _WAITING:
            skipped = [_row.c.chat_id.not_in(list(without)[:_MOST_LISTED])] if without else []
            of_lane = (_row.c.lane == lane, _row.c.state == state, _row.c.due_at <= self._now, *skipped)
            found += await self._found(*of_lane, order=_row.c.due_at, most=most)
        return await self._still_wanted(found[:most])

    async def of_broadcast(self, broadcast: BroadcastId, after: int, most: int) -> list[Due]:
        """Messages of a broadcast that wait, by their keys after `after`."""
        of_it = (_row.c.broadcast_id == broadcast, _row.c.state == DeliveryState.QUEUED, _row.c.id > after)
        return await self._found(*of_it, order=_row.c.id, most=most)

    async def retries(self, broadcast: BroadcastId, most: int) -> list[Due]:
        """Messages of a broadcast that did not go through, and may be tried again."""
        due = and_(_row.c.state == DeliveryState.RETRY_AT, _row.c.due_at <= self._now)
        return await self._found(_row.c.broadcast_id == broadcast, due, order=_row.c.id, most=most)

    async def to_change(self, broadcast: BroadcastId, task: Task, revision: int, after: int, most: int) -> list[Due]:
        """Messages that arrived, may still be changed, and are not as they should be."""
        old = [_row.c.revision < revision] if task == REVISE else []
        recent = _row.c.attempted_at > self._now - CHANGEABLE
        of_it = (_row.c.broadcast_id == broadcast, _row.c.state == DeliveryState.SENT, _row.c.id > after)
        return await self._found(*of_it, recent, *old, order=_row.c.id, most=most, task=task)

    async def claim(self, dues: Sequence[Due]) -> list[Due]:
        """Mark them as being attempted; those that are still as they were found are ours."""
        mine: set[int] = set()
        for some in _lists(dues):
            ids = [due.id for due in some]
            await self._conn.execute(
                update(_row)
                .where(_row.c.id.in_(ids), _row.c.state.in_(_WAITING))
                .values(
                    state=DeliveryState.ATTEMPTING,
                    epoch=self._epoch,
                    attempts=_row.c.attempts + 1,
                    attempted_at=self._now,
                )
            )
            claimed = await self._conn.execute(select(_row.c.id).where(_row.c.id.in_(ids), *self._attempted()))
            mine.update(claimed.scalars())
        return [due for due in dues if due.id in mine]

    async def settle(self, results: Sequence[Result]) -> None:
        """Write down what came of them; a row that is not as it was claimed any more is left alone.

        A chat that cannot be reached is left out of what comes later, until its person is heard of.
        """
        pushed = [result for result in results if result.due.task is Task.PUSH]
        sent = [result for result in pushed if result.state is DeliveryState.SENT]
        await self._each(
            _SETTLE_SENT,
            [{"of": r.due.id, "at": self._epoch, "message": r.message, "text": r.revision} for r in sent],
        )
        await self._each(
            _SETTLE_OTHER,
            [
                {"of": r.due.id, "at": self._epoch, "into": r.state, "again_at": r.due_at or self._now}
                for r in pushed
                if r.state is not DeliveryState.SENT
            ],
        )
        gone = [result.due.chat for result in pushed if result.state is DeliveryState.UNREACHABLE]
        await block(self._conn, self._channel, gone, self._now)
        changed = [result for result in results if result.due.task is not Task.PUSH]
        await self._each(
            _SETTLE_CHANGED,
            [{"of": r.due.id, "was": r.due.revision, "into": r.state, "text": r.revision} for r in changed],
        )

    async def give_back(self, dues: Sequence[Due]) -> None:
        """They were claimed, and surely not sent: as if nobody had touched them."""
        for some in _lists([due for due in dues if due.task is Task.PUSH]):
            await self._conn.execute(
                update(_row)
                .where(_row.c.id.in_([due.id for due in some]), *self._attempted())
                .values(state=DeliveryState.QUEUED, attempts=_row.c.attempts - 1)
            )

    def _attempted(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return _row.c.state == DeliveryState.ATTEMPTING, _row.c.epoch == self._epoch

    async def _each(self, statement: Update, rows: list[dict[str, object]]) -> None:
        if rows:
            await self._conn.execute(statement, rows)

    async def _found(
        self, *where: ColumnElement[bool], order: ColumnElement[object], most: int, task: Task = Task.PUSH
    ) -> list[Due]:
        fresh = or_(_row.c.expires_at.is_(None), _row.c.expires_at > self._now, _row.c.state == DeliveryState.SENT)
        found = await self._conn.execute(
            select(*_COLUMNS).where(_row.c.channel == self._channel, *where, fresh).order_by(order).limit(most)
        )
        return [
            Due(
                id=row.id,
                broadcast=None if row.broadcast_id is None else BroadcastId(row.broadcast_id),
                chat=ChatId(row.chat_id),
                language=row.language,
                payload=row.payload,
                lane=row.lane,
                policy=Policy(row.policy),
                attempts=row.attempts,
                revision=row.revision,
                message=row.message_id,
                topic=row.topic,
                task=task,
            )
            for row in found
        ]

    async def _still_wanted(self, dues: list[Due]) -> list[Due]:
        """One that comes again may have been superseded while it was in the air."""
        wanted = []
        for due in dues:
            if due.attempts and due.topic is not None and await self._superseded(due):
                await self._conn.execute(
                    update(_row)
                    .where(_row.c.id == due.id, _row.c.state.in_(_WAITING))
                    .values(state=DeliveryState.CANCELLED)
                )
            else:
                wanted.append(due)
        return wanted

    async def _superseded(self, due: Due) -> bool:
        newer = await self._conn.execute(
            select(_row.c.id)
            .where(
                _row.c.topic == due.topic,
                _row.c.channel == self._channel,
                _row.c.chat_id == due.chat,
                _row.c.supersedes == 1,
                _row.c.id > due.id,
            )
            .limit(1)
        )
        return newer.first() is not None


_OURS = (
    _row.c.id == bindparam("of"),
    _row.c.state == DeliveryState.ATTEMPTING,
    _row.c.epoch == bindparam("at"),
)
_SETTLE_SENT = (
    update(_row)
    .where(*_OURS)
    .values(state=DeliveryState.SENT, message_id=bindparam("message"), revision=bindparam("text"))
)
_SETTLE_OTHER = update(_row).where(*_OURS).values(state=bindparam("into"), due_at=bindparam("again_at"))
_SETTLE_CHANGED = (
    update(_row)
    .where(_row.c.id == bindparam("of"), _row.c.state == DeliveryState.SENT, _row.c.revision == bindparam("was"))
    .values(state=bindparam("into"), revision=bindparam("text"))
)


def _lists(dues: Sequence[Due]) -> list[Sequence[Due]]:
    """Pieces that every database takes in one list."""
    return [dues[start : start + _MOST_LISTED] for start in range(0, len(dues), _MOST_LISTED)]
