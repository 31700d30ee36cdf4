"""Planned outages as a CSV file (plik wyłączeń): columns number, operator, start, end, place, and reason, state.

Separated by ; or , with a head in English or Polish. Several rows with one number are one outage of several places,
each written as domain/planned_text.py reads it. Times are those of clocks in Warsaw, or have an offset of their own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import StringIO

from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.planned import LONGEST_REASON, NUMBER
from ibok_bot.domain.planned_area import PlannedArea, area_of
from ibok_bot.domain.planned_text import CannotRead, parse_line

LARGEST = 2_000_000
MOST_MISTAKES = 20
HEAD = "number;operator;start;end;place;reason;state"
_NAMES: Mapping[str, str] = {
    "number": "number", "numer": "number", "operator": "operator", "osd": "operator",
    "start": "start", "początek": "start", "od": "start", "end": "end", "koniec": "end", "do": "end",
    "place": "place", "miejsce": "place", "reason": "reason", "powód": "reason", "state": "state", "stan": "state",
}  # fmt: skip
_NEEDED = ("number", "operator", "start", "end", "place")
_CANCELLED = ("cancelled", "odwołane")
_OTHER_STATES = ("", "announced", "zapowiedziane", "changed", "zmienione")
_NUMBER = re.compile(NUMBER)
_FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M")


class Wrong(StrEnum):
    """What is wrong with a line of the file."""

    TEXT = "text"
    """not UTF-8"""
    HEAD = "head"
    EMPTY = "empty"
    CELLS = "cells"
    NUMBER = "number"
    START = "start"
    END = "end"
    PLACE = "place"
    STATE = "state"
    DIFFERS = "differs"
    """another row of the same number says something else"""
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One of them; lines are counted from 1."""

    line: int
    wrong: Wrong


class Broken(ValueError):
    """The file cannot be used."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"line {each.line}: {each.wrong}" for each in mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Given:
    """An outage of the file, of an operator by its code. `line`: where it stands first."""

    line: int
    number: str
    operator: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    cancelled: bool
    area: PlannedArea


def read(data: bytes | str) -> list[Given]:
    """All outages in it, in its order. Raises Broken with every mistake up to a number."""
    text = _text(data)
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise Broken([Mistake(1, Wrong.EMPTY)])
    separator = ";" if ";" in lines[0] else ","
    rows = csv.reader(StringIO(text, newline=None), delimiter=separator, strict=False)
    columns = [_NAMES.get(name.strip().casefold(), "") for name in next(rows, ())]
    if not set(_NEEDED) <= set(columns) or len(set(columns)) < len(columns):
        raise Broken([Mistake(1, Wrong.HEAD)])
    mistakes: list[Mistake] = []
    found: dict[str, Given] = {}
    try:
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                _take(found, mistakes, line, dict(zip(columns, row, strict=True)) if len(row) == len(columns) else None)
            line = rows.line_num + 1
            if len(mistakes) >= MOST_MISTAKES:
                break
    except csv.Error:
        mistakes.append(Mistake(rows.line_num, Wrong.CELLS))
    if mistakes:
        raise Broken(mistakes)
    if not found:
        raise Broken([Mistake(2, Wrong.EMPTY)])
    return list(found.values())


def moment(written: str, *, last: bool = False) -> datetime:
    """A time of clocks in Warsaw, or with an offset. In the hour that comes twice it is the first, or the `last`.

    Raises ValueError, also for an hour that the clocks skip.
    """
    bare = " ".join(written.split())
    for form in _FORMS:
        try:
            local = datetime.strptime(bare, form).replace(tzinfo=WARSAW, fold=int(last))
        except ValueError:
            continue
        there = local.astimezone(UTC)
        if there.astimezone(WARSAW).replace(tzinfo=None) != local.replace(tzinfo=None, fold=0):
            raise ValueError("the clocks skip this hour")
        return there
    aware = datetime.fromisoformat(bare)
    if aware.tzinfo is None:
        raise ValueError("this is no time of day")
    return aware.astimezone(UTC)


def _text(data: bytes | str) -> str:
    if len(data) > LARGEST:
        raise Broken([Mistake(1, Wrong.LARGE)])
    try:
        return data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Broken([Mistake(error.object[: error.start].count(b"\n") + 1, Wrong.TEXT)]) from None


def _take(found: dict[str, Given], mistakes: list[Mistake], line: int, row: Mapping[str, str] | None) -> None:
    given = _given(line, row)
    if isinstance(given, Wrong):
        mistakes.append(Mistake(line, given))
        return
    before = found.get(given.number)
    if before is None:
        found[given.number] = given
        return
    if _said(before) != _said(given):
        mistakes.append(Mistake(line, Wrong.DIFFERS))
        return
    joined = area_of((*before.area.places, *given.area.places), (*before.area.points, *given.area.points))
    found[given.number] = Given(before.line, *_said(before), joined)


def _said(given: Given) -> tuple[str, str, datetime, datetime, str, bool]:
    return given.number, given.operator, given.starts_at, given.ends_at, given.reason, given.cancelled


def _given(line: int, row: Mapping[str, str] | None) -> Given | Wrong:
    if row is None:
        return Wrong.CELLS
    cells = {name: " ".join(cell.split()) for name, cell in row.items()}
    state = cells.get("state", "").casefold()
    if not _NUMBER.fullmatch(cells["number"]):
        return Wrong.NUMBER
    if state not in (*_CANCELLED, *_OTHER_STATES):
        return Wrong.STATE
    times: list[datetime] = []
    for wrong in (Wrong.START, Wrong.END):
        try:
            times.append(moment(cells[wrong.value], last=wrong is Wrong.END))
        except ValueError:
            return wrong
    try:
        area = parse_line(cells["place"])
    except CannotRead:
        return Wrong.PLACE
    reason = cells.get("reason", "")[:LONGEST_REASON]
    return Given(line, cells["number"], cells["operator"], times[0], times[1], reason, state in _CANCELLED, area)
