"""The local Telegram as a test sees it: raw calls of the Bot API, and people who act."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from ibok_bot.simulator.server import Simulator

Json = dict[str, object]
Answer = Callable[[Json], Awaitable[int]]
HTML = "HTML"


@dataclass
class Local:
    """A running local Telegram, an HTTP client, and somebody who has started the bot."""

    simulator: Simulator
    http: aiohttp.ClientSession
    anna: int

    async def call(self, method: str, /, **given: object) -> Json:
        """The whole answer of a Bot API method; parameters go as JSON."""
        async with self.http.post(f"/bot{self.simulator.token}/{method}", json=given) as answer:
            found: Json = await answer.json()
            assert answer.status == found.get("error_code", 200)
            return found

    async def result(self, method: str, /, **given: object) -> Json:
        """What a method that must succeed gives."""
        answer = await self.call(method, **given)
        assert answer["ok"], answer
        found = answer["result"]
        assert isinstance(found, dict)
        return found

    async def refusal(self, method: str, /, **given: object) -> str:
        """The words of a method that must be refused."""
        answer = await self.call(method, **given)
        assert answer["ok"] is False, answer
        return str(answer["description"])

    async def say(self, text: str, **given: object) -> Json:
        """The bot's message to Anna."""
        return await self.result("sendMessage", chat_id=self.anna, text=text, **given)

    async def updates(self, **given: object) -> list[Json]:
        """What getUpdates gives."""
        found = (await self.call("getUpdates", **given))["result"]
        assert isinstance(found, list)
        return found

    async def settled(self) -> None:
        """Until nothing waits."""
        async with asyncio.timeout(5):
            while self.simulator.queue.waiting:  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)


@asynccontextmanager
async def bot(answer: Answer, secrets: list[str] | None = None) -> AsyncIterator[str]:
    """A webhook on this machine that answers each update with a status."""

    async def handle(request: web.Request) -> web.Response:
        if secrets is not None:
            secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        return web.Response(status=await answer(await request.json()))

    app = web.Application()
    app.router.add_post("/hook", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()
