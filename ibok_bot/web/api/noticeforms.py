"""Notices as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from ibok_bot.domain.audience import written
from ibok_bot.domain.broadcasts import BroadcastState, Progress
from ibok_bot.domain.notices import Category, Posted, Standing, spoken
from ibok_bot.domain.posting import Recipients, Status
from ibok_bot.turns.posting import Listed

Time = Annotated[datetime, Meta(tz=True)]
"""RFC 3339, with a zone."""
Number = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class NoticeText(Struct, frozen=True, forbid_unknown_fields=True):
    """A notice in one language. `html` knows the tags b, i, u, s, code, pre, a href, blockquote and tg-spoiler."""

    title: Annotated[str, Meta(min_length=1, max_length=120)]
    text: Annotated[str, Meta(min_length=1, max_length=12_000)]
    format: Literal["plain", "html"] = "plain"


class NoticeTexts(Struct, frozen=True, forbid_unknown_fields=True):
    """A notice in each language that it is written in; others read it in Polish, or else in English or Ukrainian."""

    pl: NoticeText | UnsetType = UNSET
    en: NoticeText | UnsetType = UNSET
    uk: NoticeText | UnsetType = UNSET


class NewNotice(Struct, frozen=True, forbid_unknown_fields=True):
    """A notice to post.

    `audience`: `all`, or conditions such as `town:Warszawa and tariff:G12`. It is on the board from `valid_from`
    (else from `at`) to `valid_to`, and sent `at` a time (else at once). An urgent one does not wait for the morning.
    """

    category: Category
    texts: NoticeTexts
    audience: Annotated[str, Meta(min_length=1, max_length=250_000, examples=["all", "town:Warszawa and tariff:G12"])]
    valid_from: Time | None = None
    valid_to: Time | None = None
    at: Time | None = None
    urgent: bool = False


class NewTexts(Struct, frozen=True, forbid_unknown_fields=True):
    """What a notice is to say from now on, in every language that it is to have."""

    texts: NoticeTexts


class OneNotice(Struct, frozen=True):
    """Which notice."""

    notice: Annotated[int, Meta(ge=1, le=2**63 - 1, description="The notice's number.")]


class NoticePageQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of the list."""

    limit: Annotated[int, Meta(ge=1, le=100, description="How many at most.")] = 20
    cursor: Annotated[str, Meta(pattern="^[1-9][0-9]{0,17}$", description="`next` of the page before.")] | None = None


class Reach(Struct, frozen=True):
    """How many an audience is now: customers, those of them without a chat, and chats by language."""

    customers: int
    without_chat: int
    chats: Mapping[str, int]
    total: int


class Sums(Struct, frozen=True):
    """What became of the messages. Once the recipients are written down, the sums add up to them."""

    queued: int = 0
    attempting: int = 0
    retry_at: int = 0
    sent: int = 0
    unreachable: int = 0
    rejected: int = 0
    in_doubt: int = 0
    cancelled: int = 0
    expired: int = 0
    recalled: int = 0
    outdated: int = 0


class Sending(Struct, frozen=True):
    """How far a notice has come to the chats. `paused_why`: what made the office itself pause it."""

    state: BroadcastState
    recipients: int
    sums: Sums
    starts_at: Time
    started_at: Time | None
    finished_at: Time | None
    seconds_left: int | None
    paused_why: str | None


class GivenText(Struct, frozen=True):
    """A notice in one language, in the small HTML that it is kept in."""

    title: str
    html: str


class NoticeAnswer(Struct, frozen=True):
    """A notice: how it stands on the board, and how far its sending has come."""

    id: Number
    category: Category
    standing: Standing
    urgent: bool
    audience: str
    texts: Mapping[str, GivenText]
    valid_from: Time
    valid_to: Time | None
    published_at: Time | None
    recalled_at: Time | None
    sending: Sending | None


class PostedNotice(Struct, frozen=True):
    """A notice just posted, and how many it goes to as things are now."""

    notice: NoticeAnswer
    reach: Reach


class NoticePreview(Struct, frozen=True):
    """How many a notice would go to, whether it needs approval, and the message in each language as chats show it."""

    reach: Reach
    needs_approval: bool
    messages: Mapping[str, str]


class SendingLine(Struct, frozen=True):
    """How the sending of a notice stands, without the sums."""

    state: BroadcastState
    recipients: int
    starts_at: Time
    started_at: Time | None
    finished_at: Time | None


class NoticeLine(Struct, frozen=True):
    """A notice in the list."""

    id: Number
    category: Category
    standing: Standing
    urgent: bool
    title: str
    valid_from: Time
    valid_to: Time | None
    sending: SendingLine | None


class NoticePage(Struct, frozen=True):
    """Notices, the newest first. `next` is the cursor of the page after; null on the last one."""

    notices: tuple[NoticeLine, ...]
    next: str | None


def answer_of(status: Status, now: datetime) -> NoticeAnswer:
    """A notice as it is answered."""
    one = status.notice
    return NoticeAnswer(
        id=one.id,
        category=one.category,
        standing=one.standing(now),
        urgent=one.urgent,
        audience=written(one.audience),
        texts={language: GivenText(said.title, said.html.html) for language, said in one.texts.items()},
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        published_at=one.published_at,
        recalled_at=one.recalled_at,
        sending=sending_of(status.progress),
    )


def line_of(listed: Listed, now: datetime) -> NoticeLine:
    """A notice as it stands in the list."""
    one, by = listed.notice, listed.carrier
    return NoticeLine(
        id=one.id,
        category=one.category,
        standing=one.standing(now),
        urgent=one.urgent,
        title=_title(one),
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        sending=SendingLine(by.state, by.recipients, by.starts_at, by.started_at, by.finished_at) if by else None,
    )


def sending_of(progress: Progress | None) -> Sending | None:
    """How far it has come."""
    if progress is None:
        return None
    return Sending(
        state=progress.state,
        recipients=progress.recipients,
        sums=Sums(**{state.value: count for state, count in progress.counts.items()}),
        starts_at=progress.starts_at,
        started_at=progress.started_at,
        finished_at=progress.finished_at,
        seconds_left=None if progress.time_left is None else round(progress.time_left.total_seconds()),
        paused_why=progress.paused_why,
    )


def reach_of(found: Recipients) -> Reach:
    """How many it goes to."""
    return Reach(found.customers, found.without_chat, found.chats, found.total)


def _title(notice: Posted) -> str:
    return notice.texts[spoken(notice.texts, "pl")].title if notice.texts else ""
