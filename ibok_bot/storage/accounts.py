"""Accounts, the chats linked to them, recoveries, mailed codes, and what each wishes to hear."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Credential, Preferences, Purpose
from ibok_bot.domain.ids import AccountId, PayerId
from ibok_bot.domain.pushes import PushKind, topic_of
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.deliveries import cancel_topic, recovery_topic
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.customers import Account, EmailCode, RecoveryRequest, TelegramLink

_CODE_LASTS = timedelta(minutes=10)
_CODE_TRIES = 5


class Accounts:
    """The accounts (konta)."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def by_email(self, email: str) -> Credential | None:
        """The account with this e-mail, in lower case."""
        return await self._credential(Account.email == email)

    async def of_payer(self, payer: PayerId) -> Credential | None:
        """The account of this customer."""
        return await self._credential(Account.payer_id == payer)

    async def create(
        self, payer: PayerId, email: str, password_hash: str, *, confirmed: bool, privacy_version: str | None = None
    ) -> AccountId | None:
        """A new account; None when the customer has one, or the e-mail is taken."""
        taken = await self._conn.execute(
            select(Account.id).where(or_(Account.payer_id == payer, Account.email == email)).limit(1)
        )
        if taken.first():
            return None
        made = await self._conn.execute(
            insert(table(Account)),
            {
                "payer_id": payer,
                "email": email,
                "password_hash": password_hash,
                "created_at": self._now,
                "email_confirmed_at": self._now if confirmed else None,
                "privacy_version": privacy_version,
                "without_amounts": 0,
            },
        )
        return AccountId(made_key(made))

    async def set_password(self, account: AccountId, password_hash: str) -> None:
        """A new password; a frozen account is open again."""
        await self._conn.execute(
            update(Account).where(Account.id == account).values(password_hash=password_hash, frozen_at=None)
        )

    async def adopt_recovered(self, account: AccountId) -> None:
        """The recovered password, whose waiting time is over, is the account's from now on."""
        waiting = await self._conn.execute(
            select(RecoveryRequest.password_hash)
            .where(*_ready(self._now), RecoveryRequest.account_id == account)
            .order_by(RecoveryRequest.id.desc())
            .limit(1)
        )
        await self.set_password(account, waiting.scalar_one())
        await self._conn.execute(
            update(RecoveryRequest)
            .where(RecoveryRequest.account_id == account, RecoveryRequest.state == "waiting")
            .values(state="used")
        )

    async def freeze(self, account: AccountId) -> None:
        """Nobody gets in with the password until a new one is set."""
        await self._conn.execute(update(Account).where(Account.id == account).values(frozen_at=self._now))

    async def _credential(self, which: ColumnElement[bool]) -> Credential | None:
        recovered = (
            select(RecoveryRequest.password_hash)
            .where(*_ready(self._now), RecoveryRequest.account_id == Account.id)
            .order_by(RecoveryRequest.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        found = await self._conn.execute(
            select(
                Account.id, Account.payer_id, Account.email, Account.password_hash, Account.frozen_at, recovered
            ).where(which)
        )
        row = found.first()
        if row is None:
            return None
        account, payer, email, password_hash, frozen_at, recovery_hash = row
        return Credential(account, payer, email, password_hash, recovery_hash, frozen=frozen_at is not None)


def _ready(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (RecoveryRequest.state == "waiting", RecoveryRequest.ready_at <= now)


class Links:
    """Chats that have proved themselves for an account."""

    def __init__(self, conn: AsyncConnection, visit: Visit, now: datetime) -> None:
        self._conn, self._visit, self._now = conn, visit, now

    async def is_linked(self, account: AccountId) -> bool:
        """Whether this chat is."""
        return await self._linked_at(account) is not None

    async def unlink_younger(self, account: AccountId) -> None:
        """Chats linked after this one are no longer believed."""
        since = await self._linked_at(account)
        if since is None:
            return
        await self._conn.execute(
            update(TelegramLink)
            .where(
                TelegramLink.account_id == account,
                TelegramLink.unlinked_at.is_(None),
                TelegramLink.linked_at > since,
            )
            .values(unlinked_at=self._now)
        )

    async def _linked_at(self, account: AccountId) -> datetime | None:
        found = await self._conn.execute(
            select(TelegramLink.linked_at).where(
                TelegramLink.account_id == account,
                TelegramLink.channel == self._visit.channel,
                TelegramLink.chat_id == self._visit.chat,
                TelegramLink.unlinked_at.is_(None),
            )
        )
        return found.scalar_one_or_none()


class Recoveries:
    """Recovered passwords that wait, so that the owner may object."""

    def __init__(self, conn: AsyncConnection, visit: Visit, now: datetime) -> None:
        self._conn, self._visit, self._now = conn, visit, now

    async def wait_for(self, account: AccountId, password_hash: str, ready_at: datetime) -> None:
        """The newest request takes the place of one that was waiting."""
        await self.cancel(account)
        await self._conn.execute(
            insert(RecoveryRequest).values(
                account_id=account,
                channel=self._visit.channel,
                chat_id=self._visit.chat,
                password_hash=password_hash,
                requested_at=self._now,
                ready_at=ready_at,
                state="waiting",
            )
        )

    async def cancel(self, account: AccountId) -> None:
        """Nothing waits any more, and nobody is told that it is ready."""
        await self._conn.execute(
            update(RecoveryRequest)
            .where(RecoveryRequest.account_id == account, RecoveryRequest.state == "waiting")
            .values(state="cancelled")
        )
        await cancel_topic(self._conn, recovery_topic(account))


class Codes:
    """Codes sent by mail: ten minutes, single use, five tries."""

    def __init__(self, conn: AsyncConnection, visit: Visit, now: datetime, key: bytes) -> None:
        self._conn, self._visit, self._now, self._key = conn, visit, now, key

    async def keep(self, purpose: Purpose, code_hash: str) -> None:
        """The newest code of this chat is the only one that works."""
        await self._conn.execute(delete(EmailCode).where(*self._mine()))
        await self._conn.execute(
            insert(EmailCode).values(
                channel=self._visit.channel,
                chat_id=self._visit.chat,
                purpose=purpose,
                code_hash=code_hash,
                expires_at=self._now + _CODE_LASTS,
                tries_left=_CODE_TRIES,
            )
        )

    async def redeem(self, purpose: Purpose, email: str, typed: str) -> bool:
        """Whether it is the code; right or not, it has cost a try, and a right one works once."""
        found = await self._conn.execute(
            select(EmailCode.id, EmailCode.code_hash).where(
                *self._mine(),
                EmailCode.purpose == purpose,
                EmailCode.expires_at > self._now,
                EmailCode.tries_left > 0,
            )
        )
        row = found.first()
        if row is None:
            return False
        right = hmac.compare_digest(row.code_hash, code_hash(self._key, purpose, email, typed))
        spent = EmailCode.tries_left - 1
        await self._conn.execute(
            update(EmailCode).where(EmailCode.id == row.id).values(tries_left=0 if right else spent)
        )
        return right

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return (EmailCode.channel == self._visit.channel, EmailCode.chat_id == self._visit.chat)


def code_hash(key: bytes, purpose: Purpose, email: str, code: str) -> str:
    """What is kept of a mailed code: useless without the key, and for another address or purpose."""
    return hmac.new(key, f"{purpose}\n{email}\n{code}".encode(), sha256).hexdigest()


class Wishes:
    """What each account wishes to hear of."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def of(self, account: AccountId) -> Preferences:
        """What is set now."""
        found = await self._conn.execute(
            select(Account.kinds_off, Account.kinds_on, Account.without_amounts).where(Account.id == account)
        )
        return preferences(*found.one())

    async def save(self, account: AccountId, wishes: Preferences) -> None:
        """What is set from now on; what was written of a kind that is not wished for any more is not sent."""
        before = await self.of(account)
        await self._conn.execute(
            update(Account)
            .where(Account.id == account)
            .values(
                kinds_off=" ".join(sorted(wishes.off)) or None,
                kinds_on=" ".join(sorted(wishes.on)) or None,
                without_amounts=int(wishes.without_amounts),
            )
        )
        for kind in PushKind:
            if before.wants(kind) and not wishes.wants(kind):
                await cancel_topic(self._conn, topic_of(kind, account))


def preferences(off: str | None, on: str | None, hides: int) -> Preferences:
    """What an account wishes, from words with spaces between."""
    return Preferences(frozenset((off or "").split()), bool(hides), frozenset((on or "").split()))
