"""Counts the statements that a database is sent, so that a screen's cost is a fact and not a feeling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from ibok_bot.storage.transactions import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements sent from here on, in order."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
