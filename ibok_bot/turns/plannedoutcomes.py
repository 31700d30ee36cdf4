"""What comes of writing a planned outage down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ibok_bot.domain.planned import PlannedOutage, Wrong


class CannotAnnounce(ValueError):
    """It makes no sense."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


class Came(StrEnum):
    """What came of writing one down."""

    ANNOUNCED = "announced"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SAME = "same"
    """it stands so already, and nobody is told anything"""
    GONE = "gone"
    """there is no such outage"""
    MOVED_ON = "moved_on"
    """somebody else has changed it since it was shown"""
    TOO_LATE = "too_late"
    """it is over, or was cancelled"""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it, and how the outage stands now; None where there is none."""

    came: Came
    outage: PlannedOutage | None
