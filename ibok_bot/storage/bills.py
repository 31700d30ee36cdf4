"""What invoices are made of: lines with their readings, the prices of their days, and energy for a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy import func as sql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from ibok_bot.domain.bars import Bar
from ibok_bot.domain.billcheck import Terms
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import PayerId, PointId
from ibok_bot.domain.invoices import Bill, BilledLine, Invoice, InvoiceKind, Metered, Taken
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.domain.settlement import Line
from ibok_bot.domain.tariff import Band, Component, Price, PriceList, Unit, Zone
from ibok_bot.storage.schema import invoices, metering, tariffs

_I, _L = invoices.Invoice, invoices.InvoiceLine
_OPENING, _CLOSING = aliased(metering.Reading), aliased(metering.Reading)
_COUNTED = (InvoiceKind.SETTLEMENT.value, InvoiceKind.CORRECTION.value)


def _lines(payer: PayerId, keys: Sequence[int]) -> Select[*tuple[Any, ...]]:
    line = _L
    return (
        select(
            line.invoice_id, line.component, line.zone, line.register_id, line.period_from, line.period_to,
            line.quantity, line.unit, line.price, line.net, line.vat_rate,
            metering.Meter.number, metering.Meter.multiplier, metering.Register.obis,
            _OPENING.taken_on, _OPENING.kind, _OPENING.value, _CLOSING.taken_on, _CLOSING.kind, _CLOSING.value,
        )
        .join(_I, _I.id == line.invoice_id)
        .outerjoin(metering.Register, metering.Register.id == line.register_id)
        .outerjoin(metering.Meter, metering.Meter.id == metering.Register.meter_id)
        .outerjoin(_OPENING, _OPENING.id == line.opening_id)
        .outerjoin(_CLOSING, _CLOSING.id == line.closing_id)
        .where(_I.payer_id == payer, line.invoice_id.in_(keys))
        .order_by(line.invoice_id, line.position)
    )  # fmt: skip


class _Part(NamedTuple):
    """The energy of one invoice in one zone that ended with one kind of reading."""

    id: int
    number: str
    first: date
    last: date
    zone: str | None
    kind: str | None
    kwh: Decimal


class Bills:
    """The lines of a payer's invoices, and what they rest on."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def of(self, payer: PayerId, heads: Iterable[Invoice]) -> Sequence[Bill]:
        """These invoices with their lines, in one go."""
        heads = list(heads)
        lines: dict[int, list[BilledLine]] = {head.id: [] for head in heads}
        for row in await self._conn.execute(_lines(payer, list(lines))):
            lines[row[0]].append(_billed(tuple(row)))
        return [Bill(head, tuple(lines[head.id])) for head in heads]

    async def terms(self, payer: PayerId, of: Invoice) -> Terms | None:
        """On what its metering point was billed then; None where no contract or no price list is known."""
        contract, point, tariff, price = metering.Contract, metering.MeteringPoint, tariffs.Tariff, tariffs.TariffPrice
        found = await self._conn.execute(
            select(contract.tariff_group, contract.phases, price.component, price.zone, price.phases, price.band,
                   price.unit, price.price, price.valid_from, price.valid_to, price.source)
            .join(point, point.id == contract.point_id)
            .join(tariff, (tariff.operator_id == point.operator_id) & (tariff.tariff_group == contract.tariff_group))
            .join(price, price.tariff_id == tariff.id)
            .where(contract.payer_id == payer, contract.point_id == of.point, contract.valid_from <= of.first,
                   or_(contract.valid_to.is_(None), contract.valid_to >= of.first),
                   price.valid_from <= of.last, or_(price.valid_to.is_(None), price.valid_to >= of.first))
            .order_by(price.id)
        )  # fmt: skip
        rows = list(found)
        if not rows:
            return None
        prices = tuple(_price(tuple(row)) for row in rows)
        zones = tuple(dict.fromkeys(one.zone for one in prices if one.zone)) or (Zone.ALL,)
        return Terms(PriceList(rows[0][0], zones, prices), rows[0][1])

    async def bars(self, payer: PayerId, point: PointId, since: date) -> Sequence[Bar]:
        """The energy of each settlement of a metering point whose period ended after `since`, oldest first."""
        found = await self._conn.execute(
            select(_I.id, _I.corrects_id, _I.number, _I.period_from, _I.period_to, _L.zone, _CLOSING.kind,
                   sql.sum(_L.quantity))
            .join(_L, _L.invoice_id == _I.id)
            .outerjoin(_CLOSING, _CLOSING.id == _L.closing_id)
            .where(_I.payer_id == payer, _I.point_id == point, _I.kind.in_(_COUNTED), _I.period_to > since,
                   _L.component == Component.ENERGY.value)
            .group_by(_I.id, _I.corrects_id, _I.number, _I.period_from, _I.period_to, _L.zone, _CLOSING.kind)
            .order_by(_I.period_from, _I.id, _L.zone)
        )  # fmt: skip
        settlements: dict[int, list[_Part]] = {}
        for key, corrects, *rest in map(tuple[Any, ...], found):
            settlements.setdefault(corrects or key, []).append(_Part(key, *rest))
        return [_bar(parts) for parts in settlements.values()]


def _billed(row: tuple[Any, ...]) -> BilledLine:
    (_invoice, component, zone_word, register, first, last, quantity, unit, price, net, vat_rate, *rest) = row
    zone = None if zone_word is None else Zone(zone_word)
    line = Line(Component(component), zone, register, first, last, quantity, Unit(unit), price, net)
    meter, multiplier, obis, *readings = rest
    opening, closing = _taken(*readings[:3]), _taken(*readings[3:])
    if register is None or opening is None or closing is None:
        return BilledLine(line, vat_rate)
    metered = Metered(register, meter, obis, zone or Zone.ALL, multiplier, opening, closing)
    return BilledLine(line, vat_rate, metered)


def _taken(day: date | None, kind: str, value: Energy) -> Taken | None:
    return None if day is None else Taken(day, ReadingKind(kind), value)


def _price(row: tuple[Any, ...]) -> Price:
    _group, _phases, component, zone, phases, band, unit, price, first, last, source = row
    return Price(
        Component(component), Unit(unit), price, first, last, None if zone is None else Zone(zone), phases,
        None if band is None else Band(band), source,
    )  # fmt: skip


def _bar(parts: Sequence[_Part]) -> Bar:
    """A settlement and its corrections: an estimate that was corrected has cancelled itself."""
    zones: dict[Zone, Decimal] = {}
    for part in parts:
        zone = Zone(part.zone or Zone.ALL)
        zones[zone] = zones.get(zone, Decimal(0)) + part.kwh
    guessed = sum(part.kwh for part in parts if part.kind == ReadingKind.ESTIMATED.value)
    first = min(parts, key=lambda part: part.id)
    energies = tuple((zone, Energy.of(kwh)) for zone, kwh in sorted(zones.items()))
    return Bar(first.number, first.first, first.last, energies, guessed > 0)
