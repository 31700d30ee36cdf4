"""The statements that every turn runs: compiled once, and on PostgreSQL handed to the driver itself.

SQLAlchemy writes the SQL and knows how each column is stored. Running it through its execution layers costs more
of the processor than asyncpg and the server together, so for these few that part is left out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import CompoundSelect, Delete, Dialect, Insert, Select, Update
from sqlalchemy.ext.asyncio import AsyncConnection

ON_DRIVER = "ibok_on_driver"
"""Execution option of a connection whose transaction was begun on the driver."""

T = TypeVar("T")
_Convert = Callable[[Any], Any]
_Select = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
_Executable = _Select | Insert | Update | Delete


class Driver(Protocol):
    """What we use of an asyncpg connection."""

    async def fetch(self, query: str, *values: object) -> Sequence[Sequence[Any]]: ...
    async def execute(self, query: str) -> str: ...


class DriverFailed(Exception):
    """What the driver raised, by its kind and SQLSTATE: its own words may hold a person's data."""

    def __init__(self, error: Exception) -> None:
        state = getattr(error, "sqlstate", None)
        super().__init__(type(error).__name__, state)
        self.sqlstate = state if isinstance(state, str) else None
        self.lost = isinstance(error, OSError | TimeoutError) or self.sqlstate is None
        """Whether no answer came from the server at all."""


def driver_of(conn: AsyncConnection) -> Driver | None:
    """The driver's own connection, where the transaction was begun on it."""
    inner = conn.sync_connection
    if inner is None or not inner.get_execution_options().get(ON_DRIVER):
        return None
    return cast(Driver, inner.connection.driver_connection)


async def answered(call: Awaitable[T]) -> T:
    """What the driver answers. Raises DriverFailed."""
    try:
        return await call
    except Exception as error:  # noqa: BLE001 - the driver is imported only where it is used
        failure = DriverFailed(error)
    raise failure  # out here it has no context


class Statement:
    """A statement whose values are named by bindparam, as SQLAlchemy has it; rows come back as plain tuples."""

    def __init__(self, statement: _Executable) -> None:
        self._statement = statement
        self._plan: _Plan | None = None

    async def rows(self, conn: AsyncConnection, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run it. Raises DriverFailed where it goes to the driver, else what SQLAlchemy raises."""
        driver = driver_of(conn)
        if driver is None:
            found = await conn.execute(self._statement, dict(values))
            return [tuple(row) for row in found] if found.returns_rows else []
        if self._plan is None:
            self._plan = _Plan(self._statement, conn.dialect)
        plan = self._plan
        records = await answered(driver.fetch(plan.sql, *plan.inputs(values)))
        return [plan.row(record) for record in records]


class _Plan:
    """A statement's SQL for asyncpg, and how values go in and come out."""

    def __init__(self, statement: _Executable, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._inputs: list[tuple[str, object, _Convert | None]] = [
            (name, compiled.params[name], compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        columns = statement.selected_columns if isinstance(statement, (Select, CompoundSelect)) else ()
        converts = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._outputs = [(place, convert) for place, convert in enumerate(converts) if convert]

    def inputs(self, values: Mapping[str, object]) -> list[object]:
        """The values in the driver's order and types; those that the statement holds itself stay."""
        given = ((values.get(name, held), convert) for name, held, convert in self._inputs)
        return [convert(value) if convert else value for value, convert in given]

    def row(self, record: Sequence[Any]) -> tuple[Any, ...]:
        """A row in our types."""
        if not self._outputs:
            return tuple(record)
        row = list(record)
        for place, convert in self._outputs:
            row[place] = convert(row[place])
        return tuple(row)
