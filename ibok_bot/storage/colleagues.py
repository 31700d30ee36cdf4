"""The chats of the staff: whom a message to colleagues goes to, and in which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.staff import Role, StaffMember
from ibok_bot.i18n import DEFAULT
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.staff import StaffMember as Row


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff with access, and the chat they have it in."""

    member: StaffMember
    channel: str
    chat: ChatId
    language: str


async def colleagues(conn: AsyncConnection, as_what: Role) -> Sequence[Colleague]:
    """Everybody who may do what is meant for this role, in the order in which they were invited."""
    talk = Conversation
    found = await conn.execute(
        select(Row.id, Row.name, Row.role, Row.channel, Row.chat_id, talk.language)
        .outerjoin(talk, and_(talk.channel == Row.channel, talk.chat_id == Row.chat_id))
        .where(Row.chat_id.is_not(None), Row.revoked_at.is_(None), Row.role.in_([r for r in Role if r.may_as(as_what)]))
        .order_by(Row.id)
    )
    return [
        Colleague(
            StaffMember(row.id, row.name, Role(row.role)), row.channel, ChatId(row.chat_id), row.language or DEFAULT
        )
        for row in found
    ]
