"""Writes invented customers into a database in bulk: COPY on PostgreSQL, the driver's many-row insert elsewhere."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

from ibok_bot.demo.facts import CustomerFacts, InvoiceFact, PointFact
from ibok_bot.demo.generator import generate
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.domain.tariff import SELLER, Unit
from ibok_bot.storage.schema.base import Base, table
from ibok_bot.storage.schema.conversations import DemoSeed
from ibok_bot.storage.schema.customers import Account, Payer
from ibok_bot.storage.schema.invoices import Allocation, Due, Invoice, InvoiceLine, Payment
from ibok_bot.storage.schema.metering import Contract, Meter, MeteringPoint, Reading, Register
from ibok_bot.storage.schema.tariffs import Operator, Tariff, TariffPrice
from ibok_bot.storage.transactions import Database

_CHUNK = 500
_MANY = 5000
"""From so many customers on, PostgreSQL is quicker to make indexes and check references once, when all rows are in."""
_VAT_1E4 = 2300
Row = tuple[object, ...]


class DemoDataPresent(Exception):
    """The database holds customers already; invented ones are not mixed with them."""


@dataclass
class _Writer:
    """Collects rows as the database stores them (grosze, watt-hours), with keys counted here."""

    keys: dict[str, itertools.count[int]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, model: type[Base], *values: object) -> int:
        name = model.__tablename__
        key = next(self.keys.setdefault(name, itertools.count(1)))
        self.rows.setdefault(name, []).append((key, *values))
        return key


_COLUMNS: dict[type[Base], str] = {
    Operator: "id code name emergency_phone",
    Tariff: "id operator_id tariff_group name",
    TariffPrice: "id tariff_id component zone phases band unit price valid_from valid_to source",
    Payer: "id customer_number kind name nip street postcode town account_nrb",
    Account: "id payer_id email password_hash created_at without_amounts",
    MeteringPoint: "id payer_id ppe operator_id street postcode town",
    Contract: "id payer_id point_id number tariff_group power_w phases valid_from",
    Meter: "id point_id number multiplier mounted_on removed_on",
    Register: "id meter_id obis zone digits",
    Reading: "id register_id taken_on kind value",
    Invoice: "id public_id payer_id point_id number number_key kind period_from period_to issued_on net vat gross "
    "energy",
    InvoiceLine: "id invoice_id position block component zone meter_id register_id period_from period_to quantity unit "
    "price net vat_rate",
    Due: "id payer_id invoice_id number title kind due_on amount remaining",
    Payment: "id payer_id paid_on amount unallocated title",
    Allocation: "id payment_id due_id amount",
}


async def load(
    database: Database, customers: int, seed: int, today: date, progress: Callable[[int], None] = lambda _done: None
) -> list[CustomerFacts]:
    """Load the customers; the personas among them. Loading the same again changes nothing.

    Raises DemoDataPresent when the database holds other customers.
    """
    personas = [facts for facts in generate(min(customers, 50), seed, today) if facts.persona]
    async with database.write() as conn:
        present = (await conn.execute(select(DemoSeed.seed, DemoSeed.customers, DemoSeed.made_for))).first()
        if present is not None:
            return _same((present.seed, present.customers, present.made_for), customers, seed)
        if (await conn.execute(select(func.count()).select_from(Payer))).scalar_one():
            raise DemoDataPresent("This database holds customers. Demo data go into an empty one only")
        light = customers >= _MANY and conn.dialect.name == "postgresql"
        if light:
            await _unburden(conn)
        writer = _Writer()
        operator = writer.add(Operator, "STO", "Sieci Testowe S.A.", "991")
        _tariffs(writer, operator)
        for done, facts in enumerate(generate(customers, seed, today), 1):
            _customer(writer, facts, operator, today)
            if done % _CHUNK == 0:
                await _flush(conn, writer)
                progress(done)
        await _flush(conn, writer)
        if light:
            await _burden(conn)
        await conn.execute(insert(DemoSeed).values(id=1, seed=seed, customers=customers, made_for=today.isoformat()))
        await _continue_sequences(conn, writer)
    progress(customers)
    return personas


def _same(present: tuple[int, int, str], customers: int, seed: int) -> list[CustomerFacts]:
    if present[:2] != (seed, customers):
        raise DemoDataPresent(
            f"This database holds {present[1]} invented customers of seed {present[0]} already. Use another database"
        )
    made_for = date.fromisoformat(present[2])
    return [facts for facts in generate(min(customers, 50), seed, made_for) if facts.persona]


@cache
def _hash(password: str) -> str:
    """Slow on purpose, and the few demo passwords are no secrets: one hash of each does for all loads."""
    return PasswordHasher().hash(password)


def _tariffs(writer: _Writer, operator: int) -> None:
    for prices in PRICE_LISTS.values():
        tariff = writer.add(Tariff, operator, prices.group, prices.group)
        for price in prices.prices:
            writer.add(
                TariffPrice, tariff, str(price.component), price.zone and str(price.zone), price.phases,
                price.band and str(price.band), str(price.unit), int(price.price.scaleb(5)), price.valid_from,
                price.valid_to, price.source,
            )  # fmt: skip


def _customer(writer: _Writer, facts: CustomerFacts, operator: int, today: date) -> None:
    payer = writer.add(
        Payer, facts.customer_number, facts.kind, facts.name, facts.nip, facts.street, facts.postcode, facts.town,
        facts.account_nrb,
    )  # fmt: skip
    if facts.login:
        made = datetime(today.year, today.month, 1, tzinfo=UTC).replace(tzinfo=None)
        writer.add(Account, payer, facts.login.email, _hash(facts.login.password), made, 0)
    for point in facts.points:
        _point(writer, facts, point, payer, operator)


def _point(writer: _Writer, facts: CustomerFacts, fact: PointFact, payer: int, operator: int) -> None:
    point = writer.add(MeteringPoint, payer, fact.ppe, operator, fact.street, facts.postcode, facts.town)
    since = fact.meters[0].mounted_on
    writer.add(Contract, payer, point, fact.contract, fact.group, fact.power_w, fact.phases, since)
    registers: dict[int, tuple[int, int]] = {}
    for meter in fact.meters:
        key = writer.add(Meter, point, meter.number, 1, meter.mounted_on, meter.removed_on)
        for register in meter.registers:
            registers[register.key] = (key, writer.add(Register, key, register.obis, str(register.zone), 6))
    for reading in fact.readings:
        writer.add(Reading, registers[reading.register][1], reading.taken_on, reading.kind, reading.value.wh)
    for invoice in fact.invoices:
        _invoice(writer, invoice, registers, payer, point)


def _invoice(writer: _Writer, fact: InvoiceFact, registers: dict[int, tuple[int, int]], payer: int, point: int) -> None:
    public = hashlib.blake2b(fact.number.encode(), digest_size=10, person=b"demo").hexdigest()
    invoice = writer.add(
        Invoice, public, payer, point, fact.number, fact.number, "settlement", fact.period_from, fact.period_to,
        fact.issued_on, fact.net.grosze, fact.vat.grosze, fact.gross.grosze, fact.energy.wh,
    )  # fmt: skip
    for position, line in enumerate(fact.lines, 1):
        meter, register = registers[line.register] if line.register else (None, None)
        writer.add(
            InvoiceLine, invoice, position, "energy" if line.component in SELLER else "distribution",
            str(line.component), line.zone and str(line.zone), meter, register, line.first, line.last,
            int(line.quantity.scaleb(3)), str(Unit(line.unit)), int(line.price.scaleb(5)), line.net.grosze, _VAT_1E4,
        )  # fmt: skip
    left = fact.gross - fact.paid
    title = f"Faktura {fact.number}"
    due = writer.add(Due, payer, invoice, fact.number, title, "settlement", fact.due_on, fact.gross.grosze, left.grosze)
    if fact.paid:
        payment = writer.add(Payment, payer, fact.paid_on, fact.paid.grosze, 0, fact.number)
        writer.add(Allocation, payment, due, fact.paid.grosze)


async def _unburden(conn: AsyncConnection) -> None:
    """Take indexes and references off the tables, within the transaction."""
    for each in map(table, _COLUMNS):
        for index in each.indexes:
            await conn.execute(DropIndex(index))
        for reference in each.foreign_key_constraints:
            await conn.execute(DropConstraint(reference))


async def _burden(conn: AsyncConnection) -> None:
    """Put them back; every row is checked now."""
    for each in map(table, _COLUMNS):
        for index in each.indexes:
            await conn.execute(CreateIndex(index))
        for reference in each.foreign_key_constraints:
            await conn.execute(AddConstraint(reference))


async def _flush(conn: AsyncConnection, writer: _Writer) -> None:
    for model, names in _COLUMNS.items():
        rows = writer.rows.pop(model.__tablename__, None)
        if rows:
            await _insert(conn, table(model), names.split(), rows)


async def _insert(conn: AsyncConnection, into: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
    raw = await conn.get_raw_connection()
    driver = raw.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    if conn.dialect.name == "postgresql":
        await driver.copy_records_to_table(into.name, records=rows, columns=columns)
    elif conn.dialect.name == "sqlite":
        words = f"INSERT INTO {into.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        await driver.executemany(words, [tuple(map(_for_sqlite, row)) for row in rows])
    else:
        words = f"INSERT INTO {into.name} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
        async with driver.cursor() as cursor:
            await cursor.executemany(words, list(rows))


def _for_sqlite(value: object) -> object:
    """SQLAlchemy stores days and moments as text on SQLite."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


async def _continue_sequences(conn: AsyncConnection, writer: _Writer) -> None:
    """The keys were counted here; PostgreSQL's own counters must go on after them."""
    if conn.dialect.name == "postgresql":
        for name in writer.keys:
            words = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608 - our own
            await conn.execute(text(words))
