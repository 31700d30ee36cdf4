"""One predefined transfer: the questions that make it, and its page, from which each answer can be changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs.payment import Paying
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Outdated, Retry, Said, Step, Style
from ibok_bot.dialogs.terms import NOTHING_OPEN, RULES, Desk, day, full, keep, payable, reminder, template, told
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import TemplateId
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.domain.templates import (
    DAYS,
    LAST_DAY,
    LONGEST_NAME,
    MOST,
    MOST_REMIND_DAYS,
    AmountRule,
    Terms,
    next_payment,
    next_reminder,
)
from ibok_bot.i18n import Verbatim, _, lines, paragraphs

_MOST_MONEY = Money(100_000_000)
_COMMON_DAYS = (1, 5, 10, 15, 20, 25)
_COMMON_REMINDERS = (0, 1, 3, 7)
_NEVER = "never"
_LAST = "last"


@dataclass(frozen=True)
class One(Step[Desk]):
    """A predefined transfer: what it is, to use, to change, to delete."""

    key: TemplateId

    async def ask(self, desk: Desk) -> Ask:
        """Its terms, and when it is due next."""
        kept = await template(desk, self.key)
        today = warsaw_day(desk.now())
        reminded = next_reminder(kept, today)
        return Ask(
            paragraphs(
                told(kept.terms),
                lines(
                    _("next payment: {day}", day=next_payment(kept.terms, today)),
                    _("next reminder: {day}", day=reminded) if reminded else None,
                ),
            ),
            [
                Choice("use", _("Pay now"), Style.SUCCESS),
                (Choice("name", _("Change name")), Choice("amount", _("Change amount"))),
                (Choice("day", _("Change day")), Choice("reminder", _("Change reminder"))),
                Choice("delete", _("Delete the template"), Style.DANGER),
            ],
            crumb=Verbatim(kept.terms.name),
        )

    async def answer(self, said: Said, desk: Desk) -> Paying | AskName | AskRule | AskDay | AskReminder | Delete:
        """Use it, or change one thing."""
        terms = (await template(desk, self.key)).terms
        match said.one_of(["use", "name", "amount", "day", "reminder", "delete"]):
            case "name":
                return AskName(terms, self.key)
            case "amount":
                return AskRule(terms, self.key)
            case "day":
                return AskDay(terms, self.key)
            case "reminder":
                return AskReminder(terms, self.key)
            case "delete":
                return Delete(self.key)
        pays = await payable(desk, terms)
        if pays is None:
            raise Retry(NOTHING_OPEN)
        return Paying(pays)


@dataclass(frozen=True)
class Delete(Step[Desk]):
    """Whether to delete it indeed."""

    key: TemplateId

    async def ask(self, desk: Desk) -> Ask:
        """Names it, and says what is not touched."""
        kept = await template(desk, self.key)
        return Ask(
            paragraphs(
                _("Delete this template?"),
                told(kept.terms),
                _("No transfer is stopped by it: what you have ordered at your bank stays there."),
            ),
            [Choice("keep", _("Keep it")), Choice("delete", _("Delete the template"), Style.DANGER)],
            crumb=_("Deleting"),
        )

    async def answer(self, said: Said, desk: Desk) -> End | One:
        """Delete, or keep."""
        if said.one_of(["keep", "delete"]) == "keep":
            return One(self.key)
        kept = await template(desk, self.key)
        await desk.templates.remove(desk.customer.account, self.key)
        return End(
            _("✅ The template “{name}” is deleted.", name=Verbatim(kept.terms.name)),
            [Entry("templates", _("Templates")), Entry("balance", _("💰 Dues"))],
        )


@dataclass(frozen=True)
class AskName(Step[Desk]):
    """What to call it."""

    terms: Terms
    key: TemplateId | None = None

    async def ask(self, desk: Desk) -> Ask:
        """A name of the customer's own; when there is no room for another, that is said here and not later."""
        if self.key is None and len(await desk.templates.of(desk.customer.account)) >= MOST:
            raise Outdated(full())
        return Ask(_("<b>What shall we call it?</b> For example: Electricity at home."), crumb=_("Name"))

    async def answer(self, said: Said, desk: Desk) -> AskRule | One:
        """On to the amount."""
        name = said.line(LONGEST_NAME)
        if not any(sign.isprintable() and not sign.isspace() for sign in name):
            raise Retry(_("Please write the answer as text."))  # a button cannot be labelled with unseen signs
        if self.key is not None:
            return One(await keep(desk, self.key, lambda terms: replace(terms, name=name)))
        return AskRule(replace(self.terms, name=name))


