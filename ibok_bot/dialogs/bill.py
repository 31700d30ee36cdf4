"""What a payment comes to: the transfer, made anew each time from what is still open; and the files that carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec.structs import replace

from ibok_bot.dialogs.talk import Outdated
from ibok_bot.domain.access import Customer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.dues import Due
from ibok_bot.domain.elixir import ENCODING, ElixirPayer, elixir
from ibok_bot.domain.ids import DueId, PayerId
from ibok_bot.domain.money import Money, total
from ibok_bot.domain.papers import Paper, PaymentQr, TextFile, Transfer, TransferSlip
from ibok_bot.domain.payer import Payer
from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.transfer import TITLE_IN_FILE, qr_payload, title_for
from ibok_bot.i18n import _

NOTHING_LEFT = _("There is nothing left to pay under that button: it has been paid, or settled otherwise.")


class Dues(Protocol):
    """The open dues of a customer."""

    async def open(self, payer: PayerId) -> Sequence[Due]: ...


class Payers(Protocol):
    """The customers as they stand on forms."""

    async def on_paper(self, payer: PayerId) -> Payer: ...


class Desk(Protocol):
    """What paying needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def dues(self) -> Dues: ...
    @property
    def payers(self) -> Payers: ...
    @property
    def supplier(self) -> Supplier: ...
    def now(self) -> datetime: ...


class Form(StrEnum):
    """What a payment can be put on: a code to scan, a transfer form, a form for cash."""

    QR = "qr"
    TRANSFER = "transfer"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class Payable:
    """What is paid: these dues, or a sum of the customer's own that belongs to no due."""

    dues: tuple[DueId, ...] = ()
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a payable comes to now."""

    transfer: Transfer
    numbers: tuple[str, ...]
    payer: Payer
    settled: int
    """How many of the chosen dues have been paid meanwhile."""


async def bill(desk: Desk, payable: Payable) -> Bill:
    """The transfer that pays it, of this customer's own open dues only. Raises Outdated when nothing is left."""
    payer = await desk.payers.on_paper(desk.customer.payer)
    if payable.amount is not None:
        return Bill(_transfer(desk, payer, payable.amount, f"Nr klienta {payer.customer_number}"), (), payer, 0)
    chosen = set(payable.dues)
    dues = [due for due in await desk.dues.open(desk.customer.payer) if due.id in chosen]
    if not dues:
        raise Outdated(NOTHING_LEFT)
    dues.sort(key=lambda due: (due.due_on, due.id))
    numbers = tuple(due.number for due in dues)
    transfer = _transfer(desk, payer, total([due.remaining for due in dues]), title_for(numbers))
    return Bill(transfer, numbers, payer, len(payable.dues) - len(dues))


def _transfer(desk: Desk, payer: Payer, amount: Money, title: str) -> Transfer:
    supplier = desk.supplier
    return Transfer(supplier.name, supplier.address, supplier.nip, payer.account, amount, title)


def paper(desk: Desk, made: Bill, form: Form) -> Paper:
    """The payment on this form; the file's name says what it is and of which day."""
    day = warsaw_day(desk.now())
    if form is Form.QR:
        return PaymentQr(f"kod-qr-{day}.png", qr_payload(made.transfer, made.numbers))
    name = f"{'wplata' if form is Form.CASH else 'przelew'}-{day}.pdf"
    address = f"{made.payer.street}, {made.payer.place}"
    return TransferSlip(name, made.transfer, made.payer.name, address, cash=form is Form.CASH)


def bank_file(desk: Desk, made: Bill, account: str) -> TextFile:
    """The payment as a file that a bank imports, charged to this account, dated today."""
    day = warsaw_day(desk.now())
    payer = ElixirPayer(account, made.payer.name, (made.payer.street, made.payer.place))
    title = title_for(made.numbers, TITLE_IN_FILE) if made.numbers else made.transfer.title
    return TextFile(f"przelew-{day}.txt", elixir([replace(made.transfer, title=title)], payer, day), encoding=ENCODING)
