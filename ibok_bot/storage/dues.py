"""What customers owe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain import dues as domain
from ibok_bot.domain.ids import DueId, PayerId
from ibok_bot.domain.interest import Rate
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.storage.schema.invoices import Due, Payment
from ibok_bot.storage.schema.tariffs import InterestRate
from ibok_bot.storage.statements import Statement

_OPEN = Statement(
    select(Due.id, Due.number, Due.title, Due.due_on, Due.amount, Due.remaining).where(
        Due.payer_id == bindparam("payer"), Due.remaining > ZERO
    )
)

_OPEN_ITEMS = Statement(
    union_all(
        select(literal(1), Due.id, Due.number, Due.title, Due.due_on, Due.amount, Due.remaining).where(
            Due.payer_id == bindparam("payer"), Due.remaining > ZERO
        ),
        select(
            literal(0), Payment.id, Payment.title, Payment.title, Payment.paid_on, Payment.amount, Payment.unallocated
        ).where(Payment.payer_id == bindparam("payer"), Payment.unallocated > ZERO),
    )
)

_RATES = Statement(select(InterestRate.rate, InterestRate.valid_from).order_by(InterestRate.valid_from))


class Dues:
    """The dues (należności)."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def open(self, payer: PayerId) -> Sequence[domain.Due]:
        """What this customer has still to pay, in no order."""
        return [_due(row) for row in await _OPEN.rows(self._conn, {"payer": payer})]

    async def open_items(self, payer: PayerId) -> domain.OpenItems:
        """What this customer has still to pay, and what of their payments settles nothing yet, in one round trip."""
        found = await _OPEN_ITEMS.rows(self._conn, {"payer": payer})
        left = sum(unallocated.grosze for is_due, *_payment, unallocated in found if not is_due)
        return domain.OpenItems([_due(row[1:]) for row in found if row[0]], Money(left))

    async def interest_rates(self) -> Sequence[Rate]:
        """The yearly rates of late interest, oldest first."""
        return [Rate(yearly, valid_from) for yearly, valid_from in await _RATES.rows(self._conn, {})]


def _due(row: tuple[Any, ...]) -> domain.Due:
    key, number, title, due_on, amount, left = row
    return domain.Due(DueId(key), number, title, due_on, amount, left)
