"""A notice to very many: its audience frozen, its messages paced, and customers answered meanwhile, in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import quantiles
from time import perf_counter

import psutil
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.databases import Postgres, fill
from benchmarks.load import Load
from benchmarks.processes import bot_settings, free_address, resident_mib, started
from benchmarks.telegram import LocalTelegram
from ibok_bot.domain.audience import Audience
from ibok_bot.domain.broadcasts import BroadcastPlan
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.schema.deliveries import Broadcast

RATES = (30, 1000)
"""What Telegram allows, and what it allows where broadcasts are paid."""
ASKING = 20.0
"""Customers who type /balance meanwhile, a second."""
_FIRST_CHAT = 1_000_000
_FIRST_RECIPIENT = 100_000_000
_SETTLED = 3.0
_LONGEST_FREEZE = 600.0
_SCREEN = '{"html":"<b>Planowana przerwa</b>\\n12 maja, 8:00-14:00, ul. Testowa 1-15."}'

_SPAN = "generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n"
_RECIPIENTS = (
    """INSERT INTO payer (id, customer_number, kind, name, street, postcode, town, account_nrb)
       SELECT n, 'B' || n, 'household', 'n', 's', '00-001', 't', 'B' || n""",
    """INSERT INTO account (id, payer_id, email, password_hash, created_at, without_amounts)
       SELECT n, n, 'b' || n || '@example.com', 'none', now(), 0""",
    """INSERT INTO telegram_link (account_id, channel, chat_id, linked_at)
       SELECT n, 'telegram', n, now()""",
    """INSERT INTO conversation (channel, chat_id, language, trail, choices, turn, updated_at)
       SELECT 'telegram', n, (ARRAY['pl','en','uk'])[1 + n % 3], '[]', '[]', 0, now()""",
)


@dataclass(frozen=True, slots=True)
class Pace:
    """What was seen at one allowed rate: the share of it that was used, the most in any second, replies meanwhile."""

    rate: int
    share: float
    most: int
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Broadcasting:
    """What was measured. Times in seconds, memory in MiB."""

    recipients: int
    frozen: float
    memory: float
    memory_most: float
    paces: tuple[Pace, ...]


async def measure(telegram: LocalTelegram, recipients: int, seconds: float) -> Broadcasting:
    """Freeze a notice to so many, then watch its sending at each rate. Raises what the driver raises, and Failed."""
    database = Postgres()
    try:
        url = await database.template()
        chats = range(_FIRST_CHAT, _FIRST_CHAT + int(ASKING * (seconds + _SETTLED) * len(RATES)) + 1 + len(RATES))
        await fill(url, chats)
        engine = make_engine(url, pool_size=1)
        try:
            await _add(engine, recipients)
            return await _watch(telegram, engine, seconds, chats)
        finally:
            await engine.dispose()
    finally:
        await database.drop()


async def _watch(telegram: LocalTelegram, engine: AsyncEngine, seconds: float, chats: Sequence[int]) -> Broadcasting:
    url = engine.url.render_as_string(hide_password=False)
    paces: list[Pace] = []
    frozen, memory, most, recipients = 0.0, 0.0, 0.0, 0
    waiting = iter(chats)
    for rate in RATES:
        telegram.next_bot()
        paid = {"IBOK_SEND_RATE": str(rate), "IBOK_PAID_BROADCAST": "true"}
        settings = bot_settings(telegram.url, url, free_address()) | paid
        async with started("ibok_bot", "run", settings=settings) as process:
            load = Load(telegram, await asyncio.wait_for(telegram.webhook, 60))
            await load.first_answer(next(waiting))
            if not paces:
                memory = resident_mib(process)
                frozen, most, recipients = await _freeze(engine, process)
            asking = [next(waiting) for _ in range(int(ASKING * seconds))]
            paces.append(await _pace(telegram, load, asking, rate, seconds))
            most = max(most, resident_mib(process))
            load.close()
    return Broadcasting(recipients, frozen, memory, most, tuple(paces))


async def _freeze(engine: AsyncEngine, process: psutil.Process) -> tuple[float, float, int]:
    """Seconds from the word to the last recipient written down, the most memory seen, and how many they are."""
    began, most = perf_counter(), 0.0
    await _plan(engine)
    while perf_counter() - began < _LONGEST_FREEZE:
        most = max(most, resident_mib(process))
        async with engine.connect() as conn:
            row = (await conn.execute(select(Broadcast.frozen_at, Broadcast.recipients))).one()
        if row.frozen_at is not None:
            return perf_counter() - began, most, row.recipients
        await asyncio.sleep(0.2)
    raise TimeoutError(f"the audience is not frozen after {_LONGEST_FREEZE:.0f} s")


async def _pace(telegram: LocalTelegram, load: Load, asking: Sequence[int], rate: int, seconds: float) -> Pace:
    """What arrives in so many seconds, once it has begun and gone on for a moment; customers ask all the while."""
    begun = len(telegram.arrivals)
    await asyncio.wait_for(telegram.arrival(), 60)
    await asyncio.sleep(_SETTLED)
    since = perf_counter()
    waits = await load.open(asking, ASKING)
    await asyncio.sleep(max(0.0, since + seconds - perf_counter()))
    until = since + seconds
    arrived = [at for at in telegram.arrivals[begun:] if since <= at < until]
    cuts = quantiles(waits, n=100)
    return Pace(rate, len(arrived) / seconds / rate, _most_in_a_second(telegram.arrivals[begun:]), cuts[49], cuts[98])


def _most_in_a_second(arrivals: Sequence[float]) -> int:
    most = oldest = 0
    for newest, at in enumerate(arrivals):
        while arrivals[oldest] <= at - 1.0:
            oldest += 1
        most = max(most, newest - oldest + 1)
    return most


async def _add(engine: AsyncEngine, recipients: int) -> None:
    """So many customers with a chat, made by the server itself."""
    span = {"first": _FIRST_RECIPIENT, "last": _FIRST_RECIPIENT + recipients - 1}
    async with engine.begin() as conn:
        for statement in _RECIPIENTS:
            await conn.execute(text(f"{statement} FROM {_SPAN}"), span)
    async with engine.connect() as conn:
        await (await conn.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))


async def _plan(engine: AsyncEngine) -> None:
    """Urgent, so that the benchmark says the same at night."""
    now = datetime.now(UTC)
    plan = BroadcastPlan({"pl": _SCREEN}, Audience(), now, urgent=True)
    async with engine.begin() as conn:
        await Broadcasts(conn, now).plan(plan)
