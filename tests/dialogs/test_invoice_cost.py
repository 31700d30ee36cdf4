"""Screens of invoices take as many statements for ten years of twenty points as for one of two."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, insert, select

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Invoice, InvoiceLine
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from tests.counting import statements
from tests.office import Chat, OpenOffice, open_office


async def _grow(office: OpenOffice, name: str, points: int, years: int) -> None:
    """So many more metering points with so many more years of monthly invoices, each with two lines."""
    async with office.database.write() as conn:
        payer = await conn.scalar(select(Payer.id).where(Payer.name == name))
        first_point = (await conn.scalar(select(func.max(MeteringPoint.id))) or 0) + 1
        first_invoice = (await conn.scalar(select(func.max(Invoice.id))) or 0) + 1
        places = [
            {"id": first_point + at, "payer_id": payer, "ppe": f"59000000000000{at:04}", "operator_id": 1,
             "street": f"ul. Polna {at}", "postcode": "00-001", "town": "Testowo"}
            for at in range(points)
        ]  # fmt: skip
        contracts = [
            {"payer_id": payer, "point_id": place["id"], "number": f"U/{place['id']}", "tariff_group": "G11",
             "power_w": 4000, "phases": 1, "valid_from": date(2016, 1, 1)}
            for place in places
        ]  # fmt: skip
        months = [date(2016 + month // 12, month % 12 + 1, 1) for month in range(years * 12)]
        keyed = [(place["id"], start) for start in months for place in places]
        heads = [
            {"id": first_invoice + at, "public_id": f"many{at}", "payer_id": payer, "point_id": point,
             "number": f"M/{at}", "number_key": f"M/{at}", "kind": "settlement", "period_from": start,
             "period_to": start + timedelta(days=27), "issued_on": start + timedelta(days=30), "net": Money(100),
             "vat": Money(23), "gross": Money(123), "energy": Energy.of(10)}
            for at, (point, start) in enumerate(keyed)
        ]  # fmt: skip
        rows = [
            {"invoice_id": head["id"], "position": position, "block": "energy", "component": component, "zone": zone,
             "period_from": head["period_from"], "period_to": head["period_to"], "quantity": 10, "unit": "kWh",
             "price": 0, "net": Money(50), "vat_rate": "0.23"}
            for head in heads
            for position, (component, zone) in enumerate([("energy", "all"), ("quality", None)])
        ]  # fmt: skip
        await conn.execute(insert(table(MeteringPoint)), places)
        await conn.execute(insert(table(Contract)), contracts)
        await conn.execute(insert(table(Invoice)), heads)
        await conn.execute(insert(table(InvoiceLine)), rows)


WALK = ["/invoices", "Next", "Use on a chart", "36", "Back", "Year or place", "2025", "FV/2025", "Why did", "Back",
        "Check", "Back", "Save as PDF"]  # fmt: skip


async def _walked(office: OpenOffice, chat: Chat) -> list[int]:
    counts = []
    for said in WALK:
        with statements(office.database) as sent:
            await (chat.says(said) if said.startswith("/") else chat.presses(said))
        counts.append(len(sent))
    return counts


async def test_twenty_points_with_ten_years_take_as_many_statements_as_one_with_two(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        few = await _walked(office, chat)
        await _grow(office, "Tomasz Wiśniewski", 20, 9)
        many = await _walked(office, chat)
        assert "<b>2,172</b> invoices" in await chat.says("/invoices")
        assert few == many
        assert max(many) <= 20
