"""A customer's reports of faults (zgłoszenia): what is filed, how it stands, what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ibok_bot.domain.ids import PointId, ReportId
from ibok_bot.domain.outages import NOWHERE, Area, By, FaultKind, State, What
from ibok_bot.domain.supplier import OperatorContact

LONGEST_NOTE = 1000
LONGEST_ADDRESS = 300
LONGEST_DESCRIPTION = 2000
MOST_PHOTOS = 5


@dataclass(frozen=True, slots=True)
class NewReport:
    """What a customer reports. `photos`: Telegram's file ids. `address` as people read it, of a point or typed.

    Of a metering point the address and the area are filled in by themselves. `joins` is the number of the incident
    that the customer has recognised ("me too").
    """

    kind: FaultKind
    description: str = ""
    point: PointId | None = None
    address: str = ""
    area: Area = NOWHERE
    phone: str | None = None
    photos: tuple[str, ...] = ()
    joins: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a report's history: what happened, the state from then on, who did it, and what they said.

    `note` is the customer's own where `side` is the customer, else the dispatcher's. `other` is another incident's
    number, of one that was joined or split.
    """

    at: datetime
    what: What
    state: State
    side: By
    note: str | None = None
    expected_at: datetime | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A customer's report as they see it. `version` changes with everything that happens to its incident.

    `households`: how many reported this fault, this one too. `works` is what they answered when it was resolved.
    """

    id: ReportId
    public_id: str
    number: str
    kind: FaultKind
    description: str
    address: str
    area: Area
    point: PointId | None
    phone: str | None
    reported_at: datetime
    state: State
    expected_at: datetime | None
    incident: str
    households: int
    works: bool | None = None
    operator: OperatorContact | None = None
    """who repairs there; None where it is not known, and the supplier's own list helps"""
    changed_at: datetime | None = None
    """when the state or the expected time was last told"""

    @property
    def others(self) -> int:
        """How many more households reported it."""
        return max(0, self.households - 1)

    @property
    def asks_whether_it_works(self) -> bool:
        """Whether the customer is still asked if the power is back."""
        return self.state is State.RESOLVED and self.works is None

    def lasted(self, until: datetime) -> float:
        """Hours since it was reported."""
        return (until - self.reported_at).total_seconds() / 3600


@dataclass(frozen=True, slots=True)
class KnownOutage:
    """An incident that is open where a customer has a metering point. That none is known is never good news."""

    number: str
    kind: FaultKind
    area: Area
    state: State
    opened_at: datetime
    expected_at: datetime | None
    households: int
    mine: str | None = None
    """the public id of the customer's own report of it, where there is one"""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that was written down, or the open one of the same fault that the customer had made `before`."""

    report: Report
    before: bool = False
