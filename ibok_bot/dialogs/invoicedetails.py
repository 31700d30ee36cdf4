"""One invoice: what it asks for, and by which readings and prices; also as PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs import oneinvoice
from ibok_bot.dialogs.bill import Payers
from ibok_bot.dialogs.billchange import Corrections, Why
from ibok_bot.dialogs.billcheck import Check
from ibok_bot.dialogs.billwords import KINDS, period
from ibok_bot.dialogs.invoicesheet import on_paper, on_screen
from ibok_bot.dialogs.oneinvoice import invoice_of
from ibok_bot.dialogs.sheet import as_document
from ibok_bot.dialogs.talk import Ask, Button, Choice, Copy, Entry, Row, Said, Step, Style
from ibok_bot.domain import nrb
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.invoices import Bill, Invoice, InvoiceKind
from ibok_bot.domain.money import ZERO
from ibok_bot.domain.papers import Document
from ibok_bot.domain.payer import Payer
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, Voice, _, lines, n_, paragraphs

_SEE = "see:"


class Desk(oneinvoice.Desk, Protocol):
    """What an invoice's page needs."""

    @property
    def supplier(self) -> Supplier: ...
    @property
    def payers(self) -> Payers: ...
    def now(self) -> datetime: ...
    def voice(self) -> Voice: ...


@dataclass(frozen=True)
class Details(Step[Desk]):
    """An invoice of this customer, by its public name."""

    hint = _(
        "“Why did it change?” compares this invoice with the one before. “Check my bill” counts it again line by "
        "line from the printed prices. “Save as PDF” keeps it as a file. A long table can be moved sideways."
    )
    invoice: str

    async def ask(self, desk: Desk) -> Ask:
        """The sum, the days, the tables, and what can be done with it. Raises Outdated for anybody else's."""
        bill = await _bill(desk, self.invoice)
        payer = await desk.payers.on_paper(desk.customer.payer)
        related = await _related(desk, bill.invoice)
        return Ask(
            paragraphs(_head(bill.invoice, desk), _parties(desk.supplier, payer)),
            _buttons(bill.invoice, payer, related),
            crumb=Verbatim(bill.invoice.number),
            sheet=on_screen(bill),
        )

    async def answer(self, said: Said, desk: Desk) -> Why | Corrections | Check | Pdf | Details:
        """Why it changed, whether it is right, as a file; or the correction or original beside it."""
        bill = await _bill(desk, self.invoice)
        related = await _related(desk, bill.invoice)
        match said.one_of(["why", "corrections", "check", "pdf", *(_SEE + one.public_id for one in related)]):
            case "why":
                return Why(self.invoice)
            case "corrections":
                return Corrections(self.invoice)
            case "check":
                return Check(self.invoice)
            case "pdf":
                return Pdf(self.invoice)
            case other:
                return Details(other.removeprefix(_SEE))


@dataclass(frozen=True)
class Pdf(Step[Desk]):
    """The invoice as a file to keep or print."""

    invoice: str

    async def ask(self, desk: Desk) -> Ask:
        """The file, and the way back."""
        bill = await _bill(desk, self.invoice)
        payer = await desk.payers.on_paper(desk.customer.payer)
        made = _document(bill, payer, desk)
        said = _("Invoice {number} as PDF.", number=Verbatim(bill.invoice.number))
        return Ask(said, files=(made,), crumb=Verbatim(bill.invoice.number))

    async def answer(self, said: Said, desk: Desk) -> Details:
        """Whatever is said, the invoice again."""
        return Details(self.invoice)


async def _bill(desk: Desk, public_id: str) -> Bill:
    """Raises Outdated for what is not this customer's."""
    [bill] = await desk.bills.of(desk.customer.payer, [await invoice_of(desk, public_id)])
    return bill


