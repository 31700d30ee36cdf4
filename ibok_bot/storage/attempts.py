"""Failed tries, counted per chat, per account, per customer number and overall."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Purpose, Reason
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.limits import WINDOW, Tallies, Tally
from ibok_bot.storage.accounts import Links
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.payers import customer_number_key
from ibok_bot.storage.schema.customers import FailedTry, LoginSession

_OVERALL_WINDOW = timedelta(minutes=10)


class Attempts:
    """The failed tries (nieudane próby)."""

    def __init__(self, conn: AsyncConnection, visit: Visit, now: datetime) -> None:
        self._conn, self._visit, self._now = conn, visit, now

    async def record(
        self,
        purpose: Purpose,
        reason: Reason,
        *,
        given: str,
        account: AccountId | None = None,
        customer_number: str | None = None,
        tag: str | None = None,
    ) -> None:
        """Write a failed try down; of a password at most its tag of the day."""
        await self._conn.execute(
            insert(FailedTry).values(
                at=self._now,
                channel=self._visit.channel,
                chat_id=self._visit.chat,
                purpose=purpose,
                reason=reason,
                given=given[:254],
                account_id=account,
                customer_number=customer_number_key(customer_number) if customer_number else None,
                password_tag=tag,
            )
        )

    async def tallies(self, account: AccountId | None = None, customer_number: str | None = None) -> Tallies:
        """The tries of the last day, from four sides. A log-in that succeeded here clears this chat's."""
        since = self._now - WINDOW
        here = (FailedTry.channel == self._visit.channel) & (FailedTry.chat_id == self._visit.chat)
        entered = await self._conn.execute(
            select(func.max(LoginSession.started_at)).where(
                LoginSession.channel == self._visit.channel, LoginSession.chat_id == self._visit.chat
            )
        )
        let_in = entered.scalar_one_or_none() or since
        number = customer_number_key(customer_number) if customer_number else None
        links = Links(self._conn, self._visit, self._now)
        return Tallies(
            chat=await self._tally(here, max(since, let_in)),
            account=await self._tally(FailedTry.account_id == account, since) if account else Tally(),
            customer_number=await self._tally(FailedTry.customer_number == number, since) if number else Tally(),
            overall=await self._tally(FailedTry.at > since, self._now - _OVERALL_WINDOW),
            owner=account is not None and await links.is_linked(account),
        )

    async def _tally(self, which: ColumnElement[bool], since: datetime) -> Tally:
        found = await self._conn.execute(
            select(func.count(), func.max(FailedTry.at)).where(
                which, FailedTry.at > since, FailedTry.reason != Reason.TOO_MANY
            )
        )
        count, last = found.one()
        return Tally(count, last)
