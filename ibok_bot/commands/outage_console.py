"""What `ibok-bot outage …` does: each step is one transaction on an up-to-date schema, done as the console."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.commands.office import in_one_go
from ibok_bot.config import Settings
from ibok_bot.domain import expected_time
from ibok_bot.domain.dispatch import CaseEvent, CaseLine, Move, Queue
from ibok_bot.domain.outages import Done, State
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.dispatchdesk import DispatchDesk
from ibok_bot.turns.saying import say

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewState:
    """What is to be said. `keeps_time`: the promised time stays while it makes sense."""

    state: State
    expected_at: datetime | None
    keeps_time: bool
    public_note: str | None
    internal_note: str | None
    tell_area: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What came of it: the incident as it stands now, and whether its area was told. `move` is what was tried."""

    done: Done
    case: CaseLine
    move: Move
    area_told: bool = False


def listing(settings: Settings, queue: Queue, most: int) -> Sequence[CaseLine]:
    """The oldest first."""
    return in_one_go(settings, lambda conn, now: _desk(settings, conn, now).page(queue, 0, most))


def whole(settings: Settings, number: str) -> tuple[CaseLine, Sequence[CaseEvent]] | None:
    """An incident and its history; None where there is none of this number."""

    async def work(conn: AsyncConnection, now: datetime) -> tuple[CaseLine, Sequence[CaseEvent]] | None:
        desk = _desk(settings, conn, now)
        case = await desk.case(number)
        return None if case is None else (case, await desk.history(case.id))

    return in_one_go(settings, work)


def set_status(settings: Settings, number: str, new: NewState) -> Said | None:
    """Move it along, and tell everybody who reported it; None where there is none of this number."""

    async def work(conn: AsyncConnection, now: datetime) -> Said | None:
        desk = _desk(settings, conn, now)
        case = await desk.case(number)
        if case is None:
            return None
        expected = expected_time.kept(new.state, case.expected_at, now) if new.keeps_time else new.expected_at
        move = Move(new.state, expected, new.public_note, new.internal_note)
        done = await say(desk, case, case.version, move, CONSOLE)
        told = None
        if done is Done.DONE and new.tell_area:
            told = await desk.tell_area(case.id, CONSOLE, new.public_note)
        return Said(done, await desk.case(number) or case, move, told is not None)

    return in_one_go(settings, work)


def _desk(settings: Settings, conn: AsyncConnection, now: datetime) -> DispatchDesk:
    return DispatchDesk(conn, now, read_supplier(settings.supplier), ZoneInfo(settings.timezone))
