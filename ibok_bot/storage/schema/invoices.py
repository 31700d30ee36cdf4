"""Invoices with their lines, what is due, and what was paid."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.base import Base, Day, Key, Name, Word, ref
from ibok_bot.storage.types import EnergyType, Id, MoneyType, Scaled, key_text


class Invoice(Base):
    """An invoice (faktura): a settlement, a forecast or a correction. `number_key` is the number as it is compared."""

    __tablename__ = "invoice"
    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(key_text(24), unique=True)
    payer_id: Mapped[int] = mapped_column(Id, ref("payer"), index=True)
    point_id: Mapped[int | None] = mapped_column(Id, ref("metering_point"))
    number: Mapped[str] = mapped_column(String(60))
    number_key: Mapped[str] = mapped_column(key_text(60), unique=True)
    kind: Mapped[Word]
    period_from: Mapped[Day]
    period_to: Mapped[Day]
    issued_on: Mapped[Day]
    net: Mapped[Money] = mapped_column(MoneyType)
    vat: Mapped[Money] = mapped_column(MoneyType)
    gross: Mapped[Money] = mapped_column(MoneyType)
    energy: Mapped[Energy] = mapped_column(EnergyType)
    corrects_id: Mapped[int | None] = mapped_column(Id, ref("invoice"))


class InvoiceLine(Base):
    """A line of an invoice (pozycja): quantity in kWh or months, net price, net value; energy with its two readings."""

    __tablename__ = "invoice_line"
    id: Mapped[Key]
    invoice_id: Mapped[int] = mapped_column(Id, ref("invoice"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    block: Mapped[Word]
    component: Mapped[str] = mapped_column(key_text(30))
    zone: Mapped[str | None] = mapped_column(key_text(20))
    meter_id: Mapped[int | None] = mapped_column(Id, ref("meter"))
    register_id: Mapped[int | None] = mapped_column(Id, ref("register"))
    opening_id: Mapped[int | None] = mapped_column(Id, ref("reading"))
    closing_id: Mapped[int | None] = mapped_column(Id, ref("reading"))
    period_from: Mapped[Day]
    period_to: Mapped[Day]
    quantity: Mapped[Decimal] = mapped_column(Scaled(3))
    unit: Mapped[Word]
    price: Mapped[Decimal] = mapped_column(Scaled(5))
    net: Mapped[Money] = mapped_column(MoneyType)
    vat_rate: Mapped[Decimal] = mapped_column(Scaled(4))


class Due(Base):
    """What is to be paid by a day (należność), and how much of it is left."""

    __tablename__ = "due"
    id: Mapped[Key]
    payer_id: Mapped[int] = mapped_column(Id, ref("payer"))
    invoice_id: Mapped[int | None] = mapped_column(Id, ref("invoice"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[Name]
    kind: Mapped[Word]
    due_on: Mapped[Day]
    amount: Mapped[Money] = mapped_column(MoneyType)
    remaining: Mapped[Money] = mapped_column(MoneyType)
    __table_args__ = (Index("ix_due_payer", "payer_id", "remaining"),)


class Payment(Base):
    """Money that came in (wpłata), and how much of it settles nothing yet."""

    __tablename__ = "payment"
    id: Mapped[Key]
    payer_id: Mapped[int] = mapped_column(Id, ref("payer"), index=True)
    paid_on: Mapped[Day]
    amount: Mapped[Money] = mapped_column(MoneyType)
    unallocated: Mapped[Money] = mapped_column(MoneyType)
    title: Mapped[Name]


class Allocation(Base):
    """Which due a payment settled, and with how much."""

    __tablename__ = "allocation"
    id: Mapped[Key]
    payment_id: Mapped[int] = mapped_column(Id, ref("payment"), index=True)
    due_id: Mapped[int] = mapped_column(Id, ref("due"), index=True)
    amount: Mapped[Money] = mapped_column(MoneyType)


class PaymentTemplate(Base):
    """A predefined transfer (przelew zdefiniowany): amount rule, day of the month, reminder some days before."""

    __tablename__ = "payment_template"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(Id, ref("account"), index=True)
    name: Mapped[Name]
    amount_rule: Mapped[Word]
    amount: Mapped[Money | None] = mapped_column(MoneyType)
    day: Mapped[int] = mapped_column(SmallInteger)
    remind_days: Mapped[int | None] = mapped_column(SmallInteger)
    last_reminded_on: Mapped[date | None] = mapped_column(Date)
