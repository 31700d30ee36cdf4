"""Planned outages over HTTP: listed, written down under a number of the operator's own, changed by that, cancelled."""

from __future__ import annotations

from datetime import UTC, datetime

from ibok_bot.domain.notice_source import clean
from ibok_bot.domain.planned import PlannedOutage, Terms, Wrong
from ibok_bot.domain.planned_area import MOST_PLACES, MOST_POINTS, PlannedArea, area_of
from ibok_bot.domain.planned_text import CannotRead, Unread, parse_line
from ibok_bot.domain.tokens import Scope
from ibok_bot.turns.planneddesk import PlannedDesk
from ibok_bot.turns.plannedoutcomes import Came, CannotAnnounce
from ibok_bot.web.api.endpoint import Call, Endpoint
from ibok_bot.web.api.plannedforms import (
    NewPlanned,
    OnePlanned,
    PlannedPage,
    PlannedQuery,
    WholePlanned,
    planned_of,
    reach_of,
)
from ibok_bot.web.api.problems import Mistake, Refused, makes_no_sense, not_found, not_now

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_UNREAD = {
    Unread.NOTHING: "There is nothing in it",
    Unread.PPE: "That is no PPE code: 18 digits from 590 on, the last of which checks the others",
    Unread.PLACE: "Begin with a postcode or a town, as in: 00-950 Warszawa, Jasna 1-15, 20",
    Unread.HOUSES: "The house numbers are not understood; write them like 1-15, 20, 22A",
    Unread.TOO_LONG: "That is too long for one place",
    Unread.TOO_MANY: "Those are too many places",
}
_WRONG = {
    Wrong.NOWHERE: ("places", "Name at least one place"),
    Wrong.BACKWARDS: ("ends_at", "It ends before it starts"),
    Wrong.TOO_LONG: ("ends_at", "It lasts longer than seven days"),
    Wrong.OVER: ("ends_at", "It is over already"),
    Wrong.TOO_FAR: ("starts_at", "It starts more than a year from now"),
}


async def list_planned(call: Call, query: PlannedQuery) -> PlannedPage:
    """All planned outages, in the order in which they were first announced, a page at a time."""
    after = int(query.cursor) if query.cursor else 0
    found = await _desk(call).after(after, query.limit + 1)
    shown = found[: query.limit]
    following = str(shown[-1].id) if len(found) > query.limit else None
    return PlannedPage(tuple(planned_of(one, call.now) for one in shown), following)


async def get_planned(call: Call, place: OnePlanned) -> WholePlanned:
    """One planned outage, and how many it concerns as things are now."""
    return await _whole(call, await _found(call, place))


async def put_planned(call: Call, place: OnePlanned, body: NewPlanned) -> WholePlanned:
    """Announce a planned outage, or change the one with this number to be so.

    Customers in its area are told at once, and on the evening before; of a change only those for whom the hours or
    their places differ. The same again changes nothing, and nobody is told.
    """
    try:
        written = await _desk(call).put(place.number, await _terms(call, body), call.token)
    except CannotAnnounce as cannot:
        name, said = _WRONG[cannot.wrong]
        raise makes_no_sense("The outage makes no sense as it is.", Mistake(said, pointer=f"#/{name}")) from None
    if written.came in {Came.TOO_LATE, Came.MOVED_ON} or written.outage is None:
        raise not_now("It is over or was cancelled. Announce a new one under another number.")
    return await _whole(call, written.outage)


async def cancel_planned(call: Call, place: OnePlanned) -> WholePlanned:
    """It does not take place: everybody who was told of it hears that the electricity stays on."""
    known = await _found(call, place)
    written = await _desk(call).cancel(known.id, known.version, call.token)
    if written.came in {Came.TOO_LATE, Came.MOVED_ON} or written.outage is None:
        raise not_now("It is over.")
    return await _whole(call, written.outage)


ENDPOINTS = (
    Endpoint("GET", "/outages/planned", list_planned, Scope.OUTAGES_READ),
    Endpoint("GET", "/outages/planned/{number}", get_planned, Scope.OUTAGES_READ),
    Endpoint("PUT", "/outages/planned/{number}", put_planned, Scope.OUTAGES_WRITE, can_conflict=True),
    Endpoint("POST", "/outages/planned/{number}/cancel", cancel_planned, Scope.OUTAGES_WRITE, can_conflict=True),
)


def _desk(call: Call) -> PlannedDesk:
    return PlannedDesk(call.conn, call.now)


async def _found(call: Call, place: OnePlanned) -> PlannedOutage:
    outage = await _desk(call).numbered(place.number)
    if outage is None:
        raise not_found("There is no planned outage of this number.")
    return outage


async def _whole(call: Call, outage: PlannedOutage) -> WholePlanned:
    return WholePlanned(planned_of(outage, call.now), reach_of(await _desk(call).reach(outage.terms)))


async def _terms(call: Call, body: NewPlanned) -> Terms:
    """Raises Refused."""
    for name, time in (("starts_at", body.starts_at), ("ends_at", body.ends_at)):
        if not _EARLIEST <= time < _LATEST:
            raise makes_no_sense(
                "A time is out of reach.", Mistake("Give a year from 2000 to 2199", pointer=f"#/{name}")
            )
    operators = {each.code: each.id for each in await _desk(call).operators()}
    operator = operators.get(body.operator)
    if operator is None:
        mistake = Mistake(f"Known are: {', '.join(sorted(operators)) or 'none'}", pointer="#/operator")
        raise makes_no_sense("There is no such network operator.", mistake)
    reason = " ".join(clean(body.reason)[0].split())
    return Terms(operator, _area(body.places), _whole_second(body.starts_at), _whole_second(body.ends_at), reason)


def _whole_second(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(microsecond=0)


def _area(lines: tuple[str, ...]) -> PlannedArea:
    read: list[PlannedArea] = []
    for index, line in enumerate(lines):
        try:
            read.append(parse_line(clean(line)[0]))
        except CannotRead as wrong:
            raise _unread(index, wrong.wrong) from None
    area = area_of([one for part in read for one in part.places], [one for part in read for one in part.points])
    if len(area.places) > MOST_PLACES or len(area.points) > MOST_POINTS:
        said = f"At most {MOST_PLACES} places and {MOST_POINTS} PPE codes"
        raise makes_no_sense("Those are too many places.", Mistake(said, pointer="#/places"))
    return area


def _unread(index: int, wrong: Unread) -> Refused:
    mistake = Mistake(_UNREAD[wrong], pointer=f"#/places/{index}")
    return makes_no_sense("A place is not understood.", mistake)
