"""Databases for benchmarks: one with invented customers and logged-in chats, and a copy of it for each bot."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from benchmarks.processes import run
from ibok_bot.domain.money import Money
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Account, LoginSession, TelegramLink
from ibok_bot.storage.schema.invoices import Due

POSTGRES = os.environ.get("IBOK_BENCH_POSTGRES", "postgresql+asyncpg://postgres@127.0.0.1:5432")
_CUSTOMERS = 200


@dataclass(frozen=True)
class Sqlite:
    """A file."""

    folder: Path
    name: str = "SQLite"

    async def template(self) -> str:
        """The address of a new, empty database."""
        return self._url("template")

    async def copy(self, name: str) -> str:
        """The address of a copy of the template."""
        shutil.copy(self.folder / "template.db", self.folder / f"{name}.db")
        return self._url(name)

    async def drop(self) -> None:
        """Nothing: the folder goes as a whole."""

    def _url(self, name: str) -> str:
        return f"sqlite+aiosqlite:///{self.folder / name}.db"


class Postgres:
    """Databases of our own on a server, dropped in the end."""

    name = "PostgreSQL"

    def __init__(self) -> None:
        self._run = f"ibok_bench_{os.getpid()}_{secrets.token_hex(3)}"
        self._made: list[str] = []

    async def template(self) -> str:
        """The address of a new, empty database. Raises what the driver raises when there is no server."""
        return await self._create(f"{self._run}_template")

    async def copy(self, name: str) -> str:
        """The address of a copy of the template."""
        return await self._create(f"{self._run}_{name}", f"TEMPLATE {self._run}_template")

    async def drop(self) -> None:
        """Drop them all."""
        await self._admin(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in self._made))

    async def _create(self, name: str, extra: str = "") -> str:
        await self._admin(f"CREATE DATABASE {name} {extra}")
        self._made.append(name)
        return f"{POSTGRES}/{name}"

    async def _admin(self, *statements: str) -> None:
        engine = create_async_engine(f"{POSTGRES}/postgres", isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as conn:
                for statement in statements:
                    await conn.execute(text(statement))
        finally:
            await engine.dispose()


async def fill(url: str, chats: range) -> None:
    """The schema and the invented customers by our own commands; then a session for each chat."""
    settings = {"IBOK_DATABASE_URL": url}
    await run("ibok_bot", "db", "upgrade", settings=settings)
    await run("ibok_bot", "demo-data", "--customers", str(_CUSTOMERS), settings=settings)
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.begin() as conn:
            await _log_in(conn, chats)
    finally:
        await engine.dispose()


async def _log_in(conn: AsyncConnection, chats: range) -> None:
    """Chats are dealt out over the customers who have something to pay."""
    now = datetime.now(UTC)
    here = {"channel": "telegram"}
    owing = list(await conn.scalars(select(Due.payer_id).where(Due.remaining > Money(0)).distinct()))
    accounts = await _accounts(conn, owing, now)
    stays, links, talks = [], [], []
    for key, chat in enumerate(chats, 1):
        account, payer = accounts[key % len(accounts)]
        stay = {"id": key, "account_id": account, "payer_id": payer, "started_at": now, "how_in": "password"}
        stays.append({**here, **stay, "chat_id": chat})
        links.append({**here, "account_id": account, "chat_id": chat, "linked_at": now})
        talk = {"language": "pl", "session_id": key, "trail": "[]", "choices": "[]", "turn": 0, "updated_at": now}
        talks.append({**here, **talk, "chat_id": chat})
    await conn.execute(insert(table(LoginSession)), stays)
    await conn.execute(insert(table(TelegramLink)), links)
    await conn.execute(insert(table(Conversation)), talks)


async def _accounts(conn: AsyncConnection, payers: list[int], now: datetime) -> list[tuple[int, int]]:
    """An account for each payer, made where there is none: account, payer."""
    have = set(await conn.scalars(select(Account.payer_id)))
    common = {"password_hash": "none", "created_at": now, "without_amounts": 0}
    rows = [{**common, "payer_id": p, "email": f"bench{p}@example.com"} for p in payers if p not in have]
    if rows:
        await conn.execute(insert(table(Account)), rows)
    found = await conn.execute(select(Account.id, Account.payer_id).where(Account.payer_id.in_(payers)))
    return [(row.id, row.payer_id) for row in found]
