"""Following a sending (przebieg wysyłki): a bar, the sums that people read, and what a report names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ibok_bot.domain.broadcasts import OPEN_STATES, DeliveryId, DeliveryState, Progress

BAR = 12
_FULL, _EMPTY = "▓", "░"


class Group(StrEnum):
    """What became of messages, as few words as people need."""

    ARRIVED = "arrived"
    WAITING = "waiting"
    BLOCKED = "blocked"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    NOT_SENT = "not_sent"
    """cancelled, or too late to be sent"""
    RECALLED = "recalled"
    OUTDATED = "outdated"
    """it arrived, and could not be changed any more"""


class Trouble(StrEnum):
    """States of messages that a report names one by one."""

    UNREACHABLE = DeliveryState.UNREACHABLE.value
    REJECTED = DeliveryState.REJECTED.value
    IN_DOUBT = DeliveryState.IN_DOUBT.value
    OUTDATED = DeliveryState.OUTDATED.value
    EXPIRED = DeliveryState.EXPIRED.value


_GROUP = {
    DeliveryState.SENT: Group.ARRIVED,
    DeliveryState.UNREACHABLE: Group.BLOCKED,
    DeliveryState.REJECTED: Group.FAILED,
    DeliveryState.IN_DOUBT: Group.IN_DOUBT,
    DeliveryState.CANCELLED: Group.NOT_SENT,
    DeliveryState.EXPIRED: Group.NOT_SENT,
    DeliveryState.RECALLED: Group.RECALLED,
    DeliveryState.OUTDATED: Group.OUTDATED,
    **dict.fromkeys(OPEN_STATES, Group.WAITING),
}


@dataclass(frozen=True, slots=True)
class Changing:
    """What arrived is being edited or deleted; so many messages are still as they were."""

    recalling: bool
    left: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A message that did not arrive, or is not as it should be: nothing of it says whose it is."""

    delivery: DeliveryId
    language: str
    state: DeliveryState
    at: datetime | None


def group_of(state: DeliveryState) -> Group:
    """What people call this state."""
    return _GROUP[state]


def sums(counts: Mapping[DeliveryState, int]) -> Mapping[Group, int]:
    """The counts by what people call them, in one order; those of which there are none are left out."""
    found = dict.fromkeys(Group, 0)
    for state, count in counts.items():
        found[_GROUP[state]] += count
    return {group: count for group, count in found.items() if count}


def share(progress: Progress) -> int:
    """How much is done, in whole percent; never 100 before all of it is."""
    return 100 * progress.done // progress.recipients if progress.recipients else 0


def bar(percent: int) -> str:
    """▓▓▓░░ of one length: it shows something as soon as one percent is done."""
    full = min(BAR, max(percent * BAR // 100, 1 if percent else 0))
    return _FULL * full + _EMPTY * (BAR - full)
