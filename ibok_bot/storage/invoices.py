"""Invoices as a list: pages, filters, how far each is paid, and how they usually come. Only ever one payer's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import DueId, InvoiceId, PayerId, PointId
from ibok_bot.domain.invoices import Invoice, InvoiceKind, Place, Rhythm, Wanted
from ibok_bot.domain.money import Money, total
from ibok_bot.storage.schema import invoices, metering

_I = invoices.Invoice
_RHYTHM = timedelta(days=800)
"""How far back settlements tell how often they usually come."""
_SEASONS = timedelta(days=400)
"""How far back a bill of the same period a year before may have ended."""

_HEAD = select(
    _I.id, _I.public_id, _I.number, _I.kind, _I.point_id, _I.period_from, _I.period_to, _I.issued_on,
    _I.net, _I.vat, _I.gross, _I.energy, _I.corrects_id,
)  # fmt: skip


class _OneDue(NamedTuple):
    id: int
    due_on: date
    remaining: Money
    paid_on: date | None


class Invoices:
    """The invoices (faktury) of a payer; whatever belongs to another one does not exist here."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def count(self, payer: PayerId, wanted: Wanted) -> int:
        """How many there are."""
        found = await self._conn.scalar(select(func.count()).select_from(_I).where(*_wanted(payer, wanted)))
        return found or 0

    async def page(self, payer: PayerId, wanted: Wanted, offset: int, limit: int) -> Sequence[Invoice]:
        """Some of them, newest first."""
        newest = (_I.issued_on.desc(), _I.id.desc())
        return await self._heads(_HEAD.where(*_wanted(payer, wanted)).order_by(*newest).offset(offset).limit(limit))

    async def one(self, payer: PayerId, public_id: str) -> Invoice | None:
        """The one with this public name."""
        found = await self._heads(_HEAD.where(_I.payer_id == payer, _I.public_id == public_id))
        return found[0] if found else None

    async def original(self, payer: PayerId, correction: Invoice) -> Invoice | None:
        """What a correction corrects."""
        found = await self._heads(_HEAD.where(_I.payer_id == payer, _I.id == correction.corrects))
        return found[0] if found else None

    async def corrections(self, payer: PayerId, of: Iterable[Invoice]) -> Sequence[Invoice]:
        """The corrections of these, oldest first."""
        keys = [one.id for one in of]
        return await self._heads(_HEAD.where(_I.payer_id == payer, _I.corrects_id.in_(keys)).order_by(_I.id))

    async def earlier(self, payer: PayerId, this: Invoice) -> Sequence[Invoice]:
        """The settlements of the same metering point in the year before it."""
        return await self._heads(
            _HEAD.where(
                _I.payer_id == payer,
                _I.point_id == this.point,
                _I.kind == InvoiceKind.SETTLEMENT.value,
                _I.period_to < this.first,
                _I.period_to >= this.last - _SEASONS,
            )
        )

    async def years(self, payer: PayerId) -> Sequence[int]:
        """From the year of the newest to that of the oldest."""
        days = select(func.min(_I.issued_on), func.max(_I.issued_on)).where(_I.payer_id == payer)
        oldest, newest = (await self._conn.execute(days)).one()
        return range(newest.year, oldest.year - 1, -1) if newest else ()

    async def places(self, payer: PayerId) -> Sequence[Place]:
        """The metering points, as their addresses are sorted."""
        point = metering.MeteringPoint
        found = await self._conn.execute(
            select(point.id, point.street, point.town).where(point.payer_id == payer).order_by(point.street, point.id)
        )
        return [Place(PointId(key), street, town) for key, street, town in found]

    async def rhythms(self, payer: PayerId, today: date) -> Sequence[Rhythm]:
        """How the settlements of each metering point under contract have come."""
        point, contract = metering.MeteringPoint, metering.Contract
        in_force = exists().where(
            contract.point_id == point.id,
            contract.payer_id == payer,
            or_(contract.valid_to.is_(None), contract.valid_to >= today),
        )
        found = await self._conn.execute(
            select(point.id, point.street, point.town, func.count(_I.id), func.min(_I.period_from),
                   func.max(_I.period_to), func.max(_I.issued_on))
            .join(_I, _I.point_id == point.id)
            .where(point.payer_id == payer, _I.payer_id == payer, _I.kind == InvoiceKind.SETTLEMENT.value,
                   _I.issued_on >= today - _RHYTHM, in_force)
            .group_by(point.id, point.street, point.town)
            .order_by(point.street, point.id)
        )  # fmt: skip
        return [
            Rhythm(Place(PointId(key), street, town), bills, first, last, issued_on)
            for key, street, town, bills, first, last, issued_on in found
        ]

    async def _heads(self, query: Select[*tuple[Any, ...]]) -> Sequence[Invoice]:
        found = [_head(tuple(row)) for row in await self._conn.execute(query)]
        return await self._with_dues(found) if found else []

    async def _with_dues(self, heads: Sequence[Invoice]) -> Sequence[Invoice]:
        due, allocation, payment = invoices.Due, invoices.Allocation, invoices.Payment
        found = await self._conn.execute(
            select(due.invoice_id, due.id, due.due_on, due.remaining, func.max(payment.paid_on))
            .outerjoin(allocation, allocation.due_id == due.id)
            .outerjoin(payment, payment.id == allocation.payment_id)
            .where(due.invoice_id.in_([head.id for head in heads]))
            .group_by(due.invoice_id, due.id, due.due_on, due.remaining)
            .order_by(due.due_on, due.id)
        )
        rows: dict[int | None, list[_OneDue]] = {}
        for invoice, key, due_on, remaining, paid_on in found:
            rows.setdefault(invoice, []).append(_OneDue(key, due_on, remaining, paid_on))
        return [_paid(head, rows[head.id]) if head.id in rows else head for head in heads]


def _wanted(payer: PayerId, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_I.payer_id == payer]
    if wanted.unpaid:
        due = invoices.Due
        conditions.append(exists().where(due.invoice_id == _I.id, due.remaining > Money(0)))
    if wanted.year:
        conditions.append(_I.issued_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.point:
        conditions.append(_I.point_id == wanted.point)
    return conditions


def _head(row: tuple[Any, ...]) -> Invoice:
    key, public_id, number, kind, point, first, last, issued_on, net, vat, gross, energy, corrects = row
    return Invoice(
        InvoiceId(key), public_id, number, InvoiceKind(kind), None if point is None else PointId(point),
        first, last, issued_on, net, vat, gross, energy, None if corrects is None else InvoiceId(corrects),
    )  # fmt: skip


def _paid(head: Invoice, dues: Sequence[_OneDue]) -> Invoice:
    """With its dues: the day is that of the first open one, else of the last."""
    telling = next((row for row in dues if row.remaining > Money(0)), dues[-1])
    days = [row.paid_on for row in dues if row.paid_on is not None]
    return replace(
        head,
        due=DueId(telling.id),
        due_on=telling.due_on,
        remaining=total([row.remaining for row in dues]),
        paid_on=max(days, default=None),
    )
