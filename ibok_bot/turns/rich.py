"""A sheet as Telegram's own tables: the rich HTML of Bot API 10.1, for those whose apps show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ibok_bot.dialogs.sheet import Block, Column, Sheet
from ibok_bot.i18n import Text, Voice

LONGEST = 4000
"""Characters of text; Telegram takes eight times as many, but apps fold longer ones, or show but the beginning."""
_MOST_COLUMNS = 20
_MOST_BLOCKS = 500
_BLOCKS = re.compile(r"<(?:p|h4|details|table|tr)[ >]")
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"</?a\b[^>]*>")
_NOTHING = "–"
"""Telegram does not draw an empty cell at all, not even its frame."""


def as_rich(sheet: Sheet, lead_html: str, voice: Voice) -> str | None:
    """The lead and the tables below it; None when it is more than Telegram, or a phone, can show in one message."""
    if any(len(block.columns) > _MOST_COLUMNS for block in sheet.blocks):
        return None
    rich = "".join([*_paragraphs(lead_html), *(_block(block, voice) for block in sheet.blocks)])
    if len(_TAG.sub("", rich)) > LONGEST or len(_BLOCKS.findall(rich)) > _MOST_BLOCKS:
        return None
    return rich or None


def _paragraphs(html: str) -> list[str]:
    """A line end would be shown as a space, and a paragraph without text would be refused."""
    parts = html.split("\n\n")
    if not all(map(_closes_its_tags, parts)):
        parts = [html]
    return [f"<p>{_in_lines(part)}</p>" for part in parts if _says(part)]


def _says(html: str) -> bool:
    """Whether anything is to be seen of it."""
    return bool(_TAG.sub("", html).strip())


def _closes_its_tags(html: str) -> bool:
    tags: list[str] = _TAG.findall(html)
    closing = [tag for tag in tags if tag.startswith("</")]
    return 2 * len(closing) == len(tags)


def _in_lines(html: str) -> str:
    return html.strip("\n").replace("\n", "<br>")


def _block(block: Block, voice: Voice) -> str:
    title = _cell(block.title, voice) if block.title else ""
    title = title if _TAG.sub("", title).strip() else ""
    shown = _table(block, voice) + "".join(_paragraphs(voice.html(block.note)) if block.note else ())
    if title and block.folded and shown:
        return f"<details><summary>{title}</summary>{shown}</details>"
    return (f"<h4>{title}</h4>" if title else "") + shown


def _table(block: Block, voice: Voice) -> str:
    rows = [_head(block.columns, voice)]
    rows += [_row([_cell(cell, voice) for cell in row], block.columns) for row in block.rows]
    if block.total:
        rows.append(_total([_cell(cell, voice) for cell in block.total], block.columns))
    whole = "".join(rows)
    return f"<table bordered striped>{whole}</table>" if block.rows or block.total else ""


def _cell(text: Text, voice: Voice) -> str:
    """Nothing for what cannot be seen. Links in tables are dead in some apps, so there are none."""
    html = _LINK.sub("", _in_lines(voice.html(text)))
    return html if _says(html) else ""


def _head(columns: Sequence[Column], voice: Voice) -> str:
    """None at all where a column has no title: Telegram would leave a hole in the frame there."""
    titles = [_cell(column.title, voice) for column in columns]
    if not all(titles):
        return ""
    pairs = zip(titles, columns, strict=True)
    return "<tr>" + "".join(f'<th align="{_side(column)}">{title}</th>' for title, column in pairs) + "</tr>"


def _row(cells: Sequence[str], columns: Sequence[Column]) -> str:
    pairs = zip(cells, columns, strict=True)
    return "<tr>" + "".join(_one(cell or _NOTHING, column) for cell, column in pairs) + "</tr>"


def _one(cell: str, column: Column) -> str:
    return f'<td align="right">{cell}</td>' if column.numeric else f"<td>{cell}</td>"


def _side(column: Column) -> str:
    return "right" if column.numeric else "left"


def _total(cells: Sequence[str], columns: Sequence[Column]) -> str:
    """The name of the sum reaches over the empty cells after it."""
    name, *others = cells
    reach = 1 + next((place for place, cell in enumerate(others) if cell), len(others))
    first = (
        f'<td colspan="{reach}"><b>{name or _NOTHING}</b></td>' if reach > 1 else f"<td><b>{name or _NOTHING}</b></td>"
    )
    rest = _bold_cells(cells[reach:], columns[reach:])
    return f"<tr>{first}{''.join(rest)}</tr>"


def _bold_cells(cells: Sequence[str], columns: Sequence[Column]) -> Iterator[str]:
    for cell, column in zip(cells, columns, strict=True):
        yield _one(f"<b>{cell or _NOTHING}</b>", column)
