"""Faults as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from ibok_bot.domain.dispatch import CaseEvent, CaseLine
from ibok_bot.domain.fault_reports import LONGEST_NOTE
from ibok_bot.domain.outages import Acting, Area, By, FaultKind, State, Status, What
from ibok_bot.storage.faultfeed import FedReport

Time = Annotated[datetime, Meta(tz=True)]
"""RFC 3339, with a zone."""
_Cursor = Annotated[str, Meta(pattern="^[1-9][0-9]{0,17}$", description="`next` of the page before.")]
_Limit = Annotated[int, Meta(ge=1, le=100, description="How many at most.")]
_Number = Annotated[str, Meta(pattern="^AW-[0-9]{1,17}$", description="The incident's number, such as AW-118.")]
_Note = Annotated[str, Meta(max_length=LONGEST_NOTE)]


class Whereabouts(Struct, frozen=True):
    """Where it is, as far as it is known. Degrees are of a place on the map that somebody shared."""

    postcode: str
    town: str
    latitude: float | None
    longitude: float | None


class ReportOut(Struct, frozen=True):
    """One household's report. `state` and `expected_at` are the incident's, or `withdrawn`.

    `status` is Open311's word. `works`: what the household said when it was resolved. `photos`: how many there are.
    """

    number: str
    incident: str
    kind: FaultKind
    dangerous: bool
    state: State
    status: Status
    description: str
    address: str
    where: Whereabouts
    phone: str | None
    customer_number: str
    ppe: str | None
    reported_at: Time
    expected_at: Time | None
    works: bool | None
    photos: int


class ReportsOut(Struct, frozen=True):
    """Reports in the order in which they came.

    `next` is the cursor to go on with, also later, when new ones have come; null only where there was none yet. `more`:
    whether there are others already.
    """

    reports: tuple[ReportOut, ...]
    next: str | None
    more: bool


class ReportsQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Which reports."""

    limit: _Limit = 50
    cursor: _Cursor | None = None
    incident: _Number | None = None


class IncidentOut(Struct, frozen=True):
    """An incident: one fault, which one household or more have reported. `version` is another after every change."""

    number: str
    kind: FaultKind
    dangerous: bool
    state: State
    status: Status
    acting: Acting
    where: Whereabouts
    opened_at: Time
    expected_at: Time | None
    overdue: bool
    households: int
    taken_by: str | None
    version: str


class EventOut(Struct, frozen=True):
    """A line of an incident's history. `report` and `other` are numbers; `who` is a member of the staff."""

    at: Time
    what: What
    state: State
    side: By
    who: str | None
    report: str | None
    other: str | None
    expected_at: Time | None
    public_note: str | None
    internal_note: str | None


class WholeIncident(Struct, frozen=True):
    """An incident and its history, the oldest first."""

    incident: IncidentOut
    history: tuple[EventOut, ...]


class IncidentsOut(Struct, frozen=True):
    """Incidents in the order in which they were made. `next` is the cursor of the page after; null on the last one."""

    incidents: tuple[IncidentOut, ...]
    next: str | None


class IncidentsQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Which incidents. `changed_since`: whose state or time was said at this moment or later."""

    limit: _Limit = 50
    cursor: _Cursor | None = None
    state: State | None = None
    changed_since: Time | None = None


class OneIncident(Struct, frozen=True):
    """Which incident."""

    incident: _Number


class NewState(Struct, frozen=True, forbid_unknown_fields=True):
    """How an incident stands from now on; everybody who reported it is told at once.

    `expected_at` left out: the promised time stays while it makes sense; null: it is not known. `public_note` is read
    by the households. `tell_area`: all customers of the area are told too, where it is known whom. `version`: refused
    with 409 when the incident was changed since.
    """

    state: State
    expected_at: Time | UnsetType | None = UNSET
    public_note: _Note = ""
    internal_note: _Note = ""
    tell_area: bool = False
    version: Annotated[str, Meta(pattern="^[1-9][0-9]{0,9}$")] | None = None


class MovedIncident(Struct, frozen=True):
    """An incident after it was moved. Not `told`: it stood so already, so that nobody was told anything."""

    incident: IncidentOut
    told: bool
    area_told: bool


def report_of(one: FedReport) -> ReportOut:
    """A report as it is answered."""
    return ReportOut(
        number=one.number,
        incident=one.incident,
        kind=one.kind,
        dangerous=one.kind.is_dangerous,
        state=one.state,
        status=one.state.status,
        description=one.description,
        address=one.address,
        where=_where(one.area),
        phone=one.phone,
        customer_number=one.customer,
        ppe=one.ppe,
        reported_at=one.reported_at,
        expected_at=one.expected_at,
        works=one.works,
        photos=one.photos,
    )


def incident_of(case: CaseLine, now: datetime) -> IncidentOut:
    """An incident as it is answered."""
    return IncidentOut(
        number=case.number,
        kind=case.kind,
        dangerous=case.kind.is_dangerous,
        state=case.state,
        status=case.state.status,
        acting=case.state.acting,
        where=_where(case.area),
        opened_at=case.opened_at,
        expected_at=case.expected_at,
        overdue=case.is_overdue(now),
        households=case.households,
        taken_by=case.taken_by_name,
        version=str(case.version),
    )


def event_of(one: CaseEvent) -> EventOut:
    """A line of history as it is answered."""
    return EventOut(
        at=one.at,
        what=one.what,
        state=one.state,
        side=one.side,
        who=one.who or None,
        report=one.report,
        other=one.other,
        expected_at=one.expected_at,
        public_note=one.public_note,
        internal_note=one.internal_note,
    )


def _where(area: Area) -> Whereabouts:
    spot = area.spot
    return Whereabouts(area.postcode, area.town, spot.latitude if spot else None, spot.longitude if spot else None)
