"""Why a bill differs from the one before and from that of a year ago; what a correction changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs import oneinvoice
from ibok_bot.dialogs.billwords import charge, money, period, signed
from ibok_bot.dialogs.oneinvoice import invoice_of
from ibok_bot.dialogs.sheet import Block, Column, Sheet
from ibok_bot.dialogs.talk import Ask, Outdated, Said, Step
from ibok_bot.domain.change import Cause, Change, explained
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.invoices import Bill, Corrected, Invoice, InvoiceKind, comparable, corrected
from ibok_bot.domain.money import ZERO
from ibok_bot.domain.tariff import Component
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

NOT_COMPARABLE = _("There is no such settlement in this account.")


class Invoices(oneinvoice.Invoices, Protocol):
    """A customer's invoices, and those to compare them with."""

    async def earlier(self, payer: PayerId, this: Invoice) -> Sequence[Invoice]: ...


class Desk(oneinvoice.Desk, Protocol):
    """What comparing needs."""

    @property
    def invoices(self) -> Invoices: ...


@dataclass(frozen=True)
class Why(Step[Desk]):
    """This bill beside the previous one and beside that of a year before."""

    invoice: str

    async def ask(self, desk: Desk) -> Ask:
        """How much each cause adds or takes, exact to the grosz."""
        payer = desk.customer.payer
        this = await _found(desk, self.invoice, InvoiceKind.SETTLEMENT)
        others = list(comparable(this, await desk.invoices.earlier(payer, this)))
        crumb = _("Why did it change?")
        if not others:
            only = _("This is the first bill of this metering point: there is none to compare it with.")
            return Ask(only, crumb=crumb)
        after, *before = await _as_corrected(desk, [this, *others])
        changes = [explained(bill, after) for bill in before]
        return Ask(
            paragraphs(_told(changes[0]), _CORRECTED if _differ([this, *others], [after, *before]) else None),
            crumb=crumb,
            sheet=Sheet(tuple(_block(change, place) for place, change in enumerate(changes))),
        )

    async def answer(self, said: Said, desk: Desk) -> Why:
        """Nothing is asked here."""
        said.one_of(())
        return self


@dataclass(frozen=True)
class Corrections(Step[Desk]):
    """A correction beside the invoice it corrects."""

    invoice: str

    async def ask(self, desk: Desk) -> Ask:
        """Each line that changed: before, after, and the difference."""
        payer = desk.customer.payer
        this = await _found(desk, self.invoice, InvoiceKind.CORRECTION)
        original = await desk.invoices.original(payer, this)
        if original is None:
            raise Outdated(NOT_COMPARABLE)
        wrong, correction = await desk.bills.of(payer, [original, this])
        return Ask(
            lines(
                _("<b>{difference}</b> against invoice {number}", difference=signed(this.gross),
                  number=Verbatim(original.number)),
                _("That was {before}; it is {after} now.", before=original.gross, after=original.gross + this.gross),
            ),
            crumb=_("What was corrected?"),
            sheet=Sheet((_differences(corrected(wrong, correction), correction),)),
        )  # fmt: skip

    async def answer(self, said: Said, desk: Desk) -> Corrections:
        """Nothing is asked here."""
        said.one_of(())
        return self


_CORRECTED = _("Corrections of these bills are counted in.")
_AGAINST: tuple[Text, Text] = (_("Against the previous bill"), _("Against the bill of a year ago"))


async def _found(desk: Desk, public_id: str, kind: InvoiceKind) -> Invoice:
    found = await invoice_of(desk, public_id)
    if found.kind is not kind:
        raise Outdated(NOT_COMPARABLE)
    return found


async def _as_corrected(desk: Desk, heads: Sequence[Invoice]) -> list[Bill]:
    """The bills as they stand by now."""
    corrections = await desk.invoices.corrections(desk.customer.payer, heads)
    bills = await desk.bills.of(desk.customer.payer, [*heads, *corrections])
    originals, later = bills[: len(heads)], bills[len(heads) :]
    return [bill.corrected_by(one for one in later if one.invoice.corrects == bill.invoice.id) for bill in originals]


def _differ(heads: Sequence[Invoice], bills: Sequence[Bill]) -> bool:
    return any(head.gross != bill.invoice.gross for head, bill in zip(heads, bills, strict=True))


def _told(change: Change) -> Text:
    if change.difference > ZERO:
        return _("This bill is <b>{sum}</b> higher than the one before. Here is why.", sum=change.difference)
    if change.difference < ZERO:
        return _("This bill is <b>{sum}</b> lower than the one before. Here is why.", sum=-change.difference)
    return _("This bill is as high as the one before.")


def _block(change: Change, place: int) -> Block:
    against = _AGAINST[0] if place == 0 else _AGAINST[1]
    return Block(
        (Column(_("Cause")), Column(Verbatim(""), numeric=True)),
        tuple((_cause(cause, change), signed(part)) for cause, part in change.causes if part),
        _("{against}: {number}", against=against, number=Verbatim(change.number)),
        total=(_("Together, gross"), signed(change.difference)),
        note=_("{period}: {before}; now {after}", period=period(change.first, change.last), before=change.before,
               after=change.after),
    )  # fmt: skip


def _cause(cause: Cause, change: Change) -> Text:
    match cause:
        case Cause.USE:
            return _use(change.more_energy)
        case Cause.PRICE:
            return _("Prices")
        case Cause.PERIOD:
            return _days(change.more_days)
        case Cause.FIXED:
            return _("Fixed fees")


def _use(more: Energy) -> Text:
    if not more.wh:
        return _("Use in other zones")
    whole = Energy(abs(round(more.wh, -3)) or abs(more.wh))
    return _("Use ({energy} more)", energy=whole) if more.wh > 0 else _("Use ({energy} less)", energy=whole)


def _days(more: int) -> Text:
    if more > 0:
        return _("Longer period ({days} more)", days=n_("{n} day", "{n} days", more))
    if more < 0:
        return _("Shorter period ({days} less)", days=n_("{n} day", "{n} days", -more))
    return _("Other number of months")


def _differences(changed: Sequence[Corrected], correction: Bill) -> Block:
    return Block(
        (
            Column(_("Charge")),
            Column(_("Before"), numeric=True),
            Column(_("After"), numeric=True),
            Column(_("Difference, net"), numeric=True),
        ),
        tuple(
            (charge(one.component, one.zone), _state(one, before=True), _state(one, before=False),
             signed(one.net - one.net_before))
            for one in changed
        ),
        _("Line by line"),
        total=(_("Difference, gross"), Verbatim(""), Verbatim(""), signed(correction.invoice.gross)),
    )  # fmt: skip


def _state(one: Corrected, *, before: bool) -> Text:
    quantity, net = (one.quantity_before, one.net_before) if before else (one.quantity, one.net)
    if one.component is Component.ENERGY:
        return _("{energy}, {sum}", energy=Energy.of(quantity), sum=net)
    return money(net)
