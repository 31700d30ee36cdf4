"""The base of all tables, with names for constraints that every database accepts (at most 30 characters)."""

from datetime import date, datetime
from typing import Annotated, Any

from sqlalchemy import CursorResult, Date, ForeignKey, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, mapped_column

from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text

_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}

Key = Annotated[int, mapped_column(Id, primary_key=True, autoincrement=True)]
Word = Annotated[str, mapped_column(key_text(20))]
"""A word from a closed list: a state, a kind, a reason."""
Name = Annotated[str, mapped_column(String(200))]
Note = Annotated[str, mapped_column(LongText)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Day = Annotated[date, mapped_column(Date)]


class Base(DeclarativeBase):
    """The office's tables."""

    metadata = MetaData(naming_convention=_NAMES)


def ref(target: str) -> ForeignKey:
    """A reference to another table's key."""
    return ForeignKey(f"{target}.id")


def table(model: type[Base]) -> Table:
    """The table behind a model, for statements that need no objects."""
    found = model.__table__
    if not isinstance(found, Table):
        raise TypeError(f"{model.__name__} is not a plain table")
    return found


def made_key(done: CursorResult[Any]) -> int:
    """The key that the database gave to the row just inserted."""
    key = done.inserted_primary_key
    if key is None:
        raise LookupError("no row was inserted")
    return int(key[0])
