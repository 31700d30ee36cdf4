"""What the office tells of itself: new invoices, days of paying, the reading window, transfers, cheaper hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.delivery.subject import Page, Subject, accounts_page
from ibok_bot.dialogs import reminderwords
from ibok_bot.dialogs.reminderwords import Words
from ibok_bot.domain.dues import Due
from ibok_bot.domain.ids import OperatorId
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.pushes import PushKind
from ibok_bot.domain.reading_window import window_at
from ibok_bot.domain.reminders import (
    NEWS_FOR,
    CheapHours,
    DueReminder,
    InvoiceNews,
    Plan,
    TransferReminder,
    WindowReminder,
    due_span,
    end_of,
    reminded_of,
    window_stage,
)
from ibok_bot.domain.templates import AmountRule, Template, dues_meant, next_payment, next_reminder
from ibok_bot.domain.zones import NoHours, Stretch, Timetable
from ibok_bot.storage import reminders as shelf
from ibok_bot.storage.tariffs import Tariffs
from ibok_bot.storage.unread import accounts_without_reading


@dataclass(frozen=True)
class NewInvoices(Subject[InvoiceNews]):
    """Invoices that came since the customers were last told."""

    today: date
    kind: ClassVar[PushKind] = PushKind.INVOICES

    async def page(self, conn: AsyncConnection, after: int) -> Page[InvoiceNews]:
        """Those issued lately."""
        accounts, following = await accounts_page(conn, after)
        return Page(await shelf.new_invoices(conn, accounts, self.today - NEWS_FOR), following)

    def words(self, news: Sequence[InvoiceNews], *, sums: bool) -> Words:
        """As the dialogs say it."""
        return reminderwords.new_invoices(news, sums=sums)

    def until(self, news: Sequence[InvoiceNews]) -> datetime:  # noqa: ARG002 - all alike
        """A chat that cannot be reached for so long learns of it in the list."""
        return end_of(self.today + NEWS_FOR)


@dataclass(frozen=True)
class DueReminders(Subject[DueReminder]):
    """Days of paying that are near, have come, or have just passed."""

    today: date
    plan: Plan
    kind: ClassVar[PushKind] = PushKind.REMINDERS
    replaces: ClassVar[bool] = True

    async def page(self, conn: AsyncConnection, after: int) -> Page[DueReminder]:
        """Open dues of the days around today."""
        span = due_span(self.today, self.plan.due_days)
        if span is None:
            return Page(())
        accounts, following = await accounts_page(conn, after)
        found = [
            reminded_of(account, due, self.today, self.plan.due_days)
            for account, dues in (await shelf.open_dues(conn, accounts, span)).items()
            for due in dues
        ]
        return Page([each for each in found if each is not None], following)

    def words(self, news: Sequence[DueReminder], *, sums: bool) -> Words:
        """As the dialogs say it."""
        return reminderwords.due_reminders(news, self.today, sums=sums)

    def until(self, news: Sequence[DueReminder]) -> datetime:  # noqa: ARG002 - all alike
        """It speaks of today."""
        return end_of(self.today)


@dataclass(frozen=True)
class OpenWindow(Subject[WindowReminder]):
    """The reading window, for those of whom a reading is missing."""

    today: date
    days: tuple[int, int]
    plan: Plan
    kind: ClassVar[PushKind] = PushKind.READINGS
    replaces: ClassVar[bool] = True

    async def page(self, conn: AsyncConnection, after: int) -> Page[WindowReminder]:
        """Whoever has several metering points without a reading is told once."""
        window = window_at(self.days, self.today)
        stage = window_stage(window, self.today, self.plan.closing_days)
        if stage is None:
            return Page(())
        accounts, following = await accounts_page(conn, after)
        unread = await accounts_without_reading(conn, window, self.today, accounts)
        return Page([WindowReminder(account, window, stage) for account in unread], following)

    def words(self, news: Sequence[WindowReminder], *, sums: bool) -> Words:  # noqa: ARG002 - there are no sums in it
        """As the dialogs say it."""
        return reminderwords.window_reminder(news[0])

    def until(self, news: Sequence[WindowReminder]) -> datetime:
        """Until the window closes."""
        return end_of(news[0].window.last)


@dataclass(frozen=True)
class Transfers(Subject[TransferReminder]):
    """Predefined transfers whose day is near."""

    today: date
    kind: ClassVar[PushKind] = PushKind.TEMPLATES

    async def page(self, conn: AsyncConnection, after: int) -> Page[TransferReminder]:
        """Those to be reminded of today; none where its rule finds nothing to pay."""
        accounts, following = await accounts_page(conn, after)
        templates = [
            (account, template)
            for account, template in await shelf.reminding_templates(conn, accounts)
            if next_reminder(template, self.today) == self.today
        ]
        by_dues = {account for account, each in templates if each.terms.rule is not AmountRule.FIXED}
        dues = await shelf.open_dues(conn, by_dues) if by_dues else {}
        reminders = [
            TransferReminder(account, each.id, each.terms.name, next_payment(each.terms, self.today), amount)
            for account, each in templates
            if (amount := _amount(each, dues.get(account, [])))
        ]
        return Page(reminders, following)

    def words(self, news: Sequence[TransferReminder], *, sums: bool) -> Words:
        """As the dialogs say it."""
        return reminderwords.transfer_reminders(news, sums=sums)

    def until(self, news: Sequence[TransferReminder]) -> datetime:
        """Until the day of paying is over."""
        return end_of(max(each.pay_day for each in news))

    async def told(self, conn: AsyncConnection, news: Sequence[TransferReminder]) -> None:
        """The template says when its next reminder comes."""
        await shelf.reminded(conn, [each.id for each in news], self.today)


@dataclass(frozen=True)
class CheaperHours(Subject[CheapHours]):
    """When electricity is cheaper today, for those who asked."""

    today: date
    now: datetime
    known: dict[OperatorId, dict[str, Timetable]] = field(default_factory=dict)
    """The hours of the operators' tariff groups, read once."""
    kind: ClassVar[PushKind] = PushKind.CHEAP_HOURS
    replaces: ClassVar[bool] = True

    async def page(self, conn: AsyncConnection, after: int) -> Page[CheapHours]:
        """The tariff groups with zones of which the hours are known."""
        accounts, following = await accounts_page(conn, after, who_asked=True)
        news = []
        for account, operator, group in await shelf.tariff_groups(conn, accounts, self.today):
            cheap = self._cheap(await self._timetable(conn, operator, group))
            if cheap:
                news.append(CheapHours(account, group, self.today, cheap))
        return Page(news, following)

    def words(self, news: Sequence[CheapHours], *, sums: bool) -> Words:  # noqa: ARG002 - there are no sums in it
        """As the dialogs say it."""
        return reminderwords.cheap_hours(news)

    def until(self, news: Sequence[CheapHours]) -> datetime:
        """Until the last of them is over, and today at the longest."""
        return min(end_of(self.today), max(each.cheap[-1].end for each in news))

    def _cheap(self, timetable: Timetable) -> tuple[Stretch, ...]:
        if len(timetable.zones) == 1:
            return ()
        try:
            return tuple(each for each in timetable.cheap_from(self.today) if each.end > self.now)
        except NoHours:
            return ()

    async def _timetable(self, conn: AsyncConnection, operator: OperatorId, group: str) -> Timetable:
        if operator not in self.known:
            offers = await Tariffs(conn).offers(operator, self.today)
            self.known[operator] = {offer.group: offer.hours for offer in offers}
        return self.known[operator].get(group, Timetable())


def _amount(template: Template, dues: Sequence[Due]) -> Money | None:
    if template.terms.rule is AmountRule.FIXED:
        return template.terms.amount
    return total([due.remaining for due in dues_meant(template.terms.rule, dues)])
