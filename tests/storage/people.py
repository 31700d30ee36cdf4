"""Invented customers, accounts and chats for the storage tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, ChatId, PayerId
from ibok_bot.domain.money import Money
from ibok_bot.storage.accounts import Accounts
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Due

NOW = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)
NRB = ("61109010140000071219812874", "27114020040000300201355387")
MINE, THEIRS = ChatId(111), ChatId(222)


def visit(chat: ChatId = MINE) -> Visit:
    """Somebody at the desk, not logged in."""
    return Visit("telegram", chat, "pl")


async def add_payer(conn: AsyncConnection, number: str = "10000007", nrb: str = NRB[0]) -> PayerId:
    """A household."""
    row = {
        "customer_number": number, "kind": "household", "name": "Jan Próbny", "street": "ul. Cicha 1",
        "postcode": "00-001", "town": "Warszawa", "account_nrb": nrb,
    }  # fmt: skip
    return PayerId(made_key(await conn.execute(insert(table(Payer)), row)))


async def add_account(
    conn: AsyncConnection, number: str = "10000007", nrb: str = NRB[0], email: str = "jan@example.org"
) -> AccountId:
    """A household with an account; its password hash is `first`."""
    payer = await add_payer(conn, number, nrb)
    account = await Accounts(conn, NOW).create(payer, email, "first", confirmed=True, privacy_version="2026-11")
    if account is None:
        raise LookupError("the e-mail is taken")
    return account


async def add_due(conn: AsyncConnection, payer: PayerId, number: str, amount: Money, remaining: Money) -> None:
    """A due of late October."""
    row = {
        "payer_id": payer, "number": number, "title": "Energia", "kind": "settlement", "due_on": date(2026, 10, 29),
        "amount": amount, "remaining": remaining,
    }  # fmt: skip
    await conn.execute(insert(Due).values(**row))
