"""Faults as dispatchers see them: the queue of incidents, and what moves them along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.dispatch import CaseEvent, CaseLine, CaseReport, Move, Queue
from ibok_bot.domain.ids import AccountId, IncidentId
from ibok_bot.domain.outages import Done
from ibok_bot.domain.staff import Actor, StaffMember


@dataclass(frozen=True, slots=True)
class Told:
    """A report whose owner is to hear how it stands now."""

    account: AccountId
    public_id: str
    number: str


class Dispatch:
    """The incidents (awarie) for those who move them along.

    Who changes one says by `version` in which state they saw it. Of two who do so at once one succeeds, and the other
    hears MOVED_ON. Nothing here tells customers: `turns/dispatchdesk.py` does both.
    """

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def count(self, queue: Queue) -> int:
        """How many incidents are in it."""
        raise NotImplementedError

    async def page(self, queue: Queue, offset: int, limit: int) -> Sequence[CaseLine]:
        """Those in it, the oldest first."""
        raise NotImplementedError

    async def case(self, number: str) -> CaseLine | None:
        """The incident with this number (AW-118), or that of the report with this number (A-2417) or public id."""
        raise NotImplementedError

    async def reports(self, incident: IncidentId, offset: int, limit: int) -> Sequence[CaseReport]:
        """The reports in it, the oldest first, those withdrawn too."""
        raise NotImplementedError

    async def history(self, incident: IncidentId) -> Sequence[CaseEvent]:
        """What happened to it, the oldest first, with what only the staff may read."""
        raise NotImplementedError

    async def kin(self, incident: IncidentId, limit: int) -> Sequence[CaseLine]:
        """Other open incidents that could be the same one, the likeliest first."""
        raise NotImplementedError

    async def take(self, incident: IncidentId, version: int, by: StaffMember) -> Done:
        """It is this dispatcher's from now on, whosever it was."""
        raise NotImplementedError

    async def leave(self, incident: IncidentId, version: int, by: StaffMember) -> Done:
        """It is nobody's again; only whose it was can do that."""
        raise NotImplementedError

    async def move(self, incident: IncidentId, version: int, move: Move, by: Actor) -> Done:
        """Into another state, or another time in the same one."""
        raise NotImplementedError

    async def join(self, incident: IncidentId, version: int, into: IncidentId, by: Actor) -> Done:
        """All its reports go over to another incident, and it is closed as joined."""
        raise NotImplementedError

    async def split(self, report: str, by: Actor) -> CaseLine | None:
        """A report of several, by its number, becomes an incident of its own, in the state of the old one.

        None where there is no such report, or it is alone already.
        """
        raise NotImplementedError

    async def note(self, incident: IncidentId, text: str, by: Actor, *, public: bool) -> Done:
        """A note; a public one is seen by every reporter."""
        raise NotImplementedError

    async def reporters(self, incident: IncidentId) -> Sequence[Told]:
        """Whom a change of it concerns: every report in it that was not withdrawn."""
        raise NotImplementedError
