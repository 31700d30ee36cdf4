"""Fault reports with their history, incidents that join them, and planned outages."""

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Note, Word, ref
from ibok_bot.storage.types import Id, UtcDateTime, key_text


class Incident(Base):
    """Several reports of one fault in one area (awaria)."""

    __tablename__ = "incident"
    id: Mapped[Key]
    number: Mapped[str] = mapped_column(key_text(20), unique=True)
    kind: Mapped[Word]
    area: Mapped[str] = mapped_column(String(100))
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FaultReport(Base):
    """One household's report of a fault (zgłoszenie)."""

    __tablename__ = "fault_report"
    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(key_text(24), unique=True)
    number: Mapped[str] = mapped_column(key_text(20), unique=True)
    account_id: Mapped[int] = mapped_column(Id, ref("account"), index=True)
    point_id: Mapped[int | None] = mapped_column(Id, ref("metering_point"))
    incident_id: Mapped[int | None] = mapped_column(Id, ref("incident"), index=True)
    kind: Mapped[Word]
    description: Mapped[Note]
    address: Mapped[str | None] = mapped_column(String(300))
    latitude_e6: Mapped[int | None] = mapped_column(Integer)
    longitude_e6: Mapped[int | None] = mapped_column(Integer)
    phone: Mapped[str | None] = mapped_column(String(30))
    state: Mapped[Word]
    reported_at: Mapped[Moment]
    expected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    __table_args__ = (Index("ix_fault_report_state", "state", "reported_at"),)


class FaultHistory(Base):
    """A change of a report: the state from now on, by whom, with notes for the public and for the staff."""

    __tablename__ = "fault_history"
    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(Id, ref("fault_report"), index=True)
    at: Mapped[Moment]
    state: Mapped[Word]
    author_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    public_note: Mapped[str | None] = mapped_column(String(1000))
    internal_note: Mapped[str | None] = mapped_column(String(1000))


class FaultPhoto(Base):
    """A photo sent with a report, kept by the channel."""

    __tablename__ = "fault_photo"
    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(Id, ref("fault_report"), index=True)
    file_id: Mapped[str] = mapped_column(key_text(200))


class PlannedOutage(Base):
    """An announced break in supply (planowane wyłączenie)."""

    __tablename__ = "planned_outage"
    id: Mapped[Key]
    number: Mapped[str] = mapped_column(key_text(40), unique=True)
    operator_id: Mapped[int] = mapped_column(Id, ref("operator"))
    area: Mapped[Note]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[Moment]
    reason: Mapped[str | None] = mapped_column(String(300))
    state: Mapped[Word]
    published_at: Mapped[Moment]
