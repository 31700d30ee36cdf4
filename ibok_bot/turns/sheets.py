"""A sheet on any phone: narrow tables set in columns, wide ones as a heading and a line for each row."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

from ibok_bot.dialogs.sheet import Block, Column, Sheet, bare
from ibok_bot.i18n import Text, Voice

NARROW = 32
"""So many characters of one width stand beside each other in a message on a small phone."""
_GAP = "  "
_BETWEEN = " · "
_IS = ":\u00a0"
"""A value never stands on another line than its name."""


def as_html(sheet: Sheet, voice: Voice) -> str:
    """The tables in the HTML subset that every channel understands, an empty line between each two."""
    return "\n\n".join(filter(None, (_block(block, voice) for block in sheet.blocks)))


def _block(block: Block, voice: Voice) -> str:
    head = [bare(column.title, voice) for column in block.columns]
    rows = [[bare(cell, voice) for cell in row] for row in block.rows]
    table = [head, *rows] if any(head) else rows
    parts = [_bold(voice.html(block.title))] if block.title else []
    if rows and _fits(table):
        parts.append(_set_in_columns(table, block.columns))
    else:
        parts += [_two_lines(row, block.columns, voice) for row in block.rows]
    if block.total:
        parts.append(_total(block.total, block.columns, voice))
    if block.note:
        parts.append(voice.html(block.note))
    return "\n".join(filter(None, parts))


def _fits(table: Sequence[Sequence[str]]) -> bool:
    """Whether the columns stand beside each other; a single one is no table."""
    widths = _widths(table)
    one_line_each = not any("\n" in cell for row in table for cell in row)
    return len(widths) > 1 and one_line_each and sum(widths) + len(_GAP) * (len(widths) - 1) <= NARROW


def _set_in_columns(table: Sequence[Sequence[str]], columns: Sequence[Column]) -> str:
    widths = _widths(table)
    lines = [_GAP.join(map(_padded, row, widths, columns)).rstrip() for row in table]
    return f"<pre>{escape(chr(10).join(lines), quote=False)}</pre>"


def _padded(cell: str, width: int, column: Column) -> str:
    space = " " * (width - _width(cell))
    return space + cell if column.numeric else cell + space


def _widths(table: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(_width, cells)) for cells in zip(*table, strict=True)]


def _width(cell: str) -> int:
    """In characters of a monospaced font: emoji take two, joiners and accents none."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell if not _silent(sign))


def _silent(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Cf"}


def _two_lines(row: Sequence[Text], columns: Sequence[Column], voice: Voice) -> str:
    """What the row is about, and below it all that is known of it."""
    name, *_others = _cells(row, voice)
    if len(row) == 1:
        return name
    return "\n".join(filter(None, (_bold(name), _BETWEEN.join(_named(row, columns, voice)))))


def _total(row: Sequence[Text], columns: Sequence[Column], voice: Voice) -> str:
    """A single sum needs no name beside that of the row."""
    name, *others = _cells(row, voice)
    sums = list(filter(None, others))
    if name and len(sums) == 1:
        return _bold(f"{name}{_IS}{sums[0]}")
    return _bold(_BETWEEN.join(filter(None, (name, *_named(row, columns, voice)))))


def _named(row: Sequence[Text], columns: Sequence[Column], voice: Voice) -> list[str]:
    """The cells after the first, each with its column's title; empty ones left out."""
    _name, *others = zip(_cells(row, voice), columns, strict=True)
    return [
        f"{title}{_IS}{cell}" if (title := voice.html(column.title)) else cell
        for cell, column in others
        if cell.strip()
    ]


def _cells(row: Sequence[Text], voice: Voice) -> list[str]:
    return [" ".join(voice.html(cell).split("\n")) for cell in row]


def _bold(html: str) -> str:
    return f"<b>{html}</b>" if html else ""
