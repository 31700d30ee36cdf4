"""Suggestions and opinions (sugestie): what customers tell us unasked, under their name or without it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ibok_bot.domain.ids import SuggestionId
from ibok_bot.domain.media import Media

LONGEST = 2000
LONGEST_REPLY = 1500
_SIGNS = "ACDEFGHJKLMNPQRTUVWXYZ234679"
"""None that is taken for another when it is read aloud or written by hand."""


class SuggestionCategory(StrEnum):
    """What it is about."""

    BOT = "bot"
    INVOICES = "invoices"
    PRICES = "prices"
    SERVICE = "service"
    NETWORK = "network"
    OTHER = "other"


class SuggestionState(StrEnum):
    """What the office did with it."""

    NEW = "new"
    READ = "read"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class SuggestionDraft:
    """What is about to be sent."""

    category: SuggestionCategory
    words: str
    photo: str | None = None
    """The name under which the channel keeps the photo."""
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One as it is kept. Of an anonymous one the office knows the day alone, so that no hour tells whose it is."""

    id: SuggestionId
    number: str
    category: SuggestionCategory
    words: str
    photo: Media | None
    signed: bool
    given_at: datetime
    state: SuggestionState
    reply: str | None


def new_number() -> str:
    """Drawn, not counted: a number that counts would tell after whom an anonymous one came."""
    return "S-" + "".join(secrets.choice(_SIGNS) for _place in range(7))
