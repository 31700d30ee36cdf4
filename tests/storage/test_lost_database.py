"""A database that is lost, restarting or full is an outage; whatever else it refuses is not."""

from __future__ import annotations

import asyncio
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, insert, select, text

from ibok_bot.domain.money import Money
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.schema.invoices import Invoice
from ibok_bot.storage.schema.tariffs import Operator
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from ibok_bot.storage.upgrade import status
from tests.databases import opened

Talk = Callable[[StreamReader, StreamWriter], Awaitable[None]]
POSTGRES = "postgresql+asyncpg://postgres@127.0.0.1:{}/office"
MARIADB = "mysql+asyncmy://root@127.0.0.1:{}/office"
_SSL_REQUEST = 80877103
OPERATOR = {"code": "A", "name": "Sieci", "emergency_phone": "991"}


def postgres_refusing(state: str) -> Talk:
    """A PostgreSQL server that turns everybody away with this SQLSTATE."""

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        (length,) = struct.unpack("!I", await reader.readexactly(4))
        asked = await reader.readexactly(length - 4)
        if struct.unpack("!I", asked[:4])[0] == _SSL_REQUEST:
            writer.write(b"N")
            (length,) = struct.unpack("!I", await reader.readexactly(4))
            await reader.readexactly(length - 4)
        body = b"SFATAL\0VFATAL\0C" + state.encode() + b"\0Mno\0\0"
        writer.write(b"E" + struct.pack("!I", len(body) + 4) + body)
        await writer.drain()
        writer.close()

    return talk


def mariadb_refusing(code: int) -> Talk:
    """A MariaDB server that turns everybody away with this error."""

    async def talk(_reader: StreamReader, writer: StreamWriter) -> None:
        body = b"\xff" + struct.pack("<H", code) + b"no"
        writer.write(struct.pack("<I", len(body)) + body)
        await writer.drain()
        writer.close()

    return talk


async def hang_up(_reader: StreamReader, writer: StreamWriter) -> None:
    """A server that dies as one connects."""
    writer.close()


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[int]:
    """A server on this machine; its port."""
    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


async def refused_by(url: str) -> BaseException:
    """What a read raises."""
    database = Database(make_engine(url))
    try:
        async with database.read() as conn:
            await conn.execute(text("SELECT 1"))
    except Exception as error:  # noqa: BLE001 - drivers differ, and that is the point
        return error
    finally:
        await database.dispose()
    raise AssertionError("it answered")


@pytest.mark.parametrize(
    ("url", "talk"),
    [
        pytest.param(POSTGRES, postgres_refusing("57P03"), id="postgresql starting up"),
        pytest.param(POSTGRES, postgres_refusing("57P01"), id="postgresql shutting down"),
        pytest.param(POSTGRES, postgres_refusing("53300"), id="postgresql full"),
        pytest.param(POSTGRES, hang_up, id="postgresql dying"),
        pytest.param(MARIADB, mariadb_refusing(1040), id="mariadb full"),
        pytest.param(MARIADB, mariadb_refusing(1053), id="mariadb shutting down"),
        pytest.param(MARIADB, hang_up, id="mariadb dying"),
    ],
)
async def test_a_server_that_cannot_serve_now_is_an_outage(url: str, talk: Talk) -> None:
    async with server(talk) as port:
        error = await refused_by(url.format(port))
    assert is_outage(error)
    assert not is_transient(error)


@pytest.mark.parametrize(
    ("url", "talk"),
    [
        pytest.param(POSTGRES, postgres_refusing("28P01"), id="postgresql wrong password"),
        pytest.param(POSTGRES, postgres_refusing("3D000"), id="postgresql no such database"),
        pytest.param(MARIADB, mariadb_refusing(1045), id="mariadb wrong password"),
        pytest.param(MARIADB, mariadb_refusing(1049), id="mariadb no such database"),
    ],
)
async def test_a_wrong_address_is_no_outage(url: str, talk: Talk) -> None:
    async with server(talk) as port:
        error = await refused_by(url.format(port))
    assert not is_outage(error)
    assert not is_transient(error)


@pytest.mark.parametrize(("url", "talk"), [(POSTGRES, postgres_refusing("57P03")), (MARIADB, hang_up)])
async def test_an_unreachable_schema_is_not_taken_for_an_empty_one(url: str, talk: Talk) -> None:
    async with server(talk) as port:
        with pytest.raises(Exception) as lost:  # noqa: PT011 - drivers differ
            await status(url.format(port))
    assert is_outage(lost.value)


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError(), OSError("no route to host")])
def test_what_drivers_let_through_is_an_outage(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), LookupError()])
def test_our_own_faults_are_neither(error: Exception) -> None:
    assert not is_outage(error)
    assert not is_transient(error)


@pytest.mark.parametrize("database_url", ["postgresql", "mariadb"], indirect=True)
async def test_idle_connections_that_were_killed_cost_one_outage_only(database_url: str) -> None:
    mine, kill = {
        "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
        "mysql": ("SELECT CONNECTION_ID()", "KILL {}"),
    }[database_url.split("+", maxsplit=1)[0]]
    async with opened(database_url) as database, opened(database_url) as killer:
        async with database.read() as one, database.read() as two, database.read() as three:
            idle = [(await conn.execute(text(mine))).scalar_one() for conn in (one, two, three)]
        async with killer.read() as conn:
            for number in idle:
                await conn.execute(text(kill.format(number)))
        with pytest.raises(Exception) as lost:  # noqa: PT011 - drivers differ
            async with database.read() as conn:
                await conn.execute(text("SELECT 1"))
        assert is_outage(lost.value)
        for _each in idle:
            async with database.read() as conn:
                assert (await conn.execute(text("SELECT 1"))).scalar_one() == 1


async def test_what_fails_leaves_nothing_behind(database_url: str) -> None:
    async with opened(database_url) as database:
        with pytest.raises(LookupError):  # noqa: PT012 - the whole transaction is under test
            async with database.write() as conn:
                await conn.execute(insert(Operator).values(**OPERATOR))
                raise LookupError
        assert await operators(database) == 0


async def test_a_cancelled_writer_lets_the_next_one_in(database_url: str) -> None:
    async with opened(database_url) as database:
        inside = asyncio.Event()

        async def linger() -> None:
            async with database.write() as conn:
                await conn.execute(insert(Operator).values(**OPERATOR))
                inside.set()
                await asyncio.Event().wait()

        lingering = asyncio.create_task(linger())
        await inside.wait()
        lingering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await lingering
        async with asyncio.timeout(5), database.write() as conn:
            await conn.execute(insert(Operator).values(**OPERATOR))
        assert await operators(database) == 1


async def test_a_read_writes_nothing(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.read() as conn:
            await conn.execute(insert(Operator).values(**OPERATOR))
        assert await operators(database) == 0


async def test_a_value_that_no_column_holds_is_no_outage(database_url: str) -> None:
    async with opened(database_url) as database, database.read() as conn:
        try:
            found = await conn.execute(select(Invoice.id).where(Invoice.gross == Money(2**70)))
        except Exception as error:  # noqa: BLE001 - MariaDB compares, the others refuse
            assert not is_outage(error)  # noqa: PT017
            assert not is_transient(error)  # noqa: PT017
        else:
            assert found.all() == []


async def operators(database: Database) -> int:
    """How many there are."""
    async with database.read() as conn:
        return (await conn.execute(select(func.count()).select_from(Operator))).scalar_one()
