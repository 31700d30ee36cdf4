"""The staff: invitations accepted once, who belongs to it, and access taken away."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import ChatId, MemberId
from ibok_bot.domain.staff import (
    INVITATION_LASTS,
    Act,
    Actor,
    Console,
    Invitation,
    Listed,
    Revoked,
    Role,
    StaffMember,
    new_secret,
    secret_hash,
)
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.staff import StaffInvitation
from ibok_bot.storage.schema.staff import StaffMember as Row


class Team:
    """The staff (zespół). A member's chat is on their row only while they have access."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now
        self._audit = Audit(conn, now)

    async def invite(self, name: str, role: Role, by: Actor) -> str:
        """Write somebody down as invited; the secret of their link, which nobody can read again."""
        made = await self._conn.execute(insert(table(Row)), {"name": name, "role": role.value})
        member, secret = MemberId(made_key(made)), new_secret()
        await self._conn.execute(
            insert(StaffInvitation).values(
                member_id=member,
                token_hash=secret_hash(secret),
                expires_at=self._now + INVITATION_LASTS,
                inviter_id=by.id if isinstance(by, StaffMember) else None,
            )
        )
        await self._audit.record(by, Act.STAFF_INVITED, _subject(StaffMember(member, name, role)))
        return secret

    async def invitation(self, token_hash: str) -> Invitation | None:
        """An invitation that can be accepted; None for one used, expired, revoked or unknown alike."""
        inviter = table(Row).alias("inviter")
        found = await self._conn.execute(
            select(
                Row.name,
                Row.role,
                inviter.c.name.label("inviter"),
                StaffInvitation.expires_at,
                StaffInvitation.token_hash,
            )
            .join(StaffInvitation, StaffInvitation.member_id == Row.id)
            .outerjoin(inviter, inviter.c.id == StaffInvitation.inviter_id)
            .where(
                StaffInvitation.token_hash == token_hash,
                StaffInvitation.used_at.is_(None),
                StaffInvitation.expires_at > self._now,
                Row.revoked_at.is_(None),
            )
        )
        row = found.first()
        if row is None or not hmac.compare_digest(row.token_hash, token_hash):
            return None
        return Invitation(row.name, Role(row.role), row.inviter, row.expires_at)

    async def accept(self, token_hash: str, channel: str, chat: ChatId) -> StaffMember | None:
        """Let this chat in; None where the invitation can no longer be accepted. Of two chats at once one gets in."""
        used = await self._conn.execute(
            update(StaffInvitation)
            .where(
                StaffInvitation.token_hash == token_hash,
                StaffInvitation.used_at.is_(None),
                StaffInvitation.expires_at > self._now,
            )
            .values(used_at=self._now)
        )
        if not used.rowcount:
            return None
        of_it = select(StaffInvitation.member_id).where(StaffInvitation.token_hash == token_hash).scalar_subquery()
        joined = await self._conn.execute(
            update(Row)
            .where(Row.id == of_it, Row.revoked_at.is_(None), Row.joined_at.is_(None))
            .values(channel=channel, chat_id=chat, joined_at=self._now)
        )
        if not joined.rowcount:
            return None
        member = await self.of_chat(channel, chat)
        if member is not None:
            await self._audit.record(member, Act.STAFF_JOINED, _subject(member))
        return member

    async def of_chat(self, channel: str, chat: ChatId) -> StaffMember | None:
        """Who of the staff speaks in this chat."""
        found = await self._conn.execute(
            select(Row.id, Row.name, Row.role).where(Row.channel == channel, Row.chat_id == chat)
        )
        row = found.first()
        return None if row is None else _member(row)

    async def list(self) -> Sequence[Listed]:
        """Everybody ever invited, oldest first."""
        until = (
            select(func.max(StaffInvitation.expires_at)).where(StaffInvitation.member_id == Row.id).scalar_subquery()
        )
        found = await self._conn.execute(
            select(Row.id, Row.name, Row.role, Row.joined_at, Row.revoked_at, until.label("until")).order_by(Row.id)
        )
        return [
            Listed(_member(row), row.joined_at, None if row.joined_at else row.until, row.revoked_at) for row in found
        ]

    async def revoke(self, member: MemberId, by: Actor) -> Revoked:
        """Take the access, or the waiting invitation, away: at once, and for good."""
        if not isinstance(by, Console):
            refused = await self._refused(member, by)
            if refused is not None:
                return refused
        found = (await self._conn.execute(select(Row.id, Row.name, Row.role).where(Row.id == member))).first()
        done = await self._conn.execute(
            update(Row)
            .where(Row.id == member, Row.revoked_at.is_(None))
            .values(revoked_at=self._now, channel=None, chat_id=None)
        )
        if found is None or not done.rowcount:
            return Revoked.GONE
        await self._audit.record(by, Act.STAFF_REVOKED, _subject(_member(found)))
        return Revoked.DONE

    async def _refused(self, member: MemberId, by: Actor) -> Revoked | None:
        """Why an admin may not; the admins are locked, so that two of them cannot take each other's access at once."""
        held = await self._conn.execute(
            select(Row.id)
            .where(and_(Row.role == Role.ADMIN.value, Row.joined_at.is_not(None), Row.revoked_at.is_(None)))
            .order_by(Row.id)
            .with_for_update()
        )
        admins = set(held.scalars())
        if not isinstance(by, StaffMember) or by.id not in admins:
            return Revoked.NOT_ALLOWED
        return Revoked.ONESELF if member == by.id else None


def _member(row: Any) -> StaffMember:
    return StaffMember(MemberId(row.id), row.name, Role(row.role))


def _subject(member: StaffMember) -> str:
    return f"{member.id} {member.name}, {member.role}"
