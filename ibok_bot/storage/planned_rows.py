"""Planned outages as rows: read in one way, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, select

from ibok_bot.domain.ids import OperatorId, PlannedId
from ibok_bot.domain.planned import PlannedOutage, State, Terms
from ibok_bot.domain.planned_area import PlannedArea
from ibok_bot.storage.schema import outages as rows
from ibok_bot.storage.schema.tariffs import Operator

MOST_LISTED = 500
_ENCODE = msgspec.json.Encoder()
_DECODE = msgspec.json.Decoder(PlannedArea)

OUTAGE = rows.PlannedOutage


def outages() -> Select[*tuple[Any, ...]]:
    """All of them, to be narrowed down; each row is read by `read`."""
    return select(
        OUTAGE.id, OUTAGE.number, OUTAGE.operator_id, OUTAGE.area, OUTAGE.starts_at, OUTAGE.ends_at, OUTAGE.reason,
        OUTAGE.state, OUTAGE.published_at, OUTAGE.changed_at, OUTAGE.version, Operator.name, Operator.code,
        Operator.emergency_phone,
    ).join(Operator, Operator.id == OUTAGE.operator_id)  # fmt: skip


def read(row: Row[*tuple[Any, ...]]) -> PlannedOutage:
    """As a value."""
    terms = Terms(OperatorId(row.operator_id), _DECODE.decode(row.area), row.starts_at, row.ends_at, row.reason or "")
    return PlannedOutage(
        PlannedId(row.id),
        row.number,
        row.name,
        row.code,
        row.emergency_phone,
        terms,
        State(row.state),
        row.published_at,
        row.changed_at or row.published_at,
        row.version,
    )


def written(terms: Terms) -> dict[str, str | int | datetime | None]:
    """The columns that the terms fill."""
    return {
        "operator_id": terms.operator,
        "area": _ENCODE.encode(terms.area).decode(),
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "reason": terms.reason or None,
    }


def found_by(area: PlannedArea) -> list[str]:
    """By what it is found from a metering point."""
    return sorted({*area.points, *(place.key for place in area.places)})


def pieces(values: Iterable[Any]) -> Iterable[Sequence[Any]]:
    """Lists that every database takes."""
    listed = list(values)
    return (listed[start : start + MOST_LISTED] for start in range(0, len(listed), MOST_LISTED))
