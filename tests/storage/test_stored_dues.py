"""Payers are found by their invoices, and what they owe is theirs alone, on every database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.invoice_number import number_key
from ibok_bot.domain.money import Money
from ibok_bot.storage.dues import Dues
from ibok_bot.storage.payers import Payers
from ibok_bot.storage.schema.invoices import Invoice
from tests.databases import opened
from tests.storage.people import NRB, add_due, add_payer

GROSS = Money(51263)


async def add_invoice(conn: AsyncConnection, payer: PayerId, number: str) -> None:
    """A settlement of October."""
    row = {
        "public_id": number, "payer_id": payer, "number": number, "number_key": number_key(number),
        "kind": "settlement", "period_from": date(2026, 10, 1), "period_to": date(2026, 10, 31),
        "issued_on": date(2026, 11, 8), "net": Money(41677), "vat": Money(9586), "gross": GROSS,
        "energy": Energy(500_000),
    }  # fmt: skip
    await conn.execute(insert(Invoice).values(**row))


GIVEN = [
    ("10000007", "FV/2026/11/1", GROSS, True),
    ("1000-00 07", "fv/2026/11/ 1", GROSS, True),
    ("10000007", "FV/2026/11/1", Money(51264), False),
    ("10000007", "FV/2026/11/1", Money(-51263), False),
    ("10000007", "FV/2026/11/2", GROSS, False),
    ("10000014", "FV/2026/11/1", GROSS, False),
    ("", "", Money(0), False),
    ("10000007' OR '1'='1", "FV/2026/11/1", GROSS, False),
    ("1000000%", "FV/2026/11/_", GROSS, False),
]
"""A customer number, an invoice number and an amount; and whether they belong together."""


async def test_number_invoice_and_amount_must_belong_together(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        other = await add_payer(conn, "10000014", NRB[1])
        await add_invoice(conn, payer, "FV/2026/11/1")
        await add_invoice(conn, other, "FV/2026/11/2")
        for customer, invoice, gross, known in GIVEN:
            found = await Payers(conn).identify(customer, invoice, gross)
            assert found == (payer if known else None), (customer, invoice, gross)


async def test_only_this_payer_s_open_dues_with_their_own_numbers(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        other = await add_payer(conn, "10000014", NRB[1])
        await add_due(conn, payer, "FV/1", GROSS, GROSS)
        await add_due(conn, payer, "FV/2", GROSS, Money(1))
        await add_due(conn, payer, "FV/3", GROSS, Money(0))
        await add_due(conn, payer, "FV/4", Money(-500), Money(-500))
        await add_due(conn, other, "FV/5", GROSS, GROSS)
        found = sorted(await Dues(conn).open(payer), key=lambda due: due.number)
        assert [(due.number, due.amount, due.remaining, due.due_on) for due in found] == [
            ("FV/1", GROSS, GROSS, date(2026, 10, 29)),
            ("FV/2", GROSS, Money(1), date(2026, 10, 29)),
        ]
        assert await Dues(conn).open(PayerId(other + 1)) == []
