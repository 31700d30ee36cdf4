"""Fault reports with their history, incidents that join them, and planned outages."""

from datetime import datetime

from sqlalchemy import Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Note, Word, ref
from ibok_bot.storage.types import Id, UtcDateTime, key_text


class Incident(Base):
    """One fault as a dispatcher works on it (awaria): it has one report or more, and all of them stand as it does.

    `open_key` names what only one incident at a time may be: the family of kinds in one area.
    """

    __tablename__ = "incident"
    id: Mapped[Key]
    number: Mapped[str] = mapped_column(key_text(20), unique=True)
    kind: Mapped[Word]
    postcode: Mapped[str | None] = mapped_column(key_text(10), index=True)
    town: Mapped[str | None] = mapped_column(String(100))
    town_key: Mapped[str | None] = mapped_column(key_text(100), index=True)
    """the locality as it is compared"""
    latitude_e6: Mapped[int | None] = mapped_column(Integer, index=True)
    longitude_e6: Mapped[int | None] = mapped_column(Integer)
    open_key: Mapped[str | None] = mapped_column(key_text(150), unique=True)
    state: Mapped[Word]
    version: Mapped[int] = mapped_column(Integer)
    """Grows with every change, so that of two dispatchers one is told that it was changed."""
    expected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"), index=True)
    joined_to_id: Mapped[int | None] = mapped_column(Id, ref("incident"))
    broadcast_id: Mapped[int | None] = mapped_column(Id, ref("broadcast"))
    """The newest sending to all customers of its area."""
    opened_at: Mapped[Moment]
    last_reported_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    """When its state or its expected time was last said."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (Index("ix_incident_state", "state", "opened_at"),)


class FaultReport(Base):
    """One household's report of a fault (zgłoszenie)."""

    __tablename__ = "fault_report"
    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(key_text(24), unique=True)
    number: Mapped[str] = mapped_column(key_text(20), unique=True)
    account_id: Mapped[int] = mapped_column(Id, ref("account"), index=True)
    point_id: Mapped[int | None] = mapped_column(Id, ref("metering_point"))
    incident_id: Mapped[int] = mapped_column(Id, ref("incident"), index=True)
    kind: Mapped[Word]
    description: Mapped[str | None] = mapped_column(String(2000))
    address: Mapped[str | None] = mapped_column(String(300))
    postcode: Mapped[str | None] = mapped_column(key_text(10))
    town: Mapped[str | None] = mapped_column(String(100))
    latitude_e6: Mapped[int | None] = mapped_column(Integer)
    longitude_e6: Mapped[int | None] = mapped_column(Integer)
    phone: Mapped[str | None] = mapped_column(String(30))
    reported_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    works: Mapped[int | None] = mapped_column(SmallInteger)
    """What the household answered when it was resolved: 1 it works again."""


class FaultHistory(Base):
    """A line of the history of an incident, of a report, or of both: what happened, the state from then on, by whom."""

    __tablename__ = "fault_history"
    id: Mapped[Key]
    incident_id: Mapped[int | None] = mapped_column(Id, ref("incident"), index=True)
    report_id: Mapped[int | None] = mapped_column(Id, ref("fault_report"), index=True)
    at: Mapped[Moment]
    what: Mapped[Word]
    state: Mapped[Word]
    side: Mapped[Word]
    author_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    expected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    public_note: Mapped[str | None] = mapped_column(String(1000))
    internal_note: Mapped[str | None] = mapped_column(String(1000))
    other: Mapped[str | None] = mapped_column(key_text(20))
    """The number of another incident that it was joined with, or split from."""


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
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")


class PlannedArea(Base):
    """By what a planned outage is found from a metering point: a PPE code, or a place as domain/planned_area.py says.

    `area` of the outage itself is JSON, and says more: the house numbers.
    """

    __tablename__ = "planned_area"
    planned_id: Mapped[int] = mapped_column(Id, ref("planned_outage"), primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(key_text(250), primary_key=True)
    __table_args__ = (Index("ix_planned_area_value", "value"),)


class PlannedTold(Base):
    """What an account was told last of a planned outage, as domain/planned.py writes it, and when."""

    __tablename__ = "planned_told"
    planned_id: Mapped[int] = mapped_column(Id, ref("planned_outage"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(Id, ref("account"), primary_key=True, autoincrement=False, index=True)
    content: Mapped[str] = mapped_column(key_text(60))
    told_at: Mapped[Moment]
