"""Paying: what is copied, scanned, printed or imported carries the right sum to one's own account; no one else's."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from ibok_bot.domain import nrb
from ibok_bot.domain.elixir import ENCODING
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import Paper, PaymentQr, TextFile, TransferSlip
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Due
from tests.office import Chat, OpenOffice, open_office

NBSP = "\u00a0"
MINE = "27114020040000300201355387"


async def owes(office: OpenOffice, persona: str, *amounts: int) -> list[int]:
    """This customer owes exactly these sums, all overdue; the keys of the dues."""
    number = office.personas[persona].customer_number
    async with office.database.write() as conn:
        payer = (await conn.execute(select(Payer.id).where(Payer.customer_number == number))).scalar_one()
        await conn.execute(update(Due).where(Due.payer_id == payer).values(remaining=Money(0)))
        for place, grosze in enumerate(amounts):
            await conn.execute(
                insert(Due).values(
                    payer_id=payer, number=f"FV/2026/0{place + 1}/7", title="t", kind="fee", due_on=date(2026, 10, 1),
                    amount=Money(grosze), remaining=Money(grosze),
                )
            )  # fmt: skip
        found = await conn.execute(
            select(Due.id).where(Due.payer_id == payer, Due.remaining > Money(0)).order_by(Due.id)
        )
        return list(found.scalars())


async def pays(office: OpenOffice, *amounts: int, language: str = "en") -> Chat:
    """The registered customer at the paying screen of everything overdue."""
    await owes(office, "registered", *amounts)
    chat = office.chat(language=language)
    await chat.logs_in("registered")
    await chat.says("/balance")
    await chat.presses("Pay overdue" if language == "en" else "Zapłać zaległe")
    return chat


def file(chat: Chat) -> Paper:
    """The one file of the newest screen."""
    (found,) = chat.last.screens[0].files
    return found


async def test_the_screen_says_all_that_a_bank_asks_and_copies_it(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = await pays(office, 18420, 100, language="pl")
        account = office.personas["registered"].identity.account_nrb
        assert f"<b>185,20{NBSP}zł</b> na rachunek\n<code>{nrb.printed(account)}</code>" in chat.text
        assert "Energia Testowa S.A.\ntytuł: FV/2026/01/7, FV/2026/02/7" in chat.text
        assert chat.button("Kopiuj rachunek").copies == account
        assert chat.button("Kopiuj kwotę").copies == "185,20"
        assert chat.button("Kopiuj tytuł").copies == "FV/2026/01/7, FV/2026/02/7"
        assert max(len(label) for label in chat.labels) <= 24


async def test_the_code_holds_account_amount_and_title(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await pays(office, 18420)
        await chat.presses("QR code")
        found = file(chat)
        assert isinstance(found, PaymentQr)
        assert found.name == "kod-qr-2026-11-24.png"
        fields = found.payload.split("|")
        assert fields[2:4] == [office.personas["registered"].identity.account_nrb, "018420"]
        assert fields[5] == "FV/2026/01/7"
        assert "cannot hold" not in chat.text


async def test_a_sum_too_large_for_the_code_is_said_before_and_with_it(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await pays(office, 999_999, 1)
        told = f"cannot hold so large an amount: type 10,000.00{NBSP}zł"
        assert told in chat.text
        assert told in await chat.presses("QR code")
        found = file(chat)
        assert isinstance(found, PaymentQr)
        assert found.payload.split("|")[3] == "000000"


@pytest.mark.parametrize(
    ("label", "name", "cash"),
    [("Transfer form", "przelew-2026-11-24.pdf", False), ("Cash payment form", "wplata-2026-11-24.pdf", True)],
)
async def test_forms_to_print_name_payer_and_payee(sqlite_url: str, label: str, name: str, cash: bool) -> None:
    async with open_office(sqlite_url) as office:
        chat = await pays(office, 18420)
        await chat.presses(label)
        found, who = file(chat), office.personas["registered"].identity
        assert isinstance(found, TransferSlip)
        assert (found.name, found.cash, found.payer) == (name, cash, who.name)
        assert found.payer_address == f"{who.address.street}, {who.address.postcode} {who.address.town}"
        assert (found.transfer.amount, found.transfer.account) == (Money(18420), who.account_nrb)
        await chat.presses("Pay another way")
        assert "to the account" in chat.text
        assert "To pay" in await chat.presses("Back")


@pytest.mark.parametrize("typed", [MINE, f"PL {nrb.printed(MINE)}", nrb.printed(MINE).replace(" ", "\u00a0")])
async def test_a_bank_s_file_charges_the_account_given_and_shows_it_masked(sqlite_url: str, typed: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await pays(office, 18420)
        assert "mostly by banks' services for companies" in await chat.presses("File for the bank")
        await chat.says(typed)
        assert nrb.masked(MINE) in chat.text
        assert "mBank" in chat.text
        assert MINE not in chat.text
        assert nrb.printed(MINE) not in chat.text
        found = file(chat)
        assert isinstance(found, TextFile)
        assert (found.name, found.encoding) == ("przelew-2026-11-24.txt", ENCODING)
        own = office.personas["registered"].identity.account_nrb
        assert found.text.startswith(f'110,20261124,18420,{MINE[2:10]},0,"{MINE}","{own}",')
        assert '"FV/2026/01/7"' in found.text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (MINE[:-1] + "8", "check digits do not fit"),
        (MINE[:-1], f"25{NBSP}digits"),
        ("DE89370400440532013000", "digits only"),
        ("my account", "digits only"),
    ],
)
async def test_a_wrong_account_is_explained_and_asked_again(sqlite_url: str, typed: str, why: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await pays(office, 18420)
        await chat.presses("File for the bank")
        assert why in await chat.says(typed)
        assert "From which account" in chat.text
        await chat.says(MINE)
        assert chat.last.screens[0].files


async def test_nobody_pays_from_the_account_that_is_paid_to(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await pays(office, 18420)
        await chat.presses("File for the bank")
        assert "That is our account" in await chat.says(office.personas["registered"].identity.account_nrb)


async def test_the_payer_s_account_is_forgotten_with_the_screen(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await pays(office, 18420)
        await chat.presses("File for the bank")
        await chat.says(MINE)
        await chat.presses("Pay another way")
        async with office.database.read() as conn:
            trails = (await conn.execute(select(Conversation.trail))).scalars().all()
        assert trails
        assert not any(MINE in trail for trail in trails)


async def test_a_button_elsewhere_opens_paying_one_due_or_all_overdue(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        first, _second = await owes(office, "registered", 18420, 100)
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.presses_data(f"e:balance:{first}")
        assert f"<b>184.20{NBSP}zł</b> to the account" in chat.text
        await chat.presses_data("e:balance:overdue")
        assert f"<b>185.20{NBSP}zł</b> to the account" in chat.text


async def test_a_forged_button_never_opens_another_s_due(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        (theirs,) = await owes(office, "business", 77_777)
        await owes(office, "registered", 100)
        chat = office.chat()
        await chat.logs_in("registered")
        for item in (str(theirs), "0", "-1", "x", "9" * 40, f"0{theirs}"):
            assert "nothing left to pay" in await chat.presses_data(f"e:balance:{item}")
            assert "777.77" not in chat.text


async def test_a_due_that_went_to_another_payer_is_not_paid_from_an_old_screen(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await pays(office, 18420)
        async with office.database.write() as conn:
            other = (await conn.execute(select(Payer.id).where(Payer.kind == "business"))).scalars().first()
            await conn.execute(update(Due).where(Due.number == "FV/2026/01/7").values(payer_id=other))
        assert "nothing left to pay" in await chat.presses("QR code")


async def test_whoever_is_not_logged_in_logs_in_first_and_goes_on(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        (due,) = await owes(office, "registered", 18420)
        chat = office.chat()
        assert "log in" in await chat.presses_data(f"e:balance:{due}")
        login = office.personas["registered"].login
        assert login is not None
        await chat.says(login.email, login.password)
        assert f"<b>184.20{NBSP}zł</b> to the account" in chat.text
