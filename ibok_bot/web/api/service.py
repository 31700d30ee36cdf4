"""The API at work: each request runs on one transaction, and one with a key takes effect once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.tokens import ApiToken
from ibok_bot.storage.requests import AnotherRequest, Answered, Requests
from ibok_bot.storage.transactions import Database, is_transient
from ibok_bot.web.api import arriving
from ibok_bot.web.api.endpoint import BASE, Call, Endpoint
from ibok_bot.web.api.guard import CALLER, guard
from ibok_bot.web.api.openapi import describe
from ibok_bot.web.api.problems import Mistake, Refused
from ibok_bot.web.api.tokens import PACE, Buckets, Pace, allow

_RUNS_AGAIN = 4
_AT_ONCE = 3
"""Requests on the database at the same time, fewer than its connections: customers never wait behind the systems."""
_ENCODE = msgspec.json.Encoder()
_ALIKE = msgspec.json.Encoder(order="sorted")
"""Writes what asks for the same in the same way, however the caller ordered it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, read and found sound. The digest tells apart what was asked for under one key."""

    endpoint: Endpoint
    token: ApiToken
    parts: Mapping[str, msgspec.Struct]
    key: str | None
    digest: str


@dataclass(frozen=True)
class Api:
    """What the supplier's systems may ask for, on one database. `after_commit` is called when something was changed."""

    endpoints: Sequence[Endpoint]
    database: Database
    supplier: Supplier
    clock: Callable[[], datetime]
    version: str = "1"
    pace: Pace = PACE
    after_commit: Callable[[], None] = lambda: None

    def join(self, app: web.Application) -> None:
        """Its routes, and what guards them all."""
        app.middlewares.append(guard(self.database, Buckets(self.pace, self.clock), self.clock))
        app.router.add_route("GET", f"{BASE}/openapi.json", self._describe)
        line = asyncio.Semaphore(_AT_ONCE)
        for endpoint in self.endpoints:
            app.router.add_route(endpoint.method, endpoint.route, self._handler(endpoint, line))

    async def _describe(self, request: web.Request) -> web.Response:
        allow(request[CALLER], None)
        body = msgspec.json.encode(describe(self.endpoints, self.version))
        return web.Response(body=body, content_type=arriving.JSON)

    def _handler(self, endpoint: Endpoint, line: asyncio.Semaphore) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            token = request[CALLER]
            allow(token, endpoint.scope)
            asked = await _read(endpoint, request, token)
            async with line:
                answered, before = await self._outliving(lambda: self._run(asked))
            if endpoint.changes and not before:
                self.after_commit()
            return _response(answered, before=before)

        return handle

    async def _outliving(self, work: Callable[[], Awaitable[tuple[Answered, bool]]]) -> tuple[Answered, bool]:
        """Run again what met a deadlock or lost a race: it had no effect."""
        for again in range(_RUNS_AGAIN):
            try:
                return await work()
            except Exception as error:
                if not is_transient(error) or again == _RUNS_AGAIN - 1:
                    raise
                await asyncio.sleep(random.uniform(0, 0.02 * 2**again))  # noqa: S311 - spreads rivals, no secret
        raise AssertionError

    async def _run(self, asked: _Asked) -> tuple[Answered, bool]:
        """The answer, and whether it was given before."""
        endpoint, now = asked.endpoint, self.clock()
        async with self.database.write() if endpoint.changes else self.database.read() as conn:
            requests = Requests(conn, now, asked.token.id)
            if asked.key and (found := await self._begun(requests, asked.key, asked.digest)):
                return found, True
            answer = await endpoint.act(Call(conn, now, asked.token, self.supplier), **asked.parts)
            location = (
                BASE + endpoint.location.format_map(msgspec.structs.asdict(answer)) if endpoint.location else None
            )
            answered = Answered(endpoint.status, _ENCODE.encode(answer).decode(), location)
            if asked.key:
                await requests.finish(asked.key, answered)
        return answered, False

    async def _begun(self, requests: Requests, key: str, digest: str) -> Answered | None:
        try:
            return await requests.begin(key, digest)
        except AnotherRequest:
            mistake = Mistake("Take a new key for everything new", header=arriving.KEY_HEADER)
            raise Refused(422, "key-reused", "This key was used for another request.", mistake) from None


async def _read(endpoint: Endpoint, request: web.Request, token: ApiToken) -> _Asked:
    """What was asked for. Raises Refused."""
    found = {
        "place": arriving.place(endpoint, request),
        "query": arriving.query(endpoint, request),
        "body": await arriving.body(endpoint, request),
    }
    key = arriving.key(endpoint, request)
    parts = {name: part for name, part in found.items() if part is not None}
    asked = b"\n".join((endpoint.method.encode(), request.path.encode(), _ALIKE.encode(found["body"])))
    return _Asked(endpoint, token, parts, key, sha256(asked).hexdigest())


def _response(answered: Answered, *, before: bool) -> web.Response:
    headers = {"Location": answered.location} if answered.location else {}
    if before:
        headers["Idempotent-Replayed"] = "true"
    body = answered.answer.encode()
    return web.Response(status=answered.status, body=body, content_type=arriving.JSON, headers=headers)
