"""What dispatchers need of the desk, and an incident or a report found by its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from ibok_bot.dialogs.talk import Outdated
from ibok_bot.domain.broadcasts import BroadcastId, DeliveryState
from ibok_bot.domain.dispatch import CaseEvent, CaseLine, CaseReport, Move, Queue
from ibok_bot.domain.ids import IncidentId
from ibok_bot.domain.outages import Done
from ibok_bot.domain.staff import StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import _

GONE = _("There is no such fault.")
_LONGEST_NUMBER = 30
_AT_ONCE = 100


class Dispatch(Protocol):
    """Incidents, and what moves them along."""

    async def count(self, queue: Queue) -> int: ...
    async def page(self, queue: Queue, offset: int, limit: int) -> Sequence[CaseLine]: ...
    async def case(self, number: str) -> CaseLine | None: ...
    async def reports(self, incident: IncidentId, offset: int, limit: int) -> Sequence[CaseReport]: ...
    async def history(self, incident: IncidentId) -> Sequence[CaseEvent]: ...
    async def kin(self, incident: IncidentId, limit: int = 10) -> Sequence[CaseLine]: ...
    async def take(self, incident: IncidentId, version: int, by: StaffMember) -> Done: ...
    async def leave(self, incident: IncidentId, version: int, by: StaffMember) -> Done: ...
    async def move(self, incident: IncidentId, version: int, move: Move, by: StaffMember) -> Done: ...
    async def join(self, incident: IncidentId, version: int, into: IncidentId, by: StaffMember) -> Done: ...
    async def split(self, report: str, by: StaffMember) -> CaseLine | None: ...
    async def note(self, incident: IncidentId, text: str, by: StaffMember, *, public: bool) -> Done: ...
    async def count_area(self, incident: IncidentId) -> int | None: ...
    async def tell_area(self, incident: IncidentId, by: StaffMember, note: str | None = None) -> BroadcastId | None: ...


class Telling(Protocol):
    """What became of the messages about an incident."""

    async def to_reporters(self, incident: IncidentId, since: datetime) -> Mapping[DeliveryState, int]: ...
    async def to_area(self, broadcast: BroadcastId) -> Mapping[DeliveryState, int]: ...


class Desk(Protocol):
    """The incidents, the messages about them, who is here, and when."""

    @property
    def staff(self) -> StaffMember: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def dispatch(self) -> Dispatch: ...
    @property
    def telling(self) -> Telling: ...
    @property
    def timezone(self) -> ZoneInfo: ...
    def now(self) -> datetime: ...


async def found(desk: Desk, number: str) -> CaseLine:
    """The incident of this number, or that of a report of this number. Raises Outdated."""
    one = await sought(desk, number)
    if one is None:
        raise Outdated(GONE)
    return one


async def sought(desk: Desk, number: str) -> CaseLine | None:
    """The same for what somebody typed, in any case of letters; None where there is none."""
    known = number.isascii() and number.isprintable() and 0 < len(number) <= _LONGEST_NUMBER
    if not known:
        return None
    return await desk.dispatch.case(number) or await desk.dispatch.case(number.upper())


async def report_of(desk: Desk, number: str) -> tuple[CaseLine, CaseReport]:
    """A report by its number, and the incident that it is in by now. Raises Outdated."""
    case = await found(desk, number)
    for offset in range(0, 1_000_000, _AT_ONCE):
        some = await desk.dispatch.reports(case.id, offset, _AT_ONCE)
        for one in some:
            if number in (one.number, one.public_id):
                return case, one
        if len(some) < _AT_ONCE:
            break
    raise Outdated(GONE)
