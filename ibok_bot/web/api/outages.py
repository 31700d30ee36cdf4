"""Faults over HTTP: reports out, page after page; incidents with their history; and how they stand, in."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET

from ibok_bot.domain import expected_time
from ibok_bot.domain.dispatch import CaseLine, Move
from ibok_bot.domain.expected_time import Insane
from ibok_bot.domain.ids import IncidentId, ReportId
from ibok_bot.domain.notice_source import clean
from ibok_bot.domain.outages import Done
from ibok_bot.domain.tokens import Scope
from ibok_bot.storage.faultfeed import FaultFeed
from ibok_bot.turns.dispatchdesk import DispatchDesk
from ibok_bot.turns.saying import say
from ibok_bot.web.api.endpoint import Call, Endpoint
from ibok_bot.web.api.outageforms import (
    IncidentsOut,
    IncidentsQuery,
    MovedIncident,
    NewState,
    OneIncident,
    ReportsOut,
    ReportsQuery,
    WholeIncident,
    event_of,
    incident_of,
    report_of,
)
from ibok_bot.web.api.problems import Mistake, Refused, makes_no_sense, not_found, not_now

_WRONG_TIME = {
    Insane.PAST: "That time is over",
    Insane.TOO_SOON: "That is in less than five minutes; nobody would have read it by then",
    Insane.TOO_FAR: "That is further ahead than may be promised in this state",
    Insane.MISSING: "A scheduled repair has a time",
    Insane.NONE_HERE: "Nothing is expected any more in this state; leave the time out",
}


async def list_reports(call: Call, query: ReportsQuery) -> ReportsOut:
    """Customers' reports of faults, in the order in which they came, a page at a time.

    Keep `next` and ask with it again later: what came since then follows.
    """
    after = ReportId(int(query.cursor)) if query.cursor else ReportId(0)
    found = await FaultFeed(call.conn).reports(after, query.limit + 1, query.incident)
    shown = found[: query.limit]
    following = str(shown[-1].id) if shown else query.cursor
    return ReportsOut(tuple(report_of(one) for one in shown), following, len(found) > query.limit)


async def list_incidents(call: Call, query: IncidentsQuery) -> IncidentsOut:
    """Incidents in the order in which they were made, a page at a time."""
    after = IncidentId(int(query.cursor)) if query.cursor else IncidentId(0)
    found = await FaultFeed(call.conn).incidents(
        after, query.limit + 1, state=query.state, changed_since=query.changed_since
    )
    shown = found[: query.limit]
    following = str(shown[-1].id) if len(found) > query.limit else None
    return IncidentsOut(tuple(incident_of(one, call.now) for one in shown), following)


async def get_incident(call: Call, place: OneIncident) -> WholeIncident:
    """One incident with its history, staff's notes too."""
    case = await _found(call, place)
    history = await _desk(call).history(case.id)
    return WholeIncident(incident_of(case, call.now), tuple(event_of(one) for one in history))


async def move_incident(call: Call, place: OneIncident, body: NewState) -> MovedIncident:
    """Say how an incident stands: everybody who reported it is told at once.

    What stands so already, with the same time and the same public note, is told to nobody again, however often it is
    said. Without an `expected_at` the promised time stays while it makes sense.
    """
    case = await _found(call, place)
    move = _move(call, case, body)
    version = case.version if body.version is None else int(body.version)
    done = await say(_desk(call), case, version, move, call.token)
    _check(done, move, call.now)
    told = done is Done.DONE
    area_told = told and body.tell_area and await _tell_area(call, case.id, move.public_note)
    return MovedIncident(incident_of(await _found(call, place), call.now), told=told, area_told=area_told)


ENDPOINTS = (
    Endpoint("GET", "/outages/reports", list_reports, Scope.OUTAGES_READ),
    Endpoint("GET", "/outages/incidents", list_incidents, Scope.OUTAGES_READ),
    Endpoint("GET", "/outages/incidents/{incident}", get_incident, Scope.OUTAGES_READ),
    Endpoint(
        "POST", "/outages/incidents/{incident}/state", move_incident, Scope.OUTAGES_WRITE, needs_key=True,
        can_conflict=True,
    ),
)  # fmt: skip


def _desk(call: Call) -> DispatchDesk:
    return DispatchDesk(call.conn, call.now, call.supplier)


async def _found(call: Call, place: OneIncident) -> CaseLine:
    case = await _desk(call).case(place.incident)
    if case is None:
        raise _no_such_incident()
    return case


def _no_such_incident() -> Refused:
    return not_found("There is no such incident.")


def _move(call: Call, case: CaseLine, body: NewState) -> Move:
    expected = body.expected_at
    if expected is UNSET:
        expected = expected_time.kept(body.state, case.expected_at, call.now)
    return Move(body.state, expected, _note(body.public_note), _note(body.internal_note))


def _note(given: str) -> str | None:
    return clean(given)[0].strip() or None


def _check(done: Done, move: Move, now: datetime) -> None:
    """Raises Refused where it was not done."""
    match done:
        case Done.GONE:
            raise _no_such_incident()
        case Done.MOVED_ON:
            raise not_now("The incident was changed since that version. Read it again, then decide.")
        case Done.NOT_ALLOWED:
            raise not_now("From its state it cannot go into that one.")
        case Done.NOT_SANE:
            wrong = expected_time.wrong(move.into, move.expected_at, now)
            mistake = Mistake(_WRONG_TIME[wrong or Insane.MISSING], pointer="#/expected_at")
            raise makes_no_sense("The expected time makes no sense.", mistake)


async def _tell_area(call: Call, incident: IncidentId, note: str | None) -> bool:
    return await _desk(call).tell_area(incident, call.token, note) is not None
