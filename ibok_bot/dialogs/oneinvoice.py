"""One invoice of a customer, by its public name: what every page about it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from ibok_bot.dialogs.talk import Outdated
from ibok_bot.domain.access import Customer
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.invoices import Bill, Invoice
from ibok_bot.i18n import _

GONE = _("There is no such invoice in this account.")
_PUBLIC = re.compile(r"\w{1,24}")


class Invoices(Protocol):
    """A customer's invoices, found by their public names, and what belongs to one."""

    async def one(self, payer: PayerId, public_id: str) -> Invoice | None: ...
    async def original(self, payer: PayerId, correction: Invoice) -> Invoice | None: ...
    async def corrections(self, payer: PayerId, of: Iterable[Invoice]) -> Sequence[Invoice]: ...


class Bills(Protocol):
    """What invoices are made of."""

    async def of(self, payer: PayerId, heads: Iterable[Invoice]) -> Sequence[Bill]: ...


class Desk(Protocol):
    """What a page about an invoice needs at least."""

    @property
    def customer(self) -> Customer: ...
    @property
    def invoices(self) -> Invoices: ...
    @property
    def bills(self) -> Bills: ...


async def invoice_of(desk: Desk, public_id: str) -> Invoice:
    """The invoice. Raises Outdated for what is not this customer's."""
    known = _PUBLIC.fullmatch(public_id)
    found = await desk.invoices.one(desk.customer.payer, public_id) if known else None
    if found is None:
        raise Outdated(GONE)
    return found
