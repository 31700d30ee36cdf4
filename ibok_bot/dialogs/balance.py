"""Dues (należności): what there is to pay, what is overdue and by how many days; chosen, and paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from ibok_bot.dialogs import late
from ibok_bot.dialogs.bill import NOTHING_LEFT, Payable
from ibok_bot.dialogs.duewords import left, sums, told
from ibok_bot.dialogs.late import Late
from ibok_bot.dialogs.payment import Paying
from ibok_bot.dialogs.payments import Paid, Payments, overpayment, turning
from ibok_bot.dialogs.talk import (
    Access,
    Ask,
    Button,
    Choice,
    Dialog,
    Entry,
    Instead,
    Outdated,
    Retry,
    Row,
    Said,
    Step,
    Style,
)
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.dues import Due, OpenItems, Order, arranged, overdue
from ibok_bot.domain.ids import DueId, PayerId
from ibok_bot.i18n import Text, Verbatim, _, paragraphs

PAGE = 6
_ORDERS: dict[Order, Text] = {
    Order.DATE: _("Sorted by due date"),
    Order.AMOUNT: _("Sorted by amount"),
    Order.NUMBER: _("Sorted by number"),
}
_TICK = "tick:"


class Pays(StrEnum):
    """What the green button stands for when it is shown; what was paid by the time of the press drops out."""

    TICKED = "pay-ticked"
    OVERDUE = "pay-overdue"
    ALL = "pay-all"


class Dues(late.Dues, Protocol):
    """Both sides of a customer's account."""

    async def open_items(self, payer: PayerId) -> OpenItems: ...


class Desk(late.Desk, Protocol):
    """What the balance needs."""

    @property
    def dues(self) -> Dues: ...
    @property
    def payments(self) -> Payments: ...


