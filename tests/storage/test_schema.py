"""A migrated database is the schema, on every engine; and what goes in comes out exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.storage.schema import Base
from ibok_bot.storage.schema.customers import FailedTry, Payer
from ibok_bot.storage.schema.invoices import Due, Invoice
from ibok_bot.storage.schema.tariffs import Operator, Tariff, TariffPrice
from ibok_bot.storage.upgrade import HEAD, MIGRATIONS, status, upgrade
from tests.databases import opened

LARGEST = 2**62
PAYER = {
    "id": 1, "customer_number": "10000007", "kind": "household", "name": "Żółć Ґанок 🔌", "street": "ul. Cicha 1",
    "postcode": "00-001", "town": "Warszawa", "account_nrb": "61109010140000071219812874",
}  # fmt: skip


async def test_a_migrated_database_equals_the_schema(database_url: str) -> None:
    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), Base.metadata))

    async with opened(database_url) as database, database.engine.connect() as conn:
        assert await conn.run_sync(differences) == []


async def test_upgrading_twice_is_harmless(database_url: str) -> None:
    await upgrade(database_url)
    assert (await status(database_url)).up_to_date


async def test_an_empty_database_is_not_up_to_date(tmp_path: object) -> None:
    found = await status(f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    assert (found.current, found.up_to_date) == (None, False)


def test_the_known_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_names_fit_the_strictest_database() -> None:
    for table in Base.metadata.tables.values():
        names = [
            table.name,
            *table.columns.keys(),
            *(str(index.name) for index in table.indexes),
            *(str(constraint.name) for constraint in table.constraints if constraint.name),
        ]
        assert [name for name in names if len(name) > 30] == []


@pytest.mark.parametrize("grosze", [0, 1, -1, 51263, LARGEST, -LARGEST])
async def test_money_is_exact(database_url: str, grosze: int) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await conn.execute(insert(Payer).values(**PAYER))
        due = {
            "id": 1,
            "payer_id": 1,
            "number": "FV/1",
            "title": "t",
            "kind": "settlement",
            "due_on": date(2026, 11, 1),
        }
        await conn.execute(insert(Due).values(**due, amount=Money(grosze), remaining=Money(grosze)))
        assert (await conn.execute(select(Due.amount).where(Due.amount == Money(grosze)))).scalar_one() == Money(grosze)


async def test_energy_and_prices_are_exact_and_nothing_is_rounded_in_silence(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await conn.execute(insert(Operator).values(id=1, code="STO", name="Sieci", emergency_phone="991"))
        await conn.execute(insert(Tariff).values(id=1, operator_id=1, tariff_group="G11", name="G11"))
        price = {"tariff_id": 1, "component": "energy", "unit": "kWh", "valid_from": date(2026, 1, 1), "source": "s"}
        await conn.execute(insert(TariffPrice).values(id=1, price=Decimal("0.50201"), **price))
        assert (await conn.execute(select(TariffPrice.price))).scalar_one() == Decimal("0.50201")
        with pytest.raises(StatementError, match="finer than"):
            await conn.execute(insert(TariffPrice).values(id=2, price=Decimal("0.502011"), **price))
        await conn.execute(insert(Payer).values(**PAYER))
        invoice = {
            "id": 1, "public_id": "p", "payer_id": 1, "number": "FV/1", "number_key": "FV/1", "kind": "settlement",
            "period_from": date(2026, 1, 1), "period_to": date(2026, 1, 31), "issued_on": date(2026, 2, 8),
            "net": Money(1), "vat": Money(0), "gross": Money(1),
        }  # fmt: skip
        await conn.execute(insert(Invoice).values(**invoice, energy=Energy(123_456_789_001)))
        assert (await conn.execute(select(Invoice.energy))).scalar_one() == Energy(123_456_789_001)


async def test_moments_come_back_aware_to_the_microsecond(database_url: str) -> None:
    at = datetime(2026, 11, 24, 13, 30, 1, 123456, timezone(timedelta(hours=2)))
    row = {"channel": "telegram", "chat_id": -(2**52), "purpose": "login", "reason": "wrong_password", "given": "ż"}
    async with opened(database_url) as database, database.write() as conn:
        await conn.execute(insert(FailedTry).values(at=at, **row))
        found = (await conn.execute(select(FailedTry.at, FailedTry.chat_id))).one()
        assert found.at == at
        assert found.at.tzinfo is UTC
        assert found.chat_id == -(2**52)
        with pytest.raises(StatementError, match="without a zone"):
            await conn.execute(insert(FailedTry).values(at=datetime(2026, 1, 1), **row))  # noqa: DTZ001


async def test_text_keeps_every_letter_and_keys_are_unique_by_letter(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await conn.execute(insert(Payer).values(**PAYER))
        assert (await conn.execute(select(Payer.name))).scalar_one() == PAYER["name"]
        other = PAYER | {"id": 2, "customer_number": "10000007a", "account_nrb": "x"}
        await conn.execute(insert(Payer).values(**other))
        await conn.execute(
            insert(Payer).values(**other | {"id": 3, "customer_number": "10000007A", "account_nrb": "X"})
        )
    async with opened(database_url) as database:
        with pytest.raises(IntegrityError):
            async with database.write() as conn:
                await conn.execute(insert(Payer).values(**PAYER | {"id": 4, "account_nrb": "y"}))
