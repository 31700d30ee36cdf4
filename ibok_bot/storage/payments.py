"""What customers have paid, and which documents it settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain import payments as domain
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.domain.payments import Part
from ibok_bot.storage.schema.invoices import Allocation, Due, Payment
from ibok_bot.storage.statements import Statement

_OVERPAID = Statement(
    select(Payment.unallocated).where(Payment.payer_id == bindparam("payer"), Payment.unallocated > ZERO)
)


class Payments:
    """The payments (wpłaty)."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def made(self, payer: PayerId, skip: int, most: int) -> Sequence[domain.Payment]:
        """Some of this customer's payments, newest first, each with what it settled."""
        found = await self._conn.execute(
            select(Payment.id, Payment.paid_on, Payment.amount, Payment.unallocated, Payment.title)
            .where(Payment.payer_id == payer)
            .order_by(Payment.paid_on.desc(), Payment.id.desc())
            .offset(skip)
            .limit(most)
        )
        rows = found.all()
        parts = await self._parts([row.id for row in rows]) if rows else {}
        return [
            domain.Payment(row.paid_on, row.amount, row.unallocated, row.title, tuple(parts.get(row.id, ())))
            for row in rows
        ]

    async def count(self, payer: PayerId) -> int:
        """How many payments this customer has made."""
        found = await self._conn.scalar(select(func.count()).where(Payment.payer_id == payer))
        return found or 0

    async def overpaid(self, payer: PayerId) -> Money:
        """How much of what this customer paid settles nothing yet (nadpłata)."""
        found = await _OVERPAID.rows(self._conn, {"payer": payer})
        return Money(sum(left.grosze for (left,) in found))

    async def _parts(self, payments: Sequence[int]) -> dict[int, list[Part]]:
        found = await self._conn.execute(
            select(Allocation.payment_id, Due.number, Allocation.amount, Due.remaining)
            .join(Due, Due.id == Allocation.due_id)
            .where(Allocation.payment_id.in_(payments))
            .order_by(Allocation.payment_id, Due.due_on, Due.id)
        )
        parts: dict[int, list[Part]] = defaultdict(list)
        for payment, number, amount, remaining in found:
            parts[payment].append(Part(number, amount, whole=not remaining))
        return parts
