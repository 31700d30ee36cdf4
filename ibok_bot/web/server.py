"""The office's HTTP server: Telegram's webhook, the API, and whether the process is alive and ready."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from ibok_bot.turns.messages import NotAnUpdate, Unanswered
from ibok_bot.web.api.service import Api

_LONGEST_BODY = 1024 * 1024
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


class PortInUse(Exception):
    """Something else listens where the office wants to."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram's updates arrive: a path nobody guesses, and a secret that proves who calls.

    `handle` returns when the update is done, raises Unanswered when Telegram should send it again, and NotAnUpdate
    for what is none.
    """

    path: str
    secret: str
    handle: Callable[[bytes], Awaitable[None]]


def make_app(
    ready: Callable[[], Awaitable[str | None]], webhook: Webhook | None = None, api: Api | None = None
) -> web.Application:
    """The routes. `ready` says what is missing, or None."""
    app = web.Application(client_max_size=_LONGEST_BODY)

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        missing = await ready()
        return web.Response(text=f"{missing or 'ready'}\n", status=503 if missing else 200)

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    if webhook is not None:
        app.router.add_post(webhook.path, _receiver(webhook))
    if api is not None:
        api.join(app)
    return app


def _receiver(webhook: Webhook) -> Callable[[web.Request], Awaitable[web.Response]]:
    secret = webhook.secret.encode()

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, secret):
            return web.Response(status=403)
        try:
            await webhook.handle(await request.read())
        except Unanswered as later:
            return web.Response(status=503, headers={"Retry-After": str(max(1, round(later.wait)))})
        except NotAnUpdate:
            return web.Response(status=400, text="not an update\n")
        return web.Response()

    return receive


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen; `cleanup()` of what is returned waits for requests under way. Raises PortInUse."""
    runner = web.AppRunner(app, access_log=None, handler_cancellation=False, shutdown_timeout=10)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise PortInUse(f"Cannot listen on {host}:{port} ({error.strerror}). Set IBOK_LISTEN to a free port") from None
    return runner
