"""What follows from a try: the row's next state, silence where it is asked for, a pause where too much goes wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from ibok_bot.delivery.bucket import Bucket
from ibok_bot.delivery.picking import Errand
from ibok_bot.delivery.post import Arrived, Failed
from ibok_bot.domain.broadcasts import BroadcastId, DeliveryState, Policy
from ibok_bot.storage.sending import Result, Task
from ibok_bot.turns.messages import Gone
from ibok_bot.turns.outcomes import InDoubt, NotSent, Rejected, TooMany

_LONGEST_WAIT = timedelta(minutes=10)
_LONGEST_BREATH = 30.0
_MARGIN = 0.05
_LOOKED_AT, _AT_LEAST, _SHARE = 100, 20, 0.25
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Too much went wrong with a broadcast: of the last `of` messages `errors`, the last one because of `why`."""

    broadcast: BroadcastId
    errors: int
    of: int
    why: str


@dataclass(slots=True)
class Health:
    """The latest results of each broadcast: messages that are lost or in doubt count; blocked chats do not."""

    _latest: dict[BroadcastId, deque[bool]] = field(default_factory=dict)

    def note(self, broadcast: BroadcastId | None, why: str | None) -> Trouble | None:
        """A result; what is to be done about it when it was one too many."""
        if broadcast is None:
            return None
        latest = self._latest.setdefault(broadcast, deque(maxlen=_LOOKED_AT))
        latest.append(why is not None)
        errors = sum(latest)
        if why is None or len(latest) < _AT_LEAST or errors <= _SHARE * len(latest):
            return None
        self._latest.pop(broadcast)
        return Trouble(broadcast, errors, len(latest), why)


@dataclass(slots=True)
class Judge:
    """Judges each try, and slows the whole sender down where that is needed."""

    bucket: Bucket
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    health: Health = field(default_factory=Health)
    silence: float = 0.0
    """Seconds that the channel has asked for, to be written down for all senders."""
    troubles: list[Trouble] = field(default_factory=list)
    _breath: float = 0.5
    _breathing_until: float = 0.0

    def judge(self, errand: Errand, outcome: Arrived | Failed) -> Result | None:
        """What is to be written down; None: nothing, it will be found again."""
        if isinstance(outcome, Arrived):
            self._breath = 0.5
            self._note(errand, None)
            state = DeliveryState.RECALLED if errand.due.task is Task.RECALL else DeliveryState.SENT
            return Result(errand.due, state, outcome.message, revision=errand.revision)
        self._slow_down(outcome)
        if errand.due.task is not Task.PUSH:
            return self._unchanged(errand, outcome)
        return self._not_arrived(errand, outcome)

    def _not_arrived(self, errand: Errand, failed: Failed) -> Result:
        due = errand.due
        _log.info("not delivered", delivery=due.id, broadcast=due.broadcast, what=failed.what.__name__, why=failed.why)
        if failed.what is Gone:
            return Result(due, DeliveryState.UNREACHABLE)
        if failed.what is TooMany:
            return Result(due, DeliveryState.QUEUED)
        if failed.what is NotSent:
            return self._again(errand)
        self._note(errand, failed.why)
        if failed.what is Rejected:
            return Result(due, DeliveryState.REJECTED)
        if due.policy is Policy.AT_LEAST_ONCE:
            return self._again(errand)
        return Result(due, DeliveryState.IN_DOUBT)

    @staticmethod
    def _unchanged(errand: Errand, failed: Failed) -> Result | None:
        """Editing and deleting may be done twice: all but a refusal simply comes again."""
        if failed.what in (Rejected, Gone):
            return Result(errand.due, DeliveryState.OUTDATED, errand.due.message, revision=errand.due.revision)
        return None

    def _again(self, errand: Errand) -> Result:
        backing_off = min(_LONGEST_WAIT, timedelta(seconds=2 ** min(errand.due.attempts, 10)))
        return Result(errand.due, DeliveryState.RETRY_AT, due_at=self.clock() + backing_off)

    def _slow_down(self, failed: Failed) -> None:
        """Where nothing goes through, fewer and fewer tries are made until something does."""
        if failed.wait:
            self.bucket.close(failed.wait + _MARGIN)
            self.silence = max(self.silence, failed.wait + _MARGIN)
        now = self.monotonic()
        if failed.what in (NotSent, InDoubt) and now >= self._breathing_until:
            self.bucket.close(self._breath)
            self._breathing_until = now + self._breath
            self._breath = min(_LONGEST_BREATH, self._breath * 2)

    def _note(self, errand: Errand, why: str | None) -> None:
        trouble = self.health.note(errand.due.broadcast, why)
        if trouble:
            self.troubles.append(trouble)
