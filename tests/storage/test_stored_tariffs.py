"""Tariffs as they are kept: prices of a day, hours from a day on, and nobody's use but the customer's own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import insert, select, update

from ibok_bot.demo.load import load
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.demo.supplier import GROUP_NAMES, OPERATOR
from ibok_bot.demo.zone_hours import ZONE_HOURS
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import OperatorId, PayerId
from ibok_bot.domain.tariff import Zone
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from ibok_bot.storage.schema.tariffs import Operator, Tariff, TariffPrice, ZoneHours
from ibok_bot.storage.tariffs import Tariffs
from tests.databases import opened

TODAY = date(2026, 11, 24)
ONE = OperatorId(1)


async def test_price_lists_and_hours_come_back_as_they_were_loaded(database_url: str) -> None:
    async with opened(database_url) as database:
        await load(database, 6, 1, TODAY)
        async with database.read() as conn:
            tariffs = Tariffs(conn)
            for group in GROUP_NAMES:
                assert await tariffs.price_list(ONE, group) == PRICE_LISTS[group]
            offers = await tariffs.offers(ONE, TODAY)
            assert [offer.group for offer in offers] == sorted(GROUP_NAMES)
            for offer in offers:
                assert offer.name == GROUP_NAMES[offer.group]
                assert set(offer.hours.hours) == set(ZONE_HOURS.get(offer.group, ()))
                assert offer.prices.zones == PRICE_LISTS[offer.group].zones
                assert {price.valid_from for price in offer.prices.prices} == {date(2026, 1, 1)}
            assert [(one.id, one.name) for one in await tariffs.operators()] == [(1, OPERATOR.name)]


async def test_the_prices_of_another_day_and_of_another_operator_are_others(database_url: str) -> None:
    async with opened(database_url) as database:
        await load(database, 6, 1, TODAY)
        async with database.write() as conn:
            await conn.execute(insert(Operator).values(id=2, code="INNY", name="Inne Sieci", emergency_phone="991"))
            await conn.execute(insert(Operator).values(id=3, code="NIC", name="Bez taryf", emergency_phone="991"))
            await conn.execute(insert(Tariff).values(id=20, operator_id=2, tariff_group="G11", name="Inna"))
            await conn.execute(
                insert(TariffPrice).values(
                    tariff_id=20, component="energy", unit="kWh", price=Decimal("0.61"), valid_from=TODAY,
                    source="invented",
                )
            )  # fmt: skip
            tariffs = Tariffs(conn)
            (old,) = [offer for offer in await tariffs.offers(ONE, date(2025, 12, 31)) if offer.group == "G12"]
            assert {price.valid_to for price in old.prices.prices} == {date(2025, 12, 31)}
            assert await tariffs.offers(ONE, date(2021, 12, 31)) == []
            (other,) = await tariffs.offers(OperatorId(2), TODAY)
            assert (other.name, other.prices.zones) == ("Inna", (Zone.ALL,))
            assert await tariffs.offers(OperatorId(2), TODAY - timedelta(days=1)) == []
            assert await tariffs.price_list(OperatorId(2), "G12") is None
            assert [one.name for one in await tariffs.operators()] == ["Inne Sieci", OPERATOR.name]


async def test_hours_that_have_ended_are_left_out(database_url: str) -> None:
    async with opened(database_url) as database:
        await load(database, 6, 1, TODAY)
        async with database.write() as conn:
            await conn.execute(update(ZoneHours).values(valid_to=TODAY))
            for day, known in ((TODAY, True), (TODAY + timedelta(days=1), False)):
                offers = await Tariffs(conn).offers(ONE, day)
                assert any(offer.hours.hours for offer in offers) is known


async def test_a_customer_s_own_use_and_nobody_else_s(database_url: str) -> None:
    async with opened(database_url) as database:
        personas = await load(database, 8, 1, TODAY)
        async with database.read() as conn:
            for facts in personas:
                payer = PayerId(
                    (
                        await conn.execute(
                            select(Payer.id).where(Payer.customer_number == facts.identity.customer_number)
                        )
                    ).scalar_one()
                )
                own = await Tariffs(conn).own_points(payer, TODAY)
                assert [one.place.street for one in own] == [point.address.street for point in facts.identity.points]
                for place, one in enumerate(own):
                    point = facts.history.points[place]
                    assert (one.group, one.phases, one.operator) == (point.group, point.phases, 1)
                    assert one.year is not None
                    settled = [bill for bill in facts.history.bills if bill.point == place]
                    year = [bill for bill in settled if bill.first >= one.year.first]
                    assert one.year.first == date(2025, 11, 1)
                    used = Energy(sum(use.energy.wh for use in one.year.uses))
                    assert used == Energy(sum(bill.energy.wh for bill in year)), "with what corrections changed"
            assert await Tariffs(conn).own_points(PayerId(10**6), TODAY) == []


async def test_a_contract_that_has_ended_and_a_point_of_another_payer_are_not_one_s_own(database_url: str) -> None:
    async with opened(database_url) as database:
        await load(database, 8, 1, TODAY)
        async with database.write() as conn:
            tariffs = Tariffs(conn)
            found = await conn.execute(select(MeteringPoint.id, MeteringPoint.payer_id).order_by(MeteringPoint.id))
            (first, payer), (second, other), *_rest = [tuple(row) for row in found]
            await conn.execute(update(Contract).where(Contract.point_id == first).values(valid_to=TODAY))
            assert len(await tariffs.own_points(PayerId(payer), TODAY)) == 1
            assert await tariffs.own_points(PayerId(payer), TODAY + timedelta(days=1)) == []
            await conn.execute(update(MeteringPoint).where(MeteringPoint.id == second).values(payer_id=payer))
            assert [one.place.point for one in await tariffs.own_points(PayerId(payer), TODAY)] == [first]
            assert second not in [one.place.point for one in await tariffs.own_points(PayerId(other), TODAY)]


async def test_a_new_tariff_counts_from_its_day(database_url: str) -> None:
    async with opened(database_url) as database:
        await load(database, 8, 1, TODAY)
        async with database.write() as conn:
            payer, point = (
                await conn.execute(select(MeteringPoint.payer_id, MeteringPoint.id).order_by(MeteringPoint.id).limit(1))
            ).one()
            await conn.execute(update(Contract).where(Contract.point_id == point).values(valid_to=TODAY))
            await conn.execute(
                insert(Contract).values(
                    payer_id=payer, point_id=point, number="U/nowa", tariff_group="G12", power_w=4000, phases=3,
                    valid_from=TODAY + timedelta(days=1),
                )
            )  # fmt: skip
            for day, terms in ((TODAY, ("G11", 1)), (TODAY + timedelta(days=1), ("G12", 3))):
                (one,) = await Tariffs(conn).own_points(PayerId(payer), day)
                assert (one.group, one.phases) == terms
