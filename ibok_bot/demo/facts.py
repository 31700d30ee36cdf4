"""What is known of an invented customer: who they are, what is printed on their papers, and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ibok_bot.demo import history
from ibok_bot.demo.history import Bill, History, Register
from ibok_bot.domain.money import Money


class PayerKind(StrEnum):
    """Who pays."""

    HOUSEHOLD = "household"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Address:
    """A street with its number, a postcode, a town."""

    street: str
    postcode: str
    town: str


@dataclass(frozen=True, slots=True)
class Login:
    """With what an invented customer logs in."""

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PointIdentity:
    """A metering point's codes, address, contract number, and the numbers of its meters in the order of mounting."""

    ppe: str
    old_ppe: str | None
    address: Address
    contract: str
    meter_numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a customer is. `invoice_numbers` and `public_ids` belong to the history's bills, one each, in order."""

    customer_number: str
    kind: PayerKind
    name: str
    language: str
    nip: str | None
    address: Address
    account_nrb: str
    email: str | None
    phone: str | None
    points: tuple[PointIdentity, ...]
    invoice_numbers: tuple[str, ...]
    public_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """A bill with its number, and how much of it has been paid."""

    number: str
    bill: Bill
    paid: Money

    @property
    def gross(self) -> Money:
        """What it asks for."""
        return self.bill.settlement.gross

    @property
    def issued_on(self) -> date:
        """The day on it."""
        return self.bill.issued_on

    @property
    def due_on(self) -> date:
        """The last day to pay it in time."""
        return self.bill.due_on


@dataclass(frozen=True, slots=True)
class MeterFact:
    """A meter with its number; a removed one has a day of removal."""

    number: str
    removed_on: date | None
    registers: tuple[Register, ...]


@dataclass(frozen=True, slots=True)
class PointFact:
    """A metering point with its papers."""

    ppe: str
    group: str
    meters: tuple[MeterFact, ...]
    invoices: tuple[InvoiceFact, ...]


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """One invented customer; the named ones (personas) have a role, and some of them a log-in."""

    identity: Identity
    history: History
    persona: str | None = None
    login: Login | None = None

    @property
    def name(self) -> str:
        """First and last name, or the firm."""
        return self.identity.name

    @property
    def language(self) -> str:
        """The language of their Telegram."""
        return self.identity.language

    @property
    def kind(self) -> PayerKind:
        """A household or a business."""
        return self.identity.kind

    @property
    def customer_number(self) -> str:
        """The number that every paper of theirs bears."""
        return self.identity.customer_number

    @property
    def invoices(self) -> tuple[InvoiceFact, ...]:
        """All invoices in the order of their issue."""
        numbered = zip(self.identity.invoice_numbers, self.history.bills, strict=True)
        return tuple(
            InvoiceFact(number, bill, self.history.paid(place)) for place, (number, bill) in enumerate(numbered)
        )

    @property
    def newest_invoice(self) -> InvoiceFact:
        """The invoice that the customer has at hand."""
        return self.invoices[-1]

    @property
    def points(self) -> tuple[PointFact, ...]:
        """The metering points with their meters and invoices."""
        invoices = self.invoices
        return tuple(
            PointFact(
                who.ppe,
                point.group,
                _meters(who, point),
                tuple(invoice for invoice in invoices if invoice.bill.point == place),
            )
            for place, (who, point) in enumerate(zip(self.identity.points, self.history.points, strict=True))
        )


def _meters(who: PointIdentity, point: history.Point) -> tuple[MeterFact, ...]:
    numbered = zip(who.meter_numbers, point.meters, strict=True)
    return tuple(MeterFact(number, meter.removed_on, meter.registers) for number, meter in numbered)
