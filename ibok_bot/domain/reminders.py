"""Reminders (przypomnienia): on which days of a due, a reading window or a transfer which one comes, and each once.

Every reminder has a mark: a name that is written down with it, so that it never comes twice, however often and in
however many processes one looks. A day on which nobody looked is made up for while the reminder still makes sense.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.dues import Due
from ibok_bot.domain.ids import AccountId, DueId, InvoiceId, SurveyId, TemplateId
from ibok_bot.domain.invoices import InvoiceKind
from ibok_bot.domain.money import Money
from ibok_bot.domain.reading_window import Window
from ibok_bot.domain.zones import Stretch

FURTHEST_DAY = 14
"""No reminder stands further than this from the due date."""
NEWS_FOR = timedelta(days=14)
"""An invoice that was issued earlier is no news, whenever it came to us."""
_GRACE = 2
"""A reminder after the due date may be late by so many days; then the arrears are old, and no news."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When the supplier wishes to remind: the hour in Warsaw, days from the due date, days before readings close."""

    at: time = time(9)
    due_days: tuple[int, ...] = (-3, 0, 1)
    closing_days: int = 2


class WindowStage(StrEnum):
    """What a reminder of the reading window says."""

    OPENED = "opened"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class InvoiceNews:
    """An invoice nobody has told the customer of; `due_on` is None where nothing is to be paid."""

    account: AccountId
    id: InvoiceId
    public_id: str
    number: str
    kind: InvoiceKind
    gross: Money
    due_on: date | None

    @property
    def mark(self) -> str:
        """An invoice is new once."""
        return f"invoice:{self.id}"


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A due of which a customer is reminded on a day; `stage` is the day it stands for, from the due date."""

    account: AccountId
    id: DueId
    number: str
    due_on: date
    remaining: Money
    stage: int

    @property
    def mark(self) -> str:
        """A due whose day was put off is reminded of again."""
        return f"due:{self.id}:{self.due_on}:{self.stage}"


@dataclass(frozen=True, slots=True)
class WindowReminder:
    """The window is open and the office has no reading of some metering point of this customer."""

    account: AccountId
    window: Window
    stage: WindowStage

    @property
    def mark(self) -> str:
        """Once a window and stage, however many metering points there are."""
        return f"window:{self.account}:{self.window.first}:{self.stage}"


@dataclass(frozen=True, slots=True)
class TransferReminder:
    """A predefined transfer whose day is near; `amount` as its rule says on this day."""

    account: AccountId
    id: TemplateId
    name: str
    pay_day: date
    amount: Money

    @property
    def mark(self) -> str:
        """Once a day of paying."""
        return f"template:{self.id}:{self.pay_day}"


@dataclass(frozen=True, slots=True)
class CheapHours:
    """When electricity is cheaper on a day, in one of the customer's tariff groups."""

    account: AccountId
    group: str
    day: date
    cheap: tuple[Stretch, ...]

    @property
    def mark(self) -> str:
        """Once a day and tariff group."""
        return f"cheap:{self.account}:{self.day}:{self.group}"


@dataclass(frozen=True, slots=True)
class SurveyNews:
    """A survey that waits for this account's answers."""

    account: AccountId
    id: SurveyId
    name: str
    questions: int

    @property
    def mark(self) -> str:
        """Each account is told of it once."""
        return f"survey:{self.id}:{self.account}"


News = InvoiceNews | DueReminder | WindowReminder | TransferReminder | CheapHours | SurveyNews


def due_stage(due_on: date, today: date, due_days: tuple[int, ...]) -> int | None:
    """Which of the reminders of a due stands for this day; None when it is too early, or too late for any."""
    days = (today - due_on).days
    passed = [stage for stage in due_days if stage <= days]
    stage = max(passed, default=None)
    if stage is None or (days > 0 and not 0 < stage <= days <= stage + _GRACE):
        return None
    return stage


def due_span(today: date, due_days: tuple[int, ...]) -> tuple[date, date] | None:
    """The first and the last due date of which a reminder may come today; None when the supplier wishes for none."""
    if not due_days:
        return None
    latest = max(due_days)
    late = latest + _GRACE if latest > 0 else 0
    return today - timedelta(days=late), today - timedelta(days=min(*due_days, 0))


def reminded_of(account: AccountId, due: Due, today: date, due_days: tuple[int, ...]) -> DueReminder | None:
    """The reminder of this due on this day, if any; of nothing to pay there is none."""
    stage = due_stage(due.due_on, today, due_days)
    if stage is None or not due.remaining:
        return None
    return DueReminder(account, due.id, due.number, due.due_on, due.remaining, stage)


def window_stage(window: Window, today: date, closing_days: int) -> WindowStage | None:
    """What is to be said of the window today; None when it is not open."""
    if not window.holds(today):
        return None
    return WindowStage.CLOSING if (window.last - today).days < closing_days else WindowStage.OPENED


def next_time(at: time, after: datetime) -> datetime:
    """The next moment at which the clock on the wall in Warsaw shows this time."""
    for day in _days_from(warsaw_day(after)):
        moment = _moment(day, at)
        if moment > after:
            return moment
    raise AssertionError("the days never end")


def end_of(day: date) -> datetime:
    """The midnight that ends a day in Warsaw."""
    return _moment(day + timedelta(days=1), time(0))


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, WARSAW).astimezone(UTC)
