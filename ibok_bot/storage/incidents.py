"""The rows of incidents and of what happens to them; customers' and dispatchers' shelves write through here.

Whoever changes an incident or a report in it locks the incident's row first. So of two who come at once the second
finds what the first has written, and messages of a report are written down in the order of its states.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import IncidentId, MemberId, ReportId
from ibok_bot.domain.incidents import WITHIN, Fault, are_one, open_key
from ibok_bot.domain.outages import OPEN_STATES, Area, By, FaultKind, State, What
from ibok_bot.storage.areas import area_of, columns_of, near, town_key
from ibok_bot.storage.schema import outages
from ibok_bot.storage.schema.base import made_key, table

INCIDENT, REPORT, HISTORY = outages.Incident, outages.FaultReport, outages.FaultHistory
_LONGEST_NOTE = 1000
_FIRST = 100
"""Numbers begin above this, so that none looks like the office's first day."""
_MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Held:
    """An incident whose row is locked until the end of the transaction."""

    id: IncidentId
    number: str
    kind: FaultKind
    area: Area
    state: State
    version: int
    expected_at: datetime | None
    taken_by: MemberId | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """What is written into a history."""

    what: What
    state: State
    side: By
    expected_at: datetime | None = None
    author: MemberId | None = None
    public_note: str | None = None
    internal_note: str | None = None
    other: str | None = None


class Incidents:
    """The incidents' rows, on one transaction."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def hold(self, *incidents: IncidentId) -> list[Held]:
        """Lock them, always in the same order; those that there are."""
        row = INCIDENT
        found = await self._conn.execute(
            select(table(row)).where(row.id.in_(incidents)).order_by(row.id).with_for_update()
        )
        return [
            Held(
                id=IncidentId(one.id),
                number=one.number,
                kind=FaultKind(one.kind),
                area=area_of(one),
                state=State(one.state),
                version=one.version,
                expected_at=one.expected_at,
                taken_by=None if one.taken_by_id is None else MemberId(one.taken_by_id),
                opened_at=one.opened_at,
            )
            for one in found
        ]

    async def open_at(self, fault: Fault, without: IncidentId | None = None) -> IncidentId | None:
        """The open incident that a report of this fault belongs to, the newest; None where it is the first."""
        row = INCIDENT
        kin = [kind for kind in FaultKind if kind.family is fault.kind.family]
        found = await self._conn.execute(
            select(table(row))
            .where(
                row.state.in_(OPEN_STATES), row.kind.in_(kin), row.last_reported_at >= fault.at - WITHIN,
                near(fault.area), *([] if without is None else [row.id != without]),
            )
            .order_by(row.last_reported_at.desc(), row.id.desc())
            .limit(_MOST_LOOKED_AT)
        )  # fmt: skip
        for one in found:
            if are_one(fault, Fault(FaultKind(one.kind), area_of(one), one.last_reported_at)):
                return IncidentId(one.id)
        return None

    async def enter(self, incident: IncidentId) -> Held | None:
        """Hold it for one more report; None where it was closed meanwhile."""
        row = INCIDENT
        done = await self._conn.execute(
            update(row).where(row.id == incident, row.state.in_(OPEN_STATES)).values(last_reported_at=self._now)
        )
        return (await self.hold(incident))[0] if done.rowcount else None

    async def open(self, kind: FaultKind, area: Area, *, alone: bool = False, like: Held | None = None) -> Held:
        """A new one, held. Of neighbours who open one at the same moment all but one fail as transient.

        One that is to stay `alone` is not looked for in the place of the area's. `like`: as another one stands.
        """
        key = None if alone else open_key(kind, area)
        if key is not None:
            stale = (INCIDENT.open_key == key, INCIDENT.last_reported_at < self._now - WITHIN)
            await self._conn.execute(update(INCIDENT).where(*stale).values(open_key=None))
        values = {
            "number": secrets.token_hex(10),
            "kind": kind.value,
            **columns_of(area),
            "town_key": town_key(area.town),
            "open_key": key,
            "state": (like.state if like else State.NEW).value,
            "version": 1,
            "expected_at": like.expected_at if like else None,
            "taken_by_id": like.taken_by if like else None,
            "opened_at": like.opened_at if like else self._now,
            "last_reported_at": self._now,
            "changed_at": self._now,
        }
        made = made_key(await self._conn.execute(insert(table(INCIDENT)), values))
        await self._conn.execute(update(INCIDENT).where(INCIDENT.id == made).values(number=f"AW-{_FIRST + made}"))
        return (await self.hold(IncidentId(made)))[0]

    async def move(self, held: Held, into: State, expected_at: datetime | None = None, **others: object) -> None:
        """Into a state. One that is closed leaves the area free for the next."""
        closing = {} if into.is_open else {"open_key": None}
        await self._conn.execute(
            update(INCIDENT)
            .where(INCIDENT.id == held.id)
            .values(
                state=into.value,
                expected_at=expected_at,
                version=held.version + 1,
                changed_at=self._now,
                closed_at=None if into.is_open else self._now,
                **closing,
                **others,
            )
        )

    async def touch(self, held: Held, **others: object) -> None:
        """It was changed, but stands as it did."""
        await self._conn.execute(
            update(INCIDENT).where(INCIDENT.id == held.id).values(version=held.version + 1, **others)
        )

    async def households(self, incident: IncidentId) -> int:
        """How many have reported it and not withdrawn; counted under the incident's lock."""
        found = await self._conn.execute(
            select(REPORT.id).where(REPORT.incident_id == incident, REPORT.withdrawn_at.is_(None)).with_for_update()
        )
        return len(found.all())

    async def write(self, line: Line, incident: IncidentId | None, report: ReportId | None = None) -> None:
        """A line of the history of an incident, a report, or both."""
        values = {"incident_id": incident, "report_id": report, **self._values(line)}
        await self._conn.execute(insert(table(HISTORY)), values)

    async def write_each(self, line: Line, incident: IncidentId) -> None:
        """The same line for every report in it that was not withdrawn."""
        values = {name: value for name, value in self._values(line).items() if value is not None}
        columns = table(HISTORY).c
        typed: list[ColumnElement[Any]] = [literal(value, columns[name].type) for name, value in values.items()]
        chosen = select(REPORT.id, *typed).where(REPORT.incident_id == incident, REPORT.withdrawn_at.is_(None))
        await self._conn.execute(insert(table(HISTORY)).from_select(["report_id", *values], chosen))

    def _values(self, line: Line) -> dict[str, object]:
        return {
            "at": self._now,
            "what": line.what.value,
            "state": line.state.value,
            "side": line.side.value,
            "author_id": line.author,
            "expected_at": line.expected_at,
            "public_note": _cut(line.public_note),
            "internal_note": _cut(line.internal_note),
            "other": line.other,
        }


def households() -> ColumnElement[int]:
    """How many have reported an incident and not withdrawn, beside its row."""
    return (
        select(func.count(REPORT.id))
        .where(REPORT.incident_id == INCIDENT.id, REPORT.withdrawn_at.is_(None))
        .correlate(INCIDENT)
        .scalar_subquery()
    )


def _cut(note: str | None) -> str | None:
    return note[:_LONGEST_NOTE] or None if note else None
