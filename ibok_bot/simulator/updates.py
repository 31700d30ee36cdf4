"""Updates on their way to the bot: polled until the offset passes them, or pushed to a webhook until it says 2xx."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field

import aiohttp

from ibok_bot.simulator.parameters import Json, Refused

_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


@dataclass
class Hook:
    """A webhook: its address, and the secret that proves who calls."""

    url: str
    secret: str = ""
    connections: int = 40
    last_error: str | None = None


@dataclass
class Queue:
    """The updates nobody has confirmed yet. Messages of a chat stay in order, and so do a person's presses."""

    twice: bool = False
    """On request every pushed update comes twice."""
    hook: Hook | None = None
    allowed: tuple[str, ...] = ()
    _pending: dict[int, Json] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(int(time.time())))
    """Numbers of a new run come after those of the run before: the bot remembers what it has seen."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: asyncio.Event | None = None
    _lines: dict[tuple[str, int], asyncio.Queue[int]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _session: aiohttp.ClientSession | None = None

    def add(self, kind: str, chat: int, content: Json) -> int:
        """A new update about a chat; its number."""
        number = next(self._numbers)
        if self.allowed and kind not in self.allowed:
            return number
        self._pending[number] = {"update_id": number, kind: content}
        self._news.set()
        self._push(kind, chat, number)
        return number

    @property
    def waiting(self) -> int:
        """How many are not confirmed yet."""
        return len(self._pending)

    async def poll(self, offset: int, limit: int, patience: float) -> list[Json]:
        """Updates from the offset on; all before it are confirmed. A second poller ends the first (409)."""
        if self.hook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self._poller:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        for number in [n for n in self._pending if n < offset]:
            del self._pending[number]
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        try:
            while True:
                found = [u for n, u in sorted(self._pending.items()) if n >= offset][:limit]
                if found or loop.time() >= until:
                    return found
                self._news.clear()
                await self._news_or(mine, until - loop.time())
                if mine.is_set():
                    raise Refused(409, _CONFLICT)
        finally:
            if self._poller is mine:
                self._poller = None

    async def _news_or(self, ended: asyncio.Event, seconds: float) -> None:
        waits = {asyncio.create_task(self._news.wait()), asyncio.create_task(ended.wait())}
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def drop_pending(self) -> None:
        """Forget what the bot has not seen yet."""
        self._pending.clear()

    def set_hook(self, hook: Hook | None) -> None:
        """From now on updates are pushed there; those that wait, too."""
        self.hook = hook
        for number, update in self._pending.items():
            kind = next(key for key in update if key != "update_id")
            self._push(kind, _chat_of(update[kind]), number)

    def _push(self, kind: str, chat: int, number: int) -> None:
        if self.hook is None:
            return
        key = ("presses" if kind == "callback_query" else "messages", chat)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = asyncio.Queue()
            task = asyncio.create_task(self._serve(key, line))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        line.put_nowait(number)

    async def _serve(self, key: tuple[str, int], line: asyncio.Queue[int]) -> None:
        while not line.empty():
            number = line.get_nowait()
            for _time in range(2 if self.twice else 1):
                delivered = await self._deliver(number)
            if delivered:
                self._pending.pop(number, None)
        del self._lines[key]

    async def _deliver(self, number: int) -> bool:
        """Until 2xx: the same update again and again, with growing pauses; not, when the webhook is gone."""
        for pause in itertools.chain(_PAUSES, itertools.repeat(_PAUSES[-1])):
            hook, update = self.hook, self._pending.get(number)
            if hook is None or update is None:
                return False
            if self._session is None:
                self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=hook.connections))
            headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
            try:
                async with self._session.post(
                    hook.url, json=update, headers=headers, timeout=aiohttp.ClientTimeout(total=60)
                ) as answer:
                    if answer.ok:
                        return True
                    hook.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
            except (aiohttp.ClientError, TimeoutError) as error:
                hook.last_error = f"Connection failed: {type(error).__name__}"
            await asyncio.sleep(pause)
        raise AssertionError("pauses never end")

    async def close(self) -> None:
        """Stop pushing."""
        self.hook = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()


def _chat_of(content: object) -> int:
    if isinstance(content, dict):
        chat = content.get("chat") or content.get("from")
        if isinstance(chat, dict):
            return int(chat["id"])
    return 0
