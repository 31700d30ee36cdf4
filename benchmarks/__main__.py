"""`python -m benchmarks [--quick]`: ibok-bot beside two plain bots that do the same work, one core for each."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.status import Status
from sqlalchemy.exc import SQLAlchemyError

from benchmarks import broadcasts, papers, sending
from benchmarks.databases import POSTGRES, Postgres, Sqlite, fill
from benchmarks.processes import BOT_CORE, OUR_CORE, Failed, run
from benchmarks.tables import show_broadcasting, show_papers, show_sending, show_turns
from benchmarks.telegram import LocalTelegram
from benchmarks.turns import AIOGRAM, OURS, PTB, Measured, Size, Trial, begun

_WHOLE, _QUICK = Size(200, rounds=5, busy=300, steady=150), Size(60, rounds=3, busy=80, steady=60)
_MESSAGES, _FEW_MESSAGES, _SENDING_ROUNDS = 1500, 400, 3
_RECIPIENTS, _FEW_RECIPIENTS = 1_000_000, 50_000
_WATCHED, _WATCHED_BRIEFLY = 20.0, 6.0
_WIDTH = 116
_CLIENTS = {
    "ours": "ibok-bot's channel: python-telegram-bot's Bot on aiohttp",
    "ptb": "python-telegram-bot's Bot on its default client",
    "aiogram": "aiogram's Bot on its default client",
}
_NOTES = """\
PTB is python-telegram-bot. Each bot has one core and a database of its own; the load and the local Telegram have
another core. "Better" is a ratio: 2.00 × is twice as many updates, or half the time or memory. Bots work in turns;
the numbers are medians of the rounds.
All three load the conversation, read the open dues, overpayments and the rates of late interest, save the
conversation and send one reply. ibok-bot alone also remembers each update with its answer, so that a repeated one is
not handled twice, and which message holds the buttons. Plain PTB handles updates one by one, as it does by default.
* The same chats ask once more: ibok-bot takes the buttons off the older message, which is one more call to
Telegram; the plain bots leave them there.\
"""


async def main(*, quick: bool) -> None:
    """Measure and print."""
    console = Console(highlight=False)
    console.width = max(console.width, _WIDTH)
    if task := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    os.sched_setaffinity(0, {OUR_CORE})
    if BOT_CORE == OUR_CORE:
        console.print("There is one core only: the load and the bots share it, so the numbers say little.")
    telegram = LocalTelegram()
    await telegram.open()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for database in (Postgres(), Sqlite(Path(folder))):
                await _turns(console, telegram, database, _QUICK if quick else _WHOLE)
        await _broadcasting(console, telegram, quick=quick)
        await _sending(console, telegram, _FEW_MESSAGES if quick else _MESSAGES)
        with console.status("papers"):
            printed = await papers.measure()
        show_papers(console, papers.FILES, printed)
        console.print(_NOTES)
    finally:
        await telegram.close()


async def _broadcasting(console: Console, telegram: LocalTelegram, *, quick: bool) -> None:
    recipients = _FEW_RECIPIENTS if quick else _RECIPIENTS
    seconds = _WATCHED_BRIEFLY if quick else _WATCHED
    try:
        with console.status(f"a notice to {recipients:,}"):
            seen = await broadcasts.measure(telegram, recipients, seconds)
    except (OSError, SQLAlchemyError) as error:
        console.print(f"The notice is skipped: {POSTGRES} does not answer ({type(error).__name__}).")
        return
    show_broadcasting(console, seen)


async def _turns(console: Console, telegram: LocalTelegram, database: Postgres | Sqlite, size: Size) -> None:
    try:
        url = await database.template()
    except (OSError, SQLAlchemyError) as error:
        why = type(error).__name__
        console.print(f"PostgreSQL is skipped: {POSTGRES} does not answer ({why}). Set IBOK_BENCH_POSTGRES.")
        return
    try:
        with console.status(f"{database.name}: invented customers") as status:
            await fill(url, size.chats)
            measured = await _rounds(telegram, database, size, status)
    finally:
        await database.drop()
    show_turns(console, database.name, measured)


async def _rounds(
    telegram: LocalTelegram, database: Postgres | Sqlite, size: Size, status: Status
) -> dict[str, Measured]:
    """All bots run, one at a time works: in turns, so that a slow minute of the machine is everybody's."""
    trials: dict[str, Trial] = {}
    async with AsyncExitStack() as stack:
        for place, bot in enumerate((OURS, PTB, AIOGRAM)):
            status.update(f"{database.name}: {bot.name} starts")
            url = await database.copy(f"bot{place}")
            trials[bot.name] = await stack.enter_async_context(begun(bot, telegram, url, size))
        for number in range(1, size.rounds + 1):
            for name, trial in trials.items():
                status.update(f"{database.name}: round {number} of {size.rounds}, {name}")
                await trial.round()
        return {name: trial.measured() for name, trial in trials.items()}


async def _sending(console: Console, telegram: LocalTelegram, messages: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in _CLIENTS.values()}
    with console.status("sending"):
        for _round in range(_SENDING_ROUNDS):
            for client, name in _CLIENTS.items():
                said = await run("benchmarks.sending", client, telegram.url, str(messages), settings={})
                rates[name].append(float(said))
    show_sending(console, sending.IN_FLIGHT, {name: median(each) for name, each in rates.items()})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer updates: under a minute, and rougher numbers")
    try:
        asyncio.run(main(quick=parser.parse_args().quick))
    except Failed as failed:
        sys.exit(str(failed))
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
