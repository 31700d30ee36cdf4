"""What is known of one invented customer: values only, ready to be written to any database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.domain.settlement import Line
from ibok_bot.domain.tariff import Zone


@dataclass(frozen=True, slots=True)
class ReadingFact:
    """What a register showed on a day."""

    register: int
    taken_on: date
    kind: str
    value: Energy


@dataclass(frozen=True, slots=True)
class RegisterFact:
    """A register; `key` is its number within the customer."""

    key: int
    obis: str
    zone: Zone


@dataclass(frozen=True, slots=True)
class MeterFact:
    """A meter and its registers."""

    number: str
    mounted_on: date
    removed_on: date | None
    registers: tuple[RegisterFact, ...]


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """An invoice with its lines, when it is due, and how much of it was paid on which day."""

    number: str
    issued_on: date
    due_on: date
    period_from: date
    period_to: date
    lines: tuple[Line, ...]
    net: Money
    vat: Money
    gross: Money
    energy: Energy
    paid: Money
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class PointFact:
    """A metering point with its contract, meters, readings and invoices."""

    ppe: str
    street: str
    contract: str
    group: str
    phases: int
    power_w: int
    meters: tuple[MeterFact, ...]
    readings: tuple[ReadingFact, ...]
    invoices: tuple[InvoiceFact, ...]


@dataclass(frozen=True, slots=True)
class Login:
    """With what an invented customer logs in."""

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """One invented customer."""

    customer_number: str
    kind: str
    name: str
    nip: str | None
    street: str
    postcode: str
    town: str
    account_nrb: str
    points: tuple[PointFact, ...]
    persona: str | None = None
    language: str = "pl"
    login: Login | None = None

    @property
    def newest_invoice(self) -> InvoiceFact:
        """The invoice that the customer has at hand."""
        return max((i for point in self.points for i in point.invoices), key=lambda i: (i.issued_on, i.number))