@dataclass(frozen=True)
class Balance(Step[Desk]):
    """The open dues, overdue first; those ticked are paid together."""

    order: Order = Order.DATE
    page: int = 0
    ticked: tuple[DueId, ...] = ()

    async def ask(self, desk: Desk) -> Ask:
        """The sum, how much of it is overdue, and each due with a button to tick it."""
        today = warsaw_day(desk.now())
        items = await desk.dues.open_items(desk.customer.payer)
        dues, over = arranged(items.dues, self.order, today), overpayment(items.overpaid)
        if not dues:
            return Ask(paragraphs(_("✅ There is nothing to pay. Thank you!"), over), _elsewhere())
        last_page = (len(dues) - 1) // PAGE
        page = min(self.page, last_page)
        shown = dues[page * PAGE : (page + 1) * PAGE]
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        rates = await desk.dues.interest_rates() if overdue(dues, today) else ()
        return Ask(
            paragraphs(sums(dues, today, rates), over, *(told(due, today) for due in shown), where),
            [
                *(_ticks(shown, dues, self.ticked, today) if len(dues) > 1 else ()),
                _pay(dues, self.ticked, today),
                *turning(page, last_page),
                *_late(dues, today),
                *_elsewhere(self.order if len(dues) > 1 else None),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Balance] | Paying | Late | Paid:
        """Tick, turn the page, sort by the next order; or go on to paying."""
        today = warsaw_day(desk.now())
        dues = arranged(await desk.dues.open(desk.customer.payer), self.order, today)
        chosen = said.choice or ""
        if chosen.startswith(_TICK):
            return Instead(self._with_other(_due_id(chosen.removeprefix(_TICK)), dues))
        match said.one_of(["older", "newer", "order", "late", "all", "none", "payments", "overdue", *Pays]):
            case "late":
                return Late()
            case "payments":
                return Paid()
            case Pays.TICKED:
                return Paying(Payable(self.ticked))
            case Pays.OVERDUE:
                return Paying(Payable(_ids(overdue(dues, today))))
            case Pays.ALL:
                return Paying(Payable(_ids(dues)))
            case what:
                return Instead(self._turned(what, dues, today))

    def _turned(self, what: str, dues: Sequence[Due], today: date) -> Balance:
        """The same list on another page, in another order, or with several ticked at once."""
        orders = list(Order)
        match what:
            case "order":
                return replace(self, order=orders[(orders.index(self.order) + 1) % len(orders)], page=0)
            case "older":
                return replace(self, page=self.page + 1)
            case "newer":
                return replace(self, page=max(0, self.page - 1))
            case "none":
                return replace(self, ticked=())
            case "all":
                return replace(self, ticked=_ids(dues))
        return replace(self, ticked=_ids(overdue(dues, today)))

    def _with_other(self, due: DueId | None, dues: Sequence[Due]) -> Balance:
        """This due ticked, or no longer; what was paid meanwhile drops out. Raises Retry when it is this one."""
        open_now = _ids(dues)
        if due not in open_now:
            raise Retry(_("That one has been paid meanwhile. Here is what is open now."))
        kept = [each for each in self.ticked if each in open_now and each != due]
        return replace(self, ticked=tuple(kept if due in self.ticked else [*kept, due]))


@dataclass(frozen=True)
class Entered(Step[Desk]):
    """Straight to paying, from a push or an invoice: one due by its key, or all that is overdue."""

    item: str

    async def ask(self, desk: Desk) -> Paying:
        """The paying screen. Raises Outdated where nothing of this customer's is open under that item."""
        today = warsaw_day(desk.now())
        dues = arranged(await desk.dues.open(desk.customer.payer), Order.DATE, today)
        if self.item == "overdue":
            meant = overdue(dues, today)
        else:
            meant = [due for due in dues if due.id == _due_id(self.item)]
        if not meant:
            raise Outdated(NOTHING_LEFT)
        return Paying(Payable(_ids(meant)))

    async def answer(self, said: Said, desk: Desk) -> Balance:
        """Never open for long: it leads on at once."""
        return Balance()


def _ids(dues: Sequence[Due]) -> tuple[DueId, ...]:
    return tuple(due.id for due in dues)


def _due_id(item: str) -> DueId | None:
    return DueId(int(item)) if item.isascii() and item.isdigit() else None


def _pay(dues: Sequence[Due], ticked: Sequence[DueId], today: date) -> Choice:
    """Pays what is ticked; with nothing ticked, what is overdue; with nothing overdue, all."""
    chosen = set(ticked)
    if meant := [due for due in dues if due.id in chosen]:
        return Choice(Pays.TICKED, _("Pay {sum}", sum=left(meant)), Style.SUCCESS)
    if meant := overdue(dues, today):
        return Choice(Pays.OVERDUE, _("Pay overdue {sum}", sum=left(meant)), Style.SUCCESS)
    return Choice(Pays.ALL, _("Pay all {sum}", sum=left(dues)), Style.SUCCESS)


def _ticks(shown: Sequence[Due], dues: Sequence[Due], ticked: Sequence[DueId], today: date) -> list[Button | Row]:
    """A button for each due on the page, and those that tick several."""
    several = [Choice("overdue", _("Tick overdue"))] if overdue(dues, today) else []
    every = set(ticked).issuperset(_ids(dues))
    several.append(Choice("none", _("Untick all")) if every else Choice("all", _("Tick all")))
    return [*(_tick(due, today, on=due.id in ticked) for due in shown), tuple(several)]


def _tick(due: Due, today: date, *, on: bool) -> Choice:
    box = Verbatim("☑" if on else "☐")
    if due.is_overdue(today):
        label = _("{box} {sum} · overdue", box=box, sum=due.remaining)
        return Choice(f"{_TICK}{due.id}", label, Style.DANGER)
    day = Verbatim(f"{due.due_on:%d.%m}")
    return Choice(f"{_TICK}{due.id}", _("{box} {sum} · by {day}", box=box, sum=due.remaining, day=day))


def _late(dues: Sequence[Due], today: date) -> list[Button]:
    return [Choice("late", _("Late: what may follow"))] if overdue(dues, today) else []


def _elsewhere(order: Order | None = None) -> list[Row]:
    payments = Choice("payments", _("Payments made"))
    return [
        (Choice("order", _ORDERS[order]), payments) if order else (payments,),
        (Entry("templates", _("Templates")), Entry("account", _("Is it our account?"))),
    ]


dialog = Dialog(
    "balance",
    _("💰 Dues"),
    Balance,
    access=Access.CUSTOMER,
    help=_(
        "Here is everything that is to be paid. What is past its due date comes first and is marked 🔴 with the number "
        "of days. Tick what you want to pay, or press the green button: without ticks it pays what is overdue. You "
        "then get the account, the amount and the title to copy, a QR code, and forms to print. The buttons below "
        "change the order and lead to the payments made, to templates of transfers, and to a check of account numbers."
    ),
    entry=Entered,
)
