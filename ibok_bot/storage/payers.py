"""The supplier's customers, found by what is printed on their invoices."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain import payer as domain
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.invoice_number import number_key
from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Invoice

_BUSINESS = "business"
_ON_PAPER = select(
    Payer.customer_number, Payer.name, Payer.street, Payer.postcode, Payer.town, Payer.account_nrb, Payer.kind
)


class Payers:
    """The payers (płatnicy)."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def identify(self, customer_number: str, invoice_number: str, gross: Money) -> PayerId | None:
        """The customer who holds this invoice: number, invoice and gross amount must all belong together."""
        found = await self._conn.execute(
            select(Payer.id)
            .join(Invoice, Invoice.payer_id == Payer.id)
            .where(
                Payer.customer_number == customer_number_key(customer_number),
                Invoice.number_key == number_key(invoice_number),
                Invoice.gross == gross,
            )
        )
        key = found.scalar_one_or_none()
        return None if key is None else PayerId(key)

    async def on_paper(self, payer: PayerId) -> domain.Payer:
        """Name, address and account, as forms for paying need them. Raises NoResultFound for nobody's key."""
        found = await self._conn.execute(_ON_PAPER.where(Payer.id == payer))
        number, name, street, postcode, town, account, kind = found.one()
        return domain.Payer(number, name, street, postcode, town, account, business=kind == _BUSINESS)


def customer_number_key(typed: str) -> str:
    """A customer number as it is compared: without spaces and dashes."""
    return typed.replace(" ", "").replace("-", "").upper()[:40]