@dataclass(frozen=True)
class AskRule(Step[Desk]):
    """How much it pays."""

    terms: Terms
    key: TemplateId | None = None

    async def ask(self, desk: Desk) -> Ask:
        """A sum that was chosen before is offered first."""
        fixed = _("A fixed sum")
        if self.terms.amount is not None and self.key is None:
            fixed = _("Always {sum}", sum=self.terms.amount)
        return Ask(
            paragraphs(
                _("<b>How much is paid each time?</b>"),
                _("A fixed sum suits equal instalments. Otherwise we look at what is open on that day."),
            ),
            [
                Choice(AmountRule.WHOLE, _("Everything open")),
                Choice(AmountRule.NEXT, _("The next due alone")),
                Choice(AmountRule.FIXED, fixed),
            ],
            crumb=_("Amount"),
        )

    async def answer(self, said: Said, desk: Desk) -> AskAmount | AskDay | One:
        """On to the sum, if it is fixed and not known, else to the day."""
        rule = AmountRule(said.one_of(list(RULES)))
        if rule is AmountRule.FIXED and (self.terms.amount is None or self.key is not None):
            return AskAmount(replace(self.terms, rule=rule), self.key)
        amount = self.terms.amount if rule is AmountRule.FIXED else None
        if self.key is not None:
            return One(await keep(desk, self.key, lambda terms: replace(terms, rule=rule, amount=None)))
        return AskDay(replace(self.terms, rule=rule, amount=amount))


@dataclass(frozen=True)
class AskAmount(Step[Desk]):
    """The fixed sum."""

    terms: Terms
    key: TemplateId | None = None

    async def ask(self, desk: Desk) -> Ask:
        """With an example."""
        return Ask(_("<b>Which sum?</b> For example 184,20."), crumb=_("Amount"))

    async def answer(self, said: Said, desk: Desk) -> AskDay | One:
        """On to the day. Raises Retry for nothing and for far too much."""
        amount = said.money()
        if not ZERO < amount <= _MOST_MONEY:
            raise Retry(_("Please give a sum above zero and up to {most}.", most=_MOST_MONEY))
        if self.key is not None:
            fixed = AmountRule.FIXED
            return One(await keep(desk, self.key, lambda terms: replace(terms, rule=fixed, amount=amount)))
        return AskDay(replace(self.terms, amount=amount))


@dataclass(frozen=True)
class AskDay(Step[Desk]):
    """The day of the month."""

    terms: Terms
    key: TemplateId | None = None

    async def ask(self, desk: Desk) -> Ask:
        """Common days as buttons; any other is typed."""
        days = [Choice(str(each), _("{day}.", day=each)) for each in _COMMON_DAYS]
        return Ask(
            _("<b>On which day of the month?</b> Choose, or write a number from 1 to 28."),
            [*zip(days[::2], days[1::2], strict=True), Choice(_LAST, _("The last of the month"))],
            crumb=_("Day"),
        )

    async def answer(self, said: Said, desk: Desk) -> AskReminder | One:
        """On to the reminder."""
        number = LAST_DAY if said.choice == _LAST else _whole(said)
        if number not in DAYS or (number == LAST_DAY and said.choice != _LAST):
            raise Retry(_("Please give a day from 1 to 28, which every month has, or choose “The last of the month”."))
        if self.key is not None:
            return One(await keep(desk, self.key, lambda terms: replace(terms, day=number)))
        return AskReminder(replace(self.terms, day=number))


@dataclass(frozen=True)
class AskReminder(Step[Desk]):
    """How long before that day to remind."""

    terms: Terms
    key: TemplateId | None = None

    async def ask(self, desk: Desk) -> Ask:
        """Common spans as buttons, or none at all."""
        spans = [Choice(str(days), reminder(days) if days else _("On the day itself")) for days in _COMMON_REMINDERS]
        return Ask(
            paragraphs(
                _("<b>Shall we remind you?</b> Choose how many days before, or write a number up to 14."),
                _("day: {day}", day=day(self.terms.day)),
            ),
            [*zip(spans[::2], spans[1::2], strict=True), Choice(_NEVER, _("No reminder"))],
            crumb=_("Reminder"),
        )

    async def answer(self, said: Said, desk: Desk) -> End | One:
        """Saved."""
        days = None if said.choice == _NEVER else _whole(said)
        if days is not None and not 0 <= days <= MOST_REMIND_DAYS:
            raise Retry(_("Please give a number of days from 0 to 14, or choose “No reminder”."))
        if self.key is not None:
            return One(await keep(desk, self.key, lambda terms: replace(terms, remind_days=days)))
        return await _added(desk, replace(self.terms, remind_days=days))


async def _added(desk: Desk, terms: Terms) -> End:
    key = await desk.templates.add(desk.customer.account, terms)
    if key is None:
        raise Outdated(full())
    first = next_payment(terms, warsaw_day(desk.now()))
    return End(
        paragraphs(
            _("✅ The template is saved."),
            told(terms),
            _("The next payment falls on {day}. Nothing is paid by itself: you order it at your bank.", day=first),
        ),
        [Entry("templates", _("Open the template"), str(key)), Entry("templates", _("Templates"))],
    )


def _whole(said: Said) -> int:
    """The number on the button, or a typed one; -1 for a fraction, which no day is."""
    if said.choice is not None:
        return int(said.choice) if said.choice.isdigit() else -1
    number = said.number()
    return int(number) if number == int(number) else -1
