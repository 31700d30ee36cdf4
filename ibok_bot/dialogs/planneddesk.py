"""What the rooms of planned outages need of the desk, and what several of them say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs.plannedwords import WRONG, lasting, when
from ibok_bot.dialogs.talk import Outdated, Retry, Said
from ibok_bot.domain import typed_time
from ibok_bot.domain.ids import OperatorId, PlannedId
from ibok_bot.domain.planned import PlannedOutage, Reach, Terms, mistake, short_notice
from ibok_bot.domain.planned_area import PlannedArea
from ibok_bot.domain.planned_file import Given
from ibok_bot.domain.planned_text import EXAMPLE, CannotRead, Unread, line_of, parse
from ibok_bot.domain.staff import Actor, StaffMember
from ibok_bot.i18n import Text, Verbatim, _, lines, n_

_MOST_LINES = 8
_KEY = re.compile(r"[1-9]\d{0,17}")


class NetworkOperator(Protocol):
    """In whose network an outage may be."""

    @property
    def id(self) -> OperatorId: ...
    @property
    def name(self) -> str: ...


class Written(Protocol):
    """What came of a change."""

    @property
    def came(self) -> str: ...
    @property
    def outage(self) -> PlannedOutage | None: ...


class Taken(Protocol):
    """What came of a file."""

    @property
    def changes(self) -> int: ...
    @property
    def unchanged(self) -> int: ...
    @property
    def refused_lines(self) -> Sequence[int]: ...


class Book(Protocol):
    """Planned outages for those who announce them."""

    async def operators(self) -> Sequence[NetworkOperator]: ...
    async def count(self, *, past: bool) -> int: ...
    async def page(self, offset: int, limit: int, *, past: bool) -> Sequence[PlannedOutage]: ...
    async def one(self, key: PlannedId) -> PlannedOutage | None: ...
    async def reach(self, terms: Terms) -> Reach: ...
    async def announce(self, terms: Terms, by: Actor) -> PlannedOutage: ...
    async def change(self, key: PlannedId, version: int, terms: Terms, by: Actor) -> Written: ...
    async def cancel(self, key: PlannedId, version: int, by: Actor) -> Written: ...
    async def bring_in(self, given: Sequence[Given], by: Actor) -> Taken: ...


class Desk(Protocol):
    """What these rooms need."""

    @property
    def staff(self) -> StaffMember: ...
    @property
    def planneddesk(self) -> Book: ...
    def now(self) -> datetime: ...


GONE = _("There is no such planned outage.")
MOVED_ON = _("Somebody else has changed this outage in the meantime. Look at it again, please.")
ASK_WHERE = lines(
    _("<b>Where will there be no electricity?</b>"),
    _("A line for each place: postcode or town, after a comma the street and the numbers of the houses."),
    _("For example: {example}", example=Verbatim(EXAMPLE)),
    _("PPE codes do as well, one or more in a line."),
)


async def outage_of(desk: Desk, key: str) -> PlannedOutage:
    """Raises Outdated."""
    found = await desk.planneddesk.one(PlannedId(int(key))) if _KEY.fullmatch(key) else None
    if found is None:
        raise Outdated(GONE)
    return found


async def unchanged(desk: Desk, key: str, version: int) -> PlannedOutage:
    """The outage as it was when its change was begun. Raises Outdated."""
    found = await outage_of(desk, key)
    if found.version != version or not found.state(desk.now()).is_open:
        raise Outdated(MOVED_ON)
    return found


def read_area(said: Said) -> PlannedArea:
    """The places that were typed. Raises Retry, which names the line."""
    if said.text is None:
        raise Retry(_("Please write the answer as text."))
    try:
        return parse(said.text)
    except CannotRead as wrong:
        raise Retry(_("Line {line}: {why}", line=wrong.line, why=_UNREAD[wrong.wrong])) from None


def read_time(said: Said, after: datetime) -> datetime:
    """The time that was typed. Raises Retry."""
    try:
        return typed_time.read(said.line(40), after)
    except typed_time.Past:
        raise Retry(_("That time is over. Write a later one.")) from None
    except typed_time.TooFar:
        raise Retry(_("That is more than a year away. Check the date.")) from None
    except ValueError:
        raise Retry(_("That is not a time. Write it like 4.12 8:00 or tomorrow 8:00.")) from None


def checked(terms: Terms, now: datetime) -> Terms:
    """The terms, if they make sense. Raises Retry."""
    wrong = mistake(terms, now)
    if wrong:
        raise Retry(WRONG[wrong])
    return terms


def terms_told(terms: Terms) -> Text:
    """When, how long, where, and why."""
    return lines(
        _("<b>{when}</b>", when=when(terms.starts_at, terms.ends_at)),
        lasting(terms.lasts),
        area_told(terms.area),
        _("Reason: {reason}", reason=Verbatim(terms.reason)) if terms.reason else None,
    )


def area_told(area: PlannedArea) -> Text:
    """Where, as it was written."""
    more, points = len(area.places) - _MOST_LINES, len(area.points)
    return lines(
        *(Verbatim(line_of(place)) for place in area.places[:_MOST_LINES]),
        n_("and {n} more place", "and {n} more places", more) if more > 0 else None,
        n_("{n} metering point by its PPE code", "{n} metering points by their PPE codes", points) if points else None,
    )


def reach_told(reach: Reach) -> Text:
    """How many it concerns, and how many of them hear of it."""
    if not reach.points:
        return _("⚠️ No customer of ours has a metering point there. Check the place.")
    return lines(
        n_("It concerns <b>{n}</b> metering point", "It concerns <b>{n}</b> metering points", reach.points),
        n_("<b>{n}</b> household will be told here", "<b>{n}</b> households will be told here", reach.told),
    )


def warning(starts_at: datetime, now: datetime) -> Text | None:
    """Where customers hear of it too late."""
    if not short_notice(starts_at, now):
        return None
    return _("⚠️ Less than 5 days are left until it begins. Customers should know 5 days before.")


_UNREAD: dict[Unread, Text] = {
    Unread.NOTHING: _("there is nothing to read. Write at least one place."),
    Unread.PPE: _("that is no PPE code: it has 18 digits, begins with 590, and its last digit checks the others."),
    Unread.PLACE: _("begin with a postcode or a town, for example: 00-950 Warszawa, Jasna 1-15."),
    Unread.HOUSES: _("the numbers of the houses are not understood. Write them like 1-15, 20, 22A."),
    Unread.TOO_LONG: _("that is too long. Write one place a line."),
    Unread.TOO_MANY: _("those are too many places: at most 200 fit."),
}
