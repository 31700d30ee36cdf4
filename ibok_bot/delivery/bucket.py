"""Pacing: never more than the limit in any sliding second as the server counts it, and hardly less.

A message reaches the server some time between being let go and being answered. So it counts from the one until a
second after the other; while as many as the limit count, no more are let go. Within that, an even pace.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ibok_bot.domain.ids import ChatId

_BURST = 0.05
"""Seconds' worth of messages that may go at once after a delay of ours, so that no share of the rate is lost."""


class Bucket:
    """The pace of all messages of one bot. `rate`: messages a second; below one, one message in so many seconds."""

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._limit = max(1, int(rate))
        self._span = 1.0 if rate >= 1 else 1 / rate
        self._pace = self._limit / self._span
        self._most = max(1.0, self._pace * _BURST)
        self._tokens = self._most
        self._counted_at = clock()
        self._in_flight = 0
        self._answered: deque[float] = deque()
        self._closed_until = 0.0

    def close(self, seconds: float) -> None:
        """Nothing goes for so long; never shortens what was asked before."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    @property
    def closed_for(self) -> float:
        """How long nothing goes by order, whatever the pace."""
        return max(0.0, self._closed_until - self._clock())

    def wait(self) -> float | None:
        """Seconds until the next may go, 0 for now; None: not before something is answered."""
        now = self._clock()
        if now < self._closed_until:
            return self._closed_until - now
        self._forget(now)
        if self._in_flight + len(self._answered) >= self._limit:
            return max(0.0, self._answered[0] + self._span - now) if self._answered else None
        self._refill(now)
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._pace

    def take(self) -> None:
        """One goes now."""
        self._refill(self._clock())
        self._tokens -= 1
        self._in_flight += 1

    def answered(self) -> None:
        """One was answered, or was given up."""
        self._in_flight -= 1
        self._answered.append(self._clock())

    def _forget(self, now: float) -> None:
        while self._answered and self._answered[0] + self._span <= now:
            self._answered.popleft()

    def _refill(self, now: float) -> None:
        self._tokens = min(self._most, self._tokens + (now - self._counted_at) * self._pace)
        self._counted_at = now


class Gaps:
    """At most one message at a time to a chat, and none within `gap` seconds after the one before was answered."""

    def __init__(self, gap: float, clock: Callable[[], float]) -> None:
        self._gap = gap
        self._clock = clock
        self._taken: set[ChatId] = set()
        self._until: dict[ChatId, float] = {}

    def busy(self, chat: ChatId) -> bool:
        """Whether nothing may go to this chat now."""
        return chat in self._taken or self._until.get(chat, 0.0) > self._clock()

    def take(self, chat: ChatId) -> None:
        """A message to this chat is on its way."""
        self._taken.add(chat)

    def answered(self, chat: ChatId) -> None:
        """It was answered, or was given up."""
        self._taken.discard(chat)
        now = self._clock()
        self._until.pop(chat, None)
        self._until[chat] = now + self._gap
        while self._until:
            oldest = next(iter(self._until))
            if self._until[oldest] > now:
                break
            del self._until[oldest]

    def free(self, chat: ChatId) -> None:
        """It was given back without a try."""
        self._taken.discard(chat)
