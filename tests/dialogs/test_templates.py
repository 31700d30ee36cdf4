"""Predefined transfers: made from a payment or from scratch, used, changed, deleted; and nobody else's."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select, update

from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.money import Money
from ibok_bot.domain.templates import MOST, AmountRule, Terms
from ibok_bot.storage.schema.customers import Account, Payer
from ibok_bot.storage.schema.invoices import Due
from ibok_bot.storage.templates import Templates
from tests.counting import statements
from tests.office import Chat, OpenOffice, open_office

NBSP = "\u00a0"
FIXED = Terms("Home", AmountRule.FIXED, Money(18420), 10, 3)


async def stored(office: OpenOffice, persona: str, *several: Terms) -> list[int]:
    """Templates of this customer; their keys."""
    login = office.personas[persona].login
    assert login is not None
    async with office.database.write() as conn:
        account = (await conn.execute(select(Account.id).where(Account.email == login.email))).scalar_one()
        return [await Templates(conn).add(AccountId(account), terms) or 0 for terms in several]


async def at_the_list(office: OpenOffice, language: str = "en") -> Chat:
    """The registered customer looks at the templates."""
    chat = office.chat(language=language)
    await chat.logs_in("registered")
    await chat.presses_data("e:templates")
    return chat


async def test_from_a_payment_the_sum_is_known(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/balance")
        await chat.presses("Pay overdue")
        sum_ = chat.button("Copy amount").copies or ""
        await chat.presses("Save as a template")
        await chat.says("Electricity")
        await chat.presses(f"Always {sum_.replace(',', '.')}{NBSP}zł")
        await chat.presses("The last of the month")
        await chat.presses(f"3{NBSP}days before")
        assert "✅ The template is saved." in chat.text
        assert "falls on 30 Nov 2026" in chat.text
        await chat.presses("Open the template")
        assert "next reminder: 27 Nov 2026" in chat.text
        await chat.presses("Pay now")
        assert chat.button("Copy amount").copies == sum_
        who = office.personas["registered"]
        assert chat.button("Copy title").copies == f"Nr klienta {who.customer_number}"
        await chat.presses("QR code")
        assert chat.last.screens[0].files


async def test_from_scratch_every_answer_is_asked(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_list(office, "pl")
        assert "Nie ma jeszcze szablonów" in chat.text
        await chat.presses("Nowy szablon")
        await chat.says("Prąd w domu")
        await chat.presses("Stała kwota")
        assert "Jaka kwota" in chat.text
        assert "Podaj kwotę większą od zera" in await chat.says("0")
        assert "Podaj kwotę większą od zera" in await chat.says("1000000,01")
        await chat.says("184,20")
        assert "od 1 do 28" in await chat.says("29")
        assert "Podaj dzień" in await chat.says("31")
        assert "Podaj dzień" in await chat.says("2,5")
        await chat.says("12")
        assert "od 0 do 14" in await chat.says("15")
        await chat.presses("Bez przypomnienia")
        for said in (f"kwota: 184,20{NBSP}zł", "dzień: 12. dzień miesiąca", "przypomnienie: brak", "wypada 12.12.2026"):
            assert said in chat.text
        await chat.presses("Szablony")
        assert "Prąd w domu" in chat.labels


async def test_everything_open_or_the_next_due_alone(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        whole, following = await stored(office, "registered", Terms("A", AmountRule.WHOLE), Terms("N", AmountRule.NEXT))
        open_now = [i for i in office.personas["registered"].invoices if i.paid < i.gross]
        chat = await at_the_list(office)
        await chat.presses_data(f"e:templates:pay-{whole}")
        total = sum((i.gross - i.paid).grosze for i in open_now)
        assert chat.button("Copy amount").copies == str(Money(total).zloty).replace(".", ",")
        await chat.presses_data(f"e:templates:pay-{following}")
        assert chat.button("Copy title").copies == min(open_now, key=lambda i: i.due_on).number
        async with office.database.write() as conn:
            await conn.execute(update(Due).values(remaining=Money(0)))
        assert "nothing open to pay" in await chat.presses_data(f"e:templates:pay-{whole}")
        await chat.presses_data(f"e:templates:{following}")
        assert "nothing open to pay" in await chat.presses("Pay now")
        assert "next payment" in chat.text


async def test_each_answer_can_be_changed(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await stored(office, "registered", FIXED)
        chat = await at_the_list(office)
        await chat.presses("Home")
        await chat.presses("Change name")
        await chat.says("Flat")
        assert "<b>Flat</b>" in chat.text
        await chat.presses("Change amount")
        await chat.presses("A fixed sum")
        await chat.says("99,90")
        assert f"amount: 99.90{NBSP}zł" in chat.text
        await chat.presses("Change amount")
        await chat.presses("The next due alone")
        assert "amount: the next due alone" in chat.text
        await chat.presses("Change day")
        await chat.presses("25.")
        assert "next payment: 25 Nov 2026" in chat.text
        await chat.presses("Change reminder")
        await chat.presses("On the day itself")
        assert "next reminder: 25 Nov 2026" in chat.text
        assert "Flat" in await chat.presses("Back")
        assert "What shall we do?" in await chat.presses("Back")


async def test_deleting_is_confirmed(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await stored(office, "registered", FIXED)
        chat = await at_the_list(office)
        await chat.presses("Home")
        await chat.presses("Delete the template")
        await chat.presses("Keep it")
        assert "next payment" in chat.text
        await chat.presses("Delete the template")
        assert "No transfer is stopped" in chat.text
        await chat.presses("Delete the template")
        assert "“Home” is deleted" in chat.text
        assert "no templates yet" in await chat.presses("Templates")


async def test_what_was_deleted_in_another_chat_is_gone(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        (key,) = await stored(office, "registered", FIXED)
        chat, other = await at_the_list(office), office.chat(777)
        await chat.presses("Home")
        await chat.presses("Change name")
        await other.logs_in("registered")
        await other.presses_data(f"e:templates:{key}")
        await other.presses("Delete the template")
        await other.presses("Delete the template")
        assert "This template is gone" in await chat.says("Flat")


async def test_at_most_so_many(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await stored(office, "registered", *(Terms(f"T{number:02}") for number in range(MOST)))
        chat = await at_the_list(office)
        assert "page 1 of 4" in chat.text
        assert f"at most {MOST}{NBSP}templates" in await chat.presses("New template")
        assert f"at most {MOST}{NBSP}templates" in await chat.presses_data("e:templates:new-100")
        await chat.presses_data("e:templates")
        seen = set(chat.labels)
        for _page in range(3):
            await chat.presses("Next")
            seen |= set(chat.labels)
        assert {f"T{number:02}" for number in range(MOST)} <= seen


async def test_a_forged_button_never_opens_another_s_template(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        (theirs,) = await stored(office, "business", Terms("Bakery", AmountRule.FIXED, Money(77_777)))
        chat = await at_the_list(office)
        for item in (str(theirs), f"pay-{theirs}", "0", "x", "new-x", "9" * 40, "pay-"):
            assert "This template is gone" in await chat.presses_data(f"e:templates:{item}")
            assert "Bakery" not in chat.text
            assert "777.77" not in chat.text


async def test_the_list_costs_the_same_however_long(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await stored(office, "registered", FIXED)
        chat = await at_the_list(office)
        counts = []
        for more in (0, MOST - 1):
            await stored(office, "registered", *(Terms(f"T{number}") for number in range(more)))
            with statements(office.database) as sent:
                await chat.presses_data("e:templates")
            counts.append(len(sent))
        assert counts[0] == counts[1] <= 10


async def test_a_template_of_a_huge_balance_costs_the_same(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        (key,) = await stored(office, "registered", Terms("All", AmountRule.WHOLE))
        chat = await at_the_list(office)
        with statements(office.database) as before:
            await chat.presses_data(f"e:templates:pay-{key}")
        owed = Money.parse(chat.button("Copy amount").copies or "")
        async with office.database.write() as conn:
            number = office.personas["registered"].customer_number
            payer = (await conn.execute(select(Payer.id).where(Payer.customer_number == number))).scalar_one()
            row = {"payer_id": payer, "title": "t", "kind": "fee", "due_on": date(2026, 1, 1), "amount": Money(100)}
            rows = [{**row, "number": f"M/{number}", "remaining": Money(100)} for number in range(500)]
            await conn.execute(insert(Due), rows)
        with statements(office.database) as after:
            await chat.presses_data(f"e:templates:pay-{key}")
        assert len(after) == len(before)
        assert Money.parse(chat.button("Copy amount").copies or "") == owed + Money(50_000)


async def test_a_name_can_be_read_on_a_button(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_list(office)
        await chat.presses("New template")
        for typed in ("\u202e\u200b", "a" * 31):
            await chat.says(typed)
            assert "What shall we call it?" in chat.text
        await chat.says("⚡")
        assert "How much is paid each time?" in chat.text
