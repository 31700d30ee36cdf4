"""The dispatcher's queue, read: incidents by filters, the reports and photos in one, and its whole history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.dispatch import CaseEvent, CaseLine, CaseReport, Queue
from ibok_bot.domain.ids import AccountId, IncidentId, MemberId, ReportId
from ibok_bot.domain.outages import OPEN_STATES, Area, By, FaultKind, State, What
from ibok_bot.storage.areas import area_of, near, town_key
from ibok_bot.storage.incidents import HISTORY, INCIDENT, REPORT, households
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.outages import FaultPhoto
from ibok_bot.storage.schema.staff import StaffMember

_DANGEROUS = [kind.value for kind in FaultKind if kind.is_dangerous]
_MOST_KIN = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """A report, and in which incident it is."""

    id: ReportId
    incident: IncidentId
    kind: FaultKind
    area: Area
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A report whose owner is to hear how it stands."""

    account: AccountId
    report: ReportId
    public_id: str
    number: str
    address: str


async def count(conn: AsyncConnection, queue: Queue, now: datetime) -> int:
    """How many incidents are in it."""
    return await conn.scalar(select(func.count(INCIDENT.id)).where(*_wanted(queue, now))) or 0


async def page(conn: AsyncConnection, queue: Queue, now: datetime, offset: int, limit: int) -> Sequence[CaseLine]:
    """Those in it, the oldest first."""
    chosen = _lines().where(*_wanted(queue, now)).order_by(INCIDENT.opened_at, INCIDENT.id)
    return [_line(row) for row in await conn.execute(chosen.offset(offset).limit(limit))]


async def case(conn: AsyncConnection, number: str) -> CaseLine | None:
    """By the number of the incident, or the number or public id of a report in it."""
    row = (await conn.execute(_lines().where(INCIDENT.number == number))).first()
    if row is None:
        of_report = select(REPORT.incident_id).where(or_(REPORT.number == number, REPORT.public_id == number))
        row = (await conn.execute(_lines().where(INCIDENT.id.in_(of_report)))).first()
    return None if row is None else _line(row)


async def by_id(conn: AsyncConnection, incident: IncidentId) -> CaseLine | None:
    """By its key."""
    row = (await conn.execute(_lines().where(INCIDENT.id == incident))).first()
    return None if row is None else _line(row)


async def kin(conn: AsyncConnection, incident: IncidentId, limit: int) -> Sequence[CaseLine]:
    """Other open incidents in the same area, those of kin kinds first."""
    this = await by_id(conn, incident)
    if this is None:
        return []
    others = await conn.execute(
        _lines()
        .where(INCIDENT.id != incident, INCIDENT.state.in_(OPEN_STATES), near(this.area))
        .order_by(INCIDENT.opened_at.desc(), INCIDENT.id.desc())
        .limit(_MOST_KIN)
    )
    every = [_line(row) for row in others]
    return sorted(every, key=lambda one: one.kind.family is not this.kind.family)[:limit]


async def reports(conn: AsyncConnection, incident: IncidentId, offset: int, limit: int) -> Sequence[CaseReport]:
    """The reports in it, the oldest first."""
    chosen = select(table(REPORT)).where(REPORT.incident_id == incident).order_by(REPORT.id)
    found = (await conn.execute(chosen.offset(offset).limit(limit))).all()
    photos = await _photos(conn, [row.id for row in found])
    return [
        CaseReport(
            id=ReportId(row.id),
            public_id=row.public_id,
            number=row.number,
            account=AccountId(row.account_id),
            kind=FaultKind(row.kind),
            description=row.description or "",
            address=row.address or "",
            area=area_of(row),
            phone=row.phone,
            reported_at=row.reported_at,
            photos=tuple(photos.get(row.id, ())),
            works=None if row.works is None else bool(row.works),
            withdrawn=row.withdrawn_at is not None,
        )
        for row in found
    ]


