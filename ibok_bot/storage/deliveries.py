"""Single messages to chats that did not ask: written with the turn that causes them; storage/sending.py sends them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import OPEN_STATES, DeliveryState, Policy
from ibok_bot.domain.ids import AccountId, ChatId
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import TelegramLink
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.storage.waking import wake

_WAITS = Delivery.state.in_((DeliveryState.QUEUED, DeliveryState.RETRY_AT))
_MOST_LISTED = 500


class Lane(IntEnum):
    """Which messages go first."""

    URGENT = 0
    """a single one that minds no quiet hours"""
    SINGLE = 1
    BROADCAST = 2


@dataclass(frozen=True, slots=True)
class OwnersChat:
    """One of an owner's chats, and the language spoken in it."""

    channel: str
    chat: ChatId
    language: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one chat, sent ahead of all broadcasts.

    One that is not urgent waits for the end of the quiet hours. After `expires_at` it is sent no more. One that
    supersedes takes the place of older ones on its topic in that chat, which were not sent yet.
    """

    channel: str
    chat: ChatId
    payload: str
    kind: str = "security"
    topic: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    urgent: bool = False
    policy: Policy = Policy.AT_LEAST_ONCE
    account: AccountId | None = None
    supersede: bool = False


def recovery_topic(account: AccountId) -> str:
    """Messages about a waiting recovery of this account."""
    return f"recovery:{account}"


class Deliveries:
    """Writes messages for other chats, on the turn's transaction, or on a job's, which has no visit."""

    def __init__(self, conn: AsyncConnection, visit: Visit | None, now: datetime) -> None:
        self._conn, self._visit, self._now = conn, visit, now
        self._told = False

    async def owner_chats(self, account: AccountId) -> Sequence[OwnersChat]:
        """Every chat linked to the account, but the one of this turn."""
        link, talk = TelegramLink, Conversation
        found = await self._conn.execute(
            select(link.channel, link.chat_id, talk.language)
            .join(talk, and_(talk.channel == link.channel, talk.chat_id == link.chat_id))
            .where(link.account_id == account, link.unlinked_at.is_(None), link.blocked_at.is_(None))
            .order_by(link.id)
        )
        here = (self._visit.channel, self._visit.chat) if self._visit else None
        return [OwnersChat(row.channel, row.chat_id, row.language) for row in found if (row[0], row[1]) != here]

    async def add(
        self,
        channel: str,
        chat: ChatId,
        payload: str,
        *,
        kind: str = "security",
        topic: str | None = None,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        urgent: bool = False,
        policy: Policy = Policy.AT_LEAST_ONCE,
        account: AccountId | None = None,
        supersede: bool = False,
    ) -> None:
        """One message to one chat, as `Message` says."""
        await self.add_all(
            [
                Message(
                    channel,
                    chat,
                    payload,
                    kind=kind,
                    topic=topic,
                    not_before=not_before,
                    expires_at=expires_at,
                    urgent=urgent,
                    policy=policy,
                    account=account,
                    supersede=supersede,
                )
            ]
        )

    async def add_all(self, messages: Sequence[Message]) -> None:
        """Several messages in one go, which is many times as fast as one by one."""
        if not messages:
            return
        places = {(each.topic, each.channel, each.chat) for each in messages if each.supersede and each.topic}
        topics = sorted({topic for topic, _channel, _chat in places})
        for start in range(0, len(topics), _MOST_LISTED):
            await self._supersede(topics[start : start + _MOST_LISTED], places)
        await self._conn.execute(insert(table(Delivery)), [self._values(each) for each in messages])
        if not self._told:
            await wake(self._conn)
            self._told = True

    async def _supersede(self, topics: Sequence[str], places: Collection[tuple[str, str, ChatId]]) -> None:
        """What waits in these places is not sent any more."""
        waiting = await self._conn.execute(
            select(Delivery.id, Delivery.topic, Delivery.channel, Delivery.chat_id).where(
                Delivery.topic.in_(topics), _WAITS
            )
        )
        older = [key for key, *place in waiting if tuple(place) in places]
        for start in range(0, len(older), _MOST_LISTED):
            some = older[start : start + _MOST_LISTED]
            await self._conn.execute(
                update(Delivery).where(Delivery.id.in_(some), _WAITS).values(state=DeliveryState.CANCELLED)
            )

    def _values(self, message: Message) -> dict[str, object]:
        return {
            "channel": message.channel,
            "chat_id": message.chat,
            "account_id": message.account,
            "kind": message.kind,
            "topic": message.topic,
            "supersedes": int(message.supersede),
            "payload": message.payload,
            "lane": Lane.URGENT if message.urgent else Lane.SINGLE,
            "policy": message.policy,
            "state": DeliveryState.QUEUED,
            "attempts": 0,
            "due_at": message.not_before or self._now,
            "expires_at": message.expires_at,
            "created_at": self._now,
        }


async def cancel_topic(conn: AsyncConnection, topic: str) -> None:
    """Messages on this topic that were not sent yet never will be."""
    await conn.execute(update(Delivery).where(Delivery.topic == topic, _WAITS).values(state=DeliveryState.CANCELLED))


async def end_topic(conn: AsyncConnection, topic: str, now: datetime) -> None:
    """Nothing more is said on this topic: what waits is cancelled, and what is in the air does not come again.

    For that, each chat that something is on its way to gets a row that supersedes it and is itself never sent.
    """
    row = table(Delivery)
    on_the_way = (Delivery.topic == topic, Delivery.state.in_(OPEN_STATES))
    found = await conn.execute(select(row.c.channel, row.c.chat_id, row.c.kind).where(*on_the_way).distinct())
    ends = [
        {
            "channel": channel,
            "chat_id": chat,
            "kind": kind,
            "topic": topic,
            "supersedes": 1,
            "state": DeliveryState.CANCELLED,
            "due_at": now,
            "created_at": now,
        }
        for channel, chat, kind in found
    ]
    await cancel_topic(conn, topic)
    if ends:
        await conn.execute(insert(row), ends)
