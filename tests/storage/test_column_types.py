"""Column types lose nothing: what cannot be kept exactly is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.dialects import sqlite

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.customers import FailedTry
from ibok_bot.storage.schema.invoices import Due
from ibok_bot.storage.types import EnergyType, MoneyType, Scaled, UtcDateTime
from tests.databases import opened
from tests.storage.people import add_due, add_payer

ANY = sqlite.dialect()
"""The database: what a type makes of a value is the same for each."""
STORED = st.integers(-(2**63), 2**63 - 1)


@settings(deadline=None)
@given(STORED)
def test_money_and_energy_come_back(units: int) -> None:
    money, energy = MoneyType(), EnergyType()
    assert money.process_bind_param(Money(units), ANY) == units
    assert money.process_result_value(units, ANY) == Money(units)
    assert energy.process_result_value(energy.process_bind_param(Energy(units), ANY), ANY) == Energy(units)


@settings(deadline=None)
@given(STORED, st.integers(0, 5))
def test_what_is_as_fine_as_the_unit_comes_back(units: int, places: int) -> None:
    scaled, value = Scaled(places), Decimal(units).scaleb(-places)
    assert scaled.process_bind_param(value, ANY) == units
    assert scaled.process_result_value(units, ANY) == value


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15), st.integers(0, 5), st.integers(1, 9))
def test_what_is_finer_is_refused(units: int, places: int, rest: int) -> None:
    finer = Decimal(units * 10 + rest).scaleb(-places - 1)
    with pytest.raises(ValueError, match="finer than"):
        Scaled(places).process_bind_param(finer, ANY)


@pytest.mark.parametrize("written", ["1E+3", "1000", "1000.00000"])
def test_one_value_is_one_however_it_is_written(written: str) -> None:
    assert Scaled(5).process_bind_param(Decimal(written), ANY) == 100_000_000


@settings(deadline=None)
@given(st.datetimes(timezones=st.timezones()))
def test_a_moment_is_kept_in_utc(moment: datetime) -> None:
    stored = UtcDateTime().process_bind_param(moment, ANY)
    assert stored is not None
    assert stored.tzinfo is None
    assert UtcDateTime().process_result_value(stored, ANY) == moment.astimezone(UTC)


@settings(deadline=None)
@given(st.datetimes())
def test_a_time_without_a_zone_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(moment, ANY)


@pytest.mark.parametrize("column", [MoneyType(), EnergyType(), Scaled(3), UtcDateTime()])
def test_nothing_is_nothing(column: MoneyType | EnergyType | Scaled | UtcDateTime) -> None:
    assert column.process_bind_param(None, ANY) is None
    assert column.process_result_value(None, ANY) is None


async def test_the_database_compares_and_adds_money_as_numbers(database_url: str) -> None:
    amounts = [Money(grosze) for grosze in (-100_000_000_000, -1, 9, 10, 100, 99_999_999_999_999)]
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        for number, amount in enumerate(amounts):
            await add_due(conn, payer, str(number), amount, amount)
        found = await conn.execute(select(Due.amount).where(Due.amount < Money(100)).order_by(Due.amount.desc()))
        assert found.scalars().all() == [Money(10), Money(9), Money(-1), Money(-100_000_000_000)]
        assert (await conn.execute(select(func.sum(Due.amount)))).scalar_one() == Money(99_900_000_000_117)


async def test_the_database_orders_moments_to_the_microsecond(database_url: str) -> None:
    noon = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
    moments = [noon, noon + timedelta(microseconds=1), noon + timedelta(seconds=1), noon + timedelta(seconds=10)]
    row = {"channel": "telegram", "chat_id": 1, "purpose": "login", "reason": "wrong_password", "given": "x"}
    async with opened(database_url) as database, database.write() as conn:
        for moment in reversed(moments):
            await conn.execute(insert(FailedTry).values(at=moment, **row))
        found = await conn.execute(select(FailedTry.at).where(FailedTry.at > noon).order_by(FailedTry.at))
        assert found.scalars().all() == moments[1:]
        latest = (await conn.execute(select(func.max(FailedTry.at)))).scalar_one()
        assert (latest, latest.tzinfo) == (moments[-1], UTC)


async def test_a_day_is_a_day(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await add_due(conn, await add_payer(conn), "1", Money(1), Money(1))
        assert (await conn.execute(select(Due.due_on))).scalar_one() == date(2026, 10, 29)
