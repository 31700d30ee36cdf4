"""`ibok-bot chat`: reads lines, hands them to the reception, shows what comes back."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console

from ibok_bot.documents.press import Press
from ibok_bot.domain.ids import ChatId
from ibok_bot.terminal.channel import TerminalChannel, incoming
from ibok_bot.turns.messages import Unanswered
from ibok_bot.turns.reception import Reception

_CHAT = ChatId(1)


def make_channel(press: Press, folder: Path) -> TerminalChannel:
    """The terminal as a channel. Files go to `folder`."""
    return TerminalChannel(Console(highlight=False), folder, press)


async def converse(
    reception: Reception, clock: Callable[[], datetime], channel: TerminalChannel, stop: asyncio.Event
) -> None:
    """Until the input ends or `stop`."""
    console = Console(highlight=False)
    console.print("A number presses that button; all else is text. /help helps, Ctrl-D leaves.", style="dim")
    line: str | None = "/start"
    while line is not None and not stop.is_set():
        await _hand_over(reception, channel, line, clock)
        line = await _next_line(stop)


async def _hand_over(reception: Reception, channel: TerminalChannel, line: str, clock: Callable[[], datetime]) -> None:
    update = incoming(channel, time.time_ns() // 1000, _CHAT, line, clock)
    while True:
        try:
            return await reception.handle(update, channel)
        except Unanswered as later:
            sys.stderr.write(f"{later}; trying again …\n")
            await asyncio.sleep(later.wait)


async def _next_line(stop: asyncio.Event) -> str | None:
    """The next line from the keyboard; None when the input ends or the office closes."""
    reading = asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not reading.done():
        return None
    line = reading.result()
    return line.rstrip("\n") if line else None
