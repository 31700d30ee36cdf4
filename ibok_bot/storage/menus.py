"""Command menus of staff chats: which chats are to have one of their own, and what each was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.staff import Role
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.staff import ChatMenu, StaffMember


@dataclass(frozen=True, slots=True)
class StaffChat:
    """A chat of the staff (`role` is None where it was one), its language, and what menu it has (None: none)."""

    chat: ChatId
    role: Role | None
    language: str | None
    fingerprint: str | None


class Menus:
    """The menus of one channel's chats."""

    def __init__(self, conn: AsyncConnection, channel: str) -> None:
        self._conn, self._channel = conn, channel

    async def all(self) -> Sequence[StaffChat]:
        """Every chat of the staff, and every chat that still has a menu of its own."""
        menu = and_(ChatMenu.channel == StaffMember.channel, ChatMenu.chat_id == StaffMember.chat_id)
        talk = and_(Conversation.channel == StaffMember.channel, Conversation.chat_id == StaffMember.chat_id)
        members = await self._conn.execute(
            select(StaffMember.chat_id, StaffMember.role, Conversation.language, ChatMenu.fingerprint)
            .outerjoin(ChatMenu, menu)
            .outerjoin(Conversation, talk)
            .where(StaffMember.channel == self._channel)
            .order_by(StaffMember.id)
        )
        left = await self._conn.execute(
            select(ChatMenu.chat_id, ChatMenu.fingerprint)
            .outerjoin(StaffMember, menu)
            .where(ChatMenu.channel == self._channel, StaffMember.id.is_(None))
        )
        return [
            *(StaffChat(ChatId(row.chat_id), Role(row.role), row.language, row.fingerprint) for row in members),
            *(StaffChat(ChatId(row.chat_id), None, None, row.fingerprint) for row in left),
        ]

    async def given(self, chat: ChatId, fingerprint: str | None) -> None:
        """What menu the chat has from now on; None for the one that everybody has."""
        mine = (ChatMenu.channel == self._channel, ChatMenu.chat_id == chat)
        await self._conn.execute(delete(ChatMenu).where(*mine))
        if fingerprint is not None:
            await self._conn.execute(
                insert(ChatMenu).values(channel=self._channel, chat_id=chat, fingerprint=fingerprint)
            )
