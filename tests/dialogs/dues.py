"""Dues of the tests' own making, and the way to the balance."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select, update

from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Due
from tests.office import Chat, OpenOffice


async def payer_of(office: OpenOffice, persona: str) -> int:
    """The payer's key."""
    number = office.personas[persona].customer_number
    async with office.database.read() as conn:
        return (await conn.execute(select(Payer.id).where(Payer.customer_number == number))).scalar_one()


async def dues_are(office: OpenOffice, *amounts_and_days: tuple[int, int]) -> list[int]:
    """The registered customer owes exactly these: grosze, and days until the day of each (below zero: overdue)."""
    payer, today = await payer_of(office, "registered"), office.clock().date()
    async with office.database.write() as conn:
        await conn.execute(update(Due).where(Due.payer_id == payer).values(remaining=Money(0)))
        for number, (grosze, days) in enumerate(amounts_and_days, 1):
            await conn.execute(
                insert(Due).values(
                    payer_id=payer, number=f"T/{number}", title=f"Energia {number}", kind="settlement",
                    due_on=today + timedelta(days=days), amount=Money(grosze), remaining=Money(grosze),
                )
            )  # fmt: skip
        found = await conn.execute(select(Due.id).where(Due.number.like("T/%")).order_by(Due.id))
        return list(found.scalars())


async def paid(office: OpenOffice, due: int) -> None:
    """Money for this due has come in."""
    async with office.database.write() as conn:
        await conn.execute(update(Due).where(Due.id == due).values(remaining=Money(0)))


async def at_the_balance(office: OpenOffice, language: str = "en") -> Chat:
    """The registered customer looks at the dues."""
    chat = office.chat(language=language)
    await chat.logs_in("registered")
    await chat.says("/balance")
    return chat