async def history(conn: AsyncConnection, incident: IncidentId) -> Sequence[CaseEvent]:
    """What happened to it, the oldest first."""
    row = HISTORY
    found = await conn.execute(
        select(table(row), StaffMember.name.label("who"), REPORT.number.label("report"))
        .outerjoin(StaffMember, StaffMember.id == row.author_id)
        .outerjoin(REPORT, REPORT.id == row.report_id)
        .where(row.incident_id == incident)
        .order_by(row.id)
    )
    return [
        CaseEvent(
            at=one.at,
            what=What(one.what),
            state=State(one.state),
            side=By(one.side),
            who=one.who or "",
            report=one.report,
            public_note=one.public_note,
            internal_note=one.internal_note,
            expected_at=one.expected_at,
            other=one.other,
        )
        for one in found
    ]


async def report(conn: AsyncConnection, number: str, *, surely: bool = False) -> Standing | None:
    """A report by its number; `surely`: as it stands now, and stays."""
    chosen = select(table(REPORT)).where(REPORT.number == number)
    row = (await conn.execute(chosen.with_for_update() if surely else chosen)).first()
    if row is None:
        return None
    return Standing(
        ReportId(row.id), IncidentId(row.incident_id), FaultKind(row.kind), area_of(row), row.withdrawn_at is not None
    )


async def live(conn: AsyncConnection, incident: IncidentId) -> Sequence[Told]:
    """The reports in it that were not withdrawn, under its lock.

    They are locked too: a household that came in just now is among them, though the turn began before.
    """
    found = await conn.execute(
        select(REPORT.id, REPORT.account_id, REPORT.public_id, REPORT.number, REPORT.address)
        .where(REPORT.incident_id == incident, REPORT.withdrawn_at.is_(None))
        .order_by(REPORT.id)
        .with_for_update()
    )
    return [
        Told(AccountId(account), ReportId(key), public_id, number, address or "")
        for key, account, public_id, number, address in found
    ]


async def _photos(conn: AsyncConnection, keys: Sequence[int]) -> dict[int, list[str]]:
    known: dict[int, list[str]] = {}
    if keys:
        found = await conn.execute(
            select(FaultPhoto.report_id, FaultPhoto.file_id)
            .where(FaultPhoto.report_id.in_(keys))
            .order_by(FaultPhoto.id)
        )
        for key, photo in found:
            known.setdefault(key, []).append(photo)
    return known


def _wanted(queue: Queue, now: datetime) -> list[ColumnElement[bool]]:
    row = INCIDENT
    wanted: list[ColumnElement[bool]] = [row.state.in_([state.value for state in queue.states])]
    if queue.mine is not None:
        wanted.append(row.taken_by_id == queue.mine)
    if queue.area:
        by_code = row.postcode.startswith(queue.area.strip(), autoescape=True)
        wanted.append(or_(by_code, row.town_key == town_key(queue.area)))
    if queue.overdue:
        wanted.append(row.expected_at < now)
        wanted.append(row.state.in_(OPEN_STATES))
    if queue.dangerous:
        wanted.append(row.kind.in_(_DANGEROUS))
    return wanted


def _lines() -> Select[Any]:
    return select(table(INCIDENT), households().label("households"), StaffMember.name.label("taken_by_name")).outerjoin(
        StaffMember, StaffMember.id == INCIDENT.taken_by_id
    )


def _line(row: Any) -> CaseLine:
    return CaseLine(
        id=IncidentId(row.id),
        number=row.number,
        kind=FaultKind(row.kind),
        area=area_of(row),
        state=State(row.state),
        opened_at=row.opened_at,
        expected_at=row.expected_at,
        households=row.households,
        taken_by=None if row.taken_by_id is None else MemberId(row.taken_by_id),
        taken_by_name=row.taken_by_name,
        version=row.version,
        changed_at=row.changed_at,
    )
