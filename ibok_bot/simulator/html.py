"""Telegram's HTML: from text with tags to plain text with entities, with Telegram's own complaints.

Follows TDLib's `parse_html`: offsets in the complaints are bytes, offsets of entities are UTF-16 units.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

_NAMES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote",
}  # fmt: skip
_TAGS = {kind: tag for tag, kind in reversed(list(_NAMES.items())) if tag != "span"}
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LONGEST_ENTITY = 10


class CannotParse(ValueError):
    """What Telegram says of markup that it refuses."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of formatted text, in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None

    def as_json(self) -> dict[str, object]:
        """The Bot API's MessageEntity."""
        found: dict[str, object] = {"type": self.kind, "offset": self.offset, "length": self.length}
        return found | ({"url": self.url} if self.url else {})


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    offset: int
    url: str | None
    byte: int


def units(text: str) -> int:
    """The length that Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def parse(html: str) -> tuple[str, list[Entity]]:
    """Plain text and entities. Raises CannotParse."""
    text, entities, opened, place, length = [], list[Entity](), list[_Open](), 0, 0
    while place < len(html):
        sign = html[place]
        if sign == "&":
            decoded, place = _entity(html, place)
            text.append(decoded)
            length += units(decoded)
        elif sign != "<":
            text.append(sign)
            length += 2 if ord(sign) > 0xFFFF else 1  # noqa: PLR2004 - beyond it UTF-16 takes two units
            place += 1
        elif html[place + 1 : place + 2] == "/":
            place = _close(html, place, opened, entities, length)
        else:
            place = _open(html, place, opened, length)
    if opened:
        last = opened[-1]
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{last.tag}"')
    return "".join(text), sorted(entities, key=lambda e: (e.offset, -e.length))


def _entity(html: str, place: int) -> tuple[str, int]:
    end = html.find(";", place, place + _LONGEST_ENTITY + 2)
    name = html[place + 1 : end] if end > 0 else ""
    if name in _ENTITIES:
        return _ENTITIES[name], end + 1
    if name.startswith("#"):
        digits = name[1:]
        try:
            code = int(digits[1:], 16) if digits[:1] in {"x", "X"} else int(digits)
            if code and not 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - surrogates are no letters
                return chr(code), end + 1
        except (ValueError, OverflowError):
            pass
    return "&", place + 1


def _byte(html: str, place: int) -> int:
    return len(html[:place].encode())


def _open(html: str, place: int, opened: list[_Open], length: int) -> int:
    start = place
    place += 1
    while place < len(html) and not html[place].isspace() and html[place] not in ">/":
        place += 1
    tag = html[start + 1 : place].lower()
    if not tag:
        raise CannotParse(f'Unsupported start tag "{tag}" at byte offset {_byte(html, start)}')
    if tag not in _NAMES:
        raise CannotParse(f'Unsupported start tag "{tag}" at byte offset {_byte(html, start)}')
    end = html.find(">", place)
    if end < 0:
        raise CannotParse(f"Unclosed start tag at byte offset {_byte(html, start)}")
    attributes = html[place:end].strip()
    if tag == "span" and attributes not in {'class="tg-spoiler"', "class='tg-spoiler'"}:
        raise CannotParse(f'Tag "span" must have class "tg-spoiler" at byte offset {_byte(html, start)}')
    url = attributes.removeprefix("href=").strip("\"'") if tag == "a" else None
    opened.append(_Open(tag, length, url, _byte(html, start)))
    return end + 1


def _close(html: str, place: int, opened: list[_Open], entities: list[Entity], length: int) -> int:
    end = html.find(">", place)
    if not opened:
        raise CannotParse(f"Unexpected end tag at byte offset {_byte(html, place)}")
    if end < 0:
        raise CannotParse(f"Unclosed end tag at byte offset {_byte(html, place)}")
    tag = html[place + 2 : end].strip().lower()
    last = opened.pop()
    if tag and tag != last.tag:
        raise CannotParse(
            f'Unmatched end tag at byte offset {_byte(html, place)}, expected "</{last.tag}>", found "</{tag}>"'
        )
    if length > last.offset:
        entities.append(Entity(_NAMES[last.tag], last.offset, length - last.offset, last.url))
    return end + 1


def to_html(text: str, entities: list[Entity]) -> str:
    """Safe HTML for the chat page: only tags of our own making, everything else escaped."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in entities:
        tag = _TAGS.get(entity.kind)
        if tag is None:
            continue
        link = entity.kind == "text_link" and (entity.url or "").startswith(("http://", "https://"))
        name = ("span" if tag == "tg-spoiler" else tag) if entity.kind != "text_link" or link else "span"
        extra = f' href="{escape(entity.url or "")}" rel="noopener" target="_blank"' if link else ""
        opening.setdefault(entity.offset, []).append(f"<{name}{extra}>")
        closing.setdefault(entity.offset + entity.length, []).insert(0, f"</{name}>")
    out, place = [], 0
    for sign in text:
        out += [*closing.get(place, []), *opening.get(place, []), escape(sign)]
        place += units(sign)
    return "".join([*out, *closing.get(place, [])]).replace("\n", "<br>")
