"""Reads what a text with formatting is made from: signs that may stand in it, addresses that it may lead to, tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape

from ibok_bot.domain.media import Entity

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "tg-spoiler": "spoiler", "blockquote": "blockquote",
}  # fmt: skip
_SIGNS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\u00a0"}
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^<>]*)>|&(?P<sign>#\d{1,7}|\w{2,5});|<|[^<&]+|&"
)
_LOOKS_LIKE_MARKUP = re.compile(rf"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?>|&(?:{'|'.join(_SIGNS)});", re.IGNORECASE)
_HREF = re.compile(r"""\s+href\s*=\s*(?:"([^"]*)"|'([^']*)')\s*""", re.IGNORECASE)
_URL = re.compile(r"""(?:https?://|tg://|mailto:|tel:)[^\s<>"'`\\\x00-\x20\x7f-\x9f]+""", re.IGNORECASE)
_LONGEST_URL = 2048
_NEVER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONE = re.compile(r"[\ud800-\udfff]")


class BadMarkup(ValueError):
    """Markup that is not understood: the line, counted from 1, and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.line, self.reason = line, reason


def units(text: str) -> int:
    """The length that Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> tuple[str, Sequence[int]]:
    """The text without signs that nobody sees, and for each UTF-16 place of the given text the place in it.

    A place in the middle of a sign is that of the sign.
    """
    kept, places = "", list[int]()
    for sign in text:
        places += [len(kept)] * units(sign)
        kept += "" if _NEVER.match(sign) else "\ufffd" if _LONE.match(sign) else sign
    return kept, [*places, len(kept)]


def safe_url(url: str) -> str | None:
    """The address, where a text may lead there: the web, Telegram, an e-mail, a telephone; else None."""
    bare = url.strip()
    return bare if len(bare) <= _LONGEST_URL and _URL.fullmatch(bare) else None


@dataclass(slots=True)
class _Open:
    tag: str
    line: int
    offset: int
    detail: str | None


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    plain: str = ""
    entities: list[Entity] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)


def read(source: str, *, markup: bool = False) -> tuple[str, Sequence[Entity]]:
    """Plain text and entities. A source in which no tag stands is plain text, unless it is known to be `markup`.

    Raises BadMarkup.
    """
    source = source.replace("\r\n", "\n").removeprefix("\ufeff")
    if not markup and not _LOOKS_LIKE_MARKUP.search(source):
        return source, ()
    found, line = _Reading(), 1
    for token in _TOKEN.finditer(source):
        _take(found, token, line)
        line += token[0].count("\n")
    if found.opened:
        left = found.opened[-1]
        raise BadMarkup(left.line, f"<{left.tag}> is never closed; write </{left.tag}> where it ends")
    return found.plain, found.entities


def _take(found: _Reading, token: re.Match[str], line: int) -> None:
    if token["tag"]:
        tag = token["tag"].lower()
        if tag not in _TAGS:
            raise BadMarkup(line, f"<{tag}> is not known; these are: {', '.join(_TAGS)}")
        (_close if token["close"] else _open)(found, tag, token["rest"], line)
    elif token["sign"]:
        found.plain += unescape(token[0]) if token["sign"][0] == "#" else _SIGNS.get(token["sign"], token[0])
    elif token[0] == "<":
        raise BadMarkup(line, "a < that begins no tag; write &lt; for the sign itself")
    else:
        found.plain += token[0]


def _open(found: _Reading, tag: str, rest: str, line: int) -> None:
    detail = None
    if tag == "a":
        href = _HREF.fullmatch(rest)
        if not href:
            raise BadMarkup(line, 'a link looks like this: <a href="https://example.org">words</a>')
        detail = safe_url((href[1] or href[2] or "").replace("&amp;", "&").replace("&quot;", '"'))
        if detail is None:
            raise BadMarkup(line, "a link begins with https://, http://, tg://, mailto: or tel:")
    elif tag == "blockquote" and rest.strip().lower() == "expandable":
        detail = "expandable"
    elif rest.strip():
        raise BadMarkup(line, f"<{tag}> takes nothing beside its name")
    found.opened.append(_Open(tag, line, units(found.plain), detail))


def _close(found: _Reading, tag: str, rest: str, line: int) -> None:
    if rest.strip():
        raise BadMarkup(line, f"</{tag}> takes nothing beside its name")
    if not found.opened:
        raise BadMarkup(line, f"</{tag}> closes nothing")
    last = found.opened.pop()
    if last.tag != tag:
        raise BadMarkup(line, f"</{tag}> stands where </{last.tag}> should: <{last.tag}> of line {last.line} is open")
    kind = "expandable_blockquote" if last.detail == "expandable" else _TAGS[tag]
    length = units(found.plain) - last.offset
    found.entities.append(Entity(kind, last.offset, length, last.detail if tag == "a" else None))
