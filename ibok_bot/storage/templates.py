"""Predefined transfers of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, TemplateId
from ibok_bot.domain.templates import MOST, AmountRule, Template, Terms
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.invoices import PaymentTemplate as Row

_COLUMNS = select(Row.id, Row.name, Row.amount_rule, Row.amount, Row.day, Row.remind_days, Row.last_reminded_on)


class Templates:
    """The predefined transfers (przelewy zdefiniowane); each is reached through its own account only."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def of(self, account: AccountId) -> Sequence[Template]:
        """All of this account, by name."""
        found = await self._conn.execute(_COLUMNS.where(Row.account_id == account).order_by(Row.name, Row.id))
        return [_template(row) for row in found]

    async def one(self, account: AccountId, template: TemplateId) -> Template | None:
        """One of this account; None for another's, and for one that is gone."""
        found = (await self._conn.execute(_COLUMNS.where(Row.account_id == account, Row.id == template))).first()
        return None if found is None else _template(found)

    async def add(self, account: AccountId, terms: Terms) -> TemplateId | None:
        """A new one; None where the account has as many as it may."""
        held = await self._conn.scalar(select(func.count()).where(Row.account_id == account))
        if held is not None and held >= MOST:
            return None
        done = await self._conn.execute(insert(table(Row)), {"account_id": account, **_values(terms)})
        return TemplateId(made_key(done))

    async def change(self, account: AccountId, template: TemplateId, terms: Terms) -> None:
        """Other terms for one of this account; another's stays as it is."""
        own = (Row.account_id == account, Row.id == template)
        await self._conn.execute(update(Row).where(*own).values(**_values(terms)))

    async def remove(self, account: AccountId, template: TemplateId) -> None:
        """Delete one of this account; another's stays."""
        await self._conn.execute(delete(Row).where(Row.account_id == account, Row.id == template))


def _template(row: Any) -> Template:
    terms = Terms(row.name, AmountRule(row.amount_rule), row.amount, row.day, row.remind_days)
    return Template(TemplateId(row.id), terms, row.last_reminded_on)


def _values(terms: Terms) -> dict[str, object]:
    return {
        "name": terms.name,
        "amount_rule": terms.rule.value,
        "amount": terms.amount,
        "day": terms.day,
        "remind_days": terms.remind_days,
    }
