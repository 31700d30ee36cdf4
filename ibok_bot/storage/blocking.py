"""Chats whose person has blocked the bot, or is gone: nothing more is sent there until they are heard of again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import ChatId
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.customers import TelegramLink

_MOST_LISTED = 500
_link = table(TelegramLink)


async def block(conn: AsyncConnection, channel: str, chats: Collection[ChatId], now: datetime) -> None:
    """Their links say that they are blocked, and since when; of one that said so before, nothing changes."""
    listed = sorted(set(chats))
    for start in range(0, len(listed), _MOST_LISTED):
        some = listed[start : start + _MOST_LISTED]
        await conn.execute(
            update(_link)
            .where(_link.c.channel == channel, _link.c.chat_id.in_(some), _link.c.blocked_at.is_(None))
            .values(blocked_at=now)
        )


async def unblock(conn: AsyncConnection, channel: str, chat: ChatId) -> None:
    """The chat is open again."""
    await conn.execute(
        update(_link)
        .where(_link.c.channel == channel, _link.c.chat_id == chat, _link.c.blocked_at.is_not(None))
        .values(blocked_at=None)
    )


async def follow_membership(conn: AsyncConnection, channel: str, chat: ChatId, *, blocked: bool, now: datetime) -> None:
    """A person has blocked the bot in this chat, or opened it again."""
    await (block(conn, channel, [chat], now) if blocked else unblock(conn, channel, chat))
