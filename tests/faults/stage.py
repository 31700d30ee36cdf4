"""A stage for faults: a Telegram that counts what it accepted, senders as processes that can be killed, a database."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from aiohttp import web

from ibok_bot.domain.broadcasts import BroadcastId, DeliveryState, Progress
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.transactions import Database
from tests.office import NOW

LONG = bool(os.environ.get("IBOK_FAULTS"))
"""Whether there is time for many recipients and many kills: `make faults`."""
TOKEN = "7000000001:counts-what-it-accepted-AAAAAAAAAAAAAAA"
_PROCESS = Path(__file__).with_name("sender_process.py")


@dataclass
class CountingTelegram:
    """Accepts messages and notes when; `silences`: seconds of silence it asks for, one for each of the next calls."""

    accepted: list[tuple[float, int]] = field(default_factory=list)
    silences: list[int] = field(default_factory=list)
    refused_at: list[float] = field(default_factory=list)
    takes: float = 0.0
    url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        if request.match_info["method"].lower() != "sendmessage":
            return web.json_response({"ok": True, "result": {"id": 7000000001, "is_bot": True, "first_name": "x"}})
        now = time.monotonic()
        given = await request.post()
        if self.silences:
            self.refused_at.append(now)
            wait = self.silences.pop(0)
            body = {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {wait}"}
            return web.json_response(body | {"parameters": {"retry_after": wait}}, status=429)
        self.accepted.append((now, int(str(given["chat_id"]))))
        if self.takes:
            await asyncio.sleep(self.takes)
        return web.json_response({"ok": True, "result": {"message_id": len(self.accepted)}})

    @property
    def by_chat(self) -> Counter[int]:
        return Counter(chat for _at, chat in self.accepted)

    def busiest_second(self) -> int:
        """The most that were accepted in any second, wherever it begins."""
        times = sorted(at for at, _chat in self.accepted)
        most = first = 0
        for last, at in enumerate(times):
            while at - times[first] >= 1:
                first += 1
            most = max(most, last - first + 1)
        return most

    def shortest_gap(self) -> float:
        """Between two messages to the same chat."""
        latest: dict[int, float] = {}
        gaps = [float("inf")]
        for at, chat in self.accepted:
            if chat in latest:
                gaps.append(at - latest[chat])
            latest[chat] = at
        return min(gaps)


@dataclass
class SenderProcess:
    """The sender of `ibok-bot send` as a process of its own, with a short lease."""

    telegram: CountingTelegram
    database_url: str
    folder: Path
    rate: float = 100
    lease: float = 2.0
    settling: float = 1.0
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("IBOK_")} | {
            "IBOK_TELEGRAM_TOKEN": TOKEN,
            "IBOK_TELEGRAM_API_URL": self.telegram.url,
            "IBOK_DATABASE_URL": self.database_url,
            "IBOK_DATA_DIR": str(self.folder),
            "IBOK_SECRET_KEY": "a secret of the tests, long enough",
            "IBOK_SEND_RATE": str(self.rate),
            "IBOK_PAID_BROADCAST": "true",
            "SHORT_LEASE": str(self.lease),
            "SHORT_SETTLING": str(self.settling),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        with (self.folder / "log.txt").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, str(_PROCESS), env=env, cwd=self.folder, stdout=log, stderr=log
            )

    def tell(self, how: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(how)

    async def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        """By the number of this very process; its exit code."""
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), 30)

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text()


@asynccontextmanager
async def started(*senders: SenderProcess) -> AsyncIterator[None]:
    """They run until the end of the block, however it ends."""
    for sender in senders:
        await sender.start()
    try:
        yield
    finally:
        for sender in senders:
            if sender.process and sender.process.returncode is None:
                sender.tell(signal.SIGCONT)
            await sender.end()


async def progress(database: Database, broadcast: BroadcastId) -> Progress:
    """How far it has come."""
    async with database.read() as conn:
        return await Broadcasts(conn, NOW).progress(broadcast)


async def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for it."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - any fact, not an event
            await asyncio.sleep(0.02)


async def until_settled(database: Database, broadcast: BroadcastId, seconds: float = 120) -> Progress:
    """Wait until every recipient's fate is known."""
    async with asyncio.timeout(seconds):
        while True:
            found = await progress(database, broadcast)
            if found.finished_at is not None:
                return found
            await asyncio.sleep(0.1)


def sums_up(found: Progress) -> bool:
    """Whether every recipient is in exactly one known state."""
    return sum(found.counts.values()) == found.recipients and not found.open


__all__ = ["LONG", "CountingTelegram", "DeliveryState", "SenderProcess", "started", "until", "until_settled"]
