"""Check my bill: the settlement counted once more, from the readings and the price list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs import oneinvoice
from ibok_bot.dialogs.billwords import charge, money
from ibok_bot.dialogs.invoicesheet import readings
from ibok_bot.dialogs.oneinvoice import invoice_of
from ibok_bot.dialogs.sheet import Block, Column, Sheet
from ibok_bot.dialogs.talk import Ask, Said, Step
from ibok_bot.domain.billcheck import Checked, NotCountable, Obstacle, Terms, check
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.invoices import Invoice
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

_WHY: dict[Obstacle, Text] = {
    Obstacle.NO_READINGS: _("This invoice rests on no readings, so there is nothing to count."),
    Obstacle.NO_PRICES: _("We have no price list for the days of this invoice, so it cannot be counted again here."),
    Obstacle.BACKWARDS: _("A reading of this invoice is lower than the one before it, so it cannot be counted again."),
}


class Bills(oneinvoice.Bills, Protocol):
    """What invoices are made of, and the prices of their days."""

    async def terms(self, payer: PayerId, of: Invoice) -> Terms | None: ...


class Desk(oneinvoice.Desk, Protocol):
    """What checking needs."""

    @property
    def supplier(self) -> Supplier: ...
    @property
    def bills(self) -> Bills: ...


@dataclass(frozen=True)
class Check(Step[Desk]):
    """An invoice counted again."""

    invoice: str

    async def ask(self, desk: Desk) -> Ask:
        """That everything agrees, or what does not: both values. Raises Outdated for anybody else's invoice."""
        payer = desk.customer.payer
        this = await invoice_of(desk, self.invoice)
        original = await desk.invoices.original(payer, this) if this.corrects else None
        bill, *wrong = await desk.bills.of(payer, [this, *([original] if original else [])])
        try:
            checked = check(bill, await desk.bills.terms(payer, this), next(iter(wrong), None))
        except NotCountable as no:
            return Ask(_WHY[no.obstacle], crumb=_CRUMB)
        return _agreed(checked) if checked.agrees else _differs(checked, desk.supplier)

    async def answer(self, said: Said, desk: Desk) -> Check:
        """Nothing is asked here."""
        said.one_of(())
        return self


_CRUMB = _("Check my bill")


def _agreed(checked: Checked) -> Ask:
    return Ask(
        paragraphs(
            _("✅ We counted again: <b>everything agrees to the grosz</b>."),
            n_("Checked: {n} line, from the readings below and the prices of those days.",
               "Checked: {n} lines, from the readings below and the prices of those days.", checked.lines),
        ),
        crumb=_CRUMB,
        sheet=Sheet((readings(checked.metered), _sums(checked))),
    )  # fmt: skip


def _differs(checked: Checked, supplier: Supplier) -> Ask:
    differing = Block(
        (Column(_("Charge")), Column(_("On the bill"), numeric=True), Column(_("Our count"), numeric=True)),
        tuple((charge(one.component, one.zone), money(one.printed), money(one.counted)) for one in checked.differing),
        _("What differs"),
    )
    blocks = [block for block in (differing, readings(checked.metered), _sums(checked)) if block.rows]
    return Ask(
        lines(
            _("⚠️ Our count <b>differs</b> from the bill. Both values are below."),
            _("Please call us, so that we can explain or correct it: {phone}", phone=Verbatim(supplier.phone)),
        ),
        crumb=_CRUMB,
        sheet=Sheet(tuple(blocks)),
    )


def _sums(checked: Checked) -> Block:
    names = (_("Net"), _("VAT"), _("Gross"))
    return Block(
        (Column(Verbatim("")), Column(_("On the bill"), numeric=True), Column(_("Our count"), numeric=True)),
        tuple(
            (name, money(printed), money(counted))
            for name, printed, counted in zip(names, checked.printed, checked.counted, strict=True)
        ),
        _("Sums"),
    )
