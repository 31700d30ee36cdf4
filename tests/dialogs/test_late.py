"""Late payments: interest as an estimate, and what may follow, told calmly."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, insert

from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.invoices import Due
from ibok_bot.storage.schema.tariffs import InterestRate
from tests.dialogs.dues import at_the_balance, dues_are, paid, payer_of
from tests.office import open_office

NBSP = "\u00a0"


async def test_interest_is_called_an_estimate_and_its_rule_is_told(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        # 1000,00 zł × 9,5 % × 10 / 365 = 2,6027…
        await dues_are(office, (100_000, -10), (400, 5))
        chat = await at_the_balance(office)
        assert f"an estimate: 2.60{NBSP}zł" in chat.text
        await chat.presses("Late: what may follow")
        assert f"<b>an estimate</b>: <b>2.60{NBSP}zł</b>" in chat.text
        assert "days ÷ 365" in chat.text
        assert "9.5% since 4 Dec 2025" in chat.text
        assert f"T/1 · 10{NBSP}days · 2.60{NBSP}zł" in chat.text
        assert "Nothing else happens now. If it is still unpaid on 14 Dec 2026" in chat.text
        assert "is not that notice" in chat.text
        await chat.presses("Pay overdue")
        assert f"<b>1,000.00{NBSP}zł</b>" in chat.text


async def test_without_rates_there_is_no_estimate(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await dues_are(office, (100_000, -10), (400, 5))
        async with office.database.write() as conn:
            await conn.execute(delete(InterestRate))
        chat = await at_the_balance(office)
        assert "estimate" not in chat.text
        assert "there is no estimate" in await chat.presses("Late")


async def test_from_the_thirtieth_day_the_path_to_a_notice_is_told_calmly(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await dues_are(office, (1000, -29), (400, 5))
        chat = await at_the_balance(office, "pl")
        assert "30 dni" not in chat.text
        office.clock.go(days=1)
        await chat.logs_in("registered")
        await chat.says("/balance")
        assert "Co najmniej 30 dni po terminie" in chat.text
        await chat.presses("Zaległości: co dalej")
        for said in ("pisemne wezwanie", "jeszcze 14 dni", "nie jest takim wezwaniem"):
            assert said in chat.text


async def test_companies_hear_of_the_other_rate(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        payer = await payer_of(office, "business")
        async with office.database.write() as conn:
            yesterday = office.clock().date() - timedelta(days=1)
            await conn.execute(
                insert(Due).values(payer_id=payer, number="B/1", title="", kind="fee", due_on=yesterday,
                                   amount=Money(99_900), remaining=Money(99_900))
            )  # fmt: skip
        chat = office.chat()
        await chat.logs_in("business")
        await chat.says("/balance")
        assert "commercial transactions" in await chat.presses("Late")


async def test_the_late_page_after_paying_says_thank_you(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        first, _second = await dues_are(office, (1000, -29), (400, 5))
        chat = await at_the_balance(office)
        await paid(office, first)
        assert "Nothing is overdue any more" in await chat.presses("Late")


async def test_many_overdue_dues_are_not_all_listed_with_their_interest(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        await dues_are(office, *((10_000, -5 - n) for n in range(14)))
        chat = await at_the_balance(office)
        await chat.presses("Late")
        assert chat.text.count("T/") == 10
        assert f"and 4{NBSP}more" in chat.text
