"""Notices on the board (ogłoszenia): categories, how each stands, and in which language it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ibok_bot.domain.audience import Audience
from ibok_bot.domain.ids import AccountId, ChatId, MemberId, NoticeId, PayerId
from ibok_bot.domain.media import Media
from ibok_bot.domain.notice_html import SafeHtml

FALLBACK = ("pl", "en", "uk")
"""Where a notice has no text in the reader's language, the first of these that it has."""
KIND = "notices"
"""The kind of message that a customer may switch off; a service notice comes all the same."""


class Category(StrEnum):
    """What a notice is about."""

    WORK = "work"
    PRICES = "prices"
    LAW = "law"
    PAYMENTS = "payments"
    SERVICE = "service"
    SAFETY = "safety"
    NEWS = "news"


class Standing(StrEnum):
    """How a notice stands at a moment. A draft and one whose time has not come are seen by nobody but staff."""

    DRAFT = "draft"
    COMING = "coming"
    VALID = "valid"
    OVER = "over"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice in one language."""

    title: str
    html: SafeHtml


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff or a script give: all of a notice but its number. `texts` has one language at least."""

    category: Category
    texts: Mapping[str, Wording]
    audience: Audience
    valid_from: datetime
    valid_to: datetime | None = None
    urgent: bool = False
    file: Media | None = None
    author: MemberId | None = None
    """The member of staff, or None for a script."""

    @property
    def is_service(self) -> bool:
        """Whether it comes to those too who switched news off: what concerns safety, or cannot wait."""
        return self.urgent or self.category is Category.SAFETY


@dataclass(frozen=True, slots=True)
class Posted(Draft):
    """A notice as staff see it, in all languages."""

    id: NoticeId = field(kw_only=True)
    published_at: datetime | None = field(kw_only=True)
    recalled_at: datetime | None = field(kw_only=True)
    approved_by: MemberId | None = field(kw_only=True, default=None)

    def standing(self, now: datetime) -> Standing:
        """How it stands."""
        return standing(self.published_at, self.recalled_at, self.valid_from, self.valid_to, now)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as one customer finds it on the board."""

    id: NoticeId
    category: Category
    standing: Standing
    urgent: bool
    valid_from: datetime
    valid_to: datetime | None
    recalled_at: datetime | None
    title: str
    read: bool


@dataclass(frozen=True, slots=True)
class OpenNotice:
    """A notice that a customer has opened: its text too, and its picture or file."""

    head: Notice
    html: SafeHtml
    file: Media | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the board is to be seen: those in force or the earlier ones, of every category or of one."""

    category: Category | None = None
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the board, in which chat and language, and when."""

    account: AccountId
    payer: PayerId
    channel: str
    chat: ChatId
    language: str
    now: datetime
    today: date
    """The day in Poland."""


def standing(
    published_at: datetime | None,
    recalled_at: datetime | None,
    valid_from: datetime,
    valid_to: datetime | None,
    now: datetime,
) -> Standing:
    """How a notice with these times stands."""
    if published_at is None:
        return Standing.DRAFT
    if recalled_at is not None:
        return Standing.RECALLED
    if valid_from > now:
        return Standing.COMING
    return Standing.OVER if valid_to is not None and valid_to <= now else Standing.VALID


def spoken(languages: Mapping[str, object], wished: str) -> str:
    """The language in which a notice with these texts is read. Raises LookupError where it has none."""
    for language in (wished, *FALLBACK):
        if language in languages:
            return language
    raise LookupError("a notice without a text")
