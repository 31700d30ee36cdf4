"""Tells dispatchers of what must not wait until somebody looks: new dangerous faults, and promised times that are over.

Each is told once: the mark is written with the messages, so that of two processes one tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from ibok_bot.delivery.schedule import Work
from ibok_bot.dialogs import dispatchnews
from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.dispatch import CaseLine, Queue
from ibok_bot.domain.outages import State
from ibok_bot.domain.staff import Role
from ibok_bot.i18n import Text, Voice
from ibok_bot.storage.colleagues import Colleague, colleagues
from ibok_bot.storage.deliveries import Deliveries, Message
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.reminders import mark, marked
from ibok_bot.storage.transactions import Database
from ibok_bot.turns.pushes import ToColleague, payload

DISPATCHERS = "dispatchers"
_EVERY = timedelta(minutes=1)
_MOST = 100
"""Faults told of in one round; a storm has its own way of being noticed, and the rest follows."""
_WORTH = timedelta(hours=2)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _News:
    """One thing to tell, and by which mark it is known."""

    case: CaseLine
    said: Text
    mark: str


class Dispatchers:
    """The rounds of one office, for the scheduler."""

    def __init__(self, database: Database, clock: Callable[[], datetime], timezone: ZoneInfo = WARSAW) -> None:
        self._database, self._clock, self._timezone = database, clock, timezone

    def works(self) -> Mapping[str, Work]:
        """By its word; at every hour, as somebody is always on duty."""
        return {DISPATCHERS: Work(self._round, lambda after: after + _EVERY)}

    async def _round(self, _item: str, _due_at: datetime) -> None:
        await self.tell()

    async def tell(self) -> int:
        """Everything that was not told yet; how many faults that were."""
        now = self._clock()
        async with self._database.read() as conn:
            dispatch = Dispatch(conn, now)
            new = await dispatch.page(Queue((State.NEW,), dangerous=True), 0, _MOST)
            late = await dispatch.page(Queue(overdue=True), 0, _MOST)
            news = [*map(_danger, new), *(self._late(case, now) for case in late)]
            told = await marked(conn, [one.mark for one in news])
            people = await colleagues(conn, Role.DISPATCHER)
        fresh = [one for one in news if one.mark not in told]
        if not fresh:
            return 0
        messages = [message for one in fresh for message in self._messages(one, people, now)]
        async with self._database.write() as conn:
            await mark(conn, [one.mark for one in fresh], now)
            await Deliveries(conn, None, now).add_all(messages)
        _log.info("dispatchers told of faults", faults=len(fresh), messages=len(messages))
        return len(fresh)

    def _late(self, case: CaseLine, now: datetime) -> _News:
        """Each promised time is told of once."""
        at = f"{case.expected_at:%Y%m%dT%H%M%S}" if case.expected_at else "-"
        return _News(case, dispatchnews.overdue(case, now, self._timezone), f"fault late {case.number} {at}")

    def _messages(self, one: _News, people: Sequence[Colleague], now: datetime) -> Iterator[Message]:
        """To whoever has it; to all where nobody has."""
        holder = [each for each in people if each.member.id == one.case.taken_by]
        for each in holder or people:
            push = ToColleague(each, one.said, (dispatchnews.button(one.case),), _topic(one.case), now, urgent=True)
            yield Message(
                each.channel,
                each.chat,
                payload(push, Voice(each.language, self._timezone)),
                kind="staff",
                topic=push.topic,
                expires_at=now + _WORTH,
                urgent=True,
                supersede=True,
            )


def _topic(case: CaseLine) -> str:
    return f"dispatch:{case.number}"


def _danger(case: CaseLine) -> _News:
    """Told once, and once more whenever a household says that it is not mended."""
    return _News(case, dispatchnews.dangerous(case), f"fault danger {case.number} {case.changed_at:%Y%m%dT%H%M%S}")
