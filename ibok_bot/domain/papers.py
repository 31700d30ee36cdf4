"""Files that a reply names: what to draw or write, from which facts. `documents/` makes the bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file for a spreadsheet: its name, and its rows as people read them, the head first."""

    name: str
    rows: tuple[tuple[str, ...], ...]


Paper = Table
