"""Faults at the desk of a dispatcher: whatever changes an incident is told to everyone who reported it, and audited.

The same from a dialog, from the command line and from the supplier's systems.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import BroadcastId
from ibok_bot.domain.dispatch import CaseEvent, CaseLine, CaseReport, Move, Queue
from ibok_bot.domain.ids import IncidentId
from ibok_bot.domain.outages import Done, State
from ibok_bot.domain.staff import Act, Actor, StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import WARSAW
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.turns.outagenews import OutageNews


class DispatchDesk:
    """Incidents for those who move them along, on one transaction. Moving writes the pushes and the audit log too."""

    def __init__(self, conn: AsyncConnection, now: datetime, supplier: Supplier, timezone: ZoneInfo = WARSAW) -> None:
        self._dispatch, self._audit = Dispatch(conn, now), Audit(conn, now)
        self._news = OutageNews(conn, now, supplier, timezone)

    async def count(self, queue: Queue) -> int:
        """How many incidents are in it."""
        return await self._dispatch.count(queue)

    async def page(self, queue: Queue, offset: int, limit: int) -> Sequence[CaseLine]:
        """Those in it, the oldest first."""
        return await self._dispatch.page(queue, offset, limit)

    async def case(self, number: str) -> CaseLine | None:
        """By the number of the incident, or the number or public id of a report in it."""
        return await self._dispatch.case(number)

    async def reports(self, incident: IncidentId, offset: int, limit: int) -> Sequence[CaseReport]:
        """The reports in it, the oldest first."""
        return await self._dispatch.reports(incident, offset, limit)

    async def history(self, incident: IncidentId) -> Sequence[CaseEvent]:
        """What happened to it, the oldest first."""
        return await self._dispatch.history(incident)

    async def kin(self, incident: IncidentId, limit: int = 10) -> Sequence[CaseLine]:
        """Other open incidents that could be the same one."""
        return await self._dispatch.kin(incident, limit)

    async def take(self, incident: IncidentId, version: int, by: StaffMember) -> Done:
        """It is this dispatcher's from now on."""
        return await self._noted(await self._dispatch.take(incident, version, by), by, incident, "taken")

    async def leave(self, incident: IncidentId, version: int, by: StaffMember) -> Done:
        """It is nobody's again."""
        return await self._noted(await self._dispatch.leave(incident, version, by), by, incident, "left")

    async def move(self, incident: IncidentId, version: int, move: Move, by: Actor) -> Done:
        """Into another state, or another time: each reporter is told at once."""
        done = await self._dispatch.move(incident, version, move, by)
        if done is Done.DONE:
            await self._news.tell(incident, await self._dispatch.told(incident), move.public_note)
        return await self._noted(done, by, incident, move.into.value)

    async def join(self, incident: IncidentId, version: int, into: IncidentId, by: Actor) -> Done:
        """All its reports go over to another incident; their owners hear how that one stands."""
        await self._dispatch.hold(incident, into)
        coming = await self._dispatch.told(incident)
        done = await self._dispatch.join(incident, version, into, by)
        if done is Done.DONE:
            await self._news.tell(into, coming)
        return await self._noted(done, by, incident, State.JOINED.value)

    async def split(self, report: str, by: Actor) -> CaseLine | None:
        """A report becomes an incident of its own; None where it is alone already, or there is none.

        Nothing changes for its owner yet, so that nobody is told.
        """
        made = await self._dispatch.split(report, by)
        if made is not None:
            await self._audit.record(by, Act.REPORT_MOVED, f"{report} split as {made.number}")
        return made

    async def note(self, incident: IncidentId, text: str, by: Actor, *, public: bool) -> Done:
        """A note; each reporter is told of a public one."""
        done = await self._dispatch.note(incident, text, by, public=public)
        if done is Done.DONE and public:
            await self._news.tell(incident, await self._dispatch.told(incident), text)
        return await self._noted(done, by, incident, "note")

    async def count_area(self, incident: IncidentId) -> int | None:
        """How many chats `tell_area` would reach; None where it is not known whom, or there are too many.

        A crowd is told by a notice, which a second member of the staff reads first.
        """
        return await self._news.count_area(incident)

    async def tell_area(self, incident: IncidentId, by: Actor, note: str | None = None) -> BroadcastId | None:
        """Tell all customers of the area how it stands, urgently; None as `count_area` says.

        What an earlier word of the same incident has not told yet, it does not tell any more. Reporters get it beside
        their own push.
        """
        sent = await self._news.tell_area(incident, by, note)
        if sent is not None:
            await self._noted(Done.DONE, by, incident, f"area told by {sent}")
        return sent

    async def _noted(self, done: Done, by: Actor, incident: IncidentId, what: str) -> Done:
        if done is Done.DONE:
            case = await self._dispatch.by_id(incident)
            await self._audit.record(by, Act.INCIDENT_MOVED, f"{case.number if case else incident} {what}")
        return done
