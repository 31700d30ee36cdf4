"""Operators, tariffs, dated prices, the hours of zones, and interest rates: data, with their sources."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Day, Key, Name, Word, ref
from ibok_bot.storage.types import Id, Scaled, key_text


class Operator(Base):
    """A network operator (OSD): it owns the wires and repairs faults."""

    __tablename__ = "operator"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(key_text(20), unique=True)
    name: Mapped[Name]
    emergency_phone: Mapped[str] = mapped_column(String(30))


class Tariff(Base):
    """A tariff group of an operator (grupa taryfowa): G11, G12, C11 …"""

    __tablename__ = "tariff"
    id: Mapped[Key]
    operator_id: Mapped[int] = mapped_column(Id, ref("operator"))
    tariff_group: Mapped[Word]
    name: Mapped[Name]
    __table_args__ = (UniqueConstraint("operator_id", "tariff_group", name="uq_tariff_group"),)


class TariffPrice(Base):
    """The net price of one component from a day to a day; `unit` is kWh or month."""

    __tablename__ = "tariff_price"
    id: Mapped[Key]
    tariff_id: Mapped[int] = mapped_column(Id, ref("tariff"))
    component: Mapped[str] = mapped_column(key_text(30))
    zone: Mapped[str | None] = mapped_column(key_text(20))
    phases: Mapped[int | None] = mapped_column(SmallInteger)
    band: Mapped[str | None] = mapped_column(key_text(20))
    unit: Mapped[Word]
    price: Mapped[Decimal] = mapped_column(Scaled(5))
    valid_from: Mapped[Day]
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300))
    __table_args__ = (Index("ix_tariff_price_tariff", "tariff_id", "valid_from"),)


class ZoneHours(Base):
    """When a zone is in force: season, kind of day, from minute to minute of the day."""

    __tablename__ = "zone_hours"
    id: Mapped[Key]
    tariff_id: Mapped[int] = mapped_column(Id, ref("tariff"), index=True)
    season: Mapped[Word]
    day_kind: Mapped[Word]
    from_minute: Mapped[int] = mapped_column(SmallInteger)
    to_minute: Mapped[int] = mapped_column(SmallInteger)
    zone: Mapped[Word]
    valid_from: Mapped[Day]
    valid_to: Mapped[date | None] = mapped_column(Date)


class InterestRate(Base):
    """The statutory rate of late interest a year (odsetki ustawowe za opóźnienie), from a day."""

    __tablename__ = "interest_rate"
    id: Mapped[Key]
    rate: Mapped[Decimal] = mapped_column(Scaled(4))
    valid_from: Mapped[date] = mapped_column(Date, unique=True)
    source: Mapped[str] = mapped_column(String(300))
