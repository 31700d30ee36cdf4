"""Loading the demo: what the database holds adds up, once loaded it stays, and nothing is mixed with it."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Select, func, insert, inspect, select
from sqlalchemy.orm import InstrumentedAttribute as Column
from sqlalchemy.orm import aliased

from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.generator import generate
from ibok_bot.demo.load import DemoDataPresent, load
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.money import Money
from ibok_bot.storage.dues import Dues
from ibok_bot.storage.payers import Payers
from ibok_bot.storage.schema.base import Base, made_key, table
from ibok_bot.storage.schema.customers import Account, Payer
from ibok_bot.storage.schema.invoices import Allocation, Due, Invoice, InvoiceLine, Payment
from ibok_bot.storage.schema.metering import Meter, MeteringPoint, Reading, Register
from ibok_bot.storage.schema.tariffs import TariffPrice, ZoneHours
from ibok_bot.storage.transactions import Database
from tests.databases import opened

TODAY = date(2026, 11, 24)
CUSTOMERS = 12


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Database]:
    """A new database of each kind with today's schema."""
    async with opened(database_url) as database:
        yield database


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    """A new one where the kind does not matter."""
    async with opened(sqlite_url) as database:
        yield database


@pytest.fixture
async def loaded(empty: Database) -> Database:
    """The demo's customers."""
    await load(empty, CUSTOMERS, 1, TODAY)
    return empty


async def rows(database: Database, query: Select[*tuple[object, ...]]) -> list[tuple[object, ...]]:
    """What the query finds."""
    async with database.read() as conn:
        return [tuple(row) for row in await conn.execute(query)]


async def sums(database: Database, key: Column[int], amount: Column[Money]) -> dict[int, Money]:
    """The sum of the amounts of each key."""
    async with database.read() as conn:
        found = await conn.execute(select(key, func.sum(amount)).group_by(key))
        return {number: of_key for number, of_key in found}  # noqa: C416 - a row is not yet a pair for the types


async def count(database: Database, model: type[Base]) -> object:
    """How many there are."""
    [(number,)] = await rows(database, select(func.count()).select_from(model))
    return number


async def test_everything_generated_is_there(loaded: Database) -> None:
    customers = list(generate(CUSTOMERS, 1, TODAY))
    histories = [facts.history for facts in customers]
    points = [point for history in histories for point in history.points]
    meters = [meter for point in points for meter in point.meters]
    registers = [register for meter in meters for register in meter.registers]
    bills = [bill for history in histories for bill in history.bills]
    payments = [payment for history in histories for payment in history.payments]
    assert await count(loaded, Payer) == CUSTOMERS
    assert await count(loaded, MeteringPoint) == len(points)
    assert await count(loaded, Meter) == len(meters)
    assert await count(loaded, Register) == len(registers)
    assert await count(loaded, Reading) == sum(len(register.readings) for register in registers)
    assert await count(loaded, Invoice) == await count(loaded, Due) == len(bills)
    assert await count(loaded, InvoiceLine) == sum(len(bill.settlement.lines) for bill in bills)
    assert await count(loaded, Payment) == len(payments)
    assert await count(loaded, Allocation) == sum(len(payment.settles) for payment in payments)
    assert await count(loaded, Account) == sum(facts.login is not None for facts in customers)
    assert await count(loaded, TariffPrice)
    assert await count(loaded, ZoneHours)


async def test_lines_add_up_to_their_invoices(loaded: Database) -> None:
    lines = await sums(loaded, InvoiceLine.invoice_id, InvoiceLine.net)
    async with loaded.read() as conn:
        for key, net, vat, gross in await conn.execute(select(Invoice.id, Invoice.net, Invoice.vat, Invoice.gross)):
            assert lines[key] == net
            assert gross == net + vat


async def test_dues_and_payments_add_up_to_their_allocations(loaded: Database) -> None:
    paid = await sums(loaded, Allocation.due_id, Allocation.amount)
    spent = await sums(loaded, Allocation.payment_id, Allocation.amount)
    assert paid
    async with loaded.read() as conn:
        for key, amount, remaining in await conn.execute(select(Due.id, Due.amount, Due.remaining)):
            assert remaining == amount - paid.get(key, Money(0))
        for key, amount, left in await conn.execute(select(Payment.id, Payment.amount, Payment.unallocated)):
            assert left == amount - spent.get(key, Money(0))


async def test_values_come_back_as_they_were_generated(loaded: Database) -> None:
    fact = next(generate(CUSTOMERS, 1, TODAY)).invoices[0]
    bill = fact.bill
    found = await rows(
        loaded,
        select(Invoice.period_from, Invoice.period_to, Invoice.issued_on, Invoice.energy, Invoice.gross).where(
            Invoice.number == fact.number
        ),
    )
    assert found == [(bill.first, bill.last, bill.issued_on, bill.energy, fact.gross)]
    lines = await rows(
        loaded,
        select(InvoiceLine.component, InvoiceLine.quantity, InvoiceLine.price, InvoiceLine.net, InvoiceLine.unit)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.number == fact.number)
        .order_by(InvoiceLine.position),
    )
    assert lines == [(line.component, line.quantity, line.price, line.net, line.unit) for line in bill.settlement.lines]


