"""Predefined transfers (przelewy zdefiniowane): the list, and the ways in from a due or a reminder."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ibok_bot.dialogs.payment import Paying
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Instead, Outdated, Retry, Said, Step
from ibok_bot.dialogs.template import AskName, One
from ibok_bot.dialogs.terms import GONE, NOTHING_OPEN, Desk, full, payable, template, told
from ibok_bot.domain.ids import TemplateId
from ibok_bot.domain.money import Money
from ibok_bot.domain.templates import MOST, AmountRule, Terms
from ibok_bot.i18n import Verbatim, _, paragraphs

PAGE = 6


@dataclass(frozen=True)
class All(Step[Desk]):
    """The predefined transfers, by name."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with its terms and a button."""
        kept = await desk.templates.of(desk.customer.account)
        if not kept:
            return Ask(
                paragraphs(
                    _("There are no templates yet."),
                    _(
                        "A template keeps a transfer that recurs: how much, on which day, and when to remind you. "
                        "You then pay with the account, the QR code or the form ready."
                    ),
                ),
                [Choice("new", _("New template"))],
            )
        last_page = (len(kept) - 1) // PAGE
        page = min(self.page, last_page)
        shown = kept[page * PAGE : (page + 1) * PAGE]
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        return Ask(
            paragraphs(*(told(each.terms) for each in shown), where),
            [
                *(Choice(f"at:{each.id}", Verbatim(each.terms.name)) for each in shown),
                *turning(page, last_page),
                Choice("new", _("New template")),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[All] | One | AskName:
        """Open one, turn the page, or add another."""
        kept = await desk.templates.of(desk.customer.account)
        chosen = said.one_of(["older", "newer", "new", *(f"at:{each.id}" for each in kept)])
        match chosen:
            case "older":
                return Instead(All(self.page + 1))
            case "newer":
                return Instead(All(max(0, self.page - 1)))
            case "new":
                if len(kept) >= MOST:
                    raise Retry(full())
                return AskName(Terms())
        return One(TemplateId(int(chosen.removeprefix("at:"))))


@dataclass(frozen=True)
class Entered(Step[Desk]):
    """From a button elsewhere: `7` opens that template, `pay-7` pays by it, `new-18420` makes one of 184,20 zł."""

    item: str

    async def ask(self, desk: Desk) -> One | AskName | Paying:
        """Where it leads. Raises Outdated where nothing of this customer's is meant."""
        found = re.fullmatch(r"(new-|pay-|)(\d{1,12})", self.item)
        if self.item != "new" and not found:
            raise Outdated(GONE)
        if not found:
            return AskName(Terms())
        number = int(found[2])
        if found[1] == "new-":
            return AskName(Terms(rule=AmountRule.FIXED, amount=Money(number)) if number else Terms())
        kept = await template(desk, TemplateId(number))
        if not found[1]:
            return One(kept.id)
        pays = await payable(desk, kept.terms)
        if pays is None:
            raise Outdated(NOTHING_OPEN)
        return Paying(pays)

    async def answer(self, said: Said, desk: Desk) -> All:
        """Never open for long: it leads on at once."""
        return All()


dialog = Dialog(
    "templates",
    _("💰 Templates"),
    All,
    access=Access.CUSTOMER,
    help=_(
        "A template keeps a transfer that recurs. Choose how much it pays, on which day of the month, and whether we "
        "remind you. It never pays by itself: it makes the account, the QR code and the forms ready for you."
    ),
    entry=Entered,
)
