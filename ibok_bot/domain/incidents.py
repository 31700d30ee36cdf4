"""When two reports are of one incident: kinds that can have one cause, in the same area, within some hours.

Joining too much is worse than too little: whoever was joined wrongly hears that the power is back while it is not. So
what is not known to be near is taken for far, and a dispatcher can always join and split by hand.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import Area, Family, FaultKind

WITHIN = timedelta(hours=12)
"""A report is joined to an incident whose newest report is not older than this."""
SUPPLY_REACH = 1_000
"""Metres within which two shared spots are one place, when the power is gone."""
HAZARD_REACH = 300
"""The same for something damaged: the next wire that hangs down is another fault."""
_EARTH = 6_371_000
_POSTCODE = re.compile(r"\b\d\d-\d{3}\b")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is compared: a report, or an incident with its first kind and area and its newest report's time."""

    kind: FaultKind
    area: Area
    at: datetime


def are_one(one: Fault, other: Fault) -> bool:
    """Whether the two are of one incident. It is all the same which is named first."""
    family = one.kind.family
    if family is Family.OWN or family is not other.kind.family:
        return False
    return abs(one.at - other.at) <= WITHIN and same_area(one.area, other.area, reach(family))


def reach(family: Family) -> int:
    """Metres within which two shared spots are one place."""
    return SUPPLY_REACH if family is Family.SUPPLY else HAZARD_REACH


def same_area(one: Area, other: Area, metres: int = SUPPLY_REACH) -> bool:
    """By the distance of two shared spots; else by postcode and locality.

    A postcode may hold several villages, and a city has many postcodes: both must agree where both are known, and a
    locality alone is enough only where neither side has a postcode.
    """
    if one.spot is not None and other.spot is not None:
        return distance(one.spot, other.spot) <= metres
    if bool(one.postcode) != bool(other.postcode):
        return False
    if one.postcode and one.postcode != other.postcode:
        return False
    if one.town and other.town:
        return folded(one.town) == folded(other.town)
    return bool(one.postcode)


def distance(one: Spot, other: Spot) -> float:
    """Metres between two spots, as the crow flies."""
    north, other_north = math.radians(one.latitude), math.radians(other.latitude)
    up = math.sin((other_north - north) / 2) ** 2
    across = math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(up + math.cos(north) * math.cos(other_north) * across)))


def open_key(kind: FaultKind, area: Area) -> str | None:
    """What only one incident at a time may be, so that neighbours who report in the same second meet in one.

    None where an area is known by a shared spot alone, and for kinds that are never joined.
    """
    if kind.family is Family.OWN or area.spot is not None or not (area.postcode or area.town):
        return None
    return f"{kind.family}:{area.postcode}:{folded(area.town)}"[:120]


def postcode_in(typed: str) -> str:
    """The postcode within an address that somebody typed; "" where there is none."""
    found = _POSTCODE.search(typed)
    return found.group() if found else ""


def folded(town: str) -> str:
    """A locality's name as it is compared: capitals and spaces do not count."""
    return " ".join(town.casefold().split())
