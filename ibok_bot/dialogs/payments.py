"""Payments made (wpłaty): when, how much, which documents they settled, and what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Ask, Choice, Instead, Row, Said, Step
from ibok_bot.domain.access import Customer
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.money import Money
from ibok_bot.domain.payments import Part, Payment
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

PAGE = 6
_PARTS = 8


class Payments(Protocol):
    """The payments of a customer, newest first."""

    async def made(self, payer: PayerId, skip: int, most: int) -> Sequence[Payment]: ...
    async def count(self, payer: PayerId) -> int: ...
    async def overpaid(self, payer: PayerId) -> Money: ...


class Desk(Protocol):
    """What the list needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def payments(self) -> Payments: ...


@dataclass(frozen=True)
class Paid(Step[Desk]):
    """The payments made, newest first."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with what it settled; an overpayment is said first."""
        payer = desk.customer.payer
        count = await desk.payments.count(payer)
        if not count:
            return Ask(_("No payment has come in yet. It takes a day or two from the transfer."), crumb=_("Payments"))
        last_page = (count - 1) // PAGE
        page = min(self.page, last_page)
        made = await desk.payments.made(payer, page * PAGE, PAGE)
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        return Ask(
            paragraphs(overpayment(await desk.payments.overpaid(payer)), *(_told(one) for one in made), where),
            turning(page, last_page),
            crumb=_("Payments"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Paid]:
        """Turn the page."""
        older = said.one_of(["older", "newer"]) == "older"
        return Instead(Paid(self.page + 1 if older else max(0, self.page - 1)))


def overpayment(left: Money) -> Text | None:
    """What was paid too much, where something was."""
    return _("Overpayment: <b>{sum}</b>. It will settle what comes next.", sum=left) if left else None


def turning(page: int, last_page: int) -> list[Row]:
    """Buttons to the pages before and after, where there are any."""
    row = []
    if page > 0:
        row.append(Choice("newer", _("‹ Previous")))
    if page < last_page:
        row.append(Choice("older", _("Next ›")))
    return [tuple(row)] if row else []


def _told(payment: Payment) -> Text:
    more = len(payment.parts) - _PARTS
    return lines(
        _("{date} · <b>{sum}</b>", date=payment.paid_on, sum=payment.amount),
        _("title: {title}", title=Verbatim(payment.title)) if payment.title else None,
        *(_part(part) for part in payment.parts[:_PARTS]),
        n_("and {n} more", "and {n} more", more) if more > 0 else None,
        _("overpaid: {sum}, it settles nothing yet", sum=payment.unallocated) if payment.unallocated else None,
    )


def _part(part: Part) -> Text:
    number = Verbatim(part.number)
    if part.whole:
        return _("✅ {number} · {sum}", number=number, sum=part.amount)
    return _("▫️ {number} · {sum}, a part of it", number=number, sum=part.amount)
