"""The API as a running server, and callers with tokens."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
from yarl import URL

from ibok_bot.domain.staff import CONSOLE
from ibok_bot.domain.tokens import Scope
from ibok_bot.storage.tokens import Tokens
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.web.api.catalogue import ENDPOINTS
from ibok_bot.web.api.service import Api
from ibok_bot.web.api.tokens import Pace
from ibok_bot.web.server import Webhook, make_app, serve
from tests.office import Clock

UNHURRIED = Pace(burst=10**9, per_second=10**9)
WEBHOOK = "/telegram/0123456789abcdef"
EVERYTHING = tuple(Scope)
HELLO = {
    "category": "news",
    "texts": {"pl": {"title": "Nowe godziny", "text": "Od 1 grudnia 8–18."}},
    "audience": "all",
}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Running:
    """The server, its database and its clock."""

    database: Database
    clock: Clock
    url: str = ""
    committed: list[int] = field(default_factory=list)
    app: Any = None

    async def token(self, *scopes: Scope, lasts: timedelta = timedelta(days=30), name: str = "billing") -> str:
        """A new token's secret."""
        async with self.database.write() as conn:
            _token, secret = await Tokens(conn, self.clock()).make(name, scopes or EVERYTHING, lasts, CONSOLE)
        return secret

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        key: str | None = None,
        raw: bytes | None = None,
        headers: Iterable[tuple[str, str]] = (),
    ) -> Answer:
        """One request."""
        sent = list(headers)
        if token is not None:
            sent.append(("Authorization", f"Bearer {token}"))
        if key is not None:
            sent.append(("Idempotency-Key", key))
        if body is not None:
            raw = json.dumps(body).encode()
            sent.append(("Content-Type", "application/json"))
        url = URL(self.url + path, encoded=True)
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, data=None if raw is None else BytesIO(raw), headers=sent) as answer,
        ):
            return Answer(answer.status, answer.headers, await answer.read())


@asynccontextmanager
async def running(
    database: Database, clock: Clock | None = None, pace: Pace = UNHURRIED, **changed: int
) -> AsyncIterator[Running]:
    """The API on a free port; the supplier may be `changed`."""
    office = Running(database, clock or Clock())

    async def ready() -> str | None:
        return None

    async def handle(_body: bytes) -> None:
        return None

    api = Api(
        ENDPOINTS,
        database,
        replace(read_supplier(None), **changed),  # type: ignore[arg-type]
        office.clock,
        pace=pace,
        after_commit=lambda: office.committed.append(1),
    )
    office.app = make_app(ready, Webhook(WEBHOOK, "a-secret", handle), api)
    runner = await serve(office.app, "127.0.0.1", 0)
    office.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield office
    finally:
        await runner.cleanup()
