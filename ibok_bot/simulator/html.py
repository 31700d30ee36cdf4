"""Telegram's HTML: from text with tags to plain text with entities, with Telegram's own complaints.

Follows TDLib's `parseTextEntities`: offsets in the complaints are UTF-8 bytes, offsets of entities are UTF-16 units.
Not known here, as the office needs none of it: `tg-time`, mentions of people by number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ibok_bot.simulator import links

_NAMES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_RANKS = {"pre": 11, "code": 20, "text_link": 49, "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93,
          "spoiler": 94, "custom_emoji": 99}  # fmt: skip
"""Of entities over the same stretch, the lower comes first; quotes come before all."""
_SIGNS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SIGN = re.compile(r"&(?:#(x[0-9A-Fa-f]*|[0-9]*)|([A-Za-z]+))(;?)")
_LONGEST_NUMBER = 9
_LAST_SIGN = 0x10FFFF
_PLAIN = re.compile(r"[^<&]+")
_SPACES = re.compile(r"[ \t\r\n\v]*")
_TAG = re.compile(r"[^ \t\r\n\v>]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\v=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_ARGUMENTS = {("a", "href"): "", ("code", "class"): "language-", ("span", "class"): "tg-", ("tg-emoji", "emoji-id"): ""}
"""What the attribute of a tag must begin with to count."""


class CannotParse(ValueError):
    """What Telegram says of markup that it refuses."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of formatted text, in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    def as_json(self) -> dict[str, object]:
        """The Bot API's MessageEntity."""
        found: dict[str, object] = {"type": self.kind, "offset": self.offset, "length": self.length}
        details = {"url": self.url, "language": self.language, "custom_emoji_id": self.custom_emoji_id}
        return found | {name: value for name, value in details.items() if value}


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int
    """where its text begins, in characters of the plain text"""


@dataclass(slots=True)
class _Text:
    """What was read so far."""

    html: str
    plain: str = ""
    length: int = 0
    entities: list[Entity] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.plain += text
        self.length += units(text)

    def at(self, place: int) -> str:
        """The sign there; nothing after the end."""
        return self.html[place : place + 1]

    def byte(self, place: int) -> int:
        return len(self.html[:place].encode())


