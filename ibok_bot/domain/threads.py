"""Conversations of customers with people of the office (wątki): who wrote what, whose turn it is, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from ibok_bot.domain.ids import AccountId, MemberId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_html import SafeHtml

ThreadId = NewType("ThreadId", int)
MessageId = NewType("MessageId", int)

LONGEST = 3000
"""How long one message may be, so that it and what stands around it fit one message of the channel."""
MOST_OPEN = 5
"""So many conversations of one account are open at once."""
MOST_A_DAY = 60
"""So many messages of one account are taken in 24 hours."""
DAY = timedelta(days=1)
STARS = (1, 2, 3, 4, 5)
_LARGEST_FILE = 20 * 1000 * 1000
_LONGEST_GIST = 60
_DOCUMENTS = (
    "application/pdf",
    "image/",
    "text/plain",
    "application/msword",
    "application/vnd.openxmlformats-officedocument",
    "application/vnd.oasis.opendocument",
)
_ENDINGS = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".txt", ".doc", ".docx", ".xls", ".xlsx", ".odt", ".ods")


class State(StrEnum):
    """Whose turn it is."""

    OPEN = "open"
    """Nobody of the office has it; the customer waits."""
    TAKEN = "taken"
    """A clerk has it; the customer waits."""
    ANSWERED = "answered"
    CLOSED = "closed"


class Side(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands: its state, the clerk who has it, since when the customer waits.

    Each method is one thing that somebody does; None where it cannot be done as it stands.
    """

    state: State
    holder: MemberId | None
    waiting_since: datetime | None

    @classmethod
    def begun(cls, now: datetime) -> Standing:
        """With the customer's first message."""
        return cls(State.OPEN, None, now)

    def written(self, now: datetime) -> Standing:
        """The customer writes: whoever has it is due again; what was closed is open again, and anybody's to take."""
        holder = None if self.state is State.CLOSED else self.holder
        return Standing(State.OPEN if holder is None else State.TAKEN, holder, self.waiting_since or now)

    def taken(self, by: MemberId, seen: MemberId | None) -> Standing | None:
        """A clerk takes it, from nobody or from the colleague whom they `saw` having it; of two at once one gets it."""
        if self.state is State.CLOSED or self.holder != seen or by == seen:
            return None
        return replace(self, state=State.TAKEN if self.state is State.OPEN else self.state, holder=by)

    def answered(self, by: MemberId) -> Standing | None:
        """The clerk who has it answers."""
        if self.state is State.CLOSED or self.holder != by:
            return None
        return Standing(State.ANSWERED, by, None)

    def handed_back(self, by: MemberId) -> Standing | None:
        """The clerk who has it leaves it to colleagues, as long as the customer waits."""
        if self.state is not State.TAKEN or self.holder != by:
            return None
        return replace(self, state=State.OPEN, holder=None)

    def closed(self, by: MemberId | None) -> Standing | None:
        """The clerk who has it, or the customer (None), says that it is settled."""
        if self.state is State.CLOSED or (by is not None and self.holder != by):
            return None
        return Standing(State.CLOSED, self.holder, None)


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation, as lists show it. `language` is the customer's; `holder_name` is for colleagues only."""

    id: ThreadId
    account: AccountId
    standing: Standing
    gist: str
    opened_at: datetime
    changed_at: datetime
    language: str
    rating: int | None
    customer: str
    customer_number: str
    holder_name: str | None

    @property
    def state(self) -> State:
        """Whose turn it is."""
        return self.standing.state


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody writes at once: formatted words, a file, or both."""

    words: SafeHtml
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation; `author` is the clerk's name, for colleagues only."""

    id: MessageId
    side: Side
    at: datetime
    letter: Letter
    author: str | None


class View(StrEnum):
    """Which conversations a clerk looks at."""

    WAITING = "waiting"
    """nobody has them"""
    MINE = "mine"
    ALL = "all"
    """all that are not closed"""
    CLOSED = "closed"


class Refused(StrEnum):
    """Why a customer's message was not taken."""

    TOO_MANY_OPEN = "too_many_open"
    TOO_MANY_TODAY = "too_many_today"
    GONE = "gone"


def gist(words: SafeHtml) -> str:
    """The beginning of a first message, on one line, by which a conversation is recognised; "" for a file alone."""
    line = " ".join(words.plain.split())
    return line if len(line) <= _LONGEST_GIST else f"{line[: _LONGEST_GIST - 1].rstrip()}…"


def is_welcome(media: Media) -> bool:
    """Whether it is a file of a kind and size that people send to an office: no programs, no archives."""
    if (media.size or 0) > _LARGEST_FILE:
        return False
    if media.kind is MediaKind.PHOTO:
        return True
    known = media.mime.startswith(_DOCUMENTS) if media.mime else True
    return known and (media.name or "").lower().endswith(_ENDINGS)


def may_be_secret(text: str) -> bool:
    """Whether typed words that nobody asked for look like a password: one word that is not of letters alone."""
    bare = text.strip()
    return len(bare.split()) == 1 and not bare.isalpha()
