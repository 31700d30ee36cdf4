"""Long texts in several messages: cut on line ends, never inside a tag, open tags closed and opened again."""

from __future__ import annotations

import re
from html import unescape

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_PIECES = re.compile(r"(<[^>]*>|&[#\w]+;)")
_TAG = re.compile(r"<(/?)(\w[\w-]*)[^>]*>")


def visible_length(html: str) -> int:
    """The length Telegram counts: UTF-16 units of the text without markup."""
    return len(_visible(html).encode("utf-16-le")) // 2


def _visible(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def split(html: str, longest: int = LONGEST_TEXT) -> list[str]:
    """The text in parts of at most `longest` visible units; an empty text has no parts."""
    if visible_length(html) <= longest:
        return [html] if _visible(html).strip() else []
    parts, open_tags, part, room = [], list[str](), "", longest
    for line in _fitting(html, longest):
        length = visible_length(line)
        if length > room:
            parts.append(part.rstrip("\n") + _closing(open_tags))
            part, room = "".join(open_tags), longest
        part, room = part + line, room - length
        _follow(open_tags, line)
    parts.append(part.rstrip("\n") + _closing(open_tags))
    return [one for one in parts if _visible(one).strip()]


def _fitting(html: str, longest: int) -> list[str]:
    """The lines, each with its line end; one that is too long by itself is cut on a space, or anywhere."""
    lines = []
    for line in html.splitlines(keepends=True):
        while visible_length(line) > longest:
            head = _head(line, longest)
            lines.append(head)
            line = line[len(head) :]  # noqa: PLW2901 - what is left of it
        lines.append(line)
    return lines


def _head(line: str, longest: int) -> str:
    """The longest beginning that fits and breaks neither a tag nor an entity; it ends on a space if it can."""
    head, last_space, units = "", 0, 0
    for piece in _PIECES.split(line):
        for bit in [piece] if _PIECES.fullmatch(piece) else piece:
            size = 0 if bit.startswith("<") and bit.endswith(">") else visible_length(bit)
            if units + size > longest:
                return head[:last_space] or head
            head, units = head + bit, units + size
            if bit == " ":
                last_space = len(head)
    return head


def _follow(open_tags: list[str], line: str) -> None:
    for tag in _TAG.finditer(line):
        if not tag[1]:
            open_tags.append(tag[0])
        elif open_tags:
            open_tags.pop()


def _closing(open_tags: list[str]) -> str:
    return "".join(f"</{_TAG.match(tag)[2]}>" for tag in reversed(open_tags))  # type: ignore[index]
