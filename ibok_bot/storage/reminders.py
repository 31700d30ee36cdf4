"""What is to be told to customers of itself: found a few accounts at a time, and marked so that it is told once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Preferences
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.dues import Due
from ibok_bot.domain.ids import AccountId, ChatId, DueId, InvoiceId, OperatorId, TemplateId
from ibok_bot.domain.invoices import InvoiceKind
from ibok_bot.domain.money import Money
from ibok_bot.domain.reminders import InvoiceNews
from ibok_bot.domain.templates import AmountRule, Template, Terms
from ibok_bot.storage.accounts import preferences
from ibok_bot.storage.deliveries import OwnersChat
from ibok_bot.storage.schema import invoices as rows
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Account, TelegramLink
from ibok_bot.storage.schema.invoices import Invoice, PaymentTemplate
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from ibok_bot.storage.schema.reminders import PushMark

MOST_ACCOUNTS = 500
"""Accounts that are looked at together: every database takes so many in one list."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Owner:
    """An account that can be told something: what it wishes to hear, and its chats."""

    account: AccountId
    wishes: Preferences
    chats: tuple[OwnersChat, ...]


async def accounts_after(
    conn: AsyncConnection, after: AccountId, limit: int, *, who_asked: bool = False
) -> Sequence[AccountId]:
    """The next accounts by key that have a chat to write to; `who_asked`: only those who asked for some kind."""
    link = TelegramLink
    asked = [Account.kinds_on.is_not(None)] if who_asked else []
    found = await conn.execute(
        select(link.account_id)
        .join(Account, Account.id == link.account_id)
        .where(link.account_id > after, *_living(), *asked)
        .distinct()
        .order_by(link.account_id)
        .limit(limit)
    )
    return [AccountId(key) for key in found.scalars()]


async def owners(conn: AsyncConnection, accounts: Collection[AccountId]) -> dict[AccountId, Owner]:
    """Those of the accounts that can be told something, with each chat in its language."""
    link, talk = TelegramLink, Conversation
    found = await conn.execute(
        select(Account.id, Account.kinds_off, Account.kinds_on, Account.without_amounts, link.channel, link.chat_id,
               talk.language)
        .join(link, link.account_id == Account.id)
        .join(talk, and_(talk.channel == link.channel, talk.chat_id == link.chat_id))
        .where(Account.id.in_(accounts), *_living())
        .order_by(Account.id, link.id)
    )  # fmt: skip
    known: dict[AccountId, Owner] = {}
    for key, off, on, hides, channel, chat, language in found:
        account, here = AccountId(key), OwnersChat(channel, ChatId(chat), language)
        before = known[account].chats if account in known else ()
        known[account] = Owner(account, preferences(off, on, hides), (*before, here))
    return known


async def new_invoices(
    conn: AsyncConnection, accounts: Collection[AccountId], issued_from: date
) -> Sequence[InvoiceNews]:
    """Invoices issued on that day or later; none that is older than the account's first chat, where it is no news."""
    link = TelegramLink
    since = select(func.min(link.linked_at)).where(link.account_id == Account.id, *_open_links()).scalar_subquery()
    due_on = (
        select(func.min(rows.Due.due_on))
        .where(rows.Due.invoice_id == Invoice.id, rows.Due.remaining > Money(0))
        .scalar_subquery()
    )
    found = await conn.execute(
        select(Account.id, since, Invoice.issued_on, Invoice.id, Invoice.public_id, Invoice.number, Invoice.kind,
               Invoice.gross, due_on)
        .join(Invoice, Invoice.payer_id == Account.payer_id)
        .where(Account.id.in_(accounts), Invoice.issued_on >= issued_from)
        .order_by(Account.id, Invoice.issued_on, Invoice.id)
    )  # fmt: skip
    return [
        InvoiceNews(AccountId(account), InvoiceId(key), public, number, InvoiceKind(kind), gross, payable)
        for account, linked_at, issued_on, key, public, number, kind, gross, payable in found
        if linked_at is not None and issued_on >= warsaw_day(linked_at)
    ]


