"""The list of a customer's readings: a line for each meter and day, with use since the last and the invoice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import MeterId, PayerId, PointId, RegisterId
from ibok_bot.domain.readings import Entry, ReadingKind, RegisterEntry, UsedBy, used_between, whole_number
from ibok_bot.domain.tariff import Zone
from ibok_bot.storage.schema import invoices, metering
from ibok_bot.storage.types import EnergyType

_APART = timedelta(days=45)
"""A reading may have been taken so many days before or after the period that it opens or closes."""
_C, _M, _P, _REG, _R = (
    metering.Contract, metering.Meter, metering.MeteringPoint, metering.Register, metering.Reading,
)  # fmt: skip


class _Key(NamedTuple):
    """What makes one entry."""

    meter: int
    day: date
    kind: str


class _Row(NamedTuple):
    """A register's reading with the one before it."""

    id: int
    register: int
    day: date
    kind: str
    value: Energy
    before: Energy | None
    number: str | None
    given_at: datetime | None
    photo: str | None
    obis: str
    zone: str
    digits: int
    meter: int
    meter_number: str
    multiplier: int
    point: int


def of_own_time(payer: PayerId) -> ColumnElement[bool]:
    """Readings of the time when this payer had the contract of the point: those of others before are not theirs."""
    return exists().where(
        _C.point_id == _M.point_id,
        _C.payer_id == payer,
        _C.valid_from <= _R.taken_on,
        or_(_C.valid_to.is_(None), _C.valid_to >= _R.taken_on),
    )


async def count(conn: AsyncConnection, payer: PayerId, meter: MeterId | None) -> int:
    """How many entries there are."""
    return await conn.scalar(select(func.count()).select_from(_keys(payer, meter).subquery())) or 0


async def page(
    conn: AsyncConnection, payer: PayerId, offset: int, limit: int, meter: MeterId | None
) -> Sequence[Entry]:
    """Some of them, newest first, in three statements."""
    newest = (_R.taken_on.desc(), _M.id, _R.kind)
    found = await conn.execute(_keys(payer, meter).order_by(*newest).offset(offset).limit(limit))
    return await _entries(conn, payer, [_Key(*row) for row in found])


async def one(conn: AsyncConnection, payer: PayerId, number: str) -> Entry | None:
    """The one with this number."""
    found = (await conn.execute(_keys(payer, None).where(_R.number == number))).first()
    entries = await _entries(conn, payer, [_Key(*found)]) if found else ()
    return entries[0] if entries else None


async def years(conn: AsyncConnection, payer: PayerId) -> Sequence[int]:
    """The years in which there are any, newest first, with those between."""
    days = _joined(select(func.min(_R.taken_on), func.max(_R.taken_on))).where(*_standing(payer))
    oldest, newest = (await conn.execute(days)).one()
    return range(newest.year, oldest.year - 1, -1) if newest else ()


async def year(conn: AsyncConnection, payer: PayerId, of: int) -> Sequence[Entry]:
    """All of a year, oldest first."""
    days = _R.taken_on.between(date(of, 1, 1), date(of, 12, 31))
    found = await conn.execute(_keys(payer, None).where(days).order_by(_R.taken_on, _M.id, _R.kind))
    return await _entries(conn, payer, [_Key(*row) for row in found])


def _standing(payer: PayerId) -> list[ColumnElement[bool]]:
    return [_R.withdrawn_at.is_(None), of_own_time(payer)]


def _joined(what: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return what.select_from(_R).join(_REG, _REG.id == _R.register_id).join(_M, _M.id == _REG.meter_id)


def _keys(payer: PayerId, meter: MeterId | None) -> Select[*tuple[Any, ...]]:
    keys = _joined(select(_M.id, _R.taken_on, _R.kind)).where(*_standing(payer)).group_by(_M.id, _R.taken_on, _R.kind)
    return keys if meter is None else keys.where(_M.id == meter)


async def _entries(conn: AsyncConnection, payer: PayerId, keys: Sequence[_Key]) -> Sequence[Entry]:
    """The entries of these keys, in their order."""
    if not keys:
        return []
    first, last = min(key.day for key in keys), max(key.day for key in keys)
    wanted: dict[_Key, list[_Row]] = {key: [] for key in keys}
    for row in [_Row(*row) for row in await conn.execute(_rows(payer, first, last))]:
        if (key := _Key(row.meter, row.day, row.kind)) in wanted:
            wanted[key].append(row)
    billed = await _billed(conn, payer, first, last)
    return [_entry(rows, billed) for rows in wanted.values()]


def _rows(payer: PayerId, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """The readings of some days, each with what its register showed before: also before these days."""
    before = func.lag(_R.value, type_=EnergyType).over(partition_by=_R.register_id, order_by=(_R.taken_on, _R.id))
    ranked = _joined(
        select(_R.id, _R.register_id, _R.taken_on, _R.kind, _R.value, before.label("before"), _R.number, _R.given_at,
               _R.photo, _REG.obis, _REG.zone, _REG.digits, _M.id.label("meter_id"),
               _M.number.label("meter_number"), _M.multiplier, _M.point_id)
    ).where(*_standing(payer)).subquery()  # fmt: skip
    return select(*ranked.c).where(ranked.c.taken_on.between(first, last)).order_by(ranked.c.obis, ranked.c.id)


async def _billed(conn: AsyncConnection, payer: PayerId, first: date, last: date) -> dict[int, UsedBy]:
    """By reading, this payer's invoice that rests on it: the first that closes with it, else that opens with it."""
    line, invoice = invoices.InvoiceLine, invoices.Invoice
    found = await conn.execute(
        select(line.opening_id, line.closing_id, invoice.id, invoice.public_id, invoice.number)
        .join(invoice, invoice.id == line.invoice_id)
        .where(invoice.payer_id == payer, line.closing_id.is_not(None),
               invoice.period_to >= first - _APART, invoice.period_from <= last + _APART)
        .distinct()
        .order_by(invoice.id)
    )  # fmt: skip
    closed: dict[int, UsedBy] = {}
    opened: dict[int, UsedBy] = {}
    for opening, closing, _invoice, public_id, number in found:
        used_by = UsedBy(public_id, number)
        for readings, key in ((closed, closing), (opened, opening)):
            if key is not None:
                readings.setdefault(key, used_by)
    return opened | closed


def _entry(rows: Sequence[_Row], billed: dict[int, UsedBy]) -> Entry:
    one = rows[0]
    number = next((row.number for row in rows if row.number), None)
    return Entry(
        PointId(one.point),
        MeterId(one.meter),
        one.meter_number,
        one.day,
        ReadingKind(one.kind),
        tuple(_register(row) for row in rows),
        None if number is None else whole_number(number),
        one.given_at,
        any(row.photo for row in rows),
        next((billed[row.id] for row in rows if row.id in billed), None),
    )


def _register(row: _Row) -> RegisterEntry:
    used = None if row.before is None else used_between(row.before, row.value, row.digits, row.multiplier)
    return RegisterEntry(RegisterId(row.register), row.obis, Zone(row.zone), row.value, used)
