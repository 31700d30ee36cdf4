"""Faults as dispatchers see them: the queue of incidents, and what moves them along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain import expected_time
from ibok_bot.domain.broadcasts import BroadcastId
from ibok_bot.domain.dispatch import CaseEvent, CaseLine, CaseReport, Move, Queue
from ibok_bot.domain.ids import IncidentId, MemberId
from ibok_bot.domain.outages import By, Done, State, What, may_move
from ibok_bot.domain.staff import Actor, StaffMember
from ibok_bot.storage import dispatchrows
from ibok_bot.storage.dispatchrows import Told
from ibok_bot.storage.incidents import INCIDENT, REPORT, Held, Incidents, Line


class Dispatch:
    """The incidents (awarie) for those who move them along.

    Who changes one says by `version` as what they saw it. Of two who do so at once one succeeds, and the other hears
    MOVED_ON. Nothing here tells customers: `turns/dispatchdesk.py` does both.
    """

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now
        self._incidents = Incidents(conn, now)

    async def count(self, queue: Queue) -> int:
        """How many incidents are in it."""
        return await dispatchrows.count(self._conn, queue, self._now)

    async def page(self, queue: Queue, offset: int, limit: int) -> Sequence[CaseLine]:
        """Those in it, the oldest first."""
        return await dispatchrows.page(self._conn, queue, self._now, offset, limit)

    async def case(self, number: str) -> CaseLine | None:
        """The incident with this number (AW-118), or that of the report with this number (A-2417) or public id."""
        return await dispatchrows.case(self._conn, number)

    async def reports(self, incident: IncidentId, offset: int, limit: int) -> Sequence[CaseReport]:
        """The reports in it, the oldest first, those withdrawn too."""
        return await dispatchrows.reports(self._conn, incident, offset, limit)

    async def history(self, incident: IncidentId) -> Sequence[CaseEvent]:
        """What happened to it, the oldest first, with what only the staff may read."""
        return await dispatchrows.history(self._conn, incident)

    async def kin(self, incident: IncidentId, limit: int) -> Sequence[CaseLine]:
        """Other open incidents in the area, those first that could have the same cause."""
        return await dispatchrows.kin(self._conn, incident, limit)

    async def take(self, incident: IncidentId, version: int, by: StaffMember) -> Done:
        """It is this dispatcher's from now on, whosever it was."""
        held, why = await self._held(incident, version)
        if held is None:
            return why
        if held.taken_by == by.id:
            return Done.SAME
        if not held.state.is_open:
            return Done.NOT_ALLOWED
        await self._incidents.touch(held, taken_by_id=by.id)
        await self._write(held, What.TAKEN, by)
        return Done.DONE

    async def leave(self, incident: IncidentId, version: int, by: StaffMember) -> Done:
        """It is nobody's again; only whose it was can do that."""
        held, why = await self._held(incident, version)
        if held is None:
            return why
        if held.taken_by != by.id:
            return Done.NOT_ALLOWED
        await self._incidents.touch(held, taken_by_id=None)
        await self._write(held, What.LEFT, by)
        return Done.DONE

    async def move(self, incident: IncidentId, version: int, move: Move, by: Actor) -> Done:
        """Into another state, or another time in the same one. SAME where that would say nothing new."""
        held, why = await self._held(incident, version)
        if held is None:
            return why
        if (held.state, held.expected_at) == (move.into, move.expected_at) and not (
            move.public_note or move.internal_note
        ):
            return Done.SAME
        if move.into is State.JOINED or not may_move(held.state, move.into, By.DISPATCHER):
            return Done.NOT_ALLOWED
        stands = (held.state, held.expected_at) == (move.into, move.expected_at)
        if not stands and expected_time.wrong(move.into, move.expected_at, self._now):
            return Done.NOT_SANE
        taken = {"taken_by_id": by.id} if held.taken_by is None and isinstance(by, StaffMember) else {}
        await self._incidents.move(held, move.into, move.expected_at, **taken)
        if move.into is State.RESOLVED:
            await self._conn.execute(update(REPORT).where(REPORT.incident_id == held.id).values(works=None))
        public = Line(
            What.MOVED, move.into, By.DISPATCHER, move.expected_at, member_of(by), public_note=move.public_note
        )
        await self._incidents.write_each(public, held.id)
        await self._write(held, What.MOVED, by, move)
        return Done.DONE

    async def join(self, incident: IncidentId, version: int, into: IncidentId, by: Actor) -> Done:
        """All its reports go over to another incident, and it is closed as joined."""
        both = {held.id: held for held in await self._incidents.hold(incident, into)}
        held, target = both.get(incident), both.get(into)
        if held is None or target is None:
            return Done.GONE
        if held.version != version:
            return Done.MOVED_ON
        if held.id == target.id or not (held.state.is_open and target.state.is_open):
            return Done.NOT_ALLOWED
        line = Line(What.JOINED, target.state, By.DISPATCHER, target.expected_at, member_of(by), other=target.number)
        await self._incidents.write_each(line, held.id)
        await self._incidents.move(held, State.JOINED, joined_to_id=target.id)
        await self._conn.execute(update(REPORT).where(REPORT.incident_id == held.id).values(incident_id=target.id))
        await self._incidents.touch(target)
        await self._incidents.write(
            Line(What.JOINED, State.JOINED, By.DISPATCHER, None, member_of(by), other=target.number), held.id
        )
        await self._incidents.write(
            Line(What.JOINED, target.state, By.DISPATCHER, target.expected_at, member_of(by), other=held.number),
            target.id,
        )
        return Done.DONE

    async def split(self, report: str, by: Actor) -> CaseLine | None:
        """A report of several, by its number, becomes an incident of its own, which stands as the old one did.

        None where there is no such report in an open incident, or it is alone already.
        """
        one = await dispatchrows.report(self._conn, report)
        if one is None:
            return None
        [held] = await self._incidents.hold(one.incident)
        still = await dispatchrows.report(self._conn, report, surely=True)
        if still is None or still.incident != held.id or still.withdrawn or not held.state.is_open:
            return None
        if await self._incidents.households(held.id) < 2:  # noqa: PLR2004 - a pair is the least that can be split
            return None
        made = await self._incidents.open(one.kind, one.area, alone=True, like=held)
        await self._conn.execute(update(REPORT).where(REPORT.id == one.id).values(incident_id=made.id))
        await self._incidents.touch(held)
        member = member_of(by)
        away = Line(What.SPLIT, held.state, By.DISPATCHER, held.expected_at, member, other=made.number)
        await self._incidents.write(away, held.id)
        own = Line(What.SPLIT, held.state, By.DISPATCHER, held.expected_at, member, other=held.number)
        await self._incidents.write(own, made.id, one.id)
        return await self.case(made.number)

    async def note(self, incident: IncidentId, text: str, by: Actor, *, public: bool) -> Done:
        """A note; a public one is seen by every reporter, and is a change as any other."""
        held, why = await self._held(incident)
        if held is None:
            return why
        if held.state in (State.JOINED, State.WITHDRAWN):
            return Done.NOT_ALLOWED
        line = Line(What.NOTED, held.state, By.DISPATCHER, held.expected_at, member_of(by))
        if public:
            line = Line(What.NOTED, held.state, By.DISPATCHER, held.expected_at, member_of(by), public_note=text)
            await self._incidents.write_each(line, held.id)
            await self._incidents.touch(held)
        await self._write(held, What.NOTED, by, Move(held.state, held.expected_at, *_sides(text, public=public)))
        return Done.DONE

    async def hold(self, *incidents: IncidentId) -> None:
        """Nobody else changes them, or comes into them, until the end of the transaction."""
        await self._incidents.hold(*incidents)

    async def told(self, incident: IncidentId) -> Sequence[Told]:
        """Whom a change of it concerns: every report in it that was not withdrawn."""
        return await dispatchrows.live(self._conn, incident)

    async def by_id(self, incident: IncidentId) -> CaseLine | None:
        """The incident with this key."""
        return await dispatchrows.by_id(self._conn, incident)

    async def area_told(self, incident: IncidentId) -> BroadcastId | None:
        """The newest sending to all customers of its area."""
        found = await self._conn.scalar(select(INCIDENT.broadcast_id).where(INCIDENT.id == incident))
        return None if found is None else BroadcastId(found)

    async def set_area_told(self, incident: IncidentId, broadcast: BroadcastId) -> None:
        """That this is the newest one."""
        await self._conn.execute(update(INCIDENT).where(INCIDENT.id == incident).values(broadcast_id=broadcast))

    async def _held(self, incident: IncidentId, version: int | None = None) -> tuple[Held | None, Done]:
        """Locked, where it is as it was seen; else why not."""
        found = await self._incidents.hold(incident)
        if not found:
            return None, Done.GONE
        if version is not None and found[0].version != version:
            return None, Done.MOVED_ON
        return found[0], Done.DONE

    async def _write(self, held: Held, what: What, by: Actor, move: Move | None = None) -> None:
        """What the staff read of it."""
        stands = move or Move(held.state, held.expected_at)
        line = Line(
            what, stands.into, By.DISPATCHER, stands.expected_at, member_of(by), stands.public_note,
            stands.internal_note,
        )  # fmt: skip
        await self._incidents.write(line, held.id)


def member_of(by: Actor) -> MemberId | None:
    """Who of the staff it was, if it was one."""
    return by.id if isinstance(by, StaffMember) else None


def _sides(text: str, *, public: bool) -> tuple[str | None, str | None]:
    return (text, None) if public else (None, text)
