"""What a rich message is made of, named as in the Bot API: blocks, and texts with formatted stretches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from ibok_bot.simulator.html import units

LONGEST_TEXT = 32_768
MOST_BLOCKS = 500
MOST_COLUMNS = 20
MOST_LEVELS = 16
MOST_STYLED = 5_800


class CannotShow(ValueError):
    """What Telegram says of a rich message that it refuses."""


class Styled(msgspec.Struct, omit_defaults=True):
    """A formatted stretch: bold, italic, code, url …"""

    type: str
    text: RichText
    url: str | None = None


RichText = list[str | Styled]


class Paragraph(msgspec.Struct, tag="paragraph"):
    """Running text; a line break in it is a new line."""

    text: RichText


class Heading(msgspec.Struct, tag="heading"):
    """A heading, of size 1 (the largest) to 6."""

    text: RichText
    size: int


class Preformatted(msgspec.Struct, tag="pre", omit_defaults=True):
    """Code, its spaces kept."""

    text: RichText
    language: str | None = None


class Footer(msgspec.Struct, tag="footer"):
    """Small print."""

    text: RichText


class Divider(msgspec.Struct, tag="divider"):
    """A line across."""


class Item(msgspec.Struct, omit_defaults=True):
    """One of a list."""

    blocks: list[Block]
    has_checkbox: bool = False
    is_checked: bool = False


class Listing(msgspec.Struct, tag="list", omit_defaults=True):
    """A list with bullets or numbers."""

    items: list[Item]
    is_ordered: bool = False


class Quote(msgspec.Struct, tag="blockquote", omit_defaults=True):
    """Somebody's words, and whose they are."""

    blocks: list[Block]
    credit: RichText = []


class PullQuote(msgspec.Struct, tag="pullquote", omit_defaults=True):
    """Words set apart."""

    text: RichText
    credit: RichText = []


class Details(msgspec.Struct, tag="details", omit_defaults=True):
    """Blocks hidden behind a title until it is touched."""

    summary: RichText
    blocks: list[Block]
    is_open: bool = False


class Cell(msgspec.Struct, omit_defaults=True):
    """A cell; apps do not draw one without text at all."""

    align: Literal["left", "center", "right"] = msgspec.field(default="left")
    valign: Literal["top", "middle", "bottom"] = "middle"
    text: RichText = []
    is_header: bool = False
    colspan: int = 1
    rowspan: int = 1


class Table(msgspec.Struct, tag="table", omit_defaults=True):
    """Rows of cells, which may differ in number."""

    cells: list[list[Cell]]
    is_bordered: bool = False
    is_striped: bool = False
    caption: RichText = []


Block = Paragraph | Heading | Preformatted | Footer | Divider | Listing | Quote | PullQuote | Details | Table


def check(blocks: list[Block]) -> None:
    """Raises CannotShow for more than Telegram takes."""
    texts = [text for block in blocks for text in _texts(block)]
    if units("".join(map(plain, texts))) > LONGEST_TEXT:
        raise CannotShow("RICH_MESSAGE_TEXT_TOO_LONG")
    if sum(map(_count, blocks)) > MOST_BLOCKS:
        raise CannotShow("RICH_MESSAGE_BLOCKS_TOO_MANY")
    if max(map(_levels, blocks), default=0) > MOST_LEVELS:
        raise CannotShow("RICH_MESSAGE_DEPTH_INVALID")
    if sum(map(_stretches, texts)) > MOST_STYLED:
        raise CannotShow("RICH_MESSAGE_TOO_LARGE")


def plain(text: RichText) -> str:
    """The text without formatting."""
    return "".join(part if isinstance(part, str) else plain(part.text) for part in text)


def _within(block: Block) -> list[list[Block]]:
    match block:
        case Details() | Quote():
            return [block.blocks]
        case Listing():
            return [item.blocks for item in block.items]
    return []


def _texts(block: Block) -> Iterator[RichText]:
    match block:
        case Paragraph() | Heading() | Preformatted() | Footer():
            yield block.text
        case Details():
            yield block.summary
        case Quote():
            yield block.credit
        case PullQuote():
            yield from (block.text, block.credit)
        case Table():
            yield block.caption
            yield from (cell.text for row in block.cells for cell in row)
    for inner in _within(block):
        for one in inner:
            yield from _texts(one)


def _count(block: Block) -> int:
    """Blocks, those within, list items and rows of tables."""
    inner = _within(block)
    own = 1 + (len(block.cells) if isinstance(block, Table) else len(inner) if isinstance(block, Listing) else 0)
    return own + sum(_count(one) for blocks in inner for one in blocks)


def _levels(block: Block) -> int:
    deepest = max((_depth(text) for text in _own_texts(block)), default=0)
    inner = max((_levels(one) for blocks in _within(block) for one in blocks), default=0)
    return 1 + max(deepest, inner + isinstance(block, Listing))


def _own_texts(block: Block) -> list[RichText]:
    inner = {id(text) for blocks in _within(block) for one in blocks for text in _texts(one)}
    return [text for text in _texts(block) if id(text) not in inner]


def _depth(text: RichText) -> int:
    return max((1 + _depth(part.text) for part in text if isinstance(part, Styled)), default=0)


def _stretches(text: RichText) -> int:
    return sum(1 + _stretches(part.text) for part in text if isinstance(part, Styled))
