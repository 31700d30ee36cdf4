"""Telegram's rich HTML: from tags to blocks, with Telegram's own complaints.

How the real server reads it is known from its documents and from what others saw. Not known here, as the office needs
none of it: media, formulas, dates, custom emoji, references and buttons; they are refused rather than left out.
"""

from __future__ import annotations

from collections.abc import Callable

from ibok_bot.simulator import links
from ibok_bot.simulator.rich_blocks import (
    MOST_COLUMNS,
    Block,
    CannotShow,
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
    check,
    plain,
)
from ibok_bot.simulator.rich_tags import BLOCKS, INLINE, SPACES, Node, settle, tree

_SCHEMES = ("mailto:", "tel:", "#")
_NO_TEXT = "RICH_MESSAGE_CONTENT_REQUIRED"


def read(html: str) -> list[Block]:
    """The blocks of a message. Raises CannotShow."""
    if not html:
        raise CannotShow("rich message must be non-empty")
    blocks = _blocks(tree(html))
    if not blocks:
        raise CannotShow("RICH_MESSAGE_EMPTY")
    check(blocks)
    return blocks


def _blocks(nodes: list[Node | str]) -> list[Block]:
    """Blocks, and between them loose text as paragraphs."""
    found, loose = list[Block](), list[Node | str]()
    for node in nodes:
        if isinstance(node, Node) and node.tag in BLOCKS:
            found += _paragraph(loose)
            found.append(_block(node))
            loose = []
        else:
            loose.append(node)
    return found + _paragraph(loose)


def _paragraph(loose: list[Node | str]) -> list[Block]:
    text = _text(loose)
    return [Paragraph(text)] if plain(text).strip("\n") else []


def _block(node: Node) -> Block:
    return _MADE.get(node.tag, _heading)(node)


def _heading(node: Node) -> Heading:
    return Heading(_needed(node.inside), int(node.tag[1]))


def _listing(node: Node) -> Listing:
    return Listing([_item(one) for one in _only(node, "li")], is_ordered=node.tag == "ol")


def _details(node: Node) -> Details:
    first = next((one for one in node.inside if not _blank(one)), None)
    if not isinstance(first, Node) or first.tag != "summary":
        raise CannotShow(_NO_TEXT)
    return Details(_needed(first.inside), _some(_without(node, "summary")), is_open="open" in node.attributes)


def _item(node: Node) -> Item:
    boxes = [one for one in node.inside if isinstance(one, Node) and one.tag == "input"]
    checked = bool(boxes) and "checked" in boxes[0].attributes
    return Item(_some(_without(node, "input")), has_checkbox=bool(boxes), is_checked=checked)


def _preformatted(node: Node) -> Preformatted:
    inner = next((one for one in node.inside if isinstance(one, Node) and one.tag == "code"), node)
    language = inner.attributes.get("class", "").removeprefix("language-") or None
    text = _inline(inner.inside)
    if not plain(text).strip():
        raise CannotShow(_NO_TEXT)
    return Preformatted(text, language)


def _table(node: Node) -> Table:
    captions = [one for one in node.inside if isinstance(one, Node) and one.tag == "caption"]
    parts = Node("table", inside=_without(node, "caption"))
    rows = [[_cell(cell) for cell in _only(row, "th", "td")] for row in _only(parts, "tr")]
    if max(sum(cell.colspan for cell in row) for row in rows) > MOST_COLUMNS:
        raise CannotShow("RICH_MESSAGE_TABLE_COLS_TOO_MANY")
    caption = _needed(captions[0].inside) if captions else []
    return Table(rows, "bordered" in node.attributes, "striped" in node.attributes, caption)


def _cell(node: Node) -> Cell:
    is_header = node.tag == "th"
    align, valign = node.attributes.get("align"), node.attributes.get("valign")
    return Cell(
        align if align in {"left", "center", "right"} else "center" if is_header else "left",  # type: ignore[arg-type]
        valign if valign in {"top", "bottom"} else "middle",  # type: ignore[arg-type]
        _text(node.inside),
        is_header,
        _span(node.attributes.get("colspan")),
        _span(node.attributes.get("rowspan")),
    )


def _span(given: str | None) -> int:
    return max(1, int(given)) if given and given.isascii() and given.isdigit() else 1


def _only(node: Node, *tags: str) -> list[Node]:
    """The parts that make it up. Raises CannotShow when there is none, or anything else."""
    parts = [one for one in node.inside if not _blank(one)]
    found = [one for one in parts if isinstance(one, Node) and one.tag in tags]
    if not found or len(found) < len(parts):
        raise CannotShow(_NO_TEXT)
    return found


def _without(node: Node, tag: str) -> list[Node | str]:
    return [one for one in node.inside if isinstance(one, str) or one.tag != tag]


def _credit(node: Node) -> RichText:
    return next((_text(one.inside) for one in node.inside if isinstance(one, Node) and one.tag == "cite"), [])


def _some(nodes: list[Node | str]) -> list[Block]:
    blocks = _blocks(nodes)
    if not blocks:
        raise CannotShow(_NO_TEXT)
    return blocks


def _needed(nodes: list[Node | str]) -> RichText:
    text = _text(nodes)
    if not plain(text).strip("\n"):
        raise CannotShow(_NO_TEXT)
    return text


def _blank(node: Node | str) -> bool:
    return isinstance(node, str) and not SPACES.sub("", node)


def _text(nodes: list[Node | str]) -> RichText:
    """Running text: any run of spaces and line ends is one space, and none is left at an edge."""
    settle(nodes)
    return _inline(nodes)


def _inline(nodes: list[Node | str]) -> RichText:
    """Raises CannotShow for a block inside of text, and for a link that leads nowhere."""
    found: RichText = []
    for node in nodes:
        part: str | Styled
        if isinstance(node, str):
            part = node
        elif node.tag == "br":
            part = "\n"
        elif node.tag in INLINE:
            part = Styled(INLINE[node.tag], _inline(node.inside), _address(node))
        else:
            raise CannotShow(_NO_TEXT)
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part and (isinstance(part, str) or part.text):
            found.append(part)
    return found


def _address(node: Node) -> str | None:
    if node.tag != "a":
        return None
    given = node.attributes.get("href", "")
    url = given if given.startswith(_SCHEMES) else links.checked(given)
    if url is None:
        raise CannotShow("RICH_MESSAGE_URL_INVALID")
    return url


_MADE: dict[str, Callable[[Node], Block]] = {
    "p": lambda node: Paragraph(_needed(node.inside)),
    "footer": lambda node: Footer(_needed(node.inside)),
    "hr": lambda _node: Divider(),
    "pre": _preformatted,
    "ul": _listing,
    "ol": _listing,
    "blockquote": lambda node: Quote(_some(_without(node, "cite")), _credit(node)),
    "aside": lambda node: PullQuote(_needed(_without(node, "cite")), _credit(node)),
    "details": _details,
    "table": _table,
}
