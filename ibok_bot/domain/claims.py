"""Claims for a long interruption (bonifikata za przerwę): which breaks in supply entitle to one, and what is known.

An interruption of more than 24 hours gives a discount on application. How much it is follows from the law and the
operator's tariff; the office does not reckon it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ibok_bot.domain.fault_reports import Report
from ibok_bot.domain.outages import FaultKind, State
from ibok_bot.domain.planned import LONG, AtMine

_WITHOUT_POWER = (FaultKind.NO_POWER_FLAT, FaultKind.NO_POWER_BUILDING, FaultKind.NO_POWER_AREA)
_NO_CLAIM = (State.WITHDRAWN, State.NOT_NETWORK, State.NOT_OURS, State.JOINED)


@dataclass(frozen=True, slots=True)
class Interruption:
    """A break in supply of more than 24 hours; `until` is None while it lasts. `places` are address and PPE."""

    item: str
    """by which a button opens it"""
    number: str
    planned: bool
    since: datetime
    until: datetime | None
    operator: str
    places: tuple[tuple[str, str], ...]


def of_planned(mine: AtMine, now: datetime) -> Interruption | None:
    """By a planned outage; None where it was not that long, or not at the customer's places."""
    if mine.long_break(now) is None:
        return None
    outage = mine.outage
    places = tuple((f"{one.street}, {one.postcode} {one.town}", one.ppe) for _point, one in mine.places)
    until = outage.terms.ends_at if outage.terms.ends_at <= now else None
    return Interruption(
        item=f"p-{outage.id}",
        number=outage.number,
        planned=True,
        since=outage.terms.starts_at,
        until=until,
        operator=outage.operator,
        places=places,
    )


def of_report(report: Report, now: datetime) -> Interruption | None:
    """By a fault; None where there was power, where it was not that long, and where it was not the network's doing."""
    if report.kind not in _WITHOUT_POWER or report.state in _NO_CLAIM:
        return None
    until = None if report.state.is_open else report.changed_at
    if (until or now) - report.reported_at <= LONG:
        return None
    return Interruption(
        item=f"r-{report.public_id}",
        number=report.number,
        planned=False,
        since=report.reported_at,
        until=until,
        operator=report.operator.name if report.operator else "",
        places=((report.address or report.area.name, ""),),
    )
