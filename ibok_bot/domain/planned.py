"""Planned outages (planowane wyłączenia): what is announced, how it stands, and what of it customers must hear."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256

from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.ids import OperatorId, PlannedId, PointId
from ibok_bot.domain.planned_area import Address, PlannedArea

NOTICE = timedelta(days=5)
"""Customers must hear of it so long before it starts."""
LONGEST = timedelta(days=7)
"""Nobody plans a longer one: a later end is a slip."""
FURTHEST = timedelta(days=366)
LONGEST_REASON = 300
NUMBER = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$"
"""What a number may be, also one of the operator's own."""
EVENING = time(18)
"""When customers are reminded on the day before."""
LONG = timedelta(hours=24)
"""After so long without electricity there is a discount on application (bonifikata)."""
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"


class State(StrEnum):
    """How a planned outage stands. Only the first three are kept; the clock tells the others."""

    ANNOUNCED = "announced"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RUNNING = "running"
    ENDED = "ended"

    @property
    def is_open(self) -> bool:
        """Whether there is or will be no electricity, so that it can be changed or cancelled."""
        return self in (State.ANNOUNCED, State.CHANGED, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is announced: in whose network, where, from when to when, and why."""

    operator: OperatorId
    area: PlannedArea
    starts_at: datetime
    ends_at: datetime
    reason: str = ""

    @property
    def lasts(self) -> timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at


class Wrong(StrEnum):
    """Why something cannot be announced."""

    NOWHERE = "nowhere"
    BACKWARDS = "backwards"
    """it ends before it starts"""
    TOO_LONG = "too_long"
    OVER = "over"
    """it has ended already"""
    TOO_FAR = "too_far"


def mistake(terms: Terms, now: datetime) -> Wrong | None:
    """What makes no sense about it, if anything."""
    if terms.area.is_empty:
        return Wrong.NOWHERE
    if terms.ends_at <= terms.starts_at:
        return Wrong.BACKWARDS
    if terms.lasts > LONGEST:
        return Wrong.TOO_LONG
    if terms.ends_at <= now:
        return Wrong.OVER
    return Wrong.TOO_FAR if terms.starts_at > now + FURTHEST else None


def short_notice(starts_at: datetime, now: datetime) -> bool:
    """Whether customers hear of it later than they should; staff are warned, for it may still be right."""
    return starts_at - now < NOTICE


@dataclass(frozen=True, slots=True)
class PlannedOutage:
    """One, as it is announced now. `version` grows with each change."""

    id: PlannedId
    number: str
    operator: str
    operator_code: str
    phone: str
    terms: Terms
    kept: State
    published_at: datetime
    changed_at: datetime
    version: int

    def state(self, now: datetime) -> State:
        """How it stands."""
        if self.kept is State.CANCELLED:
            return State.CANCELLED
        if now >= self.terms.ends_at:
            return State.ENDED
        return State.RUNNING if now >= self.terms.starts_at else self.kept

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.kept is State.CANCELLED


@dataclass(frozen=True, slots=True)
class AtMine:
    """A planned outage as one customer sees it: with those of the customer's metering points that are in it."""

    outage: PlannedOutage
    places: tuple[tuple[PointId, Address], ...]

    def long_break(self, now: datetime) -> timedelta | None:
        """How long the electricity has been off by it, where that is long enough for a discount."""
        terms = self.outage.terms
        off = min(now, terms.ends_at) - terms.starts_at
        return off if off > LONG and self.places and not self.outage.is_cancelled else None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many an area is: metering points, customers, and those of them who can be told."""

    points: int
    customers: int
    told: int


@dataclass(frozen=True, slots=True)
class Content:
    """What matters to one customer: when, and which of their metering points. A reason is not worth a message."""

    starts_at: datetime
    ends_at: datetime
    places: str

    def kept(self) -> str:
        """As it is written down when it was told."""
        return f"{_stamp(self.starts_at)}/{_stamp(self.ends_at)}/{self.places}"


NOTHING = "-"
"""Written down instead of a content: the customer was told that there is no outage after all."""


def content(terms: Terms, places: Iterable[PointId]) -> Content:
    """What matters of these terms to a customer with these metering points in the area."""
    listed = ",".join(str(point) for point in sorted(places))
    return Content(_whole(terms.starts_at), _whole(terms.ends_at), sha256(listed.encode()).hexdigest()[:12])


def told(kept: str | None) -> Content | None:
    """What a customer was told last; None for one who was told nothing, or that it is off."""
    if kept is None or kept == NOTHING:
        return None
    starts_at, ends_at, places = kept.split("/")
    return Content(_moment(starts_at), _moment(ends_at), places)


class News(StrEnum):
    """What one customer is to be told."""

    ANNOUNCED = "announced"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    EVENING = "evening"


def news(before: Content | None, after: Content | None, now: datetime) -> News | None:
    """What to say to somebody who was last told `before`, where `after` is true now (None: no outage for them)."""
    if before == after:
        return None
    if after is None:
        return News.CANCELLED if before is not None and before.ends_at > now else None
    if before is None:
        return News.ANNOUNCED if after.ends_at > now else None
    return News.CHANGED if max(before.ends_at, after.ends_at) > now else None


def evening(starts_at: datetime, told_at: datetime, now: datetime) -> bool:
    """Whether a reminder is due today: it starts tomorrow, and nothing was said of it today."""
    today = warsaw_day(now)
    return warsaw_day(starts_at) == today + timedelta(days=1) and warsaw_day(told_at) < today


def days_span(day: date) -> tuple[datetime, datetime]:
    """The moments between which a day in Warsaw lies; 23 or 25 hours when the clocks change."""
    begins, ends = (datetime.combine(each, time(0), WARSAW).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return begins, ends


def new_number() -> str:
    """A number that can be read out over a phone."""
    return "PW-" + "".join(secrets.choice(_LETTERS) for _each in range(7))


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S")


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
