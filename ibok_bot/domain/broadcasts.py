"""Sending one text to many people (wysyłka): how it stands, who must agree, and what became of each message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from ibok_bot.domain.audience import Audience
from ibok_bot.domain.ids import AccountId, ChatId, MemberId, NoticeId

BroadcastId = NewType("BroadcastId", int)
DeliveryId = NewType("DeliveryId", int)

FALLBACK = "pl"
"""The language of a text for those in whose language there is none."""
CHANGEABLE = timedelta(hours=48)
"""How long Telegram lets a bot edit or delete what it sent."""


class BroadcastState(StrEnum):
    """How a broadcast stands. Only one that is being frozen or sent does anything."""

    AWAITING_APPROVAL = "awaiting_approval"
    SCHEDULED = "scheduled"
    FREEZING = "freezing"
    """its recipients are being written down"""
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FINISHED = "finished"


class Policy(StrEnum):
    """What to do with a message of which nobody knows whether it arrived."""

    AT_MOST_ONCE = "at_most_once"
    """leave it and name it: a notice must not come twice"""
    AT_LEAST_ONCE = "at_least_once"
    """send it again: word of an outage or of an account's safety must not be lost"""


class DeliveryState(StrEnum):
    """What became of one message (doręczenie)."""

    QUEUED = "queued"
    ATTEMPTING = "attempting"
    """written before the call: after a crash nobody knows whether it arrived"""
    SENT = "sent"
    RETRY_AT = "retry_at"
    UNREACHABLE = "unreachable"
    """the person blocked the bot, or is gone"""
    REJECTED = "rejected"
    """Telegram refuses the message itself"""
    IN_DOUBT = "in_doubt"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    RECALLED = "recalled"
    """it was in the chat and has been deleted"""
    OUTDATED = "outdated"
    """it is in the chat as it was, because it could not be revised or recalled any more"""


OPEN_STATES = (DeliveryState.QUEUED, DeliveryState.ATTEMPTING, DeliveryState.RETRY_AT)
"""While any message is in one of these, its broadcast is not finished."""


@dataclass(frozen=True, slots=True)
class BroadcastPlan:
    """What is to be sent, to whom and when. `texts`: for each language the screen, as the JSON of a Screen.

    `kind` is what a recipient may switch off (notice, outage …); `author` may not be the one who approves.
    """

    texts: Mapping[str, str]
    audience: Audience
    starts_at: datetime
    notice: NoticeId | None = None
    kind: str = "notice"
    expires_at: datetime | None = None
    urgent: bool = False
    policy: Policy = Policy.AT_MOST_ONCE
    author: MemberId | None = None
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast has come. Of one that is frozen the counts add up to its recipients."""

    id: BroadcastId
    state: BroadcastState
    recipients: int
    counts: Mapping[DeliveryState, int]
    rate: float
    """messages a second during the last minute"""
    time_left: timedelta | None
    """at that rate; None when nothing moves"""
    starts_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    paused_why: str | None = None
    """what made the office itself pause it"""

    @property
    def open(self) -> int:
        """Messages whose fate is not known yet."""
        return sum(self.counts.get(state, 0) for state in OPEN_STATES)

    @property
    def done(self) -> int:
        """Messages whose fate is known."""
        return sum(self.counts.values()) - self.open


@dataclass(frozen=True, slots=True)
class BroadcastLine:
    """A broadcast in a list."""

    id: BroadcastId
    state: BroadcastState
    notice: NoticeId | None
    kind: str
    urgent: bool
    recipients: int
    author: MemberId | None
    approved_by: MemberId | None
    created_at: datetime
    starts_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A recipient of whom nobody knows whether the message arrived."""

    delivery: DeliveryId
    account: AccountId | None
    channel: str
    chat: ChatId
    attempted_at: datetime | None
