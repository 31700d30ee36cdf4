"""Expected times of repair (przewidywany czas naprawy): what a dispatcher may promise in each state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from ibok_bot.domain.outages import State

SOONEST = timedelta(minutes=5)
"""A time nearer than this is over before anybody has read of it."""
FURTHEST: Mapping[State, timedelta] = {
    State.NEW: timedelta(days=3),
    State.VERIFYING: timedelta(days=3),
    State.FORWARDED: timedelta(days=7),
    State.SCHEDULED: timedelta(days=30),
    State.IN_PROGRESS: timedelta(days=3),
}
"""How far ahead a time may lie; no other state has one."""


class Insane(StrEnum):
    """What is wrong with an expected time."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    MISSING = "missing"
    """what is scheduled has a time"""
    NONE_HERE = "none_here"
    """nothing is expected any more in this state"""


def wrong(state: State, expected: datetime | None, now: datetime) -> Insane | None:
    """What is wrong with promising this time in this state; None where it may be said.

    No time at all means that it is not known, which is honest in every state but a scheduled repair's.
    """
    if expected is None:
        return Insane.MISSING if state is State.SCHEDULED else None
    furthest = FURTHEST.get(state)
    if furthest is None:
        return Insane.NONE_HERE
    if expected <= now:
        return Insane.PAST
    if expected < now + SOONEST:
        return Insane.TOO_SOON
    return Insane.TOO_FAR if expected > now + furthest else None


def kept(state: State, before: datetime | None, now: datetime) -> datetime | None:
    """The time that still stands when a case goes into this state and no new one is said.

    One that is over is told to nobody again.
    """
    return before if before is not None and wrong(state, before, now) is None else None
