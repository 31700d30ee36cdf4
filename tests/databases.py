"""Databases for tests: SQLite always; PostgreSQL and MariaDB where they answer. Each test has its own."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.schema import Base
from ibok_bot.storage.transactions import Database
from ibok_bot.storage.upgrade import upgrade

SERVERS = {
    "postgresql": os.environ.get("IBOK_TEST_POSTGRES", "postgresql+asyncpg://postgres@127.0.0.1:5432"),
    "mariadb": os.environ.get("IBOK_TEST_MARIADB", "mysql+asyncmy://root@127.0.0.1:3306"),
}
_ADMIN = {"postgresql": "postgres", "mariadb": ""}
_RUN = f"ibok_test_{os.getpid()}_{secrets.token_hex(3)}"


def missing(what: str) -> None:
    """Skip with the reason; where everything is required, fail."""
    if os.environ.get("IBOK_TEST_REQUIRE_ALL"):
        pytest.fail(what)
    pytest.skip(what)


async def _admin(kind: str, *statements: str) -> None:
    engine = create_async_engine(f"{SERVERS[kind]}/{_ADMIN[kind]}", isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as conn:
            for statement in statements:
                await conn.execute(text(statement))
    finally:
        await engine.dispose()


def _create(kind: str, name: str) -> str:
    extra = "CHARACTER SET utf8mb4" if kind == "mariadb" else ""
    asyncio.run(_admin(kind, f"CREATE DATABASE {name} {extra}"))
    return f"{SERVERS[kind]}/{name}"


def drop(kind: str, name: str) -> None:
    """Remove a database that a test made."""
    force = " WITH (FORCE)" if kind == "postgresql" else ""
    asyncio.run(_admin(kind, f"DROP DATABASE IF EXISTS {name}{force}"))


class Templates:
    """One migrated database of each kind for the whole run, from which tests get their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, str] = {}
        self._counter = 0

    def fresh(self, kind: str) -> str:
        """The address of a migrated, empty database; the one behind a server is emptied for each test."""
        if kind == "sqlite":
            return self._sqlite()
        if kind not in self._made:
            try:
                self._made[kind] = _create(kind, _RUN)
            except Exception as error:  # noqa: BLE001 - whatever the driver says, there is no server
                missing(f"{kind} does not answer at the address in its IBOK_TEST_… variable ({type(error).__name__})")
            asyncio.run(upgrade(self._made[kind]))
        asyncio.run(_empty(self._made[kind]))
        return self._made[kind]

    def _sqlite(self) -> str:
        template = self._folder / "template.db"
        if not template.exists():
            asyncio.run(upgrade(f"sqlite+aiosqlite:///{template}"))
        self._counter += 1
        path = self._folder / f"{self._counter}.db"
        shutil.copy(template, path)
        return f"sqlite+aiosqlite:///{path}"

    def drop_all(self) -> None:
        """At the end of the run."""
        for kind in self._made:
            drop(kind, _RUN)


async def _empty(url: str) -> None:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.begin() as conn:
            if engine.dialect.name == "postgresql":
                await conn.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)} RESTART IDENTITY CASCADE"))
                return
            await conn.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
            for table in Base.metadata.tables:
                await conn.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
            await conn.execute(text("SET FOREIGN_KEY_CHECKS = 1"))
    finally:
        await engine.dispose()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """The run's databases."""
    made = Templates(tmp_path_factory.mktemp("databases"))
    yield made
    made.drop_all()


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def database_url(request: pytest.FixtureRequest, templates: Templates) -> str:
    """A migrated, empty database of each kind."""
    return templates.fresh(request.param)


@pytest.fixture
def sqlite_url(templates: Templates) -> str:
    """A migrated, empty SQLite database."""
    return templates.fresh("sqlite")


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database, closed in the end."""
    database = Database(make_engine(url, pool_size=4))
    try:
        yield database
    finally:
        await database.dispose()
