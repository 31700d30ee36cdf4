"""The rows of reports: completed from the customer's own metering points, written once, read with their incident."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.fault_reports import (
    LONGEST_ADDRESS,
    LONGEST_DESCRIPTION,
    MOST_PHOTOS,
    NewReport,
    Report,
)
from ibok_bot.domain.ids import AccountId, IncidentId, PayerId, PointId, ReportId
from ibok_bot.domain.outages import OPEN_STATES, Area, FaultKind, State
from ibok_bot.domain.supplier import OperatorContact
from ibok_bot.storage.areas import area_of, columns_of
from ibok_bot.storage.incidents import INCIDENT, REPORT, Held, households
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.metering import MeteringPoint
from ibok_bot.storage.schema.outages import FaultPhoto
from ibok_bot.storage.schema.tariffs import Operator

_FIRST = 1000
"""Numbers begin above this, so that none looks like the office's first day."""
_LONGEST_PHONE = 30
_POINT = MeteringPoint


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was just written."""

    id: ReportId
    public_id: str


@dataclass(frozen=True, slots=True)
class Own:
    """A report of the account that asks, held with its incident."""

    report: ReportId
    kind: FaultKind
    area: Area
    withdrawn: bool
    works: bool
    held: Held


def report_topic(report: ReportId) -> str:
    """Messages of how this report stands, of which the newest is enough."""
    return f"fault:{report}"


async def place(conn: AsyncConnection, payer: PayerId, point: PointId) -> tuple[str, Area] | None:
    """The address and the area of a metering point of this payer; None for another's."""
    found = await conn.execute(
        select(_POINT.street, _POINT.postcode, _POINT.town).where(_POINT.id == point, _POINT.payer_id == payer)
    )
    row = found.first()
    return None if row is None else (f"{row.street}, {row.postcode} {row.town}", Area(row.postcode, row.town))


async def completed(conn: AsyncConnection, account: AccountId, new: NewReport) -> NewReport:
    """With the address and area of its metering point; one of somebody else's is left out."""
    short = replace(
        new,
        description=new.description[:LONGEST_DESCRIPTION],
        address=new.address[:LONGEST_ADDRESS],
        phone=(new.phone or "")[:_LONGEST_PHONE] or None,
        photos=new.photos[:MOST_PHOTOS],
    )
    if new.point is None:
        return short
    payer = await conn.scalar(select(Account.payer_id).where(Account.id == account))
    found = None if payer is None else await place(conn, PayerId(payer), new.point)
    if found is None:
        return replace(short, point=None)
    address, area = found
    return replace(short, address=short.address or address[:LONGEST_ADDRESS], area=replace(area, spot=new.area.spot))


async def same_before(conn: AsyncConnection, account: AccountId, new: NewReport) -> str | None:
    """The public id of the account's own report of this fault at this place that is still open."""
    same: list[ColumnElement[bool]] = [
        REPORT.point_id.is_(None) if new.point is None else REPORT.point_id == new.point,
    ]
    if new.joins:
        same.append((INCIDENT.number == new.joins) | (REPORT.kind == new.kind.value))
    else:
        same.append(REPORT.kind == new.kind.value)
    if new.point is None:
        same += [
            column.is_(None) if value is None else column == value
            for column, value in (
                (REPORT.address, new.address or None),
                (REPORT.latitude_e6, new.area.spot.latitude_e6 if new.area.spot else None),
                (REPORT.longitude_e6, new.area.spot.longitude_e6 if new.area.spot else None),
            )
        ]
    found = await conn.execute(
        select(REPORT.public_id)
        .join(INCIDENT, INCIDENT.id == REPORT.incident_id)
        .where(
            REPORT.account_id == account, REPORT.withdrawn_at.is_(None), INCIDENT.state.in_(OPEN_STATES), *same
        )
        .order_by(REPORT.id.desc())
        .limit(1)
    )  # fmt: skip
    return found.scalar()


