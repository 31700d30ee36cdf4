"""Dues (należności): what there is to pay, what is overdue and by how many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Instead, Row, Said, Step
from ibok_bot.domain.access import Customer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.dues import Due, Order, arranged, overdue
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.money import total
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

PAGE = 6
_ORDERS: dict[Order, Text] = {
    Order.DATE: _("Sorted by due date"),
    Order.AMOUNT: _("Sorted by amount"),
    Order.NUMBER: _("Sorted by number"),
}


class Dues(Protocol):
    """The open dues of a customer."""

    async def open(self, payer: PayerId) -> Sequence[Due]: ...


class Desk(Protocol):
    """What the balance needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def dues(self) -> Dues: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Balance(Step[Desk]):
    """The open dues, overdue first."""

    order: Order = Order.DATE
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """The sum, how much of it is overdue, and each due."""
        today = warsaw_day(desk.now())
        dues = arranged(await desk.dues.open(desk.customer.payer), self.order, today)
        if not dues:
            return Ask(_("✅ There is nothing to pay. Thank you!"))
        last_page = (len(dues) - 1) // PAGE
        page = min(self.page, last_page)
        shown = dues[page * PAGE : (page + 1) * PAGE]
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        return Ask(
            paragraphs(_sums(dues, today), *(_line(due, today) for due in shown), where),
            [*_pages(page, last_page), Choice("order", _ORDERS[self.order])] if len(dues) > 1 else (),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Balance]:
        """Turn the page, or sort by the next order."""
        match said.one_of(["older", "newer", "order"]):
            case "order":
                orders = list(Order)
                return Instead(Balance(orders[(orders.index(self.order) + 1) % len(orders)]))
            case "newer":
                return Instead(Balance(self.order, max(0, self.page - 1)))
        return Instead(Balance(self.order, self.page + 1))


def _sums(dues: Sequence[Due], today: date) -> Text:
    late = overdue(dues, today)
    return lines(
        _("To pay: <b>{sum}</b>", sum=total([due.remaining for due in dues])),
        _("of it overdue: <b>{sum}</b>", sum=total([due.remaining for due in late])) if late else None,
    )


def _line(due: Due, today: date) -> Text:
    number = Verbatim(due.number)
    late = due.days_late(today)
    if late > 0:
        ago = n_("overdue by {n} day", "overdue by {n} days", late)
        return lines(
            _("🔴 {number} · <b>{sum}</b>", number=number, sum=due.remaining),
            _("due {date} · {when}", date=due.due_on, when=ago),
            _part(due),
        )
    return lines(
        _("{number} · <b>{sum}</b>", number=number, sum=due.remaining),
        _("due {date} · {when}", date=due.due_on, when=_ahead(-late)),
        _part(due),
    )


def _ahead(days: int) -> Text:
    return n_("in {n} day", "in {n} days", days) if days else _("today")


def _part(due: Due) -> Text | None:
    """What was already paid of it, where something was."""
    return _("left of {amount}", amount=due.amount) if due.remaining != due.amount else None


def _pages(page: int, last_page: int) -> list[Row]:
    row = []
    if page > 0:
        row.append(Choice("newer", _("‹ Previous")))
    if page < last_page:
        row.append(Choice("older", _("Next ›")))
    return [tuple(row)] if row else []


dialog = Dialog(
    "balance",
    _("💰 Dues"),
    Balance,
    access=Access.CUSTOMER,
    help=_(
        "Here is everything that is to be paid. What is past its due date comes first and is marked 🔴 with the number "
        "of days. The button below changes the order: by due date, by amount, by number."
    ),
)
