"""Nobody's invoice is reached by a forged button, a link, or a filter that was not offered."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Invoice
from tests.dialogs.invoices import newest, public_id
from tests.office import open_office

FORGED = ["e:invoice:{}", "e:invoice:", "e:invoices:{}", "/start invoice_{}"]


@pytest.mark.parametrize("way", FORGED)
async def test_no_forged_button_or_link_leads_to_another_payer_s_invoice(sqlite_url: str, way: str) -> None:
    async with open_office(sqlite_url) as office:
        theirs = newest(office, "business")
        name = await public_id(office, theirs.number)
        chat = office.chat()
        await chat.logs_in("registered")
        data = way.format(name)
        await (chat.says(data) if data.startswith("/") else chat.presses_data(data, chat.live))
        assert theirs.number not in chat.text
        assert "Piekarnia" not in chat.text


@pytest.mark.parametrize("item", ["", "0", "zzz", "ab\x00cd", "' OR 1=1 --", "x" * 200, "żółw", "%"])
async def test_a_link_to_nothing_leads_to_the_menu(database_url: str, item: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says(f"/start invoice_{item}")
        assert "🏠 Menu" in chat.text
        assert "FV/" not in chat.text


async def test_a_link_asks_a_guest_to_log_in_and_goes_on_to_the_invoice(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        fact = newest(office, "registered")
        chat = office.chat()
        name = await public_id(office, fact.number)
        assert fact.number not in await chat.says(f"/start invoice_{name}")
        login = office.personas["registered"].login
        assert login is not None
        assert fact.number in await chat.says(login.email, login.password)


async def test_a_filter_by_another_payer_s_point_is_not_offered_and_finds_nothing(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/invoices")
        await chat.presses("Year or place")
        street = office.personas["business"].identity.address.street
        assert street not in chat.labels
        await chat.says("point:7")
        assert "Please choose with a button below." in chat.text


async def test_an_invoice_that_is_gone_leads_to_the_menu(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/invoices")
        async with office.database.write() as conn:
            other = await conn.scalar(select(Payer.id).where(Payer.name == "Oksana Kowal"))
            await conn.execute(update(Invoice).values(payer_id=other))
        assert "There is no such invoice in this account." in await chat.presses("FV/")