async def write(conn: AsyncConnection, account: AccountId, new: NewReport, incident: IncidentId, now: datetime) -> Made:
    """A row, its number, and its photos."""
    public_id = secrets.token_urlsafe(12)
    values = {
        "public_id": public_id,
        "number": public_id,
        "account_id": account,
        "point_id": new.point,
        "incident_id": incident,
        "kind": new.kind.value,
        "description": new.description or None,
        "address": new.address or None,
        **columns_of(new.area),
        "phone": new.phone,
        "reported_at": now,
    }
    made = made_key(await conn.execute(insert(table(REPORT)), values))
    await conn.execute(update(REPORT).where(REPORT.id == made).values(number=f"A-{_FIRST + made}"))
    if new.photos:
        rows = [{"report_id": made, "file_id": photo} for photo in new.photos]
        await conn.execute(insert(table(FaultPhoto)), rows)
    return Made(ReportId(made), public_id)


async def of(conn: AsyncConnection, account: AccountId, offset: int, limit: int) -> Sequence[Report]:
    """Those of an account, open ones first, then the newest first."""
    is_open = INCIDENT.state.in_(OPEN_STATES) & REPORT.withdrawn_at.is_(None)
    found = await conn.execute(
        _whole(account).order_by(case((is_open, 0), else_=1), REPORT.id.desc()).offset(offset).limit(limit)
    )
    return [_report(row) for row in found]


async def one(conn: AsyncConnection, account: AccountId, public_id: str) -> Report | None:
    """One of this account."""
    row = (await conn.execute(_whole(account).where(REPORT.public_id == public_id))).first()
    return None if row is None else _report(row)


async def incident_of(conn: AsyncConnection, account: AccountId, public_id: str, *, surely: bool) -> IncidentId | None:
    """In which incident a report of this account is; `surely`: and stays, until the end of the transaction.

    That takes the locks in the wrong order, and so is not the first thing to try.
    """
    chosen = select(REPORT.incident_id).where(REPORT.account_id == account, REPORT.public_id == public_id)
    found = await conn.scalar(chosen.with_for_update() if surely else chosen)
    return None if found is None else IncidentId(found)


async def hold(conn: AsyncConnection, account: AccountId, public_id: str, held: Held) -> Own | None:
    """The report under the lock of its incident; None where it was moved to another one meanwhile."""
    found = await conn.execute(
        select(table(REPORT))
        .where(REPORT.account_id == account, REPORT.public_id == public_id, REPORT.incident_id == held.id)
        .with_for_update()
    )
    row = found.first()
    if row is None:
        return None
    return Own(ReportId(row.id), FaultKind(row.kind), area_of(row), row.withdrawn_at is not None, bool(row.works), held)


def _whole(account: AccountId) -> Select[Any]:
    return (
        select(
            table(REPORT),
            INCIDENT.number.label("incident"),
            INCIDENT.state,
            INCIDENT.expected_at,
            INCIDENT.changed_at,
            households().label("households"),
            Operator.name.label("operator"),
            Operator.emergency_phone,
        )
        .join(INCIDENT, INCIDENT.id == REPORT.incident_id)
        .outerjoin(_POINT, _POINT.id == REPORT.point_id)
        .outerjoin(Operator, Operator.id == _POINT.operator_id)
        .where(REPORT.account_id == account)
    )


def _report(row: Any) -> Report:
    withdrawn = row.withdrawn_at is not None
    return Report(
        id=ReportId(row.id),
        public_id=row.public_id,
        number=row.number,
        kind=FaultKind(row.kind),
        description=row.description or "",
        address=row.address or "",
        area=area_of(row),
        point=None if row.point_id is None else PointId(row.point_id),
        phone=row.phone,
        reported_at=row.reported_at,
        state=State.WITHDRAWN if withdrawn else State(row.state),
        expected_at=None if withdrawn else row.expected_at,
        incident=row.incident,
        households=row.households,
        works=None if row.works is None else bool(row.works),
        operator=None if row.operator is None else OperatorContact(row.operator, row.emergency_phone),
        changed_at=row.withdrawn_at or row.changed_at,
    )
