"""What stands before every address of the API: a number for the request, a caller we know, and problems as answers."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from ibok_bot.domain.tokens import ApiToken
from ibok_bot.storage.transactions import Database, is_outage
from ibok_bot.turns.faults import whereabouts
from ibok_bot.web.api.problems import Refused, at_fault, of_server
from ibok_bot.web.api.tokens import Buckets, caller

CALLER = web.RequestKey("caller", ApiToken)
"""Whose request it is; there is none where nobody was let in."""
_BELOW = "/api/"
_ASKED_AT_ONCE = 2
"""Tokens looked up at the same time: strangers who knock do not take the database from customers."""
_log = structlog.get_logger(__name__)


def guard(database: Database, buckets: Buckets, clock: Callable[[], datetime]) -> Middleware:
    """Below /api/ nothing is answered without a token, not even that there is nothing."""

    door = asyncio.Semaphore(_ASKED_AT_ONCE)

    async def let_in(request: web.Request) -> None:
        token = await caller(request.headers.get("Authorization"), database, clock(), door)
        structlog.contextvars.bind_contextvars(token=token.id)
        buckets.take(token)
        request[CALLER] = token

    @web.middleware
    async def stand_before(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(_BELOW):
            return await handler(request)
        number, began = secrets.token_hex(8), time.monotonic()
        with structlog.contextvars.bound_contextvars(request=number, token=None):
            try:
                await let_in(request)
                response = await handler(request)
            except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets an answer without its words
                response = _refusal(error).response(number)
            _note(request, response.status, time.monotonic() - began)
        response.headers["X-Request-Id"] = number
        response.headers["Cache-Control"] = "no-store"
        response.headers["Server"] = "ibok-bot"
        return response

    return stand_before


def _refusal(error: Exception) -> Refused:
    """The problem that kept us from the answer."""
    match error:
        case Refused():
            return error
        case web.HTTPException():
            return of_server(error)
    if is_outage(error):
        _log.warning("database unreachable", error=type(error).__name__)
        return at_fault(503)
    _log.error("api failed", fault=whereabouts(error))
    return at_fault(500)


def _note(request: web.Request, status: int, seconds: float) -> None:
    """One line a request: the route, never the address, in which there may be anything."""
    resource = request.match_info.route.resource
    route = resource.canonical if resource else None
    _log.info("api", method=request.method if route else None, route=route, status=status, ms=round(seconds * 1000))
