"""A full turn: an update arrives, state and dues are read, state is saved, one reply is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from statistics import median, quantiles
from time import perf_counter

import psutil

from benchmarks.load import Load
from benchmarks.processes import bot_settings, cpu_seconds, free_address, resident_mib, started
from benchmarks.telegram import LocalTelegram

RATE = 200.0
_START_SECONDS = 30.0
_FIRST_CHAT = 1_000_000


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot under test: how it is called in the table, and how it is started."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()


OURS = Bot("ibok-bot", "ibok_bot", ("run",))
PTB = Bot("plain PTB", "benchmarks.peers.plain_ptb")
AIOGRAM = Bot("plain aiogram", "benchmarks.peers.plain_aiogram")


@dataclass(frozen=True, slots=True)
class Size:
    """How many rounds there are, and how many updates each part of a round takes."""

    warm_up: int
    rounds: int
    busy: int
    steady: int

    @property
    def chats(self) -> range:
        """Enough for each to ask once."""
        return range(_FIRST_CHAT, _FIRST_CHAT + 1 + self.warm_up + self.rounds * (self.busy + self.steady))


@dataclass(frozen=True, slots=True)
class Measured:
    """What one bot did on one database. Times are in seconds, memory in MiB."""

    per_second: float
    again_per_second: float
    """The busy chats once more: now there is an earlier keyboard, which ibok-bot takes off its message."""
    cpu: float
    p50: float
    p99: float
    start: float
    memory: float


class Trial:
    """One bot that runs, and what was measured of it so far."""

    def __init__(self, process: psutil.Process, load: Load, start: float, size: Size) -> None:
        self._process, self._load, self._start, self._size = process, load, start, size
        self._chats = iter(size.chats[1:])
        self._rates: list[float] = []
        self._again: list[float] = []
        self._cpu: list[float] = []
        self._waits: list[float] = []

    async def warm_up(self) -> None:
        """What a process does only once is not measured."""
        await self._load.closed(self._next(self._size.warm_up))

    async def round(self) -> None:
        """As fast as it can, then at a steady rate, then the same chats again."""
        busy = self._next(self._size.busy)
        before = cpu_seconds(self._process)
        self._rates.append(await self._load.closed(busy))
        self._cpu.append((cpu_seconds(self._process) - before) / self._size.busy)
        self._waits += await self._load.open(self._next(self._size.steady), RATE)
        self._again.append(await self._load.closed(busy))

    def measured(self) -> Measured:
        """Medians of the rounds."""
        cuts = quantiles(self._waits, n=100)
        rate, again, cpu = (median(values) for values in (self._rates, self._again, self._cpu))
        return Measured(rate, again, cpu, cuts[49], cuts[98], self._start, resident_mib(self._process))

    def _next(self, count: int) -> list[int]:
        return list(islice(self._chats, count))


@asynccontextmanager
async def begun(bot: Bot, telegram: LocalTelegram, database_url: str, size: Size) -> AsyncIterator[Trial]:
    """The bot, started and warm; ended when this is left. Raises processes.Failed."""
    telegram.next_bot()
    settings = bot_settings(telegram.url, database_url, free_address())
    born = perf_counter()
    async with started(bot.module, *bot.arguments, settings=settings) as process:
        load = Load(telegram, await asyncio.wait_for(telegram.webhook, _START_SECONDS))
        await asyncio.wait_for(load.first_answer(size.chats[0]), _START_SECONDS)
        trial = Trial(process, load, perf_counter() - born, size)
        await trial.warm_up()
        yield trial
        load.close()
