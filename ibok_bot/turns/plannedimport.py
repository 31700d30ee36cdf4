"""A file of planned outages taken in: each is announced, changed, cancelled, or left as it is; twice is harmless."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.domain.ids import OperatorId, PlannedId
from ibok_bot.domain.planned import PlannedOutage, Terms, Wrong
from ibok_bot.domain.planned_file import Given
from ibok_bot.domain.staff import Actor
from ibok_bot.turns.plannedoutcomes import Came, CannotAnnounce, Written


class Operator(Protocol):
    """A network operator."""

    @property
    def id(self) -> OperatorId: ...
    @property
    def code(self) -> str: ...


class Office(Protocol):
    """Where planned outages are written down."""

    async def operators(self) -> Sequence[Operator]: ...
    async def numbered(self, number: str) -> PlannedOutage | None: ...
    async def put(self, number: str, terms: Terms, by: Actor) -> Written: ...
    async def cancel(self, key: PlannedId, version: int, by: Actor) -> Written: ...


@dataclass(frozen=True, slots=True)
class Refused:
    """An outage of the file that could not be taken in; the others could. `why`: None for an operator nobody knows."""

    line: int
    number: str
    why: Wrong | Came | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file."""

    came: Mapping[Came, int]
    refused: tuple[Refused, ...]

    @property
    def changes(self) -> int:
        """How many outages are not as they were."""
        return sum(self.came.get(each, 0) for each in (Came.ANNOUNCED, Came.CHANGED, Came.CANCELLED))

    @property
    def unchanged(self) -> int:
        """How many stood so already."""
        return self.came.get(Came.SAME, 0)

    @property
    def refused_lines(self) -> Sequence[int]:
        """Where in the file those stand that were not taken in."""
        return [each.line for each in self.refused]


async def bring_in(desk: Office, given: Sequence[Given], by: Actor) -> Imported:
    """Everything in it, on one transaction."""
    operators = {each.code.casefold(): each.id for each in await desk.operators()}
    came: Counter[Came] = Counter()
    refused: list[Refused] = []
    for each in given:
        operator = operators.get(each.operator.casefold())
        if operator is None:
            refused.append(Refused(each.line, each.number, None))
            continue
        terms = Terms(operator, each.area, each.starts_at, each.ends_at, each.reason)
        try:
            done = await _cancelled(desk, each.number, by) if each.cancelled else await _put(desk, each, terms, by)
        except CannotAnnounce as cannot:
            refused.append(Refused(each.line, each.number, cannot.wrong))
            continue
        if done in (Came.TOO_LATE, Came.MOVED_ON):
            refused.append(Refused(each.line, each.number, done))
        else:
            came[done] += 1
    return Imported(came, tuple(refused))


async def _put(desk: Office, given: Given, terms: Terms, by: Actor) -> Came:
    return (await desk.put(given.number, terms, by)).came


async def _cancelled(desk: Office, number: str, by: Actor) -> Came:
    """One that nobody was told of need not be cancelled."""
    known = await desk.numbered(number)
    return (await desk.cancel(known.id, known.version, by)).came if known else Came.SAME
