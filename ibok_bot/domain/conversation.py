"""A conversation as it is kept between two turns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation as the database keeps it: `trail` is JSON."""

    dialog: str | None = None
    trail: str = "[]"
    turn: int = 0
    choices: str = "[]"
    goal: str | None = None
