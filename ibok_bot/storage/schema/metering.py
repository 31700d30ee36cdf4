"""Metering points, contracts, meters, their registers, and readings."""

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.domain.energy import Energy
from ibok_bot.storage.schema.base import Base, Day, Key, Name, Word, ref
from ibok_bot.storage.types import EnergyType, Id, UtcDateTime, key_text


class MeteringPoint(Base):
    """A place where electricity is taken (punkt poboru energii, PPE)."""

    __tablename__ = "metering_point"
    id: Mapped[Key]
    payer_id: Mapped[int] = mapped_column(Id, ref("payer"), index=True)
    ppe: Mapped[str] = mapped_column(key_text(18), unique=True)
    old_ppe: Mapped[str | None] = mapped_column(key_text(40))
    operator_id: Mapped[int] = mapped_column(Id, ref("operator"))
    street: Mapped[Name]
    postcode: Mapped[str] = mapped_column(String(10), index=True)
    town: Mapped[str] = mapped_column(key_text(100))


class Contract(Base):
    """A contract for one metering point (umowa): its tariff group, power and phases, from a day to a day."""

    __tablename__ = "contract"
    id: Mapped[Key]
    payer_id: Mapped[int] = mapped_column(Id, ref("payer"), index=True)
    point_id: Mapped[int] = mapped_column(Id, ref("metering_point"), index=True)
    number: Mapped[str] = mapped_column(key_text(40), unique=True)
    tariff_group: Mapped[Word]
    power_w: Mapped[int] = mapped_column(Integer)
    phases: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[Day]
    valid_to: Mapped[date | None] = mapped_column(Date)


class Meter(Base):
    """A meter (licznik) at a metering point, from its mounting to its removal."""

    __tablename__ = "meter"
    id: Mapped[Key]
    point_id: Mapped[int] = mapped_column(Id, ref("metering_point"), index=True)
    number: Mapped[str] = mapped_column(key_text(40), index=True)
    multiplier: Mapped[int] = mapped_column(Integer, default=1)
    mounted_on: Mapped[Day]
    removed_on: Mapped[date | None] = mapped_column(Date)


class Register(Base):
    """A counter of a meter (liczydło), by its OBIS code: 1.8.0, or 1.8.1 and 1.8.2 for two zones."""

    __tablename__ = "register"
    id: Mapped[Key]
    meter_id: Mapped[int] = mapped_column(Id, ref("meter"))
    obis: Mapped[str] = mapped_column(String(12))
    zone: Mapped[Word]
    digits: Mapped[int] = mapped_column(SmallInteger)
    __table_args__ = (UniqueConstraint("meter_id", "obis", name="uq_register_meter_obis"),)


class Reading(Base):
    """What a register showed on a day (odczyt), and who read it."""

    __tablename__ = "reading"
    id: Mapped[Key]
    register_id: Mapped[int] = mapped_column(Id, ref("register"))
    taken_on: Mapped[Day]
    kind: Mapped[Word]
    value: Mapped[Energy] = mapped_column(EnergyType)
    number: Mapped[str | None] = mapped_column(key_text(40), unique=True)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(Id, ref("account"))
    photo: Mapped[str | None] = mapped_column(key_text(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (Index("ix_reading_register_day", "register_id", "taken_on"),)
