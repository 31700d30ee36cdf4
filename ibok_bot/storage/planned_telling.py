"""Whom a planned outage concerns, what each of them was told last, and that they are told now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, false, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, PlannedId, PointId
from ibok_bot.domain.planned import NOTHING, PlannedOutage
from ibok_bot.domain.planned_area import Address
from ibok_bot.storage.planned_places import Point, narrowed, payers_of, points_of
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.metering import MeteringPoint
from ibok_bot.storage.schema.outages import PlannedTold


@dataclass(frozen=True, slots=True)
class Concerned:
    """An account: its metering points in the area, what it was told last (None: nothing), and when."""

    account: AccountId
    places: tuple[tuple[PointId, Address], ...]
    told: str | None
    told_at: datetime | None


@dataclass(slots=True)
class Around:
    """Finds accounts that may have a metering point in the area; the towns are looked through once for each area."""

    _version: int = 0
    _these: ColumnElement[bool] = field(default_factory=false)

    async def __call__(
        self, conn: AsyncConnection, outage: PlannedOutage, after: int, limit: int
    ) -> Sequence[AccountId]:
        """The next of them."""
        if self._version != outage.version:
            self._version, self._these = outage.version, await narrowed(conn, outage.terms)
        found = await conn.scalars(
            select(Account.id)
            .join(MeteringPoint, MeteringPoint.payer_id == Account.payer_id)
            .where(self._these, Account.id > after)
            .distinct()
            .order_by(Account.id)
            .limit(limit)
        )
        return [AccountId(key) for key in found]


async def told_before(conn: AsyncConnection, outage: PlannedOutage, after: int, limit: int) -> Sequence[AccountId]:
    """The next accounts that believe in the outage, wherever it is now."""
    row = PlannedTold
    found = await conn.scalars(
        select(row.account_id)
        .where(row.planned_id == outage.id, row.account_id > after, row.content != NOTHING)
        .order_by(row.account_id)
        .limit(limit)
    )
    return [AccountId(key) for key in found]


async def standing(
    conn: AsyncConnection, outage: PlannedOutage, accounts: Collection[AccountId]
) -> Sequence[Concerned]:
    """How each of these accounts stands to the outage."""
    payers = await payers_of(conn, accounts)
    points = [point for point in await points_of(conn, set(payers.values())) if _within(outage, point)]
    row = PlannedTold
    found = await conn.execute(
        select(row.account_id, row.content, row.told_at).where(
            row.planned_id == outage.id, row.account_id.in_(list(accounts))
        )
    )
    known = {account: (content, at) for account, content, at in found}
    return [
        Concerned(
            account,
            tuple((point.id, point.address) for point in points if point.payer == payer),
            *known.get(account, (None, None)),
        )
        for account, payer in sorted(payers.items())
    ]


async def note(conn: AsyncConnection, key: PlannedId, told: Mapping[AccountId, str], now: datetime) -> None:
    """That these accounts are told this now. A rival that did so first makes the transaction fail as transient."""
    row = PlannedTold
    mine = (row.planned_id == key, row.account_id.in_(list(told)))
    known = set(await conn.scalars(select(row.account_id).where(*mine)))
    for content, accounts in _by_content(told, known):
        same = (row.planned_id == key, row.account_id.in_(accounts))
        await conn.execute(update(row).where(*same).values(content=content, told_at=now))
    fresh = [
        {"planned_id": key, "account_id": account, "content": content, "told_at": now}
        for account, content in sorted(told.items())
        if account not in known
    ]
    if fresh:
        await conn.execute(insert(table(row)), fresh)


def _by_content(told: Mapping[AccountId, str], known: Collection[int]) -> Iterable[tuple[str, list[AccountId]]]:
    grouped: dict[str, list[AccountId]] = {}
    for account, content in sorted(told.items()):
        if account in known:
            grouped.setdefault(content, []).append(account)
    return grouped.items()


def _within(outage: PlannedOutage, point: Point) -> bool:
    return point.operator == outage.terms.operator and outage.terms.area.holds(point.address)
