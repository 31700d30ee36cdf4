"""Bringing the schema up from nothing, on a database made carelessly, and telling how it stands."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Dialect, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.storage.schema import Base
from ibok_bot.storage.schema.reminders import PushMark
from ibok_bot.storage.schema.tariffs import Operator
from ibok_bot.storage.upgrade import HEAD, MIGRATIONS, SchemaStatus, status, upgrade
from tests.databases import SERVERS, _admin, drop, missing, opened

ROW = {"name": "Zażółć ґ 🔌", "emergency_phone": "991"}
LATIN = {"mariadb": "CHARACTER SET latin1", "postgresql": "TEMPLATE template0"}


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it; on MariaDB made for Latin letters, as it was by default for many years."""
    kind = request.param
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/bare.db"
        return
    name = f"ibok_test_bare_{secrets.token_hex(4)}"
    try:
        asyncio.run(_admin(kind, f"CREATE DATABASE {name} {LATIN[kind]}"))
    except (OSError, DBAPIError) as error:
        missing(f"{kind} does not answer ({type(error).__name__})")
    yield f"{SERVERS[kind]}/{name}"
    drop(kind, name)


async def rows(conn: AsyncConnection, query: str) -> set[tuple[object, ...]]:
    """What the database says of itself."""
    return {tuple(row) for row in await conn.execute(text(query), {"base": conn.engine.url.database})}


async def test_from_nothing_to_this_release(bare_url: str) -> None:
    assert await status(bare_url) == SchemaStatus(None)
    await upgrade(bare_url)
    assert await status(bare_url) == SchemaStatus(HEAD)
    async with opened(bare_url) as database, database.write() as conn:
        await conn.execute(insert(Operator).values(code="A", **ROW))
        await conn.execute(insert(Operator).values(code="a", **ROW))
        found = await conn.execute(select(Operator.id, Operator.name).order_by(Operator.id))
        assert [tuple(row) for row in found] == [(1, ROW["name"]), (2, ROW["name"])]


async def test_an_upgrade_leaves_customers_alone(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await conn.execute(insert(Operator).values(code="A", **ROW))
        await upgrade(database_url)
        async with database.read() as conn:
            assert (await conn.execute(select(Operator.name))).scalar_one() == ROW["name"]


@pytest.mark.parametrize(("stands_at", "current"), [("0000", "0000"), (None, None)])
async def test_another_release_s_schema_is_not_up_to_date(
    bare_url: str, stands_at: str | None, current: str | None
) -> None:
    async with opened(bare_url) as database, database.write() as conn:
        await conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        if stands_at:
            await conn.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": stands_at})
    found = await status(bare_url)
    assert (found.current, found.up_to_date) == (current, False)


@pytest.mark.parametrize("bare_url", ["mariadb"], indirect=True)
async def test_mariadb_keeps_transactions_every_letter_the_case_of_keys_and_microseconds(bare_url: str) -> None:
    await upgrade(bare_url)
    async with opened(bare_url) as database, database.read() as conn:
        tables = await rows(conn, "SELECT table_name, engine FROM information_schema.tables WHERE table_schema = :base")
        columns = await rows(
            conn,
            "SELECT table_name, column_name, collation_name, datetime_precision FROM information_schema.columns"
            " WHERE table_schema = :base AND table_name <> 'alembic_version'",
        )
    assert tables == {(name, "InnoDB") for name in [*Base.metadata.tables, "alembic_version"]}
    assert {(name, column) for name, column, letters, _fine in columns if letters == "utf8mb4_bin"} == keys(
        database.engine.dialect
    )
    assert {str(letters).split("_")[0] for _name, _column, letters, _fine in columns if letters} == {"utf8mb4"}
    assert {fine for _name, _column, _letters, fine in columns if fine is not None} == {6}


def keys(dialect: Dialect) -> set[tuple[str, str]]:
    """The columns that the schema wants compared letter for letter."""
    wanted = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if vars(column.type.dialect_impl(dialect)).get("collation") == "utf8mb4_bin"
    }
    assert ("account", "email") in wanted
    return wanted


def up_to(url: str, revision: str) -> None:
    """As an older release left it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, revision)


async def test_invoices_that_customers_have_seen_are_no_news_after_the_upgrade(bare_url: str) -> None:
    await asyncio.to_thread(up_to, bare_url, "0007")
    today = datetime.now(UTC).date()
    payer = (
        "INSERT INTO payer (id, customer_number, kind, name, street, postcode, town, account_nrb)"
        " VALUES (:id, :number, 'household', 'n', 's', '00-001', 't', :number)"
    )
    account = (
        "INSERT INTO account (id, payer_id, email, password_hash, created_at, without_amounts)"
        " VALUES (1, 1, 'a@example.org', 'x', :now, 0)"
    )
    invoice = (
        "INSERT INTO invoice (id, public_id, payer_id, number, number_key, kind, period_from, period_to, issued_on,"
        " net, vat, gross, energy)"
        " VALUES (:id, :name, :payer, :name, :name, 'settlement', :day, :day, :day, 1, 0, 1, 1)"
    )
    bills = [(1, 1, today), (2, 1, today - timedelta(days=300)), (3, 2, today)]
    async with opened(bare_url) as database, database.write() as conn:
        await conn.execute(text(payer), [{"id": 1, "number": "1"}, {"id": 2, "number": "2"}])
        await conn.execute(text(account), {"now": datetime(2026, 1, 1)})  # noqa: DTZ001 - as the table keeps it
        told = [{"id": key, "name": f"F{key}", "payer": whose, "day": day} for key, whose, day in bills]
        await conn.execute(text(invoice), told)
    await upgrade(bare_url)
    async with opened(bare_url) as database, database.read() as conn:
        assert list(await conn.scalars(select(PushMark.mark))) == ["invoice:1"]