async def open_dues(
    conn: AsyncConnection, accounts: Collection[AccountId], span: tuple[date, date] | None = None
) -> dict[AccountId, list[Due]]:
    """What is still to be paid, of a span of due dates or all of it."""
    due = rows.Due
    within = [due.due_on >= span[0], due.due_on <= span[1]] if span else []
    found = await conn.execute(
        select(Account.id, due.id, due.number, due.title, due.due_on, due.amount, due.remaining)
        .join(due, due.payer_id == Account.payer_id)
        .where(Account.id.in_(accounts), due.remaining > Money(0), *within)
        .order_by(Account.id, due.id)
    )
    known: dict[AccountId, list[Due]] = {}
    for account, key, number, title, due_on, amount, left in found:
        one = Due(DueId(key), number, title, due_on, amount, left)
        known.setdefault(AccountId(account), []).append(one)
    return known


async def reminding_templates(
    conn: AsyncConnection, accounts: Collection[AccountId]
) -> Sequence[tuple[AccountId, Template]]:
    """The predefined transfers of which a reminder is wished."""
    row = PaymentTemplate
    found = await conn.execute(
        select(row.account_id, row.id, row.name, row.amount_rule, row.amount, row.day, row.remind_days,
               row.last_reminded_on)
        .where(row.account_id.in_(accounts), row.remind_days.is_not(None))
        .order_by(row.account_id, row.id)
    )  # fmt: skip
    return [
        (AccountId(account), Template(TemplateId(key), Terms(name, AmountRule(rule), amount, day, before), last))
        for account, key, name, rule, amount, day, before, last in found
    ]


async def reminded(conn: AsyncConnection, templates: Iterable[TemplateId], day: date) -> None:
    """That these predefined transfers were reminded of on a day."""
    await conn.execute(
        update(PaymentTemplate).where(PaymentTemplate.id.in_(list(templates))).values(last_reminded_on=day)
    )


async def tariff_groups(
    conn: AsyncConnection, accounts: Collection[AccountId], today: date
) -> Sequence[tuple[AccountId, OperatorId, str]]:
    """In which tariff groups of which operators the customers are today, each once."""
    found = await conn.execute(
        select(Account.id, MeteringPoint.operator_id, Contract.tariff_group)
        .join(Contract, Contract.payer_id == Account.payer_id)
        .join(MeteringPoint, MeteringPoint.id == Contract.point_id)
        .where(Account.id.in_(accounts), MeteringPoint.payer_id == Account.payer_id, Contract.valid_from <= today,
               or_(Contract.valid_to.is_(None), Contract.valid_to >= today))
        .distinct()
        .order_by(Account.id, Contract.tariff_group, MeteringPoint.operator_id)
    )  # fmt: skip
    return [(AccountId(account), OperatorId(operator), group) for account, operator, group in found]


async def marked(conn: AsyncConnection, marks: Sequence[str]) -> set[str]:
    """Which of these were told already."""
    known: set[str] = set()
    for start in range(0, len(marks), _AT_ONCE):
        some = marks[start : start + _AT_ONCE]
        known.update(await conn.scalars(select(PushMark.mark).where(PushMark.mark.in_(some))))
    return known


async def mark(conn: AsyncConnection, marks: Collection[str], now: datetime) -> None:
    """That these are told now. A rival that did so first makes the transaction fail as transient."""
    await conn.execute(insert(table(PushMark)), [{"mark": each, "marked_at": now} for each in sorted(marks)])


async def forget_marks(conn: AsyncConnection, before: datetime, most: int) -> int:
    """Drop some of the marks of what can come no more; how many there were."""
    found = (await conn.scalars(select(PushMark.mark).where(PushMark.marked_at < before).limit(most))).all()
    if found:
        await conn.execute(delete(PushMark).where(PushMark.mark.in_(found)))
    return len(found)


def _open_links() -> tuple[ColumnElement[bool], ...]:
    return (TelegramLink.unlinked_at.is_(None), TelegramLink.blocked_at.is_(None))


def _living() -> tuple[ColumnElement[bool], ...]:
    """Chats that can be written to, of accounts that are not frozen."""
    return (*_open_links(), Account.frozen_at.is_(None))
