"""The path from an unpaid due to a break in supply (wstrzymanie dostarczania energii), told before it is walked.

Source: energy law (Prawo energetyczne), art. 6b: a customer who is at least 30 days behind gets a written notice and
14 more days. A message in a chat is not that notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ibok_bot.domain.dues import Due, overdue
from ibok_bot.domain.money import Money, total

NOTICE_AFTER = timedelta(days=30)
"""So long after its day a due may bring a written notice."""

NOTICE_PERIOD = timedelta(days=14)
"""So long the written notice leaves for paying."""


class Stage(StrEnum):
    """How far along the path: late, or late enough for a written notice."""

    LATE = "late"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Arrears:
    """What is overdue (zaległość), and from which day on a written notice may come."""

    sum: Money
    oldest_days: int
    notice_from: date
    stage: Stage


def arrears(dues: Iterable[Due], today: date) -> Arrears | None:
    """Where a customer stands with these dues; None when nothing is overdue."""
    late = overdue(dues, today)
    if not late:
        return None
    oldest = min(due.due_on for due in late)
    notice_from = oldest + NOTICE_AFTER
    stage = Stage.NOTICE if today >= notice_from else Stage.LATE
    return Arrears(total([due.remaining for due in late]), (today - oldest).days, notice_from, stage)
