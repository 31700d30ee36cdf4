"""The formatting of a text that staff wrote, kept safely: a small HTML that Telegram surely takes.

It is made here alone: from a message's entities, from a file, or from what was kept. Whatever is not known is
left out, and every sign that could be markup is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from ibok_bot.domain import notice_source
from ibok_bot.domain.media import Entity
from ibok_bot.domain.notice_source import BadMarkup

__all__ = ["LONGEST_CAPTION", "LONGEST_TEXT", "LONGEST_TITLE", "BadMarkup", "Missing", "SafeHtml", "TooLong"]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
"""Beside a picture or a file the text is its caption."""
LONGEST_TITLE = 120
_ORDER = ("blockquote", "expandable_blockquote", "pre", "code", "text_link", "bold", "italic", "underline",
          "strikethrough", "spoiler")  # fmt: skip
"""From the outermost: Telegram has no quote in a quote, and nothing in code."""
_TAGS = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler",
         "blockquote": "blockquote", "code": "code", "pre": "pre"}  # fmt: skip
_QUOTES = ("blockquote", "expandable_blockquote")


class TooLong(ValueError):
    """A text that does not fit: how long it may be, and how long it is, as Telegram counts."""

    def __init__(self, what: str, longest: int, length: int) -> None:
        super().__init__(f"The {what} is {length} characters long, and at most {longest} fit")
        self.what, self.longest, self.length = what, longest, length


class Missing(ValueError):
    """A title or a text in which nothing is to be read."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} is empty")
        self.what = what


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """A text with its formatting, as `html`, and `plain` without it. Made in this module only."""

    html: str
    plain: str

    @property
    def length(self) -> int:
        """As Telegram counts: UTF-16 units of what is seen."""
        return notice_source.units(self.plain)


def from_entities(text: str, entities: Sequence[Entity] = ()) -> SafeHtml:
    """A message that somebody sent, with the formatting that Telegram tells of; whatever the entities, it is sound."""
    plain, places = notice_source.clean(text)
    spans = [span for one in entities if (span := _span(one, places))]
    edges = sorted({0, len(plain), *(edge for span in spans for edge in (span.first, span.end))})
    html, opened = "", list[_Span]()
    for first, end in pairwise(edges):
        wanted = _nested([span for span in spans if span.first <= first and end <= span.end])
        kept = next((n for n, (a, b) in enumerate(zip(opened, wanted, strict=False)) if a != b),
                    min(len(opened), len(wanted)))  # fmt: skip
        html += "".join(f"</{one.tag}>" for one in reversed(opened[kept:]))
        html += "".join(one.opening for one in wanted[kept:])
        html += escape(plain[first:end], quote=False)
        opened = wanted
    return SafeHtml(html + "".join(f"</{one.tag}>" for one in reversed(opened)), plain)


def from_file(source: str) -> SafeHtml:
    """A text from a file: plain, or with the same small HTML. Raises BadMarkup, which names the line and the reason."""
    return from_entities(*notice_source.read(source))


def from_markup(html: str) -> SafeHtml:
    """The same small HTML, from where plain text is not meant. Raises BadMarkup."""
    return from_entities(*notice_source.read(html, markup=True))


def kept(html: str) -> SafeHtml:
    """What was kept in the database; where somebody else has put in something unsound, it is shown as plain text."""
    try:
        return from_markup(html)
    except BadMarkup:
        return from_entities(html)


def one_line(title: str) -> str:
    """A title as it is kept: one line, without signs that nobody sees."""
    return " ".join(notice_source.clean(title)[0].split())


def check(title: str, text: SafeHtml, *, with_file: bool) -> None:
    """Whether it can be sent in one message. Raises TooLong, or Missing for what holds no word."""
    if not title.strip():
        raise Missing("title")
    if not text.plain.strip():
        raise Missing("text")
    if notice_source.units(title) > LONGEST_TITLE:
        raise TooLong("title", LONGEST_TITLE, notice_source.units(title))
    longest = LONGEST_CAPTION if with_file else LONGEST_TEXT
    if text.length > longest:
        raise TooLong("text", longest, text.length)


@dataclass(frozen=True, slots=True)
class _Span:
    """A formatted stretch, in characters."""

    kind: str
    first: int
    end: int
    detail: str = ""

    @property
    def tag(self) -> str:
        return {"text_link": "a", "expandable_blockquote": "blockquote"}.get(self.kind) or _TAGS[self.kind]

    @property
    def opening(self) -> str:
        match self.kind:
            case "text_link":
                return f'<a href="{escape(self.detail)}">'
            case "expandable_blockquote":
                return "<blockquote expandable>"
        return f"<{self.tag}>"


def _span(entity: Entity, places: Sequence[int]) -> _Span | None:
    """None for what is unknown, empty, out of the text, or leads where nobody should be sent."""
    if entity.kind not in _ORDER:
        return None
    last = len(places) - 1
    first, end = (places[min(max(place, 0), last)] for place in (entity.offset, entity.offset + entity.length))
    url = notice_source.safe_url(entity.url or "") if entity.kind == "text_link" else ""
    return None if first >= end or url is None else _Span(entity.kind, first, end, url)


def _nested(spans: Sequence[_Span]) -> list[_Span]:
    """One of each kind, the outermost first; one quote, and in code nothing else."""
    by_kind = {span.kind: span for span in reversed(spans)}
    found = [by_kind[kind] for kind in _ORDER if kind in by_kind]
    quotes = [span for span in found if span.kind in _QUOTES][:1]
    rest = [span for span in found if span.kind not in _QUOTES]
    return quotes + (rest[:1] if rest and rest[0].kind in {"pre", "code"} else rest)
