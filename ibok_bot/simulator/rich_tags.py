"""Telegram's rich HTML as a tree of tags, read like a browser reads.

Unknown tags are dropped and their text is kept; what is not closed ends with what it stands in; an end without a start
is nothing; any run of spaces and line ends is one space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ibok_bot.simulator.rich_blocks import CannotShow

INLINE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "mark": "marked",
    "sub": "subscript", "sup": "superscript", "tg-spoiler": "spoiler", "a": "url",
}  # fmt: skip
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "footer", "hr", "ul", "ol", "blockquote", "aside",
           "details", "table"}  # fmt: skip
_PARTS = {"li": ("ul", "ol"), "summary": ("details",), "caption": ("table",), "tr": ("table",), "th": ("tr",),
          "td": ("tr",), "cite": ("blockquote", "aside"), "input": ("li",)}  # fmt: skip
"""Tags that stand inside of certain others only."""
_VOID = {"br", "hr", "input", "img", "tg-map"}
_NOT_HERE = {"img", "video", "audio", "figure", "tg-map", "tg-collage", "tg-slideshow", "tg-math", "tg-math-block",
             "tg-time", "tg-emoji", "tg-reference", "tg-document", "tg-button", "tg-button-row",
             "tg-thinking"}  # fmt: skip
_SIGNS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\u00a0", "hellip": "…", "mdash": "—",
          "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”"}  # fmt: skip
SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class Node:
    """A tag, and what stands in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)


def tree(html: str) -> list[Node | str]:
    """The tags and texts. Raises CannotShow for tags that are not known here."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root.inside


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A known tag opens."""
        if tag in _NOT_HERE:
            raise CannotShow(f"the tag {tag} is not known to this local server")
        if tag != "br" and tag not in INLINE and tag not in BLOCKS and tag not in _PARTS:
            return
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """It closes, and with it all that was opened inside."""
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text."""
        self._open[-1].inside.append(data)

    def handle_entityref(self, name: str) -> None:
        """One of the few names of signs that Telegram knows; others stay as they are written."""
        self.handle_data(_SIGNS.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """A sign by its number."""
        try:
            self.handle_data(chr(int(name[1:], 16) if name[0] in "xX" else int(name)))
        except (ValueError, OverflowError):
            self.handle_data(f"&#{name};")


def settle(nodes: list[Node | str]) -> None:
    """Spaces as a browser shows them: never two, none at an edge or beside a line break; code keeps its own."""
    space, last = True, None
    for holder, place in _leaves(nodes):
        text = holder[place]
        if isinstance(text, Node):
            space = text.tag == "br"
            if space:
                _end_line(last)
            last = None
            continue
        text = SPACES.sub(" ", text)
        holder[place] = text = text.removeprefix(" ") if space else text
        if text:
            space, last = text.endswith(" "), (holder, place)
    _end_line(last)


def _end_line(last: tuple[list[Node | str], int] | None) -> None:
    if last:
        holder, place = last
        holder[place] = str(holder[place]).rstrip(" ")


def _leaves(nodes: list[Node | str]) -> Iterator[tuple[list[Node | str], int]]:
    """Where texts, line breaks and code stand, in order."""
    for place, node in enumerate(nodes):
        if isinstance(node, str) or node.tag in {"br", "code"}:
            yield nodes, place
        else:
            yield from _leaves(node.inside)
