"""One invoice by a link or a button from elsewhere: `start=invoice_<public id>`."""

from __future__ import annotations

from typing import Protocol

from ibok_bot.dialogs import invoicedetails, invoices, oneinvoice
from ibok_bot.dialogs.invoicedetails import Details
from ibok_bot.dialogs.invoices import Invoices
from ibok_bot.dialogs.talk import Access, Dialog
from ibok_bot.i18n import _


class Shelf(invoices.Shelf, oneinvoice.Invoices, Protocol):
    """What the list and the page ask of the invoices."""


class Desk(invoicedetails.Desk, Protocol):
    """What the page needs, and the list behind it."""

    @property
    def invoices(self) -> Shelf: ...


dialog = Dialog[Desk](
    "invoice",
    _("🧾 Invoices"),
    Invoices,
    access=Access.CUSTOMER,
    help=_(
        "This is one invoice: its readings, prices and sums. Below are the ways to pay it, to save it as PDF, to learn "
        "why it differs from the one before, and to have it counted again."
    ),
    entry=Details,
)
