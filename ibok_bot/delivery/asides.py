"""What goes out beside the messages, within the same limits: pages that staff look at are edited."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ibok_bot.delivery.bucket import Bucket, Gaps
from ibok_bot.domain.ids import ChatId

_NAPS = 20


class Asides:
    """Those who wait for a turn of their own between two messages of the active sender."""

    def __init__(self, bucket: Bucket, gaps: Gaps) -> None:
        self._bucket, self._gaps = bucket, gaps
        self._waiting: deque[asyncio.Future[bool]] = deque()
        self.active = False
        """Whether the sender of this process sends now; else another process does."""

    @property
    def any(self) -> bool:
        """Whether somebody waits."""
        return any(not one.done() for one in self._waiting)

    @asynccontextmanager
    async def turn(self, chat: ChatId, patience: float) -> AsyncIterator[bool]:
        """A call to this chat may be made within, where it yields True; False: not now, it would wait too long."""
        for _nap in range(_NAPS):
            if not self.active or not self._gaps.busy(chat):
                break
            await asyncio.sleep(patience / _NAPS)
        if not self.active or self._gaps.busy(chat):
            yield False
            return
        self._gaps.take(chat)
        mine = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            await asyncio.wait([mine], timeout=patience)
            if not mine.done():
                mine.cancel()
            yield _granted(mine)
        finally:
            if _granted(mine):
                self._bucket.answered()
                self._gaps.answered(chat)
            else:
                mine.cancel()
                self._gaps.free(chat)

    def let_one_go(self) -> bool:
        """The bucket has room for one: whether it was somebody's here."""
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                self._bucket.take()
                first.set_result(True)
                return True
        return False

    def hush(self, seconds: float) -> None:
        """The channel has asked for silence."""
        self._bucket.close(seconds)

    def close(self) -> None:
        """The sender sends no more: whoever waits goes without."""
        self.active = False
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(False)


def _granted(turn: asyncio.Future[bool]) -> bool:
    return turn.done() and not turn.cancelled() and turn.result()
