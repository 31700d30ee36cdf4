"""A Telegram for benchmarks: answers every call at once, and tells the load generator when a chat has its reply."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import parse_qs

from aiohttp import web

TOKEN = "1234567890:benchmark-benchmark-benchmark-bench"  # noqa: S105 - nobody's
_BOT = {"id": 1234567890, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_CHAT = re.compile(rb'(?:^|&)chat_id=(\d+)|name="?chat_id"?[^\d]*(\d+)')
_SENT = (
    '{"ok":true,"result":{"message_id":%d,"date":1760000000,"text":"sent",'
    '"from":{"id":1234567890,"is_bot":true,"first_name":"Bench","username":"bench_bot"},'
    '"chat":{"id":%d,"type":"private","first_name":"Bench"}}}'
)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the bot wants its updates."""

    url: str
    secret: str


class LocalTelegram:
    """The Bot API, as much of it as the bots under test call; `sent` counts the messages.

    `arrivals` are the moments (perf_counter) of those that nobody waited for.
    """

    def __init__(self) -> None:
        self.sent = 0
        self.arrivals: list[float] = []
        self._arrived = asyncio.Event()
        self.url = ""
        self.webhook: asyncio.Future[Webhook] = asyncio.Future()
        self._waiting: dict[int, asyncio.Future[float]] = {}
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen on a free port of this machine."""
        app = web.Application()
        for name in ("sendMessage", "sendmessage"):  # Telegram minds no case
            app.router.add_route("*", f"/bot{{token}}/{name}", self._send_message)
        app.router.add_route("*", "/bot{token}/setWebhook", self._set_webhook)
        app.router.add_route("*", "/bot{token}/getMe", _always(_BOT))
        app.router.add_route("*", "/bot{token}/getMyCommands", _always([]))
        app.router.add_route("*", "/bot{token}/{method}", _always(answer=True))
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    def next_bot(self) -> None:
        """Forget the last bot's webhook."""
        self.webhook = asyncio.Future()

    def reply(self, chat: int) -> asyncio.Future[float]:
        """The moment (perf_counter) of the next message to this chat."""
        if chat in self._waiting:
            raise ValueError(f"chat {chat} waits for a reply already")
        return self._waiting.setdefault(chat, asyncio.Future())

    async def arrival(self) -> None:
        """Wait for the next message that nobody asked for."""
        self._arrived.clear()
        await self._arrived.wait()

    async def _send_message(self, request: web.Request) -> web.Response:
        found = _CHAT.search(await request.read())
        chat = int(found[1] or found[2]) if found else 0
        self.sent += 1
        waiting = self._waiting.pop(chat, None)
        if waiting is None:
            self.arrivals.append(perf_counter())
            self._arrived.set()
        elif not waiting.done():
            waiting.set_result(perf_counter())
        return web.Response(text=_SENT % (self.sent, chat), content_type="application/json")

    async def _set_webhook(self, request: web.Request) -> web.Response:
        body = parse_qs((await request.read()).decode())
        if body.get("url") and not self.webhook.done():
            self.webhook.set_result(Webhook(body["url"][0], body["secret_token"][0]))
        return web.json_response({"ok": True, "result": True})


def _always(answer: object) -> Callable[[web.Request], Awaitable[web.Response]]:
    text = json.dumps({"ok": True, "result": answer})

    async def respond(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text=text, content_type="application/json")

    return respond
