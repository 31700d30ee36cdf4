"""Sessions: opening and closing them, and the journal that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Customer, FailedTry, HowIn, HowOut, Purpose, Reason, SessionEntry
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import AccountId, PayerId, SessionId
from ibok_bot.storage import schema
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.customers import Account, LoginSession, Payer, TelegramLink

_SESSIONS_KEPT = timedelta(days=365)
_TRIES_KEPT = timedelta(days=90)
_AT_MOST = 300


class Sessions:
    """Sessions of this chat, and of the account elsewhere."""

    def __init__(self, conn: AsyncConnection, visit: Visit, now: datetime) -> None:
        self._conn, self._visit, self._now = conn, visit, now

    async def open(self, account: AccountId, how: HowIn) -> SessionId:
        """Let this chat in; from now on it is linked to the account."""
        if self._visit.customer:
            await self.close(HowOut.COMMAND)
        payer = (await self._conn.execute(select(Account.payer_id).where(Account.id == account))).scalar_one()
        made = await self._conn.execute(
            insert(table(LoginSession)),
            {
                "account_id": account,
                "payer_id": payer,
                "channel": self._visit.channel,
                "chat_id": self._visit.chat,
                "started_at": self._now,
                "how_in": how,
            },
        )
        session = SessionId(made_key(made))
        self._visit.customer = Customer(session, account, PayerId(payer))
        await self._link(account)
        return session

    async def close(self, how: HowOut) -> None:
        """End this chat's session."""
        if self._visit.customer:
            await self._end(LoginSession.id == self._visit.customer.session, how)
            self._visit.customer = None

    async def close_all(self, account: AccountId, how: HowOut) -> int:
        """End every session of the account; how many there were."""
        ended = await self._end(LoginSession.account_id == account, how)
        if self._visit.customer and self._visit.customer.account == account:
            self._visit.customer = None
        return ended

    async def close_others(self, account: AccountId) -> None:
        """End every session of the account but this chat's."""
        mine = self._visit.customer.session if self._visit.customer else 0
        await self._end((LoginSession.account_id == account) & (LoginSession.id != mine), HowOut.EVERYWHERE)

    async def _end(self, which: ColumnElement[bool], how: HowOut) -> int:
        done = await self._conn.execute(
            update(LoginSession).where(which, LoginSession.ended_at.is_(None)).values(ended_at=self._now, how_out=how)
        )
        return done.rowcount

    async def _link(self, account: AccountId) -> None:
        mine = (
            TelegramLink.account_id == account,
            TelegramLink.channel == self._visit.channel,
            TelegramLink.chat_id == self._visit.chat,
        )
        found = (await self._conn.execute(select(TelegramLink.unlinked_at).where(*mine))).first()
        if found is None:
            await self._conn.execute(
                insert(TelegramLink).values(
                    account_id=account, channel=self._visit.channel, chat_id=self._visit.chat, linked_at=self._now
                )
            )
        elif found.unlinked_at is not None:
            await self._conn.execute(update(TelegramLink).where(*mine).values(unlinked_at=None, linked_at=self._now))


class Journal:
    """The session journal (dziennik sesji)."""

    def __init__(self, conn: AsyncConnection, visit: Visit, now: datetime) -> None:
        self._conn, self._visit, self._now = conn, visit, now

    async def sessions(self, account: AccountId) -> Sequence[SessionEntry]:
        """The stays of the last twelve months, newest first."""
        stay = LoginSession
        found = await self._conn.execute(
            select(stay.started_at, stay.how_in, stay.ended_at, stay.how_out, stay.channel, stay.chat_id)
            .where(stay.account_id == account, stay.started_at >= self._now - _SESSIONS_KEPT)
            .order_by(stay.id.desc())
            .limit(_AT_MOST)
        )
        here = (self._visit.channel, self._visit.chat)
        return [
            SessionEntry(
                row.started_at,
                HowIn(row.how_in),
                row.ended_at,
                HowOut(row.how_out) if row.how_out else None,
                here=(row.channel, row.chat_id) == here,
            )
            for row in found
        ]

    async def failed_tries(self, account: AccountId) -> Sequence[FailedTry]:
        """The failed tries of the last 90 days, newest first, numbered from the oldest."""
        tried = schema.customers.FailedTry
        number = (
            select(Payer.customer_number)
            .join(Account, Account.payer_id == Payer.id)
            .where(Account.id == account)
            .scalar_subquery()
        )
        found = await self._conn.execute(
            select(tried.at, tried.purpose, tried.given, tried.reason, tried.password_tag)
            .where(
                or_(tried.account_id == account, tried.customer_number == number),
                tried.at >= self._now - _TRIES_KEPT,
            )
            .order_by(tried.id.desc())
            .limit(_AT_MOST)
        )
        first: dict[tuple[object, str], int] = {}
        tries = []
        for place, row in enumerate(reversed(found.all()), 1):
            same_as = None
            if row.password_tag:
                seen = first.setdefault((warsaw_day(row.at), row.password_tag), place)
                same_as = seen if seen != place else None
            tries.append(
                FailedTry(
                    place,
                    row.at,
                    Purpose(row.purpose),
                    row.given,
                    Reason(row.reason),
                    row.password_tag is not None,
                    same_as,
                )
            )
        return tries[::-1]
