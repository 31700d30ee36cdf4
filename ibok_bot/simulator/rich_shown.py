"""Rich messages as safe HTML for the chat page: only tags of our own making, everything else escaped."""

from __future__ import annotations

from html import escape

from ibok_bot.simulator.rich_blocks import (
    Block,
    Cell,
    Details,
    Divider,
    Footer,
    Heading,
    Item,
    Listing,
    Paragraph,
    Preformatted,
    PullQuote,
    Quote,
    RichText,
    Styled,
    Table,
    plain,
)

_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "marked": "mark",
    "subscript": "sub", "superscript": "sup",
}  # fmt: skip
_TOP_HEADING = 2
"""The page's own headings end there."""


def blocks_to_html(blocks: list[Block]) -> str:
    """The blocks, one below the other."""
    return "".join(map(_block, blocks))


def _block(block: Block) -> str:  # noqa: PLR0911 - a return for each kind of block
    match block:
        case Paragraph():
            return f"<p>{_text(block.text)}</p>"
        case Heading():
            level = min(6, block.size + _TOP_HEADING)
            return f'<h{level} class="size{block.size}">{_text(block.text)}</h{level}>'
        case Preformatted():
            return f"<pre>{escape(plain(block.text))}</pre>"
        case Footer():
            return f"<footer>{_text(block.text)}</footer>"
        case Divider():
            return "<hr>"
        case Listing():
            tag = "ol" if block.is_ordered else "ul"
            return f"<{tag}>{''.join(map(_item, block.items))}</{tag}>"
        case Quote() | PullQuote():
            return _quote(block)
        case Details():
            is_open = " open" if block.is_open else ""
            inside = blocks_to_html(block.blocks)
            return f"<details{is_open}><summary>{_text(block.summary)}</summary>{inside}</details>"
        case Table():
            return _table(block)


def _quote(quote: Quote | PullQuote) -> str:
    words = blocks_to_html(quote.blocks) if isinstance(quote, Quote) else _text(quote.text)
    credit = f"<cite>{_text(quote.credit)}</cite>" if quote.credit else ""
    return f"<blockquote>{words}{credit}</blockquote>"


def _table(table: Table) -> str:
    """In a frame of its own that scrolls, so that the message does not."""
    kinds = [name for name, wanted in (("bordered", table.is_bordered), ("striped", table.is_striped)) if wanted]
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.cells)
    caption = f"<caption>{_text(table.caption)}</caption>" if table.caption else ""
    return (
        '<div class="wide" role="group" aria-label="Tabela" tabindex="0">'
        f'<table class="{" ".join(kinds)}">{caption}{rows}</table></div>'
    )


def _cell(cell: Cell) -> str:
    """As in the apps, a cell without text is not drawn."""
    tag, scope = ("th", ' scope="col"') if cell.is_header else ("td", "")
    kinds = f"to-{cell.align} to-{cell.valign}" if cell.text else "nothing"
    spans = "".join(f' {name}="{n}"' for name, n in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if n > 1)
    return f'<{tag} class="{kinds}"{scope}{spans}>{_text(cell.text)}</{tag}>'


def _item(item: Item) -> str:
    box = ("☑ " if item.is_checked else "☐ ") if item.has_checkbox else ""
    return f"<li>{box}{blocks_to_html(item.blocks)}</li>"


def _text(text: RichText) -> str:
    return "".join(escape(part).replace("\n", "<br>") if isinstance(part, str) else _styled(part) for part in text)


def _styled(part: Styled) -> str:
    inside = _text(part.text)
    if part.type == "url" and (part.url or "").startswith(("http://", "https://")):
        return f'<a href="{escape(part.url or "")}" rel="noopener" target="_blank">{inside}</a>'
    if part.type == "spoiler":
        return f'<span class="spoiler">{inside}</span>'
    tag = _TAGS.get(part.type)
    return f"<{tag}>{inside}</{tag}>" if tag else inside
