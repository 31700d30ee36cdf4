"""Dues in words: the sums, and each due with its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ibok_bot.domain.arrears import Stage, arrears
from ibok_bot.domain.dues import Due, overdue
from ibok_bot.domain.interest import Rate, interest_on
from ibok_bot.domain.money import Money, total
from ibok_bot.i18n import Text, Verbatim, _, lines, n_


def left(dues: Sequence[Due]) -> Money:
    """What is still to be paid of several dues."""
    return total([due.remaining for due in dues])


def sums(dues: Sequence[Due], today: date, rates: Sequence[Rate]) -> Text:
    """The sum to pay, how much of it is overdue, and the interest so far as an estimate."""
    behind = overdue(dues, today)
    where = arrears(dues, today)
    interest = interest_on(behind, today, rates)
    return lines(
        _("To pay: <b>{sum}</b>", sum=left(dues)),
        _("of it overdue: <b>{sum}</b>", sum=where.sum) if where else None,
        _("interest until today, an estimate: {sum}", sum=interest) if interest else None,
        _("⚠️ Late by 30 days or more: please see “Late: what may follow”.")
        if where and where.stage is Stage.NOTICE
        else None,
    )


def told(due: Due, today: date) -> Text:
    """One due: number, what is left, what for, its day, and how far off that is."""
    number = Verbatim(due.number)
    days_late = due.days_late(today)
    if days_late > 0:
        ago = n_("overdue by {n} day", "overdue by {n} days", days_late)
        return lines(
            _("🔴 {number} · <b>{sum}</b>", number=number, sum=due.remaining),
            _title(due),
            _("due {date} · {when}", date=due.due_on, when=ago),
            _part(due),
        )
    return lines(
        _("{number} · <b>{sum}</b>", number=number, sum=due.remaining),
        _title(due),
        _("due {date} · {when}", date=due.due_on, when=_ahead(-days_late)),
        _part(due),
    )


def _title(due: Due) -> Text | None:
    return Verbatim(due.title) if due.title else None


def _ahead(days: int) -> Text:
    return n_("in {n} day", "in {n} days", days) if days else _("today")


def _part(due: Due) -> Text | None:
    """What was already paid of it, where something was."""
    return _("left of {amount}", amount=due.amount) if due.remaining != due.amount else None
