"""Tariffs in conversation: cheaper hours today, the calculator for anybody, and the comparison on one's own use."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, event, insert, select

from ibok_bot.domain.money import Money, total
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from ibok_bot.storage.schema.tariffs import Operator, Tariff, TariffPrice, ZoneHours
from tests.dialogs.tariffs import costs, plain
from tests.office import Chat, open_office


async def typed(chat: Chat, group: str, period: str, *kwh: str) -> str:
    """Through the calculator up to the question of phases."""
    await chat.says("/tariffs")
    await chat.presses("With numbers I type")
    await chat.presses(group)
    await chat.presses(period)
    return await chat.says(*kwh)


async def test_a_guest_reckons_a_year_with_every_charge(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat(language="pl")
        await chat.says("/tariffs")
        await chat.presses("Na wpisanych liczbach")
        await chat.presses("G12")
        await chat.presses("Rok")
        assert "Ile kWh rocznie? (strefa dzienna)" in plain(chat)
        assert "strefa nocna" in await chat.says("1 200")
        assert "Jedna faza czy trzy" in await chat.says("800,5")
        await chat.presses("Jedna faza")
        assert "Dla 2 000,5 kWh rocznie." in plain(chat)
        for charge in ("Energia czynna, strefa dzienna", "Opłata sieciowa stała", "Opłata mocowa", "VAT 23%", "Brutto"):
            assert charge in plain(chat)
        assert "Rok: 660,00 zł" in plain(chat), "1200 kWh of the day zone"
        assert "Ceny przykładowe, nie oferta: Energia czynna." in plain(chat)
        assert "tauron-g12.json" in chat.text


def sums(text: str, name: str) -> list[Money]:
    """The amounts, of a month and of a year, in the line that begins so."""
    line = next(line for line in text.splitlines() if line.startswith(name))
    return [Money.parse(found) for found in re.findall(r"(\d[\d ]*,\d\d) zł", line)]


async def test_a_bill_on_the_screen_adds_up(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.says("/tariffs")
        for label in ("wpisanych", "G13", "Miesiąc"):
            await chat.presses(label)
        await chat.says("41", "27,5", "133")
        assert "Zależy od tego opłata mocowa" in chat.text
        await chat.presses("Dwanaście takich miesięcy")
        await chat.presses("Trzy fazy")
        net, vat, gross = (sums(plain(chat), name) for name in ("Netto ", "VAT", "Brutto"))
        assert len(net) == len(vat) == len(gross) == 2
        assert [one + other for one, other in zip(net, vat, strict=True)] == gross
        rows = re.findall(r"zł/\w+ · Miesiąc: (.*?) zł · Rok: (.*?) zł$", plain(chat), re.MULTILINE)
        assert len(rows) == 12
        assert [total([Money.parse(row[place]) for row in rows]) for place in (0, 1)] == net
        assert "dwanaście razy" in chat.text


async def test_a_cold_month_is_billed_by_the_use_of_the_whole_year(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        for band, fee in (("1200–2800", "17,18"), ("500 kWh", "4,29"), ("Dwanaście", "24,05")):
            await chat.says("/tariffs")
            for label in ("wpisanych", "G12", "Miesiąc"):
                await chat.presses(label)
            await chat.says("150", "100")
            await chat.presses(band)
            await chat.presses("Jedna faza")
            assert f"Opłata mocowa\nCena netto: {fee} zł/mc · Miesiąc: {fee} zł" in plain(chat)
            assert "Rok: " in plain(chat)


async def test_who_uses_nothing_pays_the_fees(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.says("/tariffs")
        for label in ("wpisanych", "G11", "Rok"):
            await chat.presses(label)
        await chat.says("0")
        await chat.presses("Jedna faza")
        assert "Energia czynna\nCena netto: 0,5020 zł/kWh · Miesiąc: 0,00 zł · Rok: 0,00 zł" in plain(chat)
        await chat.presses("Porównaj")
        assert len(set(costs(chat).values())) == 1, "all invented fees are alike"
        assert "G12 przy takim zużyciu nigdy nie jest tańsza niż G11." in chat.text


async def test_hours_of_today_in_words(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        assert "🟢 Teraz jest taniej, do 15:00." in await chat.says("/tariffs")
        assert "Dziś taniej: 13:00–15:00 i 22:00–6:00" in chat.text
        office.clock.go(hours=3)
        await chat.logs_in("registered")
        assert "🔴 Teraz jest drożej (strefa dzienna), do 22:00." in await chat.says("/tariffs")
        office.clock.at = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)
        await chat.logs_in("registered")
        assert "🟢 Teraz jest taniej, do 30.11.2026, 6:00." in await chat.says("/tariffs")
        assert "13:00–15:00 i od 22:00 do 30.11.2026, 6:00" in chat.text
        office.clock.at = datetime(2026, 12, 25, 9, 0, tzinfo=UTC)
        await chat.logs_in("registered")
        assert "Dziś jest taniej przez cały dzień." in await chat.says("/tariffs")
        office.clock.at = datetime(2026, 12, 24, 21, 0, tzinfo=UTC)
        guest = office.chat(778, "pl")
        await guest.says("/tariffs")
        text = await guest.presses("Dziś tańsze godziny")
        assert "G13" in text
        assert "do 28.12.2026, 7:00" in text


@pytest.mark.parametrize("kwh", ["-1", "10000001", "1,2345", "dużo", "1e5"])
async def test_no_nonsense_of_kilowatt_hours(sqlite_url: str, kwh: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        text = await typed(chat, "G11", "A year", kwh)
        if kwh == "1e5":
            assert "One phase" in text + " ".join(chat.labels)
        else:
            assert "⚠️" in text
            assert "How many kWh a year?" in text


async def test_what_is_no_longer_offered_is_told(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await typed(chat, "G11", "A year", "1000")
        async with office.database.write() as conn:
            await conn.execute(delete(TariffPrice))
            await conn.execute(delete(ZoneHours))
            await conn.execute(delete(Tariff))
        assert "not known for today" in await chat.presses("One phase")
        assert "not known for today" in await chat.presses_data("e:tariffs:typed")
        await chat.says("/tariffs")
        assert "not known for today" in await chat.presses("Cheaper hours today")


async def test_several_operators_are_asked_for(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            await conn.execute(insert(Operator).values(id=2, code="INNY", name="Inne Sieci", emergency_phone="991"))
            await conn.execute(insert(Tariff).values(id=20, operator_id=2, tariff_group="G11", name="Inna"))
        chat = office.chat()
        await chat.says("/tariffs")
        assert "Whose network" in await chat.presses("With numbers I type")
        assert "Dom, dzień i noc" in await chat.presses("Sieci Testowe")


async def test_screens_need_the_same_few_statements_for_many_metering_points(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        counted: list[str] = []

        def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            if re.search(r"\b(tariff|tariff_price|zone_hours|invoice_line|metering_point|operator)\b", statement):
                counted.append(statement)

        chat = office.chat()
        await chat.logs_in("registered")
        event.listen(office.database.engine.sync_engine, "before_cursor_execute", count)

        async def statements() -> list[int]:
            numbers = []
            for action in (chat.says("/tariffs"), chat.says("/mytariff")):
                counted.clear()
                await action
                numbers.append(len(counted))
            return numbers

        assert await statements() == [4, 8]
        async with office.database.write() as conn:
            payer = (await conn.execute(select(Payer.id).where(Payer.name == "Tomasz Wiśniewski"))).scalar_one()
            for number in range(20):
                made = await conn.execute(
                    insert(MeteringPoint).values(
                        payer_id=payer, ppe=f"{number:018}", operator_id=1, street=f"ul. Długa {number}",
                        postcode="99-901", town="Testowo",
                    )
                )  # fmt: skip
                point = made.inserted_primary_key[0]  # type: ignore[index]
                await conn.execute(
                    insert(Contract).values(
                        payer_id=payer, point_id=point, number=f"U/{number}", tariff_group="G12", power_w=4000,
                        phases=1, valid_from=datetime(2016, 1, 1, tzinfo=UTC).date(),
                    )
                )  # fmt: skip
        assert (await statements())[0] == 4
        assert "Which metering point?" in chat.text
        counted.clear()
        await chat.presses(office.personas["registered"].identity.points[0].address.street)
        assert len(counted) == 8