async def test_energy_lines_lie_between_two_readings_of_their_register(loaded: Database) -> None:
    opening, closing = aliased(Reading), aliased(Reading)
    found = await rows(
        loaded,
        select(
            InvoiceLine.invoice_id, InvoiceLine.register_id, Register.meter_id, InvoiceLine.meter_id,
            opening.register_id, closing.register_id, opening.value, closing.value, Meter.multiplier,
            func.sum(InvoiceLine.quantity),
        )
        .join(opening, opening.id == InvoiceLine.opening_id)
        .join(closing, closing.id == InvoiceLine.closing_id)
        .join(Register, Register.id == InvoiceLine.register_id)
        .join(Meter, Meter.id == InvoiceLine.meter_id)
        .where(InvoiceLine.component == "energy")
        .group_by(
            InvoiceLine.invoice_id, InvoiceLine.register_id, Register.meter_id, InvoiceLine.meter_id,
            opening.register_id, closing.register_id, opening.value, closing.value, Meter.multiplier,
        ),
    )  # fmt: skip
    assert len(found) > 12 * CUSTOMERS
    for _invoice, register, its_meter, meter, opened_at, closed_at, before, after, multiplier, kwh in found:
        assert its_meter == meter
        assert register == opened_at == closed_at
        assert isinstance(before, Energy)
        assert isinstance(after, Energy)
        assert isinstance(multiplier, int)
        assert isinstance(kwh, Decimal)
        assert abs(kwh) == ((after - before) * multiplier).kwh, "a correction takes back what was wrong"


async def test_many_customers_are_loaded_with_all_indexes_and_references(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quick way of large loads ends in the same schema."""
    monkeypatch.setattr("ibok_bot.demo.load._MANY", 1)
    before = await shape(empty)
    await load(empty, CUSTOMERS, 1, TODAY)
    assert await shape(empty) == before
    assert await count(empty, Payer) == CUSTOMERS


async def shape(database: Database) -> set[tuple[str, str]]:
    """The names of all indexes and references."""
    async with database.read() as conn:
        return await conn.run_sync(_names)


def _names(conn: Connection) -> set[tuple[str, str]]:
    seen = inspect(conn)
    return {
        (name, str(one["name"]))
        for name in seen.get_table_names()
        for one in (*seen.get_indexes(name), *seen.get_foreign_keys(name))
    }


async def test_fewer_than_the_personas_will_do(sqlite: Database) -> None:
    assert [facts.persona for facts in await load(sqlite, 1, 1, TODAY)] == ["unregistered"]
    assert await count(sqlite, Payer) == 1


async def test_a_persona_is_known_by_what_it_holds(loaded: Database) -> None:
    """As registration, log-in and balance will look for it."""
    for facts in [facts for facts in generate(CUSTOMERS, 1, TODAY) if facts.persona]:
        invoice = facts.newest_invoice
        async with loaded.read() as conn:
            payer = await Payers(conn).identify(facts.customer_number, invoice.number.lower(), invoice.gross)
            assert payer is not None
            dues = await Dues(conn).open(payer)
        assert sum(due.remaining.grosze for due in dues) == sum((one.gross - one.paid).grosze for one in facts.invoices)
        await assert_log_in(loaded, facts, payer)


async def assert_log_in(database: Database, facts: CustomerFacts, payer: PayerId) -> None:
    """The account, if the persona has one, opens with its password."""
    found = await rows(database, select(Account.email, Account.password_hash).where(Account.payer_id == payer))
    assert [email for email, _hash in found] == ([facts.login.email] if facts.login else [])
    if facts.login:
        [(_email, password_hash)] = found
        assert str(password_hash).startswith("$argon2id$")
        assert PasswordHasher().verify(str(password_hash), facts.login.password)


async def test_loading_the_same_again_changes_nothing(loaded: Database) -> None:
    again = await load(loaded, CUSTOMERS, 1, date(2027, 2, 3))
    assert await count(loaded, Payer) == CUSTOMERS
    assert again == [facts for facts in generate(CUSTOMERS, 1, TODAY) if facts.persona], "as of the day of the load"


async def test_other_invented_customers_are_refused(sqlite: Database) -> None:
    await load(sqlite, CUSTOMERS, 1, TODAY)
    for customers, seed in ((CUSTOMERS + 1, 1), (CUSTOMERS, 2)):
        with pytest.raises(DemoDataPresent, match="12 invented customers of seed 1"):
            await load(sqlite, customers, seed, TODAY)
    assert await count(sqlite, Payer) == CUSTOMERS


async def add_payer(database: Database) -> int:
    """A customer of the supplier's own, with a key from the database."""
    async with database.write() as conn:
        made = await conn.execute(
            insert(table(Payer)).values(
                customer_number="90000001", kind="household", name="Jan Testowy", street="ul. Cicha 1",
                postcode="00-001", town="Warszawa", account_nrb="61109010140000071219812874",
            )
        )  # fmt: skip
        return made_key(made)


async def test_real_customers_are_never_mixed_with_invented_ones(sqlite: Database) -> None:
    await add_payer(sqlite)
    with pytest.raises(DemoDataPresent, match="empty"):
        await load(sqlite, CUSTOMERS, 1, TODAY)
    assert await count(sqlite, Payer) == 1
    assert await count(sqlite, TariffPrice) == 0


async def test_new_rows_get_keys_after_the_loaded_ones(loaded: Database) -> None:
    assert await add_payer(loaded) > CUSTOMERS


async def test_a_load_that_fails_leaves_nothing(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_done: int) -> None:
        raise ConnectionResetError

    monkeypatch.setattr("ibok_bot.demo.load._CHUNK", 7)
    with pytest.raises(ConnectionResetError):
        await load(empty, CUSTOMERS, 1, TODAY, progress=fails)
    assert await count(empty, Payer) == 0
    await load(empty, CUSTOMERS, 1, TODAY)
    assert await count(empty, Payer) == CUSTOMERS


async def test_progress_is_told_up_to_the_last(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    monkeypatch.setattr("ibok_bot.demo.load._CHUNK", 5)
    await load(sqlite, CUSTOMERS, 1, TODAY, progress=heard.append)
    assert heard == [5, 10, 12]
