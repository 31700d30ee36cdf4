"""Readings that customers gave, row by row: found, locked, withdrawn and written.

Whoever writes a reading of a meter first locks the meter's row, and then the readings that may be replaced: of two
that come at once the second finds what the first has written. An invoice that is just being written refers to a
reading, and so waits for its lock, or holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, MeterId, PayerId, RegisterId
from ibok_bot.domain.readings import ReadingKind, Shown, number_of, row_number, whole_number
from ibok_bot.storage.meters import in_force
from ibok_bot.storage.reading_list import of_own_time
from ibok_bot.storage.schema import invoices, metering
from ibok_bot.storage.schema.base import made_key, table

_C, _M, _P, _REG, _R = (
    metering.Contract, metering.Meter, metering.MeteringPoint, metering.Register, metering.Reading,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Of what meter and day a customer's reading is, and whether it was withdrawn."""

    meter: MeterId
    day: date
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the customer gave for a meter on a day, as it stands."""

    keys: tuple[int, ...]
    number: str | None
    values: frozenset[Shown]


class GivenReadings:
    """The rows of readings that customers gave. Rights are what `registers` and `found` are asked for first."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def registers(self, payer: PayerId, meter: MeterId, day: date) -> Sequence[RegisterId]:
        """The registers of a meter that this payer may read, in the order of their codes; none of another's."""
        found = await self._conn.execute(
            select(_REG.id)
            .join(_M, _M.id == _REG.meter_id)
            .join(_P, _P.id == _M.point_id)
            .join(_C, _C.point_id == _P.id)
            .where(_M.id == meter, *in_force(payer, day))
            .group_by(_REG.id, _REG.obis)
            .order_by(_REG.obis)
        )
        return [RegisterId(key) for (key,) in found]

    async def found(self, payer: PayerId, number: str) -> Found | None:
        """The reading of this number; None where it is another's, or no customer gave it."""
        found = await self._conn.execute(
            select(_M.id, _R.taken_on, _R.withdrawn_at)
            .select_from(_R)
            .join(_REG, _REG.id == _R.register_id)
            .join(_M, _M.id == _REG.meter_id)
            .where(_R.number == number, _R.kind == ReadingKind.CUSTOMER.value, of_own_time(payer))
        )
        row = found.first()
        return None if row is None else Found(MeterId(row[0]), row[1], row[2] is not None)

    async def lock(self, meter: MeterId) -> None:
        """Nobody else writes readings of this meter until the end of the transaction."""
        await self._conn.execute(select(_M.id).where(_M.id == meter).with_for_update())

    async def standing(self, meter: MeterId, day: date) -> Standing:
        """What the customer gave for a meter on a day, locked."""
        found = await self._conn.execute(
            select(_R.id, _R.number, _R.register_id, _R.value)
            .where(
                _R.register_id.in_(select(_REG.id).where(_REG.meter_id == meter)),
                _R.taken_on == day,
                _R.kind == ReadingKind.CUSTOMER.value,
                _R.withdrawn_at.is_(None),
            )
            .order_by(_R.id)
            .with_for_update()
        )
        rows = list(found)
        number = next((whole_number(row.number) for row in rows if row.number), None)
        return Standing(
            tuple(row.id for row in rows), number, frozenset(Shown(row.register_id, row.value) for row in rows)
        )

    async def later(self, meter: MeterId, day: date) -> bool:
        """Whether there is a reading of the meter after this day."""
        found = await self._conn.scalar(
            select(func.count())
            .select_from(_R)
            .join(_REG, _REG.id == _R.register_id)
            .where(_REG.meter_id == meter, _R.taken_on > day, _R.withdrawn_at.is_(None))
        )
        return bool(found)

    async def is_billed(self, meter: MeterId, keys: Sequence[int]) -> bool:
        """Whether an invoice rests on one of these.

        Looked for among the invoices of all who had the point: lines are not indexed by their readings.
        """
        line, invoice = invoices.InvoiceLine, invoices.Invoice
        point = select(_M.point_id).where(_M.id == meter).scalar_subquery()
        found = await self._conn.scalar(
            select(func.count())
            .select_from(line)
            .join(invoice, invoice.id == line.invoice_id)
            .where(
                invoice.payer_id.in_(select(_C.payer_id).where(_C.point_id == point)),
                or_(line.opening_id.in_(keys), line.closing_id.in_(keys)),
            )
        )
        return bool(found)

    async def withdraw(self, keys: Sequence[int]) -> None:
        """These do not stand any more."""
        if keys:
            await self._conn.execute(update(_R).where(_R.id.in_(keys)).values(withdrawn_at=self._now))

    async def add_photo(self, keys: Sequence[int], photo: str | None) -> None:
        """Keep the photo, if there is one, with the first of these."""
        if photo is not None:
            await self._conn.execute(update(_R).where(_R.id == min(keys)).values(photo=photo))

    async def insert(self, account: AccountId, shown: Sequence[Shown], photo: str | None, day: date) -> str:
        """Write a row a register; their number is made of the first row's key, so nobody else can have it."""
        number = ""
        for place, one in enumerate(shown, start=1):
            row = {
                "register_id": one.register, "taken_on": day, "kind": ReadingKind.CUSTOMER.value, "value": one.value,
                "given_at": self._now, "account_id": account, "photo": photo if place == 1 else None,
                "number": None if place == 1 else row_number(number, place), "withdrawn_at": None,
            }  # fmt: skip
            key = made_key(await self._conn.execute(insert(table(_R)), row))
            if place == 1:
                number = number_of(key, day)
                await self._conn.execute(update(_R).where(_R.id == key).values(number=number))
        return number
