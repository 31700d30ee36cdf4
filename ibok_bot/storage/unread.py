"""Who has not given a reading yet in a window: for reminders."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, PayerId, PointId
from ibok_bot.domain.reading_window import Window
from ibok_bot.domain.readings import ReadingKind, Unread
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.metering import Contract, Meter, MeteringPoint, Reading, Register


async def without_reading(
    conn: AsyncConnection, window: Window, day: date, after: PointId, limit: int
) -> Sequence[Unread]:
    """Points after this one, so many at most, with a meter that nobody has read in the window."""
    found = await conn.execute(
        select(Account.id, Account.payer_id, MeteringPoint.id)
        .join(Account, Account.payer_id == MeteringPoint.payer_id)
        .where(MeteringPoint.id > after, *_unread(window, day))
        .order_by(MeteringPoint.id)
        .limit(limit)
    )
    return [Unread(AccountId(account), PayerId(payer), PointId(point)) for account, payer, point in found]


async def accounts_without_reading(
    conn: AsyncConnection, window: Window, day: date, accounts: Collection[AccountId]
) -> Sequence[AccountId]:
    """Which of these accounts have such a point."""
    found = await conn.execute(
        select(Account.id)
        .join(MeteringPoint, MeteringPoint.payer_id == Account.payer_id)
        .where(Account.id.in_(accounts), *_unread(window, day))
        .distinct()
        .order_by(Account.id)
    )
    return [AccountId(account) for account in found.scalars()]


def _unread(window: Window, day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That a metering point is under contract, with a meter to be read."""
    in_window = (Reading.taken_on.between(window.first, window.last), Reading.kind != ReadingKind.ESTIMATED.value)
    unread_meter = exists().where(
        Meter.point_id == MeteringPoint.id,
        Meter.mounted_on <= day,
        or_(Meter.removed_on.is_(None), Meter.removed_on > day),
        ~_has_reading(*in_window),
        ~_has_reading(Reading.kind == ReadingKind.REMOTE.value),
    )
    under_contract = exists().where(
        Contract.point_id == MeteringPoint.id,
        Contract.payer_id == MeteringPoint.payer_id,
        Contract.valid_from <= day,
        or_(Contract.valid_to.is_(None), Contract.valid_to >= day),
    )
    return under_contract, unread_meter


def _has_reading(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether some register of the meter has such a reading that was not withdrawn."""
    return exists().where(
        Register.meter_id == Meter.id, Reading.register_id == Register.id, Reading.withdrawn_at.is_(None), *which
    )
