"""The dues: overdue first and marked, sums exact, sorted, paged, and nobody else's."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Due
from tests.office import open_office


async def test_overdue_comes_first_with_its_days_and_the_sums_are_exact(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        await chat.says("/balance")
        dues = [i for point in office.personas["registered"].points for i in point.invoices if i.paid < i.gross]
        left = Money(sum((i.gross - i.paid).grosze for i in dues))
        assert f"Do zapłaty: <b>{str(left.zloty).replace('.', ',')}\u00a0zł</b>" in chat.text
        overdue = [i for i in dues if (office.clock().date() - i.due_on).days > 0]
        assert len(overdue) == 2
        assert chat.text.count("🔴") == 2
        assert chat.text.index("🔴") < chat.text.index(dues[-1].number)
        assert f"po terminie, {(office.clock().date() - overdue[0].due_on).days}\u00a0dni" in chat.text
        assert "pozostało z" in chat.text


async def test_the_order_turns_and_back_leads_to_the_menu_not_through_the_orders(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/balance")
        for label in ("Sorted by due date", "Sorted by amount", "Sorted by number"):
            await chat.presses(label)
            assert chat.last.screens[0].in_place
        assert "Sorted by due date" in chat.labels
        assert "What shall we do?" in await chat.presses("Back")


async def test_many_dues_are_paged(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            payer = (await conn.execute(select(Payer.id).where(Payer.name == "Tomasz Wiśniewski"))).scalar_one()
            for number in range(20):
                await conn.execute(
                    insert(Due).values(
                        payer_id=payer, number=f"N/{number:02}", title="t", kind="fee", amount=Money(100 + number),
                        due_on=office.clock().date(), remaining=Money(100 + number),
                    )
                )  # fmt: skip
        chat = office.chat()
        await chat.logs_in("registered")
        seen = await chat.says("/balance")
        assert "page 1 of 4" in seen
        for page in (2, 3, 4):
            assert f"page {page} of 4" in await chat.presses("Next")
            seen += chat.text
        assert all(f"N/{number:02}" in seen for number in range(20))
        assert not any("Next" in label for label in chat.labels)
        assert "page 3 of 4" in await chat.presses("Previous")


async def test_who_owes_nothing_is_thanked(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            await conn.execute(update(Due).values(remaining=Money(0)))
        chat = office.chat()
        await chat.logs_in("registered")
        assert "nothing to pay" in await chat.says("/balance")


async def test_nobody_sees_the_dues_of_another(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("business")
        await chat.says("/balance")
        others = [i.number for p in office.personas["registered"].points for i in p.invoices]
        assert not any(number in chat.text for number in others)
