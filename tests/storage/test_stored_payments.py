"""Payments made: newest first, with what each settled, paged by the database, and only the payer's own."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.dues import OpenItems
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.domain.payments import Part
from ibok_bot.storage.dues import Dues
from ibok_bot.storage.payers import Payers
from ibok_bot.storage.payments import Payments
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.invoices import Allocation, Due, Payment
from tests.databases import opened
from tests.storage.people import NRB, add_due, add_payer

DAY = date(2026, 10, 1)


async def add_payment(conn: AsyncConnection, payer: PayerId, paid_on: date, amount: int, left: int = 0) -> int:
    """Money that came in."""
    row = {"payer_id": payer, "paid_on": paid_on, "amount": Money(amount), "unallocated": Money(left), "title": "prąd"}
    return made_key(await conn.execute(insert(table(Payment)), row))


async def settle(conn: AsyncConnection, payment: int, number: str, amount: int) -> None:
    """A part of a payment goes to the due with this number."""
    due = (await conn.execute(select(Due.id).where(Due.number == number))).scalar_one()
    await conn.execute(insert(Allocation).values(payment_id=payment, due_id=due, amount=Money(amount)))


async def test_each_payment_names_the_documents_it_settled(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        await add_due(conn, payer, "FV/1", Money(1000), ZERO)
        await add_due(conn, payer, "FV/2", Money(1000), Money(400))
        payment = await add_payment(conn, payer, DAY, 1600)
        await settle(conn, payment, "FV/1", 1000)
        await settle(conn, payment, "FV/2", 600)
        (found,) = await Payments(conn).made(payer, 0, 10)
        assert (found.paid_on, found.amount, found.unallocated, found.title) == (DAY, Money(1600), ZERO, "prąd")
        assert found.parts == (Part("FV/1", Money(1000), whole=True), Part("FV/2", Money(600), whole=False))


async def test_pages_are_cut_by_the_database_newest_first(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        for number in range(7):
            await add_payment(conn, payer, DAY + timedelta(days=number // 2), 100 + number)
        shelf = Payments(conn)
        assert await shelf.count(payer) == 7
        pages = [[each.amount.grosze for each in await shelf.made(payer, skip, 3)] for skip in (0, 3, 6, 9)]
        assert pages == [[106, 105, 104], [103, 102, 101], [100], []]


async def test_an_overpayment_is_the_sum_of_what_settles_nothing(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        other = await add_payer(conn, "10000014", NRB[1])
        assert await Payments(conn).overpaid(payer) == ZERO
        for left in (0, 120, 30):
            await add_payment(conn, payer, DAY, 1000, left)
        await add_payment(conn, other, DAY, 1000, 999)
        assert await Payments(conn).overpaid(payer) == Money(150)


async def test_both_sides_of_an_account_come_at_once(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        other = await add_payer(conn, "10000014", NRB[1])
        assert await Dues(conn).open_items(payer) == OpenItems([], ZERO)
        await add_due(conn, payer, "FV/1", Money(500), Money(20))
        await add_due(conn, payer, "FV/2", Money(500), ZERO)
        for left in (0, 120, 30):
            await add_payment(conn, payer, DAY, 1000, left)
        await add_due(conn, other, "FV/3", Money(500), Money(500))
        await add_payment(conn, other, DAY, 1000, 999)
        items = await Dues(conn).open_items(payer)
        assert items == OpenItems(await Dues(conn).open(payer), await Payments(conn).overpaid(payer))
        assert [(due.number, due.remaining) for due in items.dues] == [("FV/1", Money(20))]
        assert items.overpaid == Money(150)


async def test_nobody_sees_another_s_payments(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        other = await add_payer(conn, "10000014", NRB[1])
        await add_due(conn, other, "FV/9", Money(1000), ZERO)
        await settle(conn, await add_payment(conn, other, DAY, 1000), "FV/9", 1000)
        assert await Payments(conn).made(payer, 0, 10) == []
        assert await Payments(conn).count(payer) == 0


async def test_a_payer_on_paper_has_the_account_that_is_theirs(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        await add_payer(conn, "10000014", NRB[1])
        found = await Payers(conn).on_paper(payer)
        assert (found.name, found.street, found.place) == ("Jan Próbny", "ul. Cicha 1", "00-001 Warszawa")
        assert (found.account, found.customer_number, found.business) == (NRB[0], "10000007", False)
