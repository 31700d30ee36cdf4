"""Statements of every turn: the same rows whichever way they go, and faults that tell nothing of a person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, func, insert, select, text

from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import SeenUpdate
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Due
from ibok_bot.storage.statements import DriverFailed, Statement, driver_of
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from tests.databases import Templates, opened

NOW = datetime(2026, 11, 24, 12, 30, 15, 123456, tzinfo=UTC)
_seen, _due = table(SeenUpdate), table(Due)
KEEP = Statement(insert(_seen).values({column.name: bindparam(column.name) for column in _seen.c}))
SEEN = Statement(select(_seen.c.update_id, _seen.c.replies, _seen.c.seen_at).where(_seen.c.channel == bindparam("of")))
DUES = Statement(select(_due.c.due_on, _due.c.amount).where(_due.c.remaining > Money(0)).order_by(_due.c.amount))


def row(number: int, replies: str = "{}") -> dict[str, object]:
    return {"channel": "telegram", "update_id": number, "replies": replies, "seen_at": NOW}


async def test_values_go_in_and_come_out_in_our_types(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            assert (driver_of(conn) is not None) == database_url.startswith("postgresql")
            await KEEP.rows(conn, row(1))
            payer = {"customer_number": "1", "kind": "household", "name": "n", "street": "s", "postcode": "p"}
            await conn.execute(insert(Payer).values(**payer, id=1, town="t", account_nrb="0"))
            for amount, left in ((200, 200), (100, 1), (300, 0)):
                owed = {"number": "x", "title": "", "kind": "fee", "due_on": date(2026, 11, amount // 100)}
                owed |= {"amount": Money(amount), "remaining": Money(left)}
                await conn.execute(insert(Due).values(payer_id=1, **owed))
            dues = await DUES.rows(conn, {})
        assert dues == [(date(2026, 11, 1), Money(100)), (date(2026, 11, 2), Money(200))]
        async with database.read() as conn:
            assert await SEEN.rows(conn, {"of": "telegram"}) == [(1, "{}", NOW)]


async def test_both_ways_share_one_transaction(database_url: str) -> None:
    async def half_done() -> None:
        async with database.write() as conn:
            await KEEP.rows(conn, row(1))
            await conn.execute(insert(_seen).values(row(2)))
            assert len(await SEEN.rows(conn, {"of": "telegram"})) == 2
            raise ZeroDivisionError

    async with opened(database_url) as database:
        with pytest.raises(ZeroDivisionError):
            await half_done()
        assert await count(database) == 0


@pytest.fixture
def postgres_url(templates: Templates) -> str:
    return templates.fresh("postgresql")


async def count(database: Database) -> int:
    async with database.read() as conn:
        return (await conn.execute(select(func.count()).select_from(_seen))).scalar_one()


async def test_what_the_driver_says_of_values_is_not_passed_on(postgres_url: str) -> None:
    async def twice() -> None:
        async with database.write() as conn:
            await KEEP.rows(conn, row(1, "a canary"))
            await KEEP.rows(conn, row(1, "a canary"))

    async with opened(postgres_url) as database:
        with pytest.raises(DriverFailed) as failed:
            await twice()
        assert is_transient(failed.value)
        assert not is_outage(failed.value)
        assert failed.value.args == ("UniqueViolationError", "23505")
        assert failed.value.__context__ is None
        assert await count(database) == 0


async def test_a_connection_that_broke_in_a_transaction_is_not_handed_out_again(postgres_url: str) -> None:
    async def cut_off() -> None:
        async with database.write() as conn:
            own = (await conn.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with database.read() as other:
                await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            await KEEP.rows(conn, row(1))

    async with opened(postgres_url) as database:
        with pytest.raises(DriverFailed) as failed:
            await cut_off()
        assert is_outage(failed.value)
        for _again in range(6):
            async with database.write() as conn:
                assert await SEEN.rows(conn, {"of": "telegram"}) == []
