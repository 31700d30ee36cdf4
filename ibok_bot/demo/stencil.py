"""A history as rows with keys still to be added, so that the rows of a hundred thousand customers are quickly made.

In each row the references come first, as (table, place in this history); a real key is the customer's first key in
that table plus the place. What follows the references is ready for the driver and shared by all customers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Dialect, Table

from ibok_bot.demo.history import Bill, History
from ibok_bot.domain.settlement import VAT
from ibok_bot.domain.tariff import SELLER
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.invoices import Allocation, Due, Invoice, InvoiceLine, Payment
from ibok_bot.storage.schema.metering import Contract, Meter, MeteringPoint, Reading, Register

PAYER, POINT, CONTRACT, METER, REGISTER = (table(model) for model in (Payer, MeteringPoint, Contract, Meter, Register))
READING, INVOICE, LINE, DUE = (table(model) for model in (Reading, Invoice, InvoiceLine, Due))
PAYMENT, ALLOCATION = (table(model) for model in (Payment, Allocation))

COLUMNS: dict[Table, tuple[str, ...]] = {
    PAYER: (
        *("id", "customer_number", "kind", "name", "nip", "street", "postcode", "town", "account_nrb"),
        *("email", "phone"),
    ),
    POINT: ("id", "payer_id", "operator_id", "ppe", "old_ppe", "street", "postcode", "town"),
    CONTRACT: (
        *("id", "payer_id", "point_id", "tariff_group", "power_w", "phases", "valid_from", "valid_to", "number"),
    ),
    METER: ("id", "point_id", "multiplier", "mounted_on", "removed_on", "number"),
    REGISTER: ("id", "meter_id", "obis", "zone", "digits"),
    READING: ("id", "register_id", "taken_on", "kind", "value", "withdrawn_at"),
    INVOICE: (
        *("id", "payer_id", "point_id", "corrects_id", "kind", "period_from", "period_to", "issued_on"),
        *("net", "vat", "gross", "energy", "public_id", "number", "number_key"),
    ),
    LINE: (
        *("id", "invoice_id", "meter_id", "register_id", "opening_id", "closing_id", "position", "block", "component"),
        *("zone", "period_from", "period_to", "quantity", "unit", "price", "net", "vat_rate"),
    ),
    DUE: ("id", "payer_id", "invoice_id", "title", "kind", "due_on", "amount", "remaining", "number"),
    PAYMENT: ("id", "payer_id", "paid_on", "amount", "unallocated", "title"),
    ALLOCATION: ("id", "payment_id", "due_id", "amount"),
}
"""The columns in which customers' rows are written; a table stands after all that it refers to."""

Row = tuple[object, ...]
Outline = tuple[int, tuple[int, ...], Row]
"""Which of the stencil's patterns its references follow, their places, and the rest of the row."""


