"""The meters that a customer can read: what each register showed before, and what is usual for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import MeterId, OperatorId, PayerId, PointId, RegisterId
from ibok_bot.domain.invoices import InvoiceKind, Place, Taken
from ibok_bot.domain.meters import DRAWN, GivenToday, Meter, Register, in_asking_order
from ibok_bot.domain.readings import ReadingKind, whole_number
from ibok_bot.domain.seasonal_use import SeasonalUse, seasonal_use
from ibok_bot.domain.tariff import Component, Zone
from ibok_bot.domain.yearly_use import Settled
from ibok_bot.storage.schema import invoices, metering

_LOOK_BACK = timedelta(days=4 * 365)
"""Use that was settled longer ago says little of habits today."""
_COUNTED = (InvoiceKind.SETTLEMENT.value, InvoiceKind.CORRECTION.value)
_C, _M, _P, _REG, _R = (
    metering.Contract, metering.Meter, metering.MeteringPoint, metering.Register, metering.Reading,
)  # fmt: skip


def in_force(payer: PayerId, day: date) -> list[ColumnElement[bool]]:
    """That a meter hangs at a point of this payer, under their contract of that day: joined are all three."""
    return [
        _P.payer_id == payer, _C.payer_id == payer, _C.valid_from <= day,
        or_(_C.valid_to.is_(None), _C.valid_to >= day),
        _M.mounted_on <= day, or_(_M.removed_on.is_(None), _M.removed_on > day),
    ]  # fmt: skip


async def readable(conn: AsyncConnection, payer: PayerId, day: date) -> Sequence[Meter]:
    """The meters that hang at this payer's points on a day, by address, in four statements however many there are."""
    rows = [_MeterRow(*row) for row in await conn.execute(_meters(payer, day))]
    if not rows:
        return []
    previous = {
        register: Taken(taken_on, ReadingKind(kind), value)
        for register, taken_on, kind, value in await conn.execute(_previous(payer, day))
    }
    given = _given([tuple(row) for row in await conn.execute(_given_on(payer, day))])
    usual = _usual_of(rows, await _settled(conn, payer, day))
    return [_meter(several, previous, usual, given) for several in _by_meter(rows).values()]


class _MeterRow(NamedTuple):
    """A register with its meter, point and contract."""

    meter: int
    number: str
    multiplier: int
    point: int
    street: str
    town: str
    operator: int
    group: str
    phases: int
    power_w: int
    register: int
    obis: str
    zone: str
    digits: int


def _meters(payer: PayerId, day: date) -> Select[*tuple[Any, ...]]:
    return (
        select(_M.id, _M.number, _M.multiplier, _P.id, _P.street, _P.town, _P.operator_id, _C.tariff_group, _C.phases,
               _C.power_w, _REG.id, _REG.obis, _REG.zone, _REG.digits)
        .join(_P, _P.id == _M.point_id)
        .join(_C, _C.point_id == _P.id)
        .join(_REG, _REG.meter_id == _M.id)
        .where(*in_force(payer, day))
        .order_by(_P.street, _P.id, _M.id, _C.valid_from.desc(), _C.id.desc())
    )  # fmt: skip


def _previous(payer: PayerId, day: date) -> Select[*tuple[Any, ...]]:
    """The newest reading of each register before the day."""
    newest = func.row_number().over(partition_by=_R.register_id, order_by=(_R.taken_on.desc(), _R.id.desc()))
    ranked = (
        select(_R.register_id, _R.taken_on, _R.kind, _R.value, newest.label("place"))
        .join(_REG, _REG.id == _R.register_id)
        .join(_M, _M.id == _REG.meter_id)
        .join(_P, _P.id == _M.point_id)
        .where(_P.payer_id == payer, _R.taken_on < day, _R.withdrawn_at.is_(None))
        .subquery()
    )
    columns = ranked.c
    return select(columns.register_id, columns.taken_on, columns.kind, columns.value).where(columns.place == 1)


