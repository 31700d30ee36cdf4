"""A predefined transfer's terms in words, and what they come to; what the pages of templates share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ibok_bot.dialogs import bill
from ibok_bot.dialogs.bill import Payable
from ibok_bot.dialogs.talk import Outdated
from ibok_bot.domain.ids import AccountId, TemplateId
from ibok_bot.domain.templates import LAST_DAY, MOST, AmountRule, Template, Terms, dues_meant
from ibok_bot.i18n import Text, Verbatim, _, lines, n_

GONE = _("This template is gone: it was deleted, or belongs to somebody else.")
NOTHING_OPEN = _("There is nothing open to pay now.")
RULES: dict[AmountRule, Text] = {
    AmountRule.WHOLE: _("everything that is open"),
    AmountRule.NEXT: _("the next due alone"),
    AmountRule.FIXED: _("a fixed sum"),
}


class Templates(Protocol):
    """The predefined transfers of an account; another's are as if they were not."""

    async def of(self, account: AccountId) -> Sequence[Template]: ...
    async def one(self, account: AccountId, template: TemplateId) -> Template | None: ...
    async def add(self, account: AccountId, terms: Terms) -> TemplateId | None: ...
    async def change(self, account: AccountId, template: TemplateId, terms: Terms) -> None: ...
    async def remove(self, account: AccountId, template: TemplateId) -> None: ...


class Desk(bill.Desk, Protocol):
    """What predefined transfers need."""

    @property
    def templates(self) -> Templates: ...


def told(terms: Terms) -> Text:
    """A predefined transfer in four lines."""
    return lines(
        _("<b>{name}</b>", name=Verbatim(terms.name)),
        _("amount: {amount}", amount=amount(terms)),
        _("day: {day}", day=day(terms.day)),
        _("reminder: {reminder}", reminder=reminder(terms.remind_days)),
    )


def amount(terms: Terms) -> Text:
    """The fixed sum, or the rule."""
    if terms.rule is AmountRule.FIXED and terms.amount is not None:
        return _("{sum}", sum=terms.amount)
    return RULES[terms.rule]


def day(of_month: int) -> Text:
    """The day of the month."""
    if of_month == LAST_DAY:
        return _("the last of the month")
    return _("{day}. of the month", day=of_month)


def reminder(days: int | None) -> Text:
    """How long before."""
    if days is None:
        return _("none")
    return n_("{n} day before", "{n} days before", days) if days else _("on the day itself")


def full() -> Text:
    """Why no more can be added, and what to do."""
    return n_(
        "There can be at most {n} template. Delete one that you no longer use, then add another.",
        "There can be at most {n} templates. Delete one that you no longer use, then add another.",
        MOST,
    )


async def template(desk: Desk, key: TemplateId) -> Template:
    """One of this customer's own. Raises Outdated."""
    found = await desk.templates.one(desk.customer.account, key)
    if found is None:
        raise Outdated(GONE)
    return found


async def payable(desk: Desk, terms: Terms) -> Payable | None:
    """What this template pays now; None where nothing is open."""
    if terms.rule is AmountRule.FIXED:
        return Payable(amount=terms.amount)
    dues = dues_meant(terms.rule, await desk.dues.open(desk.customer.payer))
    return Payable(tuple(due.id for due in dues)) if dues else None


async def keep(desk: Desk, key: TemplateId, change: Callable[[Terms], Terms]) -> TemplateId:
    """Change what is kept by now, at once. Raises Outdated where it is gone."""
    kept = await template(desk, key)
    await desk.templates.change(desk.customer.account, key, change(kept.terms))
    return key