class Encoder:
    """Turns our values into the driver's, column by column, by the schema's own types."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._by_table = {each: self._converters(each, names) for each, names in COLUMNS.items()}

    def rest(self, of: Table, values: Row, skipped: int) -> Row:
        """The values of the columns after the first `skipped` ones."""
        converters = self._by_table[of][skipped:]
        return tuple(
            value if convert is None or value is None else convert(value)
            for convert, value in zip(converters, values, strict=False)
        )

    def _converters(self, of: Table, names: tuple[str, ...]) -> list[Callable[[object], object] | None]:
        types = [of.c[name].type for name in names]
        return [kind.dialect_impl(self._dialect).bind_processor(self._dialect) for kind in types]


@dataclass(frozen=True, slots=True)
class Stencil:
    """The rows of a history by table, and the patterns of their references: the tables referred to, in order."""

    patterns: tuple[tuple[Table, ...], ...]
    outlines: dict[Table, list[Outline]]

    @classmethod
    def of(cls, history: History, encoder: Encoder) -> Stencil:
        """The stencil of this history."""
        patterns: dict[tuple[Table, ...], int] = {}
        outlines: dict[Table, list[Outline]] = {each: [] for each in COLUMNS}
        for of, references, values in _rows(history):
            pattern = patterns.setdefault(tuple(target for target, _place in references), len(patterns))
            places = tuple(place for _target, place in references)
            outlines[of].append((pattern, places, encoder.rest(of, values, len(references))))
        return cls(tuple(patterns), outlines)


def _rows(history: History) -> Iterator[tuple[Table, list[tuple[Table, int]], Row]]:
    yield PAYER, [(PAYER, 0)], ()
    yield from _metering(history)
    first_register, first_reading = _places(history)
    line_place = 0
    for place, one in enumerate(history.bills):
        yield _invoice(place, one)
        kind, what = ("settlement", "Energia") if one.corrects is None else ("correction", "Korekta")
        title = f"{what} {one.first:%d.%m}–{one.last:%d.%m.%Y}"
        due = (title, kind, one.due_on, one.settlement.gross, history.remaining(place))
        yield DUE, [(DUE, place), (PAYER, 0), (INVOICE, place)], due
        for references, values in _lines(one, first_register, first_reading):
            yield LINE, [(LINE, line_place), (INVOICE, place), *references], values
            line_place += 1
    allocation = 0
    for place, payment in enumerate(history.payments):
        values = (payment.paid_on, payment.amount, payment.unallocated, payment.title)
        yield PAYMENT, [(PAYMENT, place), (PAYER, 0)], values
        for bill, part in payment.settles:
            yield ALLOCATION, [(ALLOCATION, allocation), (PAYMENT, place), (DUE, bill)], (part,)
            allocation += 1


def _invoice(place: int, bill: Bill) -> tuple[Table, list[tuple[Table, int]], Row]:
    keys = [(INVOICE, place), (PAYER, 0), (POINT, bill.point)]
    sums = (bill.settlement.net, bill.settlement.vat, bill.settlement.gross, bill.energy)
    said = (bill.first, bill.last, bill.issued_on, *sums)
    if bill.corrects is None:
        return INVOICE, keys, (None, "settlement", *said)
    return INVOICE, [*keys, (INVOICE, bill.corrects)], ("correction", *said)


def _metering(history: History) -> Iterator[tuple[Table, list[tuple[Table, int]], Row]]:
    meter = register = reading = 0
    for place, point in enumerate(history.points):
        yield POINT, [(POINT, place), (PAYER, 0)], ()
        terms = (point.group, point.power_w, point.phases, point.since, None)
        yield CONTRACT, [(CONTRACT, place), (PAYER, 0), (POINT, place)], terms
        for one in point.meters:
            yield METER, [(METER, meter), (POINT, place)], (one.multiplier, one.mounted_on, one.removed_on)
            for counter in one.registers:
                keys = [(REGISTER, register), (METER, meter)]
                yield REGISTER, keys, (counter.obis, counter.zone.value, counter.digits)
                for taken in counter.readings:
                    shown = (taken.day, taken.kind.value, taken.value, taken.withdrawn_at)
                    yield READING, [(READING, reading), (REGISTER, register)], shown
                    reading += 1
                register += 1
            meter += 1


Where = dict[tuple[int, int, int], tuple[int, int]]


def _places(history: History) -> tuple[Where, dict[tuple[int, int, int], int]]:
    """For (point, meter, register): the places of meter and register in the history, and of its first reading."""
    registers: Where = {}
    readings: dict[tuple[int, int, int], int] = {}
    meter = reading = 0
    for place, point in enumerate(history.points):
        for nth, one in enumerate(point.meters):
            for number, counter in enumerate(one.registers):
                registers[place, nth, number] = (meter, len(registers))
                readings[place, nth, number] = reading
                reading += len(counter.readings)
            meter += 1
    return registers, readings


def _lines(
    bill: Bill, registers: Where, readings: dict[tuple[int, int, int], int]
) -> Iterator[tuple[list[tuple[Table, int]], Row]]:
    for position, line in enumerate(bill.settlement.lines, 1):
        block = "energy" if line.component in SELLER else "distribution"
        zone = line.zone.value if line.zone else None
        values = (position, block, line.component.value, zone, line.first, line.last)
        sums = (line.quantity, line.unit.value, line.price, line.net, Decimal(VAT))
        if line.register is None:
            yield [], (None, None, None, None, *values, *sums)
            continue
        span = bill.spans[line.register]
        key = (bill.point, span.meter, span.register)
        meter, register = registers[key]
        readers = [(READING, readings[key] + span.opening), (READING, readings[key] + span.closing)]
        yield [(METER, meter), (REGISTER, register), *readers], (*values, *sums)