def units(text: str) -> int:
    """The length that Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(html: str) -> tuple[str, list[Entity]]:
    """Plain text and entities. Raises CannotParse."""
    text, place = _Text(html), 0
    while place < len(html):
        if plain := _PLAIN.match(html, place):
            text.add(plain[0])
            place = plain.end()
        elif html[place] == "&":
            sign, place = _sign(html, place)
            text.add(sign)
        elif text.at(place + 1) == "/":
            place = _close(text, place)
        else:
            place = _open(text, place)
    if text.opened:
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{text.opened[-1].tag}"')
    if re.search("[\ud800-\udfff]", text.plain):
        raise CannotParse(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
            "code units"
        )
    found = [replace(one, language=None) if one.kind == "code" else one for one in text.entities]
    return text.plain, sorted(found, key=lambda e: (e.offset, -e.length, _RANKS.get(e.kind, 0), e.language is None))


def _sign(html: str, place: int) -> tuple[str, int]:
    """A character reference, or the ampersand itself; a semicolon at its end is optional."""
    found = _SIGN.match(html, place)
    if found and found[2] in _SIGNS:
        return _SIGNS[found[2]], found.end()
    number = found[1] if found else None
    if found and number and number != "x" and found.start(3) - place <= _LONGEST_NUMBER:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        if 0 < code < _LAST_SIGN:
            return chr(code), found.end()
    return "&", place + 1


def _open(text: _Text, begin: int) -> int:
    name = _TAG.match(text.html, begin + 1)
    place = name.end() if name else begin + 1
    if not text.at(place):
        raise CannotParse(f"Unclosed start tag at byte offset {text.byte(begin)}")
    tag = text.html[begin + 1 : place].lower()
    if tag not in _NAMES:
        raise CannotParse(f'Unsupported start tag "{tag}" at byte offset {text.byte(begin)}')
    argument = ""
    place = _after(_SPACES, text.html, place)
    while text.at(place) != ">":
        attribute, value, place = _attribute(text, tag, begin, place)
        prefix = _ARGUMENTS.get((tag, attribute))
        if prefix is not None and value is not None and value.startswith(prefix):
            argument = value.removeprefix(prefix)
        elif (tag, attribute) == ("blockquote", "expandable"):
            argument = "1"
        place = _after(_SPACES, text.html, place)
    if tag == "span" and argument != "spoiler":
        raise CannotParse(f'Tag "span" must have class "tg-spoiler" at byte offset {text.byte(begin)}')
    text.opened.append(_Open(tag, argument, text.length, len(text.plain)))
    return place + 1


def _attribute(text: _Text, tag: str, begin: int, place: int) -> tuple[str, str | None, int]:
    """Its name, its value when it has one, and the place after it."""
    end = _after(_ATTRIBUTE, text.html, place)
    name = text.html[place:end]
    if not name:
        raise CannotParse(f'Empty attribute name in the tag "{tag}" at byte offset {text.byte(begin)}')
    place = _after(_SPACES, text.html, end)
    if text.at(place) and text.at(place) != "=":
        return name, None, place
    place = _after(_SPACES, text.html, place + 1)
    if not text.at(place):
        raise CannotParse(f'Unclosed start tag "{tag}" at byte offset {text.byte(begin)}')
    value, place = _quoted(text.html, place) if text.at(place) in {"'", '"'} else _token(text, place)
    if not text.at(place):
        raise CannotParse(f"Unclosed start tag at byte offset {text.byte(begin)}")
    return name, value, place


def _token(text: _Text, place: int) -> tuple[str, int]:
    end = _after(_TOKEN, text.html, place)
    if text.at(end) and text.at(end) not in " \t\r\n\v>":
        raise CannotParse(f"Unexpected end of name token at byte offset {text.byte(place)}")
    return text.html[place:end].lower(), end


def _quoted(html: str, place: int) -> tuple[str, int]:
    quote, place, value = html[place], place + 1, ""
    while place < len(html) and html[place] != quote:
        sign, place = _sign(html, place) if html[place] == "&" else (html[place], place + 1)
        value += sign
    return value, place + 1


def _after(pattern: re.Pattern[str], html: str, place: int) -> int:
    found = pattern.match(html, place)
    return found.end() if found else place


def _close(text: _Text, begin: int) -> int:
    if not text.opened:
        raise CannotParse(f"Unexpected end tag at byte offset {text.byte(begin)}")
    end = _after(_TAG, text.html, begin + 2)
    tag = text.html[begin + 2 : end].lower()
    place = _after(_SPACES, text.html, end)
    if text.at(place) != ">":
        raise CannotParse(f"Unclosed end tag at byte offset {text.byte(begin)}")
    last = text.opened.pop()
    if tag and tag != last.tag:
        where = text.byte(begin)
        raise CannotParse(f'Unmatched end tag at byte offset {where}, expected "</{last.tag}>", found "</{tag}>"')
    if text.length > last.offset:
        _keep(text, last)
    return place + 1


def _keep(text: _Text, last: _Open) -> None:
    """The entity of a tag that has just ended, if its argument makes sense."""
    found = Entity(_NAMES[last.tag], last.offset, text.length - last.offset)
    match last.tag:
        case "a":
            url = links.checked(last.argument or text.plain[last.begin :])
            if url:
                text.entities.append(replace(found, url=url))
        case "tg-emoji":
            if not re.fullmatch("[0-9]+", last.argument):
                raise CannotParse("Invalid custom emoji identifier specified")
            text.entities.append(replace(found, custom_emoji_id=last.argument))
        case "blockquote":
            text.entities.append(replace(found, kind="expandable_blockquote") if last.argument else found)
        case "pre" | "code":
            _keep_code(text.entities, replace(found, language=last.argument or None))
        case _:
            text.entities.append(found)


def _keep_code(entities: list[Entity], found: Entity) -> None:
    """Code with a language, over the same stretch as a preformatted block, is one entity."""
    before = entities[-1] if entities else None
    sides = {(one.kind, one.language is not None) for one in (before, found) if one}
    if before and _same_stretch(before, found) and sides == {("pre", False), ("code", True)}:
        entities[-1] = Entity("pre", found.offset, found.length, language=before.language or found.language)
    else:
        entities.append(found)


def _same_stretch(one: Entity, other: Entity) -> bool:
    return (one.offset, one.length) == (other.offset, other.length)
