"""Planned outages as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from ibok_bot.domain.planned import NUMBER, PlannedOutage, Reach, State, short_notice
from ibok_bot.domain.planned_text import EXAMPLE, line_of

Time = Annotated[datetime, Meta(tz=True)]
"""RFC 3339, with a zone."""
Line = Annotated[str, Meta(min_length=1, max_length=400, examples=[EXAMPLE])]


class OnePlanned(Struct, frozen=True):
    """Which planned outage."""

    number: Annotated[str, Meta(pattern=NUMBER, description="The operator's own number of it, or ours.")]


class PlannedQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of the list."""

    limit: Annotated[int, Meta(ge=1, le=100, description="How many at most.")] = 50
    cursor: Annotated[str, Meta(pattern="^[1-9][0-9]{0,17}$", description="`next` of the page before.")] | None = None


class NewPlanned(Struct, frozen=True, forbid_unknown_fields=True):
    """A planned outage as it is to be.

    Each of the `places` is one line: postcode or town, after a comma the street and house numbers; or PPE codes. All
    metering points of this operator that fit one of them are within.
    """

    operator: Annotated[str, Meta(min_length=1, max_length=20, description="The code of the network operator.")]
    places: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=10_000)]
    starts_at: Time
    ends_at: Time
    reason: Annotated[str, Meta(max_length=300)] = ""


class PlannedReach(Struct, frozen=True):
    """How many it concerns: metering points, their customers, and those of them who have a chat and are told."""

    points: int
    customers: int
    told: int


class PlannedAnswer(Struct, frozen=True):
    """A planned outage. `short_notice`: customers heard, or hear, of it less than five days before it starts."""

    number: str
    operator: str
    state: State
    starts_at: Time
    ends_at: Time
    places: tuple[str, ...]
    reason: str
    published_at: Time
    changed_at: Time
    version: int
    short_notice: bool


class WholePlanned(Struct, frozen=True):
    """A planned outage, and how many it concerns."""

    outage: PlannedAnswer
    reach: PlannedReach


class PlannedPage(Struct, frozen=True):
    """A page of them; `next` is the cursor of the one after it, None at the end."""

    outages: tuple[PlannedAnswer, ...]
    next: str | None


def planned_of(outage: PlannedOutage, now: datetime) -> PlannedAnswer:
    """As it goes out."""
    terms = outage.terms
    return PlannedAnswer(
        number=outage.number,
        operator=outage.operator_code,
        state=outage.state(now),
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        places=(*(line_of(place) for place in terms.area.places), *terms.area.points),
        reason=terms.reason,
        published_at=outage.published_at,
        changed_at=outage.changed_at,
        version=outage.version,
        short_notice=short_notice(terms.starts_at, outage.published_at),
    )


def reach_of(reach: Reach) -> PlannedReach:
    """As it goes out."""
    return PlannedReach(reach.points, reach.customers, reach.told)
