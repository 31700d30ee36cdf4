"""Posting a notice in values: what can be wrong with it, whom it reaches, and what came of a wish to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ibok_bot.domain.broadcasts import BroadcastId, Progress
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.notices import Posted


class Part(StrEnum):
    """The part of a notice that something is wrong with."""

    TEXTS = "texts"
    TITLE = "title"
    TEXT = "text"
    AT = "at"
    VALID_TO = "valid_to"


class CannotPost(ValueError):
    """A notice that cannot be posted as it is: which part, in which language where it is a text, and why."""

    def __init__(self, part: Part, why: str, language: str | None = None) -> None:
        super().__init__(why)
        self.part, self.why, self.language = part, why, language


class Outcome(StrEnum):
    """What came of a wish to change how a notice stands."""

    DONE = "done"
    ALREADY = "already"
    """It stood like that before."""
    TOO_LATE = "too_late"
    """How it stands does not allow it any more, or not yet."""
    GONE = "gone"
    """There is no such notice."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """How many an audience is, before anything is sent to it."""

    customers: int
    """Customers who meet the conditions; of the language, only a chat can tell."""
    without_chat: int
    """Those of them who have no chat that could be written to."""
    chats: Mapping[str, int] = field(default_factory=dict)
    """Chats that get the notice, by language."""

    @property
    def total(self) -> int:
        """Chats in all languages."""
        return sum(self.chats.values())


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice that was posted, the broadcast that carries it, and how many it goes to as things are now."""

    notice: NoticeId
    broadcast: BroadcastId
    recipients: Recipients


@dataclass(frozen=True, slots=True)
class Status:
    """How a notice stands on the board, and how far its broadcast has come; None where nothing was ever sent."""

    notice: Posted
    progress: Progress | None