async def _related(desk: Desk, invoice: Invoice) -> list[Invoice]:
    """The original of a correction, or the corrections of an invoice."""
    if invoice.corrects is None:
        return list(await desk.invoices.corrections(desk.customer.payer, [invoice]))
    original = await desk.invoices.original(desk.customer.payer, invoice)
    return [original] if original else []


def _head(invoice: Invoice, desk: Desk) -> Text:
    return lines(
        _("<b>{sum}</b>, {kind}", sum=invoice.gross, kind=KINDS[invoice.kind]),
        _("Period: {period}", period=period(invoice.first, invoice.last)),
        _("Energy: {energy}", energy=invoice.energy),
        dates(invoice),
        state(invoice, desk.now()),
    )


def dates(invoice: Invoice) -> Text:
    """When it was issued, and by when it is to be paid."""
    if invoice.due_on is None:
        return _("issued {issued}", issued=invoice.issued_on)
    return _("issued {issued}, due {due}", issued=invoice.issued_on, due=invoice.due_on)


def state(invoice: Invoice, now: datetime) -> Text | None:
    """What is left of it and how late that is, or when it was paid."""
    today = warsaw_day(now)
    if invoice.remaining > ZERO:
        left = _("Left to pay: <b>{sum}</b>", sum=invoice.remaining)
        if invoice.due_on is None or not invoice.is_overdue(today):
            return left
        late = n_("overdue by {n} day", "overdue by {n} days", (today - invoice.due_on).days)
        return _("🔴 {left}, {late}", left=left, late=late)
    return None if invoice.paid_on is None else _("✅ Paid: {date}", date=invoice.paid_on)


def _parties(supplier: Supplier, payer: Payer) -> Text:
    return lines(
        _("Seller: {name}", name=Verbatim(supplier.name)),
        _("Payer: {name}, customer number {number}", name=Verbatim(payer.name), number=Verbatim(payer.customer_number)),
        _("Account to pay to: {account}", account=Verbatim(nrb.masked(payer.account))),
    )


def _buttons(invoice: Invoice, payer: Payer, related: Sequence[Invoice]) -> list[Button | Row]:
    pay = invoice.due is not None and invoice.remaining > ZERO
    return [
        *([Entry("balance", _("Pay"), str(invoice.due), Style.SUCCESS)] if pay else []),
        *_questions(invoice),
        (Choice("pdf", _("Save as PDF")), Copy(payer.account, _("Copy account"))),
        *(Choice(_SEE + one.public_id, Verbatim(one.number)) for one in related),
    ]


def _questions(invoice: Invoice) -> list[Row]:
    check = Choice("check", _("Check my bill"))
    match invoice.kind:
        case InvoiceKind.SETTLEMENT:
            return [(Choice("why", _("Why did it change?")), check)]
        case InvoiceKind.CORRECTION:
            return [(Choice("corrections", _("What was corrected?")), check)]
        case InvoiceKind.FORECAST:
            return []


def _document(bill: Bill, payer: Payer, desk: Desk) -> Document:
    invoice, supplier, voice = bill.invoice, desk.supplier, desk.voice()
    name = re.sub(r"\W+", "-", invoice.number)
    return as_document(
        f"{name}.pdf",
        _("Invoice {number}", number=Verbatim(invoice.number)),
        on_paper(bill),
        voice,
        lead=(
            lines(
                _("Seller: {name}, {address}, NIP {nip}", name=Verbatim(supplier.name),
                  address=Verbatim(supplier.address), nip=Verbatim(supplier.nip)),
                _("Payer: {name}, customer number {number}", name=Verbatim(payer.name),
                  number=Verbatim(payer.customer_number)),
                Verbatim(f"{payer.street}, {payer.place}"),
            ),
            _head(invoice, desk),
            _("Account to pay to: {account}", account=Verbatim(nrb.printed(payer.account))),
        ),
        tail=(_("A printout from the customer office. The tax document is the invoice that we sent."),),
    )  # fmt: skip
