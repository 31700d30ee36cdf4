"""The database goes away under the running bot: the update is kept, the person hears an apology, the bot lives on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ibok_bot.simulator.server import Simulator
from tests.databases import Templates
from tests.e2e.test_bot_process import Bot


@pytest.fixture(params=["postgresql", "mariadb"])
def server_url(request: pytest.FixtureRequest, templates: Templates) -> str:
    """A migrated database behind a server."""
    return templates.fresh(request.param)


class Wire:
    """A wire to the database's server that can be cut."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def connect(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0.1)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._target)
        self._open |= {writer, back}
        await asyncio.gather(_copy(reader, back), _copy(there, writer))
        self._open -= {writer, back}


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[tuple[Wire, str]]:
    parts = urlsplit(url)
    wire = Wire(parts.hostname or "127.0.0.1", parts.port or 0)
    await wire.connect()
    yield wire, url.replace(f":{parts.port}", f":{wire.port}")
    await wire.cut()


async def test_a_lost_database_loses_no_update(server_url: str, tmp_path: Path) -> None:
    async with Simulator() as simulator, wired(server_url) as (wire, url):
        bot = Bot(simulator, url, tmp_path)
        await bot.start()
        try:
            person = simulator.people.add("Ewa").id
            simulator.people.write(person, "/start")
            await simulator.people.until_says(person, "Dzień dobry!", 20)
            await simulator.people.until(lambda: simulator.queue.waiting == 0)
            await wire.cut()
            simulator.people.write(person, "/login")
            await asyncio.sleep(1)
            assert bot.process is not None
            assert bot.process.returncode is None
            assert simulator.queue.waiting == 1
            await wire.connect()
            await simulator.people.until_says(person, "Podaj e-mail", 30)
            said = [message.text for message in simulator.people.messages(person)]
            assert any("Przepraszamy, że to tyle trwało" in text for text in said)
        finally:
            await bot.kill()
