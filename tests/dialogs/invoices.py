"""Which invoice a test speaks of."""

from __future__ import annotations

from sqlalchemy import select

from ibok_bot.demo.facts import InvoiceFact
from ibok_bot.storage.schema.invoices import Invoice
from tests.office import OpenOffice


def newest(office: OpenOffice, persona: str) -> InvoiceFact:
    """The invoice at hand."""
    return office.personas[persona].newest_invoice


async def public_id(office: OpenOffice, number: str) -> str:
    """The public name of an invoice."""
    async with office.database.read() as conn:
        found = await conn.scalar(select(Invoice.public_id).where(Invoice.number == number))
    assert found
    return found
