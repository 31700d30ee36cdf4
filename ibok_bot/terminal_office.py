"""The office in the terminal, joined."""

from __future__ import annotations

import asyncio

from ibok_bot.app import open_office
from ibok_bot.config import Settings
from ibok_bot.delivery.limits import Limits
from ibok_bot.terminal.channel import NAME
from ibok_bot.terminal.chat import converse, make_channel

_BOT = 0
"""No bot has this number: the terminal's lease is its own."""


async def chat(settings: Settings, stop: asyncio.Event) -> None:
    """Until the input ends. Raises CannotStart or WrongSettings."""
    async with open_office(settings) as office:
        channel = make_channel(office.press, settings.data_dir / "files")
        limits = Limits.of_rate(settings.send_rate)
        sender = office.sender(NAME, channel, bot=_BOT, limits=limits, carries_broadcasts=False)
        async with asyncio.TaskGroup() as group:
            group.create_task(sender.run(stop))
            await converse(office.reception, office.clock, channel, stop)
            stop.set()
