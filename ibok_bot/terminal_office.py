"""The office in the terminal, joined."""

from __future__ import annotations

import asyncio

from ibok_bot.app import open_office
from ibok_bot.config import Settings
from ibok_bot.terminal.chat import converse


async def chat(settings: Settings, stop: asyncio.Event) -> None:
    """Until the input ends. Raises CannotStart or WrongSettings."""
    async with open_office(settings) as office:
        await converse(office.reception, office.clock, office.press, settings.data_dir / "files", stop)
