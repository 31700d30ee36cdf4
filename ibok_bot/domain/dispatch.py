"""Incidents (awarie) as dispatchers see them: the queue, the reports in one, and how one is moved along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ibok_bot.domain.ids import AccountId, IncidentId, MemberId, ReportId
from ibok_bot.domain.outages import OPEN_STATES, Area, By, FaultKind, State, What


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An incident in the dispatcher's queue."""

    id: IncidentId
    number: str
    kind: FaultKind
    area: Area
    state: State
    opened_at: datetime
    expected_at: datetime | None
    households: int
    taken_by: MemberId | None
    taken_by_name: str | None
    version: int
    changed_at: datetime
    """when it came into its state, or another time was promised"""

    def is_overdue(self, now: datetime) -> bool:
        """Whether the promised time is over."""
        return self.state.is_open and self.expected_at is not None and self.expected_at < now


@dataclass(frozen=True, slots=True)
class CaseReport:
    """One household's report within an incident, as the dispatcher sees it. `photos`: file ids in the channel."""

    id: ReportId
    public_id: str
    number: str
    account: AccountId
    kind: FaultKind
    description: str
    address: str
    area: Area
    phone: str | None
    reported_at: datetime
    photos: tuple[str, ...] = ()
    works: bool | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A line of an incident's history for the staff. `who` is the member's name, else ""; `other` another incident."""

    at: datetime
    what: What
    state: State
    side: By
    who: str
    report: str | None
    """the number of the report that it is about, when it is about one"""
    public_note: str | None
    internal_note: str | None
    expected_at: datetime | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What a dispatcher wants: a state (the same one, to tell another time), what is promised, what is said.

    Without `expected_at` no time is known from now on; `expected_time.kept` gives the one that may stand.
    """

    into: State
    expected_at: datetime | None = None
    public_note: str | None = None
    internal_note: str | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """Which incidents a dispatcher wants to see; the oldest come first. Without `states` all open ones."""

    states: tuple[State, ...] = OPEN_STATES
    mine: MemberId | None = None
    area: str | None = None
    """a postcode or the beginning of one, or a town"""
    overdue: bool = False
    dangerous: bool = False
