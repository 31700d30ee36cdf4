"""What `ibok-bot outage planned …` does: each is one transaction on an up-to-date schema, done as the console."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.commands.office import in_one_go
from ibok_bot.config import Settings
from ibok_bot.domain.planned import PlannedOutage
from ibok_bot.domain.planned_file import Given
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.turns.planneddesk import PlannedDesk
from ibok_bot.turns.plannedimport import Imported
from ibok_bot.turns.plannedoutcomes import Written

T = TypeVar("T")


class _OnlyTried(Exception):
    """Nothing is kept of what was done."""


def listing(settings: Settings, most: int, *, past: bool) -> Sequence[PlannedOutage]:
    """Those running or coming, the soonest first; or those over or cancelled, the latest first."""
    return in_one_go(settings, lambda conn, now: PlannedDesk(conn, now).page(0, most, past=past))


def bring_in(settings: Settings, given: Sequence[Given], *, dry_run: bool) -> Imported:
    """All outages of a file; with `dry_run` it is only tried."""
    found: list[Imported] = []

    async def work(conn: AsyncConnection, now: datetime) -> None:
        found.append(await PlannedDesk(conn, now).bring_in(given, CONSOLE))
        if dry_run:
            raise _OnlyTried

    with suppress(_OnlyTried):
        in_one_go(settings, work)
    return found[-1]


def cancel(settings: Settings, number: str) -> Written | None:
    """It does not take place; None where there is none of this number."""

    async def work(conn: AsyncConnection, now: datetime) -> Written | None:
        desk = PlannedDesk(conn, now)
        known = await desk.numbered(number)
        return await desk.cancel(known.id, known.version, CONSOLE) if known else None

    return in_one_go(settings, work)
