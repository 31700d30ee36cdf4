"""Messages to chats that did not ask: written with the turn that causes them, claimed before they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, ChatId
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import TelegramLink
from ibok_bot.storage.schema.notices import Delivery

_ABANDONED = timedelta(minutes=2)
"""An attempt older than this was cut off by a crash."""


@dataclass(frozen=True, slots=True)
class OwnersChat:
    """One of an owner's chats, and the language spoken in it."""

    channel: str
    chat: ChatId
    language: str


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A message claimed for sending."""

    id: int
    chat: ChatId
    payload: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt."""

    state: str
    message: int | None = None
    due_at: datetime | None = None

    @classmethod
    def sent(cls, message: int) -> Outcome:
        """It is in the chat."""
        return cls("sent", message)

    @classmethod
    def unreachable(cls) -> Outcome:
        """The person has blocked the bot, or is gone."""
        return cls("unreachable")

    @classmethod
    def again(cls, due_at: datetime) -> Outcome:
        """It did not go through; another try later."""
        return cls("retry_at", due_at=due_at)


def recovery_topic(account: AccountId) -> str:
    """Messages about a waiting recovery of this account."""
    return f"recovery:{account}"


class Deliveries:
    """Writes messages for other chats, on the turn's transaction."""

    def __init__(self, conn: AsyncConnection, visit: Visit, now: datetime) -> None:
        self._conn, self._visit, self._now = conn, visit, now

    async def owner_chats(self, account: AccountId) -> Sequence[OwnersChat]:
        """Every chat linked to the account, but the one of this turn."""
        link, talk = TelegramLink, Conversation
        found = await self._conn.execute(
            select(link.channel, link.chat_id, talk.language)
            .join(talk, and_(talk.channel == link.channel, talk.chat_id == link.chat_id))
            .where(link.account_id == account, link.unlinked_at.is_(None))
            .order_by(link.id)
        )
        here = (self._visit.channel, self._visit.chat)
        return [OwnersChat(row.channel, row.chat_id, row.language) for row in found if (row[0], row[1]) != here]

    async def add(
        self,
        channel: str,
        chat: ChatId,
        payload: str,
        *,
        topic: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """One message of the security kind to one chat."""
        await self._conn.execute(
            insert(Delivery).values(
                channel=channel,
                chat_id=chat,
                kind="security",
                topic=topic,
                payload=payload,
                state="queued",
                attempts=0,
                due_at=not_before or self._now,
                created_at=self._now,
            )
        )


async def cancel_topic(conn: AsyncConnection, topic: str) -> None:
    """Messages on this topic that were not sent yet never will be."""
    await conn.execute(
        update(Delivery)
        .where(Delivery.topic == topic, Delivery.state.in_(("queued", "retry_at")))
        .values(state="cancelled")
    )


async def claim(conn: AsyncConnection, channel: str, now: datetime, most: int) -> Sequence[DueDelivery]:
    """Mark what is due as being attempted; only rows that are still as they were found are claimed."""
    due = Delivery.state.in_(("queued", "retry_at")) & (Delivery.due_at <= now)
    cut_off = (Delivery.state == "attempting") & (Delivery.attempted_at < now - _ABANDONED)
    found = await conn.execute(
        select(Delivery.id, Delivery.chat_id, Delivery.payload, Delivery.attempts, Delivery.state)
        .where(Delivery.channel == channel, due | cut_off)
        .order_by(Delivery.id)
        .limit(most)
    )
    claimed = []
    for row in found.all():
        done = await conn.execute(
            update(Delivery)
            .where(Delivery.id == row.id, Delivery.state == row.state, Delivery.attempts == row.attempts)
            .values(state="attempting", attempts=row.attempts + 1, attempted_at=now)
        )
        if done.rowcount:
            claimed.append(DueDelivery(row.id, row.chat_id, row.payload, row.attempts + 1))
    return claimed


async def settle(conn: AsyncConnection, row: DueDelivery, outcome: Outcome) -> None:
    """Write down what came of it; a row that was cancelled or taken by another meanwhile is left alone."""
    await conn.execute(
        update(Delivery)
        .where(Delivery.id == row.id, Delivery.state == "attempting", Delivery.attempts == row.attempts)
        .values(
            state=outcome.state,
            message_id=outcome.message,
            **({"due_at": outcome.due_at} if outcome.due_at else {}),
        )
    )
