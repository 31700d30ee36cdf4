"""Faults for the supplier's systems: reports and incidents by their keys, so that a reader goes on where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.dispatch import CaseLine
from ibok_bot.domain.ids import IncidentId, MemberId, ReportId
from ibok_bot.domain.outages import Area, FaultKind, State
from ibok_bot.storage.areas import area_of
from ibok_bot.storage.incidents import INCIDENT, REPORT, households
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.customers import Account, Payer
from ibok_bot.storage.schema.metering import MeteringPoint
from ibok_bot.storage.schema.outages import FaultPhoto
from ibok_bot.storage.schema.staff import StaffMember


@dataclass(frozen=True, slots=True)
class FedReport:
    """One household's report, with whose it is and at which metering point."""

    id: ReportId
    number: str
    incident: str
    state: State
    kind: FaultKind
    description: str
    address: str
    area: Area
    phone: str | None
    customer: str
    ppe: str | None
    reported_at: datetime
    expected_at: datetime | None
    works: bool | None
    photos: int


class FaultFeed:
    """Reports and incidents in the order in which they were made, on one transaction."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def reports(self, after: ReportId, limit: int, incident: str | None = None) -> Sequence[FedReport]:
        """The next after this one; of one incident, or of all."""
        wanted: list[ColumnElement[bool]] = [] if incident is None else [INCIDENT.number == incident]
        photos = select(func.count(FaultPhoto.id)).where(FaultPhoto.report_id == REPORT.id).scalar_subquery()
        found = await self._conn.execute(
            select(
                table(REPORT), INCIDENT.number.label("incident"), INCIDENT.state, INCIDENT.expected_at,
                Payer.customer_number, MeteringPoint.ppe, photos.label("photos"),
            )
            .join(INCIDENT, INCIDENT.id == REPORT.incident_id)
            .join(Account, Account.id == REPORT.account_id)
            .join(Payer, Payer.id == Account.payer_id)
            .outerjoin(MeteringPoint, MeteringPoint.id == REPORT.point_id)
            .where(REPORT.id > after, *wanted)
            .order_by(REPORT.id)
            .limit(limit)
        )  # fmt: skip
        return [
            FedReport(
                id=ReportId(row.id),
                number=row.number,
                incident=row.incident,
                state=State(row.state) if row.withdrawn_at is None else State.WITHDRAWN,
                kind=FaultKind(row.kind),
                description=row.description or "",
                address=row.address or "",
                area=area_of(row),
                phone=row.phone,
                customer=row.customer_number,
                ppe=row.ppe,
                reported_at=row.reported_at,
                expected_at=row.expected_at if row.withdrawn_at is None else None,
                works=None if row.works is None else bool(row.works),
                photos=row.photos,
            )
            for row in found
        ]

    async def incidents(
        self, after: IncidentId, limit: int, *, state: State | None = None, changed_since: datetime | None = None
    ) -> Sequence[CaseLine]:
        """The next after this one; in one state, or whose state or time was said since then."""
        wanted: list[ColumnElement[bool]] = []
        if state is not None:
            wanted.append(INCIDENT.state == state.value)
        if changed_since is not None:
            wanted.append(INCIDENT.changed_at >= changed_since)
        found = await self._conn.execute(
            select(table(INCIDENT), households().label("households"), StaffMember.name.label("name"))
            .outerjoin(StaffMember, StaffMember.id == INCIDENT.taken_by_id)
            .where(INCIDENT.id > after, *wanted)
            .order_by(INCIDENT.id)
            .limit(limit)
        )
        return [
            CaseLine(
                id=IncidentId(row.id),
                number=row.number,
                kind=FaultKind(row.kind),
                area=area_of(row),
                state=State(row.state),
                opened_at=row.opened_at,
                expected_at=row.expected_at,
                households=row.households,
                taken_by=None if row.taken_by_id is None else MemberId(row.taken_by_id),
                taken_by_name=row.name,
                version=row.version,
                changed_at=row.changed_at,
            )
            for row in found
        ]
