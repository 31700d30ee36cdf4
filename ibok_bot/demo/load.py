"""Invented customers into an empty database: all of them in one transaction, or none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import islice

from argon2 import PasswordHasher
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.demo import notices
from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.generator import generate
from ibok_bot.demo.interest import RATES
from ibok_bot.demo.personas import roles
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.demo.stencil import PAYER, Encoder
from ibok_bot.demo.supplier import GROUP_NAMES, OPERATOR
from ibok_bot.demo.writing import CustomerRows, Writer
from ibok_bot.demo.zone_hours import ZONE_HOURS
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import DemoSeed
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.tariffs import InterestRate, Operator, Tariff, TariffPrice, ZoneHours
from ibok_bot.storage.transactions import Database

_CHUNK = 1000
"""Customers held in memory at a time."""

_MANY = 5000
"""From so many customers on, making the indexes anew pays."""


class DemoDataPresent(Exception):
    """The database holds customers already; invented ones are not mixed with them."""


@cache
def hashed(password: str) -> str:
    """Slow on purpose, and the few demo passwords are no secrets: one hash of each does for all loads."""
    return PasswordHasher().hash(password)


async def load(
    database: Database,
    customers: int,
    seed: int,
    today: date,
    *,
    progress: Callable[[int], None] = lambda _done: None,
    hashed: Callable[[str], str] = hashed,
) -> list[CustomerFacts]:
    """Load the invented supplier; `progress` hears how many customers are in. Returns the personas.

    What was loaded before from the same seed and number stays as it is, with the day it was made for. Raises
    DemoDataPresent when the database holds other customers.
    """
    async with database.write() as conn:
        made_for = await _present(conn, customers, seed)
        if made_for is not None:
            return _personas(customers, seed, made_for)
        personas = _personas(customers, seed, today)
        await _supplier(conn)
        writer = Writer(conn)
        if customers >= _MANY:
            await writer.unburden()
        await _customers(conn, writer, generate(customers, seed, today), progress)
        if customers >= _MANY:
            await writer.burden()
        if accounts := await asyncio.to_thread(_accounts, personas, today, hashed):
            await conn.execute(insert(table(Account)), accounts)
        await notices.post(conn, today)
        await writer.finish(touched=[table(model) for model in (Operator, Tariff, TariffPrice, ZoneHours, Account)])
        seeded = {"id": 1, "seed": seed, "customers": customers, "made_for": today.isoformat()}
        await conn.execute(insert(table(DemoSeed)), seeded)
    return personas


def _personas(customers: int, seed: int, today: date) -> list[CustomerFacts]:
    return list(generate(min(customers, len(roles(today))), seed, today))


async def _present(conn: AsyncConnection, customers: int, seed: int) -> date | None:
    """For which day the same customers were loaded before; None when the database is empty."""
    known = (await conn.execute(select(DemoSeed.seed, DemoSeed.customers, DemoSeed.made_for))).first()
    if known and (known.seed, known.customers) == (seed, customers):
        return date.fromisoformat(known.made_for)
    if known:
        raise DemoDataPresent(
            f"This database holds {known.customers} invented customers of seed {known.seed} already. "
            "Use another database"
        )
    for one in (PAYER, table(Operator)):
        if await conn.scalar(select(func.count()).select_from(one)):
            raise DemoDataPresent("This database holds a supplier's data. Demo data go into an empty one only")
    return None


async def _supplier(conn: AsyncConnection) -> None:
    operator = {
        "id": 1,
        "code": OPERATOR.code,
        "name": OPERATOR.name,
        "emergency_phone": OPERATOR.emergency_phone,
    }
    await conn.execute(insert(table(Operator)), operator)
    await conn.execute(insert(table(Tariff)), _tariffs())
    await conn.execute(insert(table(TariffPrice)), _prices())
    await conn.execute(insert(table(ZoneHours)), _hours())
    await conn.execute(insert(table(InterestRate)), _interest_rates())


async def _customers(
    conn: AsyncConnection, writer: Writer, facts: Iterator[CustomerFacts], progress: Callable[[int], None]
) -> None:
    rows = CustomerRows(Encoder(conn.dialect))
    done = 0
    while chunk := list(islice(facts, _CHUNK)):
        await writer.write(rows.of(chunk))
        done += len(chunk)
        progress(done)


def _accounts(personas: Iterable[CustomerFacts], today: date, hashed: Callable[[str], str]) -> list[dict[str, object]]:
    """The log-ins of the registered personas, who are the first payers."""
    registered_at = datetime.combine(today.replace(day=1), time(9), tzinfo=UTC)
    return [
        {
            "payer_id": payer,
            "email": facts.login.email,
            "password_hash": hashed(facts.login.password),
            "created_at": registered_at,
            "email_confirmed_at": registered_at,
            "without_amounts": 0,
        }
        for payer, facts in enumerate(personas, 1)
        if facts.login
    ]


def _tariffs() -> list[dict[str, object]]:
    return [
        {"id": key, "operator_id": 1, "tariff_group": group, "name": name}
        for key, (group, name) in enumerate(GROUP_NAMES.items(), 1)
    ]


def _prices() -> list[dict[str, object]]:
    return [
        {
            "tariff_id": tariff,
            "component": price.component.value,
            "zone": price.zone and price.zone.value,
            "phases": price.phases,
            "band": price.band and price.band.value,
            "unit": price.unit.value,
            "price": price.price,
            "valid_from": price.valid_from,
            "valid_to": price.valid_to,
            "source": price.source,
        }
        for tariff, group in enumerate(GROUP_NAMES, 1)
        for price in PRICE_LISTS[group].prices
    ]


def _hours() -> list[dict[str, object]]:
    return [
        {
            "tariff_id": tariff,
            "season": hours.season.value,
            "day_kind": hours.day_kind.value,
            "from_minute": hours.from_minute,
            "to_minute": hours.to_minute,
            "zone": hours.zone.value,
            "valid_from": hours.valid_from,
            "valid_to": hours.valid_to,
        }
        for tariff, group in enumerate(GROUP_NAMES, 1)
        for hours in ZONE_HOURS.get(group, ())
    ]


def _interest_rates() -> list[dict[str, object]]:
    return [{"rate": rate, "valid_from": valid_from, "source": source} for valid_from, rate, source in RATES]