def _given_on(payer: PayerId, day: date) -> Select[*tuple[Any, ...]]:
    return (
        select(_REG.meter_id, _R.register_id, _R.number, _R.value)
        .join(_REG, _REG.id == _R.register_id)
        .join(_M, _M.id == _REG.meter_id)
        .join(_P, _P.id == _M.point_id)
        .where(_P.payer_id == payer, _R.taken_on == day, _R.kind == ReadingKind.CUSTOMER.value,
               _R.withdrawn_at.is_(None), _R.number.is_not(None))
        .order_by(_R.id)
    )  # fmt: skip


def _given(rows: Iterable[tuple[Any, ...]]) -> dict[int, GivenToday]:
    given: dict[int, GivenToday] = {}
    for meter, register, number, value in rows:
        before = given[meter].values if meter in given else ()
        given[meter] = GivenToday(whole_number(number), (*before, (RegisterId(register), value)))
    return given


_Uses = Mapping[tuple[int | None, Zone], Sequence[tuple[int | None, Settled]]]
"""Settled periods of a point and zone, each with the register that counted it."""


async def _settled(conn: AsyncConnection, payer: PayerId, day: date) -> _Uses:
    """The energy that was settled for this payer, by metering point and zone."""
    line, invoice = invoices.InvoiceLine, invoices.Invoice
    found = await conn.execute(
        select(invoice.point_id, line.zone, line.register_id, line.period_from, line.period_to,
               func.sum(line.quantity))
        .join(invoice, invoice.id == line.invoice_id)
        .where(invoice.payer_id == payer, invoice.kind.in_(_COUNTED), line.component == Component.ENERGY.value,
               line.period_to.between(day - _LOOK_BACK, day))
        .group_by(invoice.point_id, line.zone, line.register_id, line.period_from, line.period_to)
    )  # fmt: skip
    uses: dict[tuple[int | None, Zone], list[tuple[int | None, Settled]]] = {}
    for point, zone, register, first, last, quantity in found:
        settled = Settled(Zone(zone or Zone.ALL), first, last, Energy.of(quantity))
        uses.setdefault((point, settled.zone), []).append((register, settled))
    return uses


def _usual_of(rows: Iterable[_MeterRow], uses: _Uses) -> dict[int, SeasonalUse | None]:
    """By register. A point with one meter has its history from the meters before it too; two share none."""
    registers = {row.register: row for row in rows}.values()
    meters = Counter(point for point, _meter in {(row.point, row.meter) for row in registers})
    usual = {}
    for row in registers:
        alone = meters[row.point] == 1 and row.obis.startswith(DRAWN)
        periods = uses.get((row.point, Zone(row.zone)), ())
        if not periods and alone and row.zone == Zone.ALL.value:
            periods = _of_all_zones(uses, row.point)
        usual[row.register] = seasonal_use(each for register, each in periods if alone or register == row.register)
    return usual


def _of_all_zones(uses: _Uses, point: int) -> Sequence[tuple[int | None, Settled]]:
    """For a total register beside those of the zones, on which nothing was settled itself."""
    return [each for (of, _zone), periods in uses.items() if of == point for each in periods]


def _by_meter(rows: Iterable[_MeterRow]) -> dict[int, list[_MeterRow]]:
    """Each register once, with the newest contract where two are in force."""
    several: dict[int, list[_MeterRow]] = {}
    seen: set[int] = set()
    for row in rows:
        if row.register not in seen:
            seen.add(row.register)
            several.setdefault(row.meter, []).append(row)
    return several


def _meter(
    rows: Sequence[_MeterRow],
    previous: Mapping[int, Taken],
    usual: Mapping[int, SeasonalUse | None],
    given: Mapping[int, GivenToday],
) -> Meter:
    one = rows[0]
    registers = [
        Register(RegisterId(row.register), row.obis, Zone(row.zone), row.digits, previous.get(row.register),
                 usual[row.register])
        for row in rows
    ]  # fmt: skip
    return Meter(
        MeterId(one.meter),
        one.number,
        one.multiplier,
        Place(PointId(one.point), one.street, one.town),
        OperatorId(one.operator),
        one.group,
        one.phases,
        one.power_w,
        in_asking_order(registers),
        any(each.previous is not None and each.previous.kind is ReadingKind.REMOTE for each in registers),
        given.get(one.meter),
    )
