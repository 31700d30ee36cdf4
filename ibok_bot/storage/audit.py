"""The audit log: who of the staff did what. It only grows: nothing here changes or removes a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import ApiTokenId, MemberId
from ibok_bot.domain.staff import Act, Actor, AuditEntry, Side, StaffMember
from ibok_bot.domain.tokens import ApiToken
from ibok_bot.storage.schema.staff import ApiToken as TokenRow
from ibok_bot.storage.schema.staff import AuditEntry as Row
from ibok_bot.storage.schema.staff import StaffMember as MemberRow

LONGEST_SUBJECT = 200


class Audit:
    """The audit log (dziennik działań)."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def record(self, by: Actor, act: Act, subject: str = "") -> None:
        """Write down what was done, with the short name of what it was done to: never a customer's data."""
        member, token = _written(by)
        await self._conn.execute(
            insert(Row).values(
                at=self._now,
                member_id=member,
                token_id=token,
                action=act.value,
                item=subject[:LONGEST_SUBJECT] or None,
            )
        )

    async def count(self) -> int:
        """How many lines there are."""
        return (await self._conn.execute(select(func.count()).select_from(Row))).scalar_one()

    async def entries(self, page: int, size: int) -> Sequence[AuditEntry]:
        """One page, newest first; the first page is 0."""
        found = await self._conn.execute(
            select(Row.at, Row.action, Row.item, MemberRow.name.label("member"), TokenRow.name.label("token"))
            .outerjoin(MemberRow, MemberRow.id == Row.member_id)
            .outerjoin(TokenRow, TokenRow.id == Row.token_id)
            .order_by(Row.id.desc())
            .limit(size)
            .offset(page * size)
        )
        return [
            AuditEntry(row.at, *_told(row.member, row.token), Act(row.action), row.item or "") for row in found.all()
        ]


def _written(by: Actor) -> tuple[MemberId | None, ApiTokenId | None]:
    match by:
        case StaffMember(id=member):
            return member, None
        case ApiToken(id=token):
            return None, token
    return None, None


def _told(member: str | None, token: str | None) -> tuple[Side, str]:
    if member is not None:
        return Side.MEMBER, member
    return (Side.TOKEN, token) if token is not None else (Side.CONSOLE, "")
