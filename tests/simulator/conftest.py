"""A local Telegram for each test, on a free port."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from ibok_bot.simulator.server import Simulator
from tests.simulator.local import Local


@pytest.fixture
async def local() -> AsyncIterator[Local]:
    async with Simulator() as simulator, aiohttp.ClientSession(simulator.url) as http:
        anna = simulator.people.add("Anna", last_name="Nowak")
        anna.started = True
        yield Local(simulator, http, anna.id)
