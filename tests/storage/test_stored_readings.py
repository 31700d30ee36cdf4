"""Readings as they are stored: meters that can be read, given once however often sent, changed, withdrawn, listed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.load import load
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import AccountId, MeterId, PayerId, PointId
from ibok_bot.domain.meters import Meter
from ibok_bot.domain.plausibility import judged
from ibok_bot.domain.reading_window import window_at
from ibok_bot.domain.readings import Accepted, Entry, ReadingKind, Refusal, Shown, whole_number
from ibok_bot.domain.tariff import Zone
from ibok_bot.storage.readings import Readings
from ibok_bot.storage.schema import invoices, metering
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.customers import Account, Payer
from ibok_bot.storage.transactions import Database
from tests.counting import statements
from tests.databases import opened

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WINDOW = (25, 5)


@dataclass
class Office:
    """The invented customers, and where their readings are."""

    database: Database
    conn: AsyncConnection
    facts: dict[str, CustomerFacts]
    payers: dict[str, PayerId]
    accounts: dict[PayerId, AccountId]

    def at(self, now: datetime = NOW, conn: AsyncConnection | None = None) -> Readings:
        """The shelf at a time."""
        return Readings(conn or self.conn, now, WINDOW)

    async def meter(self, persona: str, day: date = TODAY) -> Meter:
        """The first meter of somebody."""
        return next(iter(await self.at().meters(self.payers[persona], day)))

    async def give(
        self, persona: str, more: int, *, photo: str | None = None, now: datetime = NOW
    ) -> Accepted | Refusal:
        """So much more than before on each register."""
        payer, meter = self.payers[persona], await self.meter(persona)
        return await self.at(now).give(payer, self.accounts[payer], meter.id, more_by(meter, more), photo)

    async def rows(self, *columns: str) -> list[tuple[object, ...]]:
        """All rows that customers gave, oldest first."""
        reading = table(metering.Reading)
        found = select(*(reading.c[name] for name in columns)).where(reading.c.given_at.is_not(None))
        return [tuple(row) for row in await self.conn.execute(found.order_by(reading.c.id))]


def more_by(meter: Meter, kwh: int) -> list[Shown]:
    """So much more than the previous readings."""
    return [Shown(one.id, one.previous.value + Energy.of(kwh)) for one in meter.registers if one.previous]


def accepted(given: Accepted | Refusal) -> Accepted:
    """That it was taken."""
    assert isinstance(given, Accepted)
    return given


async def personas(database: Database, conn: AsyncConnection, facts: Sequence[CustomerFacts]) -> Office:
    """The office with its people."""
    numbers = {number: key for key, number in await conn.execute(select(Payer.id, Payer.customer_number))}
    payers = {str(one.persona): PayerId(numbers[one.customer_number]) for one in facts}
    accounts = {
        PayerId(payer): AccountId(key) for key, payer in await conn.execute(select(Account.id, Account.payer_id))
    }
    return Office(database, conn, {str(one.persona): one for one in facts}, payers, accounts)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """The six personas in a database of each kind."""
    async with opened(database_url) as database:
        facts = await load(database, 6, 1, TODAY)
        async with database.write() as conn:
            yield await personas(database, conn, facts)


async def test_meters_come_with_previous_readings_and_what_is_usual(office: Office) -> None:
    [meter] = await office.at().meters(office.payers["registered"], TODAY)
    [fact] = office.facts["registered"].points[0].meters
    assert (meter.number, meter.group, meter.phases, meter.power_w, meter.multiplier) == (
        fact.number,
        "G12",
        1,
        6000,
        1,
    )
    assert [(one.obis, one.zone, one.digits) for one in meter.registers] == [
        ("1.8.1", Zone.DAY, 6), ("1.8.2", Zone.NIGHT, 6),
    ]  # fmt: skip
    for one, told in zip(meter.registers, fact.registers, strict=True):
        newest = told.readings[-1]
        assert one.previous is not None
        assert (one.previous.day, one.previous.kind, one.previous.value) == (newest.day, newest.kind, newest.value)
        assert one.usual is not None
        share = 40 if one.zone is Zone.NIGHT else 60
        assert 0.88 < one.usual.yearly.kwh / (18 * share) < 1.13
        assert one.usual.knows(one.previous.day, TODAY)
    assert not meter.remote
    assert meter.given_today is None
    assert judged(meter, more_by(meter, 40), TODAY, [meter]).findings == ()


async def test_a_removed_meter_cannot_be_read_and_its_past_is_the_new_one_s_usual(office: Office) -> None:
    payer = office.payers["several"]
    meters = await office.at().meters(payer, TODAY)
    facts = office.facts["several"]
    [swapped] = [point for point in facts.points if len(point.meters) == 2]
    old, new = swapped.meters
    assert sorted(one.number for one in meters) == sorted(
        one.number for point in facts.points for one in point.meters if one.removed_on is None
    )
    [present] = [one for one in meters if one.number == new.number]
    assert old.removed_on is not None
    usual = present.registers[0].usual
    assert usual is not None
    assert None not in usual.monthly, "twelve months, though the meter hangs there for less"
    then = await office.at().meters(payer, old.removed_on - timedelta(days=1))
    assert old.number in {one.number for one in then}
    assert new.number not in {one.number for one in then}
    removed = MeterId(
        await office.conn.scalar(select(metering.Meter.id).where(metering.Meter.number == old.number)) or 0
    )
    values = [Shown(one.id, Energy.of(99_999)) for one in present.registers]
    assert await office.at().give(payer, office.accounts[payer], removed, values) is Refusal.GONE


async def test_a_remote_meter_is_told_apart(office: Office) -> None:
    meter = await office.meter("business")
    assert meter.remote
    assert meter.multiplier == 20
    [one] = meter.registers
    assert one.usual is not None
    assert one.usual.yearly.kwh > 15_000, "usual use is energy, not steps of the register"


async def test_the_contract_must_be_in_force(office: Office) -> None:
    payer = office.payers["registered"]
    meter = await office.meter("registered")
    await office.conn.execute(
        update(metering.Contract).where(metering.Contract.payer_id == payer).values(valid_to=TODAY - timedelta(days=1))
    )
    assert list(await office.at().meters(payer, TODAY)) == []
    assert await office.at().give(payer, office.accounts[payer], meter.id, more_by(meter, 40)) is Refusal.GONE


async def test_both_registers_are_two_rows_under_one_number(office: Office) -> None:
    given = accepted(await office.give("registered", 40, photo="a-photo"))
    assert given.number.startswith("O-2026-")
    assert (given.repeated, given.replaced) == (False, None)
    numbers = [number for (number,) in await office.rows("number")]
    assert numbers == [given.number, f"{given.number}/2"]
    assert {whole_number(str(number)) for number in numbers} == {given.number}
    account = office.accounts[office.payers["registered"]]
    assert await office.rows("kind", "taken_on", "given_at", "account_id", "photo", "withdrawn_at") == [
        ("customer", TODAY, NOW, account, "a-photo", None),
        ("customer", TODAY, NOW, account, None, None),
    ]
    meter = await office.meter("registered")
    assert meter.given_today is not None
    assert meter.given_today.number == given.number
    assert dict(meter.given_today.values) == {one.register: one.value for one in more_by(meter, 40)}
    previous = meter.registers[0].previous
    assert previous is not None
    assert previous.day < TODAY, "today's own reading is none to compare with"
    tomorrow = await office.meter("registered", TODAY + timedelta(days=1))
    assert tomorrow.registers[0].previous is not None
    assert tomorrow.registers[0].previous.day == TODAY


async def test_the_same_values_again_are_the_same_reading(office: Office) -> None:
    first = accepted(await office.give("registered", 40))
    again = accepted(await office.give("registered", 40, photo="late-photo", now=NOW + timedelta(minutes=1)))
    assert again == Accepted(first.number, repeated=True)
    payer, meter = office.payers["registered"], await office.meter("registered")
    backwards = await office.at().give(payer, office.accounts[payer], meter.id, more_by(meter, 40)[::-1])
    assert backwards == again
    assert await office.rows("photo", "withdrawn_at") == [("late-photo", None), (None, None)]


async def test_other_values_on_the_same_day_take_their_place(office: Office) -> None:
    first = accepted(await office.give("registered", 40))
    second = accepted(await office.give("registered", 41, now=NOW + timedelta(hours=1)))
    assert second.replaced == first.number
    assert second.number != first.number
    later = NOW + timedelta(hours=1)
    assert [at for (at,) in await office.rows("withdrawn_at")] == [later, later, None, None]
    back = accepted(await office.give("registered", 40, now=NOW + timedelta(hours=2)))
    assert back.number not in {first.number, second.number}, "a withdrawn reading does not come back to life"
    [newest, *_rest] = await office.at().page(office.payers["registered"], 0, 3)
    assert newest.number == back.number


async def test_a_reading_on_another_day_is_another_reading(office: Office) -> None:
    first = accepted(await office.give("registered", 40))
    second = accepted(await office.give("registered", 45, now=NOW + timedelta(days=2)))
    assert second.replaced is None
    page = await office.at().page(office.payers["registered"], 0, 2)
    assert [(one.number, one.day) for one in page] == [
        (second.number, TODAY + timedelta(days=2)),
        (first.number, TODAY),
    ]
    assert [one.used for one in page[0].registers] == [Energy.of(5), Energy.of(5)]


async def test_registers_must_be_all_of_the_meter_s_and_of_no_other(office: Office) -> None:
    payer, account = office.payers["registered"], office.accounts[office.payers["registered"]]
    meter, theirs = await office.meter("registered"), await office.meter("english")
    values = more_by(meter, 40)
    foreign = [values[0], Shown(theirs.registers[0].id, values[1].value)]
    for wrong in ([], values[:1], foreign, [values[0], values[0]], [*values, values[0]], more_by(theirs, 1)):
        assert await office.at().give(payer, account, meter.id, wrong) is Refusal.GONE
    assert await office.at().give(payer, account, theirs.id, more_by(theirs, 1)) is Refusal.GONE
    assert await office.at().give(payer, account, MeterId(99_999), values) is Refusal.GONE
    assert await office.rows("id") == []


async def test_nothing_of_another_payer_is_found(office: Office) -> None:
    number = accepted(await office.give("registered", 40)).number
    mine, theirs = office.payers["registered"], office.payers["several"]
    shelf, meter = office.at(), await office.meter("registered")
    assert await shelf.one(mine, number) is not None
    assert await shelf.one(theirs, number) is None
    assert await shelf.withdraw(theirs, number) is Refusal.GONE
    assert await shelf.may_withdraw(theirs, number) is Refusal.GONE
    assert await shelf.may_change(theirs, number) is Refusal.GONE
    changed = await shelf.change(theirs, office.accounts[theirs], number, more_by(meter, 41))
    assert changed is Refusal.GONE
    assert meter.number not in {one.number for one in await shelf.meters(theirs, TODAY)}
    assert await shelf.count(theirs, meter.id) == 0
    assert await shelf.page(theirs, 0, 10, meter.id) == []
    assert await shelf.page(PayerId(9999), 0, 10) == []
    assert list(await shelf.years(PayerId(9999))) == []
    assert await shelf.withdraw(mine, f"{number}/2") is Refusal.GONE
    assert await shelf.withdraw(mine, "O-2026-99999999") is Refusal.GONE


async def test_withdrawn_it_is_nowhere_any_more(office: Office) -> None:
    payer = office.payers["registered"]
    before = await office.at().count(payer)
    number = accepted(await office.give("registered", 40)).number
    assert await office.at().count(payer) == before + 1
    assert await office.at().may_withdraw(payer, number) is None
    assert await office.at().withdraw(payer, number) is None
    assert await office.at().withdraw(payer, number) is None, "twice is once"
    assert await office.at().one(payer, number) is None
    assert await office.at().count(payer) == before
    assert await office.at().may_withdraw(payer, number) is Refusal.GONE
    meter = await office.meter("registered", TODAY + timedelta(days=1))
    assert meter.registers[0].previous is not None
    assert meter.registers[0].previous.day < TODAY
    assert (await office.meter("registered")).given_today is None
    second = accepted(await office.give("registered", 41)).number
    assert await office.at().withdraw(payer, number) is Refusal.GONE, "another stands now, which was not meant"
    assert await office.at().one(payer, second) is not None


async def test_changed_on_its_own_day_until_the_window_closes(office: Office) -> None:
    payer, meter = office.payers["registered"], await office.meter("registered")
    account = office.accounts[payer]
    number = accepted(await office.give("registered", 400)).number
    at_the_end = datetime(2026, 12, 5, 22, tzinfo=UTC)
    assert await office.at(at_the_end).may_change(payer, number) is None
    changed = accepted(await office.at(at_the_end).change(payer, account, number, more_by(meter, 40), "a-photo"))
    assert changed.replaced == number
    entry = await office.at().one(payer, changed.number)
    assert entry is not None
    assert (entry.day, entry.given_at, entry.has_photo) == (TODAY, at_the_end, True)
    assert list(entry.shown) == more_by(meter, 40)
    again = await office.at(at_the_end).change(payer, account, number, more_by(meter, 40))
    assert again == Accepted(changed.number, repeated=True)
    other = await office.at(at_the_end).change(payer, account, number, more_by(meter, 41))
    assert other is Refusal.GONE, "it is not the one that stands"
    over = datetime(2026, 12, 5, 23, 30, tzinfo=UTC)
    assert await office.at(over).may_withdraw(payer, changed.number) is Refusal.CLOSED, "in Warsaw it is the 6th"
    assert await office.at(over).withdraw(payer, changed.number) is Refusal.CLOSED
    closed = await office.at(over).change(payer, account, changed.number, more_by(meter, 41))
    assert closed is Refusal.CLOSED
    assert await office.at().one(payer, changed.number) == entry


async def test_with_a_later_reading_it_can_only_be_withdrawn(office: Office) -> None:
    payer, meter = office.payers["registered"], await office.meter("registered")
    first = accepted(await office.give("registered", 40)).number
    next_day = NOW + timedelta(days=1)
    accepted(await office.give("registered", 45, now=next_day))
    shelf = office.at(next_day)
    assert await shelf.may_change(payer, first) is Refusal.LATER
    assert await shelf.change(payer, office.accounts[payer], first, more_by(meter, 41)) is Refusal.LATER
    assert await shelf.may_withdraw(payer, first) is None
    assert await shelf.withdraw(payer, first) is None
    [newest, *_rest] = await shelf.page(payer, 0, 1)
    assert [one.used for one in newest.registers] == [Energy.of(45), Energy.of(45)]


@pytest.mark.parametrize("which", ["opening_id", "closing_id"])
async def test_what_billing_took_stays(office: Office, which: str) -> None:
    payer, meter = office.payers["registered"], await office.meter("registered")
    number = accepted(await office.give("registered", 40)).number
    newest = select(invoices.Invoice.id).where(invoices.Invoice.payer_id == payer).order_by(invoices.Invoice.id.desc())
    invoice = await office.conn.scalar(newest.limit(1))
    reading = await office.conn.scalar(select(metering.Reading.id).where(metering.Reading.number == f"{number}/2"))
    line = select(invoices.InvoiceLine.id).where(
        invoices.InvoiceLine.invoice_id == invoice, invoices.InvoiceLine.closing_id.is_not(None)
    )
    some_line = await office.conn.scalar(line.limit(1))
    await office.conn.execute(
        update(invoices.InvoiceLine).where(invoices.InvoiceLine.id == some_line).values({which: reading})
    )
    assert await office.at().may_change(payer, number) is Refusal.BILLED
    assert await office.at().withdraw(payer, number) is Refusal.BILLED
    assert await office.give("registered", 41) is Refusal.BILLED
    changed = await office.at().change(payer, office.accounts[payer], number, more_by(meter, 41))
    assert changed is Refusal.BILLED
    assert await office.give("registered", 40) == Accepted(number, repeated=True)
    entry = await office.at().one(payer, number)
    assert entry is not None
    assert entry.invoice is not None


async def test_the_list_holds_each_meter_and_day_once_with_its_use_and_invoice(office: Office) -> None:
    payer, facts = office.payers["several"], office.facts["several"]
    count = await office.at().count(payer)
    pages = [await office.at().page(payer, offset, 7) for offset in range(0, count, 7)]
    found = [entry for page in pages for entry in page]
    told = [
        (meter.number, reading.day, reading.kind)
        for point in facts.points for meter in point.meters for reading in meter.registers[0].readings
        if reading.withdrawn_at is None
    ]  # fmt: skip
    assert len(found) == count == len(told)
    assert {(one.meter_number, one.day, one.kind) for one in found} == set(told)
    assert [one.day for one in found] == sorted((one.day for one in found), reverse=True)
    by_number = {invoice.number: invoice for invoice in facts.invoices}
    for entry in found:
        first = entry.kind is ReadingKind.MOUNTING
        assert all((one.used is None) == first for one in entry.registers)
        assert entry.invoice is not None
        bill = by_number[entry.invoice.number].bill
        assert bill.first <= entry.day <= bill.last
    [swap] = [point for point in facts.points if len(point.meters) == 2]
    on_that_day = [one for one in found if one.day == swap.meters[0].removed_on]
    assert {one.kind for one in on_that_day} == {ReadingKind.REMOVAL, ReadingKind.MOUNTING}


async def test_use_in_the_list_is_the_energy_of_the_invoice(office: Office) -> None:
    for persona in ("registered", "business"):
        newest, *_rest = await office.at().page(office.payers[persona], 0, 1)
        [point] = office.facts[persona].points
        invoice = point.invoices[-1]
        assert newest.invoice is not None
        assert newest.invoice.number == invoice.number
        assert Energy(sum(one.used.wh for one in newest.registers if one.used)) == invoice.bill.energy


async def test_a_reading_in_place_of_an_estimate_names_the_correction(office: Office) -> None:
    payer, facts = office.payers["several"], office.facts["several"]
    [correction] = [one for one in facts.invoices if one.bill.corrects is not None]
    entries = await office.at().page(payer, 0, 100)
    assert [one.kind for one in entries if one.invoice and one.invoice.number == correction.number] == [
        ReadingKind.CUSTOMER
    ]


async def test_a_year_for_a_file_is_whole_and_oldest_first(office: Office) -> None:
    payer = office.payers["several"]
    years = list(await office.at().years(payer))
    assert years == [2026, 2025, 2024]
    found = [entry for year in years[::-1] for entry in await office.at().year(payer, year)]
    assert len(found) == await office.at().count(payer)
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert sorted(found, key=repr) == sorted(await office.at().page(payer, 0, 1000), key=repr)


async def test_readings_of_a_payer_before_are_not_shown(office: Office) -> None:
    payer = office.payers["registered"]
    since = date(2026, 6, 15)
    await office.conn.execute(
        update(metering.Contract).where(metering.Contract.payer_id == payer).values(valid_from=since)
    )
    entries = await office.at().page(payer, 0, 100)
    assert entries
    assert all(one.day >= since for one in entries)
    assert await office.at().count(payer) == len(entries)
    assert entries[-1].registers[0].used is None, "also not by the use since"
    assert list(await office.at().years(payer)) == [2026]
    meter = await office.meter("registered")
    assert meter.registers[0].previous is not None


async def test_who_has_not_given_a_reading_in_the_window(office: Office) -> None:
    window = window_at(WINDOW, date(2026, 11, 25))
    in_window = datetime(2026, 11, 26, 9, tzinfo=UTC)
    shelf = office.at(in_window)
    unread = await shelf.without_reading(window, PointId(0), 100)
    payers = [one.payer for one in unread]
    several = office.payers["several"]
    assert office.payers["registered"] in payers
    assert office.payers["unregistered"] not in payers, "there is no account to remind"
    assert office.payers["business"] not in payers, "its meter is read remotely"
    assert payers.count(several) == 3
    assert all(office.accounts[one.payer] == one.account for one in unread)
    first, *rest = unread
    assert await shelf.without_reading(window, PointId(0), 1) == [first]
    assert await shelf.without_reading(window, first.point, 100) == rest
    accepted(await office.give("registered", 40))
    assert office.payers["registered"] in {one.payer for one in await shelf.without_reading(window, PointId(0), 100)}
    number = accepted(await office.give("registered", 41, now=in_window)).number
    left = await shelf.without_reading(window, PointId(0), 100)
    assert [one for one in unread if one not in left] == [
        one for one in unread if one.payer == office.payers["registered"]
    ]
    await shelf.withdraw(office.payers["registered"], number)
    assert await shelf.without_reading(window, PointId(0), 100) == unread
    reading = table(metering.Reading)
    estimate = {
        "register_id": (await office.meter("registered")).registers[0].id, "taken_on": window.first,
        "kind": "estimated", "value": Energy.of(1),
    }  # fmt: skip
    await office.conn.execute(insert(reading), estimate)
    assert await shelf.without_reading(window, PointId(0), 100) == unread, "an estimate is no reading"
    await office.conn.execute(
        update(metering.Meter).where(metering.Meter.id == (await office.meter("registered")).id)
        .values(removed_on=TODAY)
    )  # fmt: skip
    await office.conn.execute(
        update(metering.Contract).where(metering.Contract.payer_id == several).values(valid_to=TODAY)
    )
    left = await shelf.without_reading(window, PointId(0), 100)
    assert not {office.payers["registered"], several} & {one.payer for one in left}


async def test_of_two_at_once_one_stands(database_url: str) -> None:
    async with opened(database_url) as database:
        facts = await load(database, 6, 1, TODAY)
        async with database.write() as conn:
            office = await personas(database, conn, facts)
            meter = await office.meter("registered")
        given, may_commit = asyncio.Event(), asyncio.Event()
        payer = office.payers["registered"]

        async def first() -> Accepted | Refusal:
            async with database.write() as conn:
                done = await office.at(conn=conn).give(payer, office.accounts[payer], meter.id, more_by(meter, 40))
                given.set()
                await may_commit.wait()
                return done

        async def another(kwh: int) -> Accepted | Refusal:
            await given.wait()
            async with database.write() as conn:
                return await office.at(conn=conn).give(payer, office.accounts[payer], meter.id, more_by(meter, kwh))

        async with asyncio.TaskGroup() as together:
            one, same, other = (
                together.create_task(first()), together.create_task(another(40)), together.create_task(another(41)),
            )  # fmt: skip
            await given.wait()
            await asyncio.sleep(0.3)  # the others are waiting for the lock by now
            assert not same.done()
            assert not other.done()
            may_commit.set()
        results = [accepted(task.result()) for task in (one, same, other)]
        async with database.read() as conn:
            standing = await conn.scalar(
                select(func.count(metering.Reading.id)).where(
                    metering.Reading.taken_on == TODAY, metering.Reading.withdrawn_at.is_(None)
                )
            )
            page = await office.at(conn=conn).page(payer, 0, 1)
        assert standing == 2
        assert page[0].number in {result.number for result in results}
        assert results[1].repeated or results[1].replaced == results[2].number
        assert results[2].replaced is not None


async def _grown(conn: AsyncConnection, payer: PayerId) -> None:
    """Twenty points with a two-register meter each, read monthly for ten years."""
    operator = await conn.scalar(select(metering.MeteringPoint.operator_id).limit(1))
    for n in range(20):
        point = made_key(await conn.execute(insert(table(metering.MeteringPoint)), {
            "payer_id": payer, "ppe": f"59000000000000{n:04}", "operator_id": operator, "street": f"ul. Długa {n}",
            "postcode": "00-001", "town": "Warszawa",
        }))  # fmt: skip
        await conn.execute(insert(table(metering.Contract)), {
            "payer_id": payer, "point_id": point, "number": f"U/X/{n}", "tariff_group": "G12", "power_w": 6000,
            "phases": 1, "valid_from": date(2016, 1, 1),
        })  # fmt: skip
        meter = made_key(await conn.execute(insert(table(metering.Meter)), {
            "point_id": point, "number": f"7{n:07}", "multiplier": 1, "mounted_on": date(2016, 1, 1),
        }))  # fmt: skip
        for obis, zone in (("1.8.1", "day"), ("1.8.2", "night")):
            register = made_key(await conn.execute(insert(table(metering.Register)), {
                "meter_id": meter, "obis": obis, "zone": zone, "digits": 6,
            }))  # fmt: skip
            await conn.execute(insert(table(metering.Reading)), [
                {"register_id": register, "taken_on": date(2016 + month // 12, month % 12 + 1, 28),
                 "kind": "controller", "value": Energy.of(100 * month)}
                for month in range(120)
            ])  # fmt: skip


async def test_twenty_points_and_ten_years_cost_no_more_statements(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        facts = await load(database, 6, 1, TODAY)
        async with database.write() as conn:
            office = await personas(database, conn, facts)
            payer = office.payers["registered"]
            await _grown(conn, payer)
            shelf = office.at()
            with statements(database) as sent:
                meters = await shelf.meters(payer, TODAY)
            assert len(meters) == 21
            assert len(sent) == 4
            with statements(database) as sent:
                page = await shelf.page(payer, 20, 10)
            assert len(page) == 10
            assert len(sent) == 3
            with statements(database) as sent:
                year = await shelf.year(payer, 2020)
            assert len(year) == 20 * 12
            assert len(sent) == 3
            assert all(one.used == Energy.of(100) for entry in year for one in entry.registers)
            with statements(database) as sent:
                accepted(await shelf.give(payer, office.accounts[payer], meters[5].id, more_by(meters[5], 5)))
            assert len(sent) <= 6


def test_an_entry_shows_its_values_as_they_were_given() -> None:
    assert Entry(PointId(1), MeterId(1), "1", TODAY, ReadingKind.REMOTE, ()).shown == ()
