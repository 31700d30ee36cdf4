"""Faults: the state, the expected time and the dispatcher are an incident's, and every report belongs to one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ibok_bot.storage.types import Id, UtcDateTime, key_text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """No release has ever written a fault down: the tables are made anew."""
    for old in ("fault_photo", "fault_history", "fault_report", "incident"):
        op.drop_table(old)
    _incident()
    _report()
    _history()
    op.create_table(
        "fault_photo",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("report_id", Id, nullable=False),
        sa.Column("file_id", key_text(200), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["fault_report.id"], name="fk_fault_photo_report_id"),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_fault_photo_report_id", "fault_photo", ["report_id"])


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("number", key_text(20), nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("postcode", key_text(10), nullable=True),
        sa.Column("town", sa.String(100), nullable=True),
        sa.Column("town_key", key_text(100), nullable=True),
        sa.Column("latitude_e6", sa.Integer(), nullable=True),
        sa.Column("longitude_e6", sa.Integer(), nullable=True),
        sa.Column("open_key", key_text(150), nullable=True),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expected_at", UtcDateTime(), nullable=True),
        sa.Column("taken_by_id", Id, nullable=True),
        sa.Column("joined_to_id", Id, nullable=True),
        sa.Column("broadcast_id", Id, nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("last_reported_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["taken_by_id"], ["staff_member.id"], name="fk_incident_taken_by_id"),
        sa.ForeignKeyConstraint(["joined_to_id"], ["incident.id"], name="fk_incident_joined_to_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_incident_broadcast_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name="uq_incident_number"),
        sa.UniqueConstraint("open_key", name="uq_incident_open_key"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    for column in ("postcode", "town_key", "latitude_e6", "taken_by_id"):
        op.create_index(f"ix_incident_{column}", "incident", [column])
    op.create_index("ix_incident_state", "incident", ["state", "opened_at"])


def _report() -> None:
    op.create_table(
        "fault_report",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("public_id", key_text(24), nullable=False),
        sa.Column("number", key_text(20), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("point_id", Id, nullable=True),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("description", sa.String(2000), nullable=True),
        sa.Column("address", sa.String(300), nullable=True),
        sa.Column("postcode", key_text(10), nullable=True),
        sa.Column("town", sa.String(100), nullable=True),
        sa.Column("latitude_e6", sa.Integer(), nullable=True),
        sa.Column("longitude_e6", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(30), nullable=True),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("works", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_fault_report_account_id"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_fault_report_incident_id"),
        sa.ForeignKeyConstraint(["point_id"], ["metering_point.id"], name="fk_fault_report_point_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name="uq_fault_report_number"),
        sa.UniqueConstraint("public_id", name="uq_fault_report_public_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    for column in ("account_id", "incident_id"):
        op.create_index(f"ix_fault_report_{column}", "fault_report", [column])


def _history() -> None:
    op.create_table(
        "fault_history",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("incident_id", Id, nullable=True),
        sa.Column("report_id", Id, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("what", key_text(20), nullable=False),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("side", key_text(20), nullable=False),
        sa.Column("author_id", Id, nullable=True),
        sa.Column("expected_at", UtcDateTime(), nullable=True),
        sa.Column("public_note", sa.String(1000), nullable=True),
        sa.Column("internal_note", sa.String(1000), nullable=True),
        sa.Column("other", key_text(20), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_fault_history_incident_id"),
        sa.ForeignKeyConstraint(["report_id"], ["fault_report.id"], name="fk_fault_history_report_id"),
        sa.ForeignKeyConstraint(["author_id"], ["staff_member.id"], name="fk_fault_history_author_id"),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    for column in ("incident_id", "report_id"):
        op.create_index(f"ix_fault_history_{column}", "fault_history", [column])
