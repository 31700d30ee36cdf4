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
from ibok_bot.domain.outages import Done
from ibok_bot.domain.staff import Actor, StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import WARSAW
from ibok_bot.storage.dispatch import Dispatch


class DispatchDesk:
    """Incidents for those who move them along, on one transaction. Moving writes the pushes and the audit log too."""

    def __init__(self, conn: AsyncConnection, now: datetime, supplier: Supplier, timezone: ZoneInfo = WARSAW) -> None:
        self._conn, self._now, self._supplier, self._timezone = conn, now, supplier, timezone
        self._dispatch = Dispatch(conn, now)

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
        raise NotImplementedError

    async def leave(self, incident: IncidentId, version: int, by: StaffMember) -> Done:
        """It is nobody's again."""
        raise NotImplementedError

    async def move(self, incident: IncidentId, version: int, move: Move, by: Actor) -> Done:
        """Into another state, or another time: each reporter is told at once."""
        raise NotImplementedError

    async def join(self, incident: IncidentId, version: int, into: IncidentId, by: Actor) -> Done:
        """All its reports go over to another incident; their owners hear how that one stands."""
        raise NotImplementedError

    async def split(self, report: str, by: Actor) -> CaseLine | None:
        """A report becomes an incident of its own; None where it is alone already, or there is none."""
        raise NotImplementedError

    async def note(self, incident: IncidentId, text: str, by: Actor, *, public: bool) -> Done:
        """A note; each reporter is told of a public one."""
        raise NotImplementedError

    async def count_area(self, incident: IncidentId) -> int:
        """How many chats `tell_area` would reach."""
        raise NotImplementedError

    async def tell_area(self, incident: IncidentId, by: Actor) -> BroadcastId | None:
        """Tell all customers of the area how it stands, urgently; None where no area is known.

        Reporters of the incident get it beside their own push.
        """
        raise NotImplementedError
