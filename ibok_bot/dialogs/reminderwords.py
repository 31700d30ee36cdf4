"""What the office says of itself to a customer: a new invoice, a day of paying, readings, a transfer, cheaper hours.

The first line alone tells what happened, for it is all that a locked phone shows. With sums hidden there is no sum in
it, and no name that a customer gave to a transfer. Each has a button to the thing that it speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ibok_bot.dialogs.talk import Entry, Style
from ibok_bot.dialogs.tariffhours import cheaper_hours
from ibok_bot.domain.invoices import InvoiceKind
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.reminders import (
    CheapHours,
    DueReminder,
    InvoiceNews,
    SurveyNews,
    TransferReminder,
    WindowReminder,
    WindowStage,
)
from ibok_bot.i18n import Text, Verbatim, _, lines, n_

MOST_NAMED = 5
"""So many things are named one by one; of more, only how many."""


@dataclass(frozen=True, slots=True)
class Words:
    """One message: the text, and the buttons under it."""

    text: Text
    buttons: tuple[Entry, ...]


def new_invoices(news: Sequence[InvoiceNews], *, sums: bool) -> Words:
    """One with its sum and day; several as their number, and a line each."""
    if len(news) == 1:
        [only] = news
        text = lines(_new_invoice(only, sums=sums), Verbatim(only.number))
        return Words(text, (Entry("invoice", _("🧾 Show the invoice"), only.public_id, Style.PRIMARY),))
    named = [_named(each.number, each.gross, sums=sums and not _corrects(each)) for each in news[:MOST_NAMED]]
    text = lines(n_("🧾 {n} new invoice", "🧾 {n} new invoices", len(news)), *named, _more(len(news)))
    return Words(text, (Entry("invoices", _("🧾 Invoices"), style=Style.PRIMARY),))


def due_reminders(dues: Sequence[DueReminder], today: date, *, sums: bool) -> Words:
    """The most urgent first: what is overdue, what is due today, what soon; the sum of each, and the documents."""
    by_day = sorted(dues, key=lambda due: (due.due_on, due.id))
    text: list[Text] = []
    for due_on, group in groupby(by_day, key=lambda due: due.due_on):
        same_day = list(group)
        sum_left = total([due.remaining for due in same_day]) if sums else None
        text.append(_due((today - due_on).days, sum_left))
        several = len(same_day) > 1
        text += [_named(due.number, due.remaining, sums=sums and several) for due in same_day[:MOST_NAMED]]
        text += [rest for rest in [_more(len(same_day))] if rest]
    if len(by_day) == 1:
        pay = Entry("balance", _("Pay"), str(by_day[0].id), Style.SUCCESS)
        return Words(lines(*text), (pay, Entry("balance", _("💰 Dues"))))
    return Words(lines(*text), (Entry("balance", _("💰 Dues"), style=Style.PRIMARY),))


def window_reminder(reminder: WindowReminder) -> Words:
    """The window is open, or about to close, and a reading is missing. Nothing here needs to be hidden."""
    last = reminder.window.last
    if reminder.stage is WindowStage.OPENED:
        first = _("🔢 It is time to read the meter: we take readings until {date}", date=last)
    else:
        first = _("🔢 A meter reading is missing, and we take it only until {date}", date=last)
    why = _("Without a reading the bill rests on an estimate.")
    return Words(lines(first, why), (Entry("readings", _("🔢 Give a reading"), style=Style.PRIMARY),))


def transfer_reminders(transfers: Sequence[TransferReminder], *, sums: bool) -> Words:
    """Predefined transfers whose day is near, each with a button that opens it ready to pay."""
    by_day = sorted(transfers, key=lambda transfer: (transfer.pay_day, transfer.id))
    told = [_transfer(each, sums=sums) for each in by_day[:MOST_NAMED]]
    if len(by_day) == 1:
        return Words(told[0], (Entry("templates", _("Pay"), f"pay-{by_day[0].id}", Style.SUCCESS),))
    buttons = [Entry("templates", Verbatim(each.name), f"pay-{each.id}") for each in by_day[:MOST_NAMED]]
    return Words(lines(*told, _more(len(by_day))), (*buttons, Entry("templates", _("Templates"))))


def cheap_hours(groups: Sequence[CheapHours]) -> Words:
    """When it is cheaper today; a tariff group is named where there are several."""
    told: list[Text] = []
    for each in groups:
        hours = cheaper_hours(each.cheap, each.day)
        several = len(groups) > 1
        named = _("🧮 {group}: {hours}", group=Verbatim(each.group), hours=hours)
        told.append(named if several else _("🧮 {hours}", hours=hours))
    off = Entry("settings", _("⚙️ Settings"))
    return Words(lines(*told), (Entry("tariffs", _("🧮 Tariffs")), off))


def _new_invoice(news: InvoiceNews, *, sums: bool) -> Text:
    if _corrects(news):
        return _("🧾 An invoice was corrected")
    if news.due_on is None:
        return _("🧾 New invoice: <b>{sum}</b>", sum=news.gross) if sums else _("🧾 New invoice")
    if sums:
        return _("🧾 New invoice: <b>{sum}</b>, due {date}", sum=news.gross, date=news.due_on)
    return _("🧾 New invoice, due {date}", date=news.due_on)


def _corrects(news: InvoiceNews) -> bool:
    """A correction's own sum is but the difference, which says little."""
    return news.kind is InvoiceKind.CORRECTION


def _due(late: int, left: Money | None) -> Text:
    if late > 0 and left is not None:
        return n_("🔴 Overdue by {n} day: <b>{sum}</b>", "🔴 Overdue by {n} days: <b>{sum}</b>", late, sum=left)
    if late > 0:
        return n_("🔴 A payment is overdue by {n} day", "🔴 A payment is overdue by {n} days", late)
    if late == 0:
        return _("💰 To pay today: <b>{sum}</b>", sum=left) if left is not None else _("💰 A payment is due today")
    if left is not None:
        return n_("💰 To pay in {n} day: <b>{sum}</b>", "💰 To pay in {n} days: <b>{sum}</b>", -late, sum=left)
    return n_("💰 A payment is due in {n} day", "💰 A payment is due in {n} days", -late)


def _transfer(reminder: TransferReminder, *, sums: bool) -> Text:
    if not sums:
        return _("💰 Time for a transfer, by {date}", date=reminder.pay_day)
    return _(
        "💰 Time for the transfer “{name}”: <b>{sum}</b>, by {date}",
        name=Verbatim(reminder.name),
        sum=reminder.amount,
        date=reminder.pay_day,
    )


def _named(number: str, amount: Money, *, sums: bool) -> Text:
    return _("{number} · {sum}", number=Verbatim(number), sum=amount) if sums else Verbatim(number)


def _more(count: int) -> Text | None:
    rest = count - MOST_NAMED
    return n_("and {n} more", "and {n} more", rest) if rest > 0 else None


def new_survey(news: SurveyNews) -> Words:
    """That there is one, and how long it is."""
    return Words(
        lines(
            _("📝 We have a survey for you"),
            n_("It has {n} question.", "It has up to {n} questions.", news.questions),
        ),
        (Entry("survey", _("Open the survey"), news.name),),
    )
