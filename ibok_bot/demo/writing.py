"""Rows of invented customers, with keys counted here, and their way into each database by its quickest road."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import add

from sqlalchemy import ForeignKeyConstraint, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.history import History
from ibok_bot.demo.stencil import (
    COLUMNS,
    CONTRACT,
    DUE,
    INVOICE,
    METER,
    PAYER,
    POINT,
    Encoder,
    Row,
    Stencil,
)
from ibok_bot.domain.invoice_number import number_key

Rows = Mapping[Table, list[Row]]


class CustomerRows:
    """Makes customers into rows. Keys go on from customer to customer, beginning with 1."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._next: Counter[Table] = Counter(dict.fromkeys(COLUMNS, 1))
        self._stencils: dict[int, tuple[History, Stencil]] = {}

    def of(self, customers: Iterable[CustomerFacts]) -> Rows:
        """The rows of these customers by table, in the order of COLUMNS."""
        rows: dict[Table, list[Row]] = {each: [] for each in COLUMNS}
        for facts in customers:
            stencil, printed = self._stencil(facts.history), _printed(facts)
            firsts = [[self._next[target] for target in pattern] for pattern in stencil.patterns]
            for each, outlines in stencil.outlines.items():
                ends = printed.get(each) or repeat(())
                rows[each] += [
                    (*map(add, firsts[pattern], places), *rest, *end)
                    for (pattern, places, rest), end in zip(outlines, ends, strict=False)
                ]
            for each, outlines in stencil.outlines.items():
                self._next[each] += len(outlines)
        return rows

    def _stencil(self, history: History) -> Stencil:
        """Stencils are kept by the history's place in memory, and so the history is kept too."""
        known = self._stencils.get(id(history))
        if known is None:
            known = self._stencils[id(history)] = (history, Stencil.of(history, self._encoder))
        return known[1]


def _printed(facts: CustomerFacts) -> dict[Table, list[Row]]:
    """The ends of rows that hold what is printed on paper: plain text, the same for every driver."""
    who = facts.identity
    lives = (who.address.street, who.address.postcode, who.address.town)
    numbers = [(number,) for number in who.invoice_numbers]
    return {
        PAYER: [
            (who.customer_number, who.kind.value, who.name, who.nip, *lives, who.account_nrb, who.email, who.phone)
        ],
        POINT: [
            (1, point.ppe, point.old_ppe, point.address.street, point.address.postcode, point.address.town)
            for point in who.points
        ],
        CONTRACT: [(point.contract,) for point in who.points],
        METER: [(number,) for point in who.points for number in point.meter_numbers],
        INVOICE: [
            (public_id, number, number_key(number))
            for public_id, number in zip(who.public_ids, who.invoice_numbers, strict=True)
        ],
        DUE: list(numbers),
    }


class Writer:
    """Writes rows on a connection with an open transaction: COPY on PostgreSQL, many rows a statement elsewhere."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn
        self._copies = conn.dialect.name == "postgresql"
        self._undoes_ddl = conn.dialect.name in {"postgresql", "sqlite"}

    async def unburden(self) -> None:
        """Take indexes, and on PostgreSQL references, off the tables: far quicker to make when all rows are in.

        MariaDB keeps them: there a table is changed at once and for good, also in a transaction that fails.
        """
        for each in self._lightened():
            for index in each.indexes:
                await self._conn.execute(DropIndex(index))
            for reference in self._references(each):
                await self._conn.execute(DropConstraint(reference))

    async def burden(self) -> None:
        """Put back what `unburden` took off; the database checks every row against it."""
        for each in self._lightened():
            for index in each.indexes:
                await self._conn.execute(CreateIndex(index))
            for reference in self._references(each):
                await self._conn.execute(AddConstraint(reference))

    def _lightened(self) -> Iterable[Table]:
        return COLUMNS if self._undoes_ddl else ()

    def _references(self, of: Table) -> list[ForeignKeyConstraint]:
        return sorted(of.foreign_key_constraints, key=lambda one: str(one.name)) if self._copies else []

    async def write(self, rows: Rows) -> None:
        """Rows in the order of COLUMNS."""
        for each, several in rows.items():
            if not several:
                continue
            if self._copies:
                driver = (await self._conn.get_raw_connection()).driver_connection
                if driver is None:
                    raise ConnectionError("the connection to the database is closed")
                await driver.copy_records_to_table(each.name, records=several, columns=COLUMNS[each], timeout=600)
            else:
                await self._conn.exec_driver_sql(self._insert(each), several)

    async def finish(self, touched: Sequence[Table]) -> None:
        """PostgreSQL's own counting of keys goes on after ours; other databases see to it themselves."""
        if not self._copies:
            return
        for each in (*COLUMNS, *touched):
            newest = await self._conn.scalar(select(func.max(each.c.id)))
            if newest:
                await self._conn.execute(select(func.setval(func.pg_get_serial_sequence(each.name, "id"), newest)))

    def _insert(self, into: Table) -> str:
        """SQLAlchemy would put the columns in the table's order, not in ours."""
        columns = COLUMNS[into]
        mark = "?" if self._conn.dialect.paramstyle == "qmark" else "%s"
        return f"INSERT INTO {into.name} ({', '.join(columns)}) VALUES ({', '.join(mark for _ in columns)})"  # noqa: S608 - our own names
