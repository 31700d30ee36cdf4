"""A sheet: tables described once, shown as lines on any phone, as native tables where those are wished, and as PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from ibok_bot.domain.papers import Document, Section
from ibok_bot.i18n import Arg, Msg, Text, Voice

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block: its title, and whether it holds numbers (set to the right)."""

    title: Text
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One table. `total` is a last row in bold; a `folded` block may be hidden behind its title where that is possible.

    The first column names the row: where a screen is too narrow for a table, it becomes the row's heading.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    title: Text | None = None
    total: tuple[Text, ...] | None = None
    note: Text | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Tables one below the other."""

    blocks: tuple[Block, ...]


def cell(value: Arg) -> Text:
    """A cell that is but a value: an amount, a day, a number, as the reader's language writes it."""
    return Msg("{value}", (("value", value),))


def as_document(
    name: str, title: Text, sheet: Sheet, voice: Voice, *, lead: Sequence[Text] = (), tail: Sequence[Text] = ()
) -> Document:
    """The tables as a PDF on A4, in the reader's language: paragraphs before them, and after."""
    return Document(
        name,
        bare(title, voice),
        tuple(bare(text, voice) for text in lead),
        tuple(_section(block, voice) for block in sheet.blocks),
        tuple(bare(text, voice) for text in tail),
    )


def bare(text: Text, voice: Voice) -> str:
    """The text without any tags: those of the catalogue are taken out, those that an argument holds are kept."""
    return unescape(_TAG.sub("", voice.html(text)))


def _section(block: Block, voice: Voice) -> Section:
    return Section(
        title=bare(block.title, voice) if block.title else "",
        head=tuple(bare(column.title, voice) for column in block.columns),
        rows=tuple(tuple(bare(cell, voice) for cell in row) for row in block.rows),
        numeric=tuple(column.numeric for column in block.columns),
        total=tuple(bare(cell, voice) for cell in block.total or ()),
        note=bare(block.note, voice) if block.note else "",
    )
