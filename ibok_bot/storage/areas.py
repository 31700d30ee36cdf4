"""Where faults are, in columns: a postcode, a locality, a shared spot; and which rows may be near a place."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from ibok_bot.domain.incidents import SUPPLY_REACH, folded
from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import Area
from ibok_bot.storage.schema.outages import Incident

LONGEST_TOWN = 100
_LONGEST_POSTCODE = 10
_METRES = 111_000
"""The length of a degree of latitude."""
_NARROW = 2
"""At 55° north a degree of longitude is half as long, or a little more."""


def area_of(row: Any) -> Area:
    """Of an incident or a report."""
    spot = None if row.latitude_e6 is None else Spot(row.latitude_e6, row.longitude_e6)
    return Area(row.postcode or "", row.town or "", spot)


def columns_of(area: Area) -> dict[str, object]:
    """As a row keeps it."""
    return {
        "postcode": area.postcode[:_LONGEST_POSTCODE] or None,
        "town": area.town[:LONGEST_TOWN] or None,
        "latitude_e6": area.spot.latitude_e6 if area.spot else None,
        "longitude_e6": area.spot.longitude_e6 if area.spot else None,
    }


def town_key(town: str) -> str | None:
    """As localities are compared."""
    return folded(town)[:LONGEST_TOWN] or None


def near(area: Area) -> ColumnElement[bool]:
    """Incidents that may be in the same area: those that are not are surely far away."""
    row = Incident
    either: list[ColumnElement[bool]] = []
    if area.postcode:
        either.append(row.postcode == area.postcode)
    elif area.town:
        either.append(and_(row.postcode.is_(None), row.town_key == town_key(area.town)))
    if area.spot is not None:
        up = SUPPLY_REACH * 1_000_000 // _METRES + 1
        across = up * _NARROW
        either.append(
            and_(
                row.latitude_e6.between(area.spot.latitude_e6 - up, area.spot.latitude_e6 + up),
                row.longitude_e6.between(area.spot.longitude_e6 - across, area.spot.longitude_e6 + across),
            )
        )
    return or_(*either) if either else row.id.is_(None)
