"""The dues: overdue first and marked, sums exact, sorted, paged, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Allocation, Due, Payment
from tests.counting import statements
from tests.dialogs.dues import at_the_balance, dues_are, paid, payer_of
from tests.office import Chat, OpenOffice, open_office

NBSP = "\u00a0"


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


async def test_from_start_three_taps_pay_everything_overdue(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await dues_are(office, (18420, -41), (32843, 20))
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        await chat.says("/start")
        await chat.presses("Należności")
        assert chat.button(f"Zapłać zaległe 184,20{NBSP}zł").style == "success"
        await chat.presses("Zapłać zaległe")
        assert f"<b>184,20{NBSP}zł</b> na rachunek" in chat.text
        await chat.presses("Kod QR")
        assert chat.last.screens[0].files


async def test_ticked_dues_are_added_up_on_the_button_and_stay_over_pages_and_orders(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await dues_are(office, *((1000 + 100 * n, n - 4) for n in range(9)))
        chat = await at_the_balance(office)
        assert f"☐ 10.00{NBSP}zł · overdue" in chat.labels
        assert chat.button("☐ 10.00").style == "danger"
        assert chat.button("☐ 14.00").style is None
        await chat.presses("☐ 10.00")
        await chat.presses("☐ 14.00")
        assert chat.last.screens[0].in_place
        await chat.presses("Next")
        await chat.presses("☐ 18.00")
        assert f"Pay 42.00{NBSP}zł" in chat.labels
        await chat.presses("Sorted by due date")
        assert {"☑ 10.00", "☑ 18.00", "☐ 17.00"} <= {label.partition(NBSP)[0] for label in chat.labels}
        await chat.presses("☑ 10.00")
        await chat.presses("Pay 32.00")
        assert f"<b>32.00{NBSP}zł</b> to the account" in chat.text
        await chat.presses("Back")
        assert f"Pay 32.00{NBSP}zł" in chat.labels


async def test_several_are_ticked_at_once(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await dues_are(office, (100, -3), (200, -2), (400, 5))
        chat = await at_the_balance(office)
        await chat.presses("Tick overdue")
        assert f"Pay 3.00{NBSP}zł" in chat.labels
        await chat.presses("Tick all")
        assert f"Pay 7.00{NBSP}zł" in chat.labels
        await chat.presses("Untick all")
        assert f"Pay overdue 3.00{NBSP}zł" in chat.labels


async def test_with_nothing_overdue_the_green_button_pays_all(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await dues_are(office, (100, 0), (200, 5))
        chat = await at_the_balance(office)
        assert not any("Tick overdue" in label or "Late" in label for label in chat.labels)
        await chat.presses("Pay all 3.00")
        assert f"<b>3.00{NBSP}zł</b>" in chat.text


async def test_a_single_due_needs_no_ticks(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await dues_are(office, (100, 3))
        chat = await at_the_balance(office)
        assert not any("☐" in label or "Sorted" in label or "Tick" in label for label in chat.labels)
        assert f"Pay all 1.00{NBSP}zł" in chat.labels


async def test_what_is_paid_meanwhile_drops_out(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        first, second, _third = await dues_are(office, (100, -3), (200, -2), (400, 5))
        chat = await at_the_balance(office)
        await chat.presses("Tick all")
        await paid(office, first)
        await chat.presses("Pay 7.00")
        assert f"<b>6.00{NBSP}zł</b>" in chat.text
        assert f"1{NBSP}due was paid meanwhile" in chat.text
        await chat.presses("Back")
        assert f"Pay 6.00{NBSP}zł" in chat.labels
        await paid(office, second)
        assert "paid meanwhile" in await chat.presses("☑ 2.00")
        assert "T/2" not in chat.text


async def test_ticked_and_all_paid_meanwhile_never_turns_into_paying_others(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        _late, ticked = await dues_are(office, (100, -3), (400, 5))
        chat = await at_the_balance(office)
        await chat.presses("☐ 4.00")
        await paid(office, ticked)
        assert "nothing left to pay" in await chat.presses("Pay 4.00")


async def test_payments_made_name_what_they_settled(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_balance(office)
        await chat.presses("Payments made")
        facts = office.personas["registered"]
        part = next(i for i in facts.invoices if Money(0) < i.paid < i.gross)
        assert f"▫️ {part.number}" in chat.text
        assert f"✅ {facts.invoices[0].number}" in chat.text + await chat.presses("Next")
        assert not any("Next" in label for label in chat.labels)
        await chat.presses("Previous")
        assert "To pay" in await chat.presses("Back")


async def test_an_overpayment_is_said(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("ukrainian")
        await chat.says("/balance")
        assert "Overpayment: <b>" in chat.text
        await chat.presses("Payments made")
        assert "Overpayment: <b>" in chat.text
        assert "it settles nothing yet" in chat.text


async def test_who_has_paid_nothing_yet_is_told_so(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            await conn.execute(delete(Allocation))
            await conn.execute(delete(Payment))
        chat = await at_the_balance(office)
        assert "No payment has come in yet" in await chat.presses("Payments made")


async def test_ten_years_of_twenty_points_cost_no_more_statements(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_balance(office)
        screens = [("/balance", None), (None, "Tick all"), (None, "Pay "), (None, "Back"), (None, "Payments made")]
        few = [await cost(office, chat, *screen) for screen in screens]
        await twenty_points_and_ten_years(office)
        await chat.says("/balance")
        many = [await cost(office, chat, *screen) for screen in screens]
        assert many == few
        assert max(few) <= 12


async def cost(office: OpenOffice, chat: Chat, typed: str | None, pressed: str | None) -> int:
    """How many statements a turn sends."""
    with statements(office.database) as sent:
        await (chat.says(typed) if typed else chat.presses(pressed or ""))
    return len(sent)


async def twenty_points_and_ten_years(office: OpenOffice) -> None:
    """1200 dues of the registered customer, a fifth of them open, and as many payments."""
    payer, today = await payer_of(office, "registered"), office.clock().date()
    async with office.database.write() as conn:
        dues = [
            {
                "id": 10_000 + n, "payer_id": payer, "number": f"M/{n}", "title": "Energia", "kind": "settlement",
                "due_on": today - timedelta(days=61 * (n // 20)), "amount": Money(10_000),
                "remaining": Money(10_000 if n % 5 == 0 else 0),
            }
            for n in range(1200)
        ]  # fmt: skip
        await conn.execute(insert(Due), dues)
        payments = [
            {"id": 10_000 + n, "payer_id": payer, "paid_on": today, "amount": Money(10_000), "unallocated": Money(0),
             "title": "prąd"}
            for n in range(1200)
        ]  # fmt: skip
        await conn.execute(insert(Payment), payments)
        parts = [{"payment_id": 10_000 + n, "due_id": 10_000 + n, "amount": Money(10_000)} for n in range(1200)]
        await conn.execute(insert(Allocation), parts)
