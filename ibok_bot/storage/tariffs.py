"""Tariffs as the office keeps them: price lists, the hours of zones, and what customers used under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain import tariff as domain
from ibok_bot.domain.calculator import Offer
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import OperatorId, PayerId, PointId
from ibok_bot.domain.invoices import InvoiceKind, Place
from ibok_bot.domain.tariff import Band, Component, Price, PriceList, Unit, Zone
from ibok_bot.domain.yearly_use import OwnPoint, Settled, yearly_use
from ibok_bot.domain.zones import DayKind, Hours, Season, Timetable
from ibok_bot.storage.schema.invoices import Invoice, InvoiceLine
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from ibok_bot.storage.schema.tariffs import Operator, Tariff, TariffPrice, ZoneHours

_LOOK_BACK = timedelta(days=3 * 365)
"""Use that was settled longer ago says nothing of the last 12 months."""
_COUNTED = (InvoiceKind.SETTLEMENT.value, InvoiceKind.CORRECTION.value)
_PRICE = (
    *(TariffPrice.component, TariffPrice.unit, TariffPrice.price, TariffPrice.valid_from, TariffPrice.valid_to),
    *(TariffPrice.zone, TariffPrice.phases, TariffPrice.band, TariffPrice.source),
)
_HOURS = (
    *(ZoneHours.season, ZoneHours.day_kind, ZoneHours.from_minute, ZoneHours.to_minute, ZoneHours.zone),
    *(ZoneHours.valid_from, ZoneHours.valid_to),
)


class Tariffs:
    """The tariffs (taryfy) of the network operators, with the supplier's prices in them."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def operators(self) -> Sequence[domain.Operator]:
        """The operators that have any tariff, by name."""
        found = await self._conn.execute(
            select(Operator.id, Operator.name)
            .where(Operator.id.in_(select(Tariff.operator_id)))
            .order_by(Operator.name, Operator.id)
        )
        return [domain.Operator(OperatorId(key), name) for key, name in found]

    async def price_list(self, operator: OperatorId, group: str) -> PriceList | None:
        """All the dated prices of a tariff group; None where the operator has no such group."""
        found = await self._conn.execute(
            select(*_PRICE)
            .join(Tariff, Tariff.id == TariffPrice.tariff_id)
            .where(Tariff.operator_id == operator, Tariff.tariff_group == group)
            .order_by(TariffPrice.id)
        )
        prices = [_price(row) for row in found]
        return _price_list(group, prices) if prices else None

    async def offers(self, operator: OperatorId, day: date) -> Sequence[Offer]:
        """The operator's tariff groups with the prices of a day and the hours from that day on, by group."""
        prices: dict[tuple[int, str, str], list[Price]] = {}
        for key, group, name, *price in await self._conn.execute(_prices_on(operator, day)):
            prices.setdefault((key, group, name), []).append(_price(price))
        hours: dict[int, list[Hours]] = {}
        for key, *each in await self._conn.execute(_hours_from(operator, day)):
            hours.setdefault(key, []).append(_hours(each))
        return [
            Offer(name, _price_list(group, found), Timetable(tuple(hours.get(key, ()))))
            for (key, group, name), found in prices.items()
        ]

    async def own_points(self, payer: PayerId, today: date) -> Sequence[OwnPoint]:
        """This customer's metering points with a contract today, and what was used there in the last 12 months."""
        settled = await self._settled(payer, today)
        found = await self._conn.execute(
            select(MeteringPoint.id, MeteringPoint.street, MeteringPoint.town, MeteringPoint.operator_id,
                   Contract.tariff_group, Contract.phases)
            .join(Contract, Contract.point_id == MeteringPoint.id)
            .where(MeteringPoint.payer_id == payer, Contract.payer_id == payer, Contract.valid_from <= today,
                   or_(Contract.valid_to.is_(None), Contract.valid_to >= today))
            .order_by(MeteringPoint.id, Contract.valid_from.desc())
        )  # fmt: skip
        points: dict[int, OwnPoint] = {}
        for key, street, town, operator, group, phases in found:
            place = Place(PointId(key), street, town)
            year = yearly_use(settled.get(key, []))
            points.setdefault(key, OwnPoint(place, OperatorId(operator), group, phases, year))
        return list(points.values())

    async def _settled(self, payer: PayerId, today: date) -> dict[int, list[Settled]]:
        """The energy settled by metering point; a correction is summed with what it corrects."""
        line = InvoiceLine
        found = await self._conn.execute(
            select(Invoice.point_id, line.zone, line.period_from, line.period_to, func.sum(line.quantity))
            .join(Invoice, Invoice.id == line.invoice_id)
            .where(Invoice.payer_id == payer, Invoice.kind.in_(_COUNTED),
                   line.component == Component.ENERGY.value, line.period_to > today - _LOOK_BACK)
            .group_by(Invoice.point_id, line.zone, line.period_from, line.period_to)
        )  # fmt: skip
        settled: dict[int, list[Settled]] = {}
        for point, zone, first, last, quantity in found:
            if point is not None:
                settled.setdefault(point, []).append(Settled(Zone(zone or Zone.ALL), first, last, Energy.of(quantity)))
        return settled


def _prices_on(operator: OperatorId, day: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Tariff.id, Tariff.tariff_group, Tariff.name, *_PRICE)
        .join(Tariff, Tariff.id == TariffPrice.tariff_id)
        .where(Tariff.operator_id == operator, TariffPrice.valid_from <= day,
               or_(TariffPrice.valid_to.is_(None), TariffPrice.valid_to >= day))
        .order_by(Tariff.tariff_group, TariffPrice.id)
    )  # fmt: skip


def _hours_from(operator: OperatorId, day: date) -> Select[*tuple[Any, ...]]:
    return (
        select(ZoneHours.tariff_id, *_HOURS)
        .join(Tariff, Tariff.id == ZoneHours.tariff_id)
        .where(Tariff.operator_id == operator, or_(ZoneHours.valid_to.is_(None), ZoneHours.valid_to >= day))
        .order_by(ZoneHours.id)
    )


def _price_list(group: str, prices: Sequence[Price]) -> PriceList:
    """The zones are those in which energy has a price of its own."""
    priced = {price.zone for price in prices if price.component is Component.ENERGY}
    return PriceList(group, tuple(zone for zone in Zone if zone in priced) or (Zone.ALL,), tuple(prices))


def _price(row: Iterable[Any]) -> Price:
    component, unit, price, first, last, zone, phases, band, source = row
    return Price(
        Component(component), Unit(unit), price, first, last, None if zone is None else Zone(zone), phases,
        None if band is None else Band(band), source,
    )  # fmt: skip


def _hours(row: Iterable[Any]) -> Hours:
    season, kind, from_minute, to_minute, zone, first, last = row
    return Hours(Season(season), DayKind(kind), from_minute, to_minute, Zone(zone), first, last)
