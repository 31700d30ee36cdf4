"""The comparison of tariffs on one's own use: from what it is taken, and nobody else's."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import delete, select, update

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import Chart
from ibok_bot.domain.tariff import Component, Zone
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import InvoiceLine
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from tests.dialogs.tariffs import costs, own_points, plain
from tests.office import open_office


async def test_the_comparison_puts_the_cheapest_first_and_names_the_difference(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        await chat.says("/tariffs")
        await chat.presses("Na moim zużyciu")
        found = costs(chat)
        assert set(found) == {"G11", "G12", "G12w", "G13"}, "a household is offered no group for firms"
        assert list(found.values()) == sorted(found.values())
        best = next(iter(found))
        assert f"Najtaniej: {best}" in plain(chat)
        saved = found["G12"] - found[best]
        assert f"To o {str(saved.zloty).replace('.', ',')} zł rocznie mniej niż teraz, w G12." in plain(chat)
        (chart,) = chat.last.screens[-1].files
        assert isinstance(chart, Chart)
        assert chart.horizontal
        assert chart.labels == tuple(found)
        assert chart.series[0].values == tuple(cost.zloty for cost in found.values())
        assert "Wykres pokazuje roczny koszt brutto w każdej taryfie, od najtańszej u góry: G1" in plain(chat)


async def test_own_use_is_what_was_settled_in_the_last_twelve_months(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        bills = [invoice.bill for invoice in office.personas["registered"].points[0].invoices][-6:]
        used = Energy(sum(bill.energy.wh for bill in bills)).kwh.normalize()
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/mytariff")
        assert f"{used:,f} kWh a year, from settlements of 1 Nov 2025 – 31 Oct 2026" in plain(chat)
        await chat.presses("G12")
        night = sum(
            line.quantity
            for bill in bills
            for line in bill.settlement.lines
            if line.zone is Zone.NIGHT and line.component is Component.ENERGY
        )
        assert f"A year: {Money.of(night * Decimal('0.4')).zloty} zł" in plain(chat)


async def test_one_register_means_a_guess_that_may_be_changed(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("ukrainian")
        await chat.says("/mytariff")
        assert "W tym 40% w tańszych godzinach G12: to założenie" in chat.text
        assert "G12 jest tańsza niż G11 od 29,9% zużycia w jej tańszych godzinach; tutaj to 40%." in chat.text
        await chat.presses("Inny udział")
        for wrong in ("101", "-1", "12,55", "dużo"):
            assert "⚠️" in await chat.says(wrong)
        await chat.says("0")
        assert "W tym 0% w tańszych" in chat.text
        assert "Najtaniej: <b>G11" in chat.text
        assert "To obecna taryfa." in chat.text


async def test_a_break_even_below_which_one_zone_is_cheaper(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.logs_in("ukrainian")
        await chat.says("/mytariff")
        for share, cheaper in (("29,8", "G11"), ("30", "G12")):
            await chat.presses("Inny udział")
            await chat.says(share)
            found = costs(chat)
            assert min("G11", "G12", key=found.__getitem__) == cheaper


async def test_after_a_change_of_tariff_the_hours_are_a_guess(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        (point,) = await own_points(office, "registered")
        async with office.database.write() as conn:
            await conn.execute(update(Contract).where(Contract.point_id == point).values(tariff_group="G13"))
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        await chat.says("/mytariff")
        assert "W tym 40% w tańszych godzinach G12: to założenie" in plain(chat)
        assert "To obecna taryfa." in chat.text
        assert "Energia czynna, szczyt przedpołudniowy" in await chat.presses("G13")


async def test_a_tariff_that_is_not_on_the_list_has_no_difference(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        (point,) = await own_points(office, "registered")
        async with office.database.write() as conn:
            await conn.execute(update(Contract).where(Contract.point_id == point).values(tariff_group="G12as"))
        chat = office.chat(language="pl")
        await chat.logs_in("registered")
        await chat.says("/mytariff")
        assert set(costs(chat)) == {"G11", "G12", "G12w", "G13"}
        assert "Różnica" not in chat.text


async def test_a_firm_compares_tariffs_for_firms(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("business")
        await chat.says("/mytariff")
        assert {label for label in chat.labels if label[:1] in "CG"} == {"C11", "C12a"}


async def test_each_metering_point_has_its_own(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("several")
        await chat.says("/mytariff")
        streets = [point.address.street for point in office.personas["several"].identity.points]
        assert [label for label in chat.labels if label in streets] == streets
        for street in streets:
            await chat.says("/mytariff")
            assert f"Your own use at {street}" in await chat.presses(street)


async def test_a_guest_logs_in_and_goes_on_to_the_own_comparison(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/tariffs")
        assert "Please log in first" in await chat.presses("On my own use")
        login = office.personas["registered"].login
        assert login
        await chat.says(login.email, login.password)
        assert "Your own use at" in chat.text


async def test_no_forged_button_or_link_opens_another_payer_s_metering_point(database_url: str) -> None:
    async with open_office(database_url) as office:
        others = await own_points(office, "registered")
        own = await own_points(office, "several")
        chat = office.chat()
        await chat.logs_in("several")
        street = office.personas["registered"].identity.points[0].address.street
        for item in (*map(str, others), "0", "-1", "x", "9" * 40):
            await chat.presses_data(f"e:mytariff:{item}")
            assert "not among yours" in chat.text
            assert street not in chat.text
            await chat.says(f"/start mytariff_{item}")
            assert street not in chat.text
        await chat.presses_data(f"e:mytariff:{own[1]}")
        assert "Your own use at" in chat.text
        guest = office.chat(777)
        assert "log in first" in await guest.presses_data(f"e:mytariff:{own[1]}")


async def test_a_point_that_went_to_another_payer_is_gone_also_from_an_open_list(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("several")
        await chat.says("/mytariff")
        last = office.personas["several"].identity.points[-1].address.street
        button = chat.button(last)
        point = (await own_points(office, "several"))[-1]
        async with office.database.write() as conn:
            other = (await conn.execute(select(Payer.id).where(Payer.name == "Tomasz Wiśniewski"))).scalar_one()
            await conn.execute(update(MeteringPoint).where(MeteringPoint.id == point).values(payer_id=other))
        assert "Your own use" not in await chat.presses_data(button.data or "", chat.live)
        assert "choose with a button" in chat.text


async def test_too_little_settled_is_told(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            await conn.execute(update(InvoiceLine).values(opening_id=None, closing_id=None))
            await conn.execute(delete(InvoiceLine))
        chat = office.chat()
        await chat.logs_in("registered")
        assert "Too little has been settled" in await chat.says("/mytariff")
        assert "Which tariff do you have now?" in await chat.presses("With numbers I type")
