"""What customers owe."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain import dues as domain
from ibok_bot.domain.ids import DueId, PayerId
from ibok_bot.domain.interest import Rate
from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.invoices import Due
from ibok_bot.storage.schema.tariffs import InterestRate
from ibok_bot.storage.statements import Statement

_OPEN = Statement(
    select(Due.id, Due.number, Due.title, Due.due_on, Due.amount, Due.remaining).where(
        Due.payer_id == bindparam("payer"), Due.remaining > Money(0)
    )
)

_RATES = Statement(select(InterestRate.rate, InterestRate.valid_from).order_by(InterestRate.valid_from))


class Dues:
    """The dues (należności)."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def open(self, payer: PayerId) -> Sequence[domain.Due]:
        """What this customer has still to pay, in no order."""
        found = await _OPEN.rows(self._conn, {"payer": payer})
        return [domain.Due(DueId(key), number, title, due_on, amount, left)
                for key, number, title, due_on, amount, left in found]  # fmt: skip

    async def interest_rates(self) -> Sequence[Rate]:
        """The yearly rates of late interest, oldest first."""
        return [Rate(yearly, valid_from) for yearly, valid_from in await _RATES.rows(self._conn, {})]
