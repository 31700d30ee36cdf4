"""Delivery: texts kept once, lanes, policies, expiry and approval of broadcasts, jobs that are planted once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """What is queued already is of the kind that is sent at least once, each with a text of its own."""
    with op.batch_alter_table("broadcast") as broadcast:
        broadcast.add_column(sa.Column("kind", key_text(20), nullable=False, server_default="notice"))
        broadcast.add_column(sa.Column("policy", key_text(20), nullable=False, server_default="at_most_once"))
        broadcast.add_column(sa.Column("urgent", sa.SmallInteger(), nullable=False, server_default="0"))
        broadcast.add_column(sa.Column("expires_at", UtcDateTime(), nullable=True))
        broadcast.add_column(sa.Column("author_id", Id, nullable=True))
        broadcast.add_column(sa.Column("approved_by_id", Id, nullable=True))
        broadcast.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        broadcast.add_column(sa.Column("frozen_to", Id, nullable=True))
        broadcast.add_column(sa.Column("pass_word", key_text(20), nullable=True))
        broadcast.add_column(sa.Column("paused_why", sa.String(200), nullable=True))
        broadcast.create_foreign_key("fk_broadcast_author_id", "staff_member", ["author_id"], ["id"])
        broadcast.create_foreign_key("fk_broadcast_approved_by_id", "staff_member", ["approved_by_id"], ["id"])
    op.create_table(
        "broadcast_text",
        sa.Column("broadcast_id", Id, nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("language", key_text(2), nullable=False),
        sa.Column("payload", LongText, nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_broadcast_text_broadcast_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "revision", "language"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("account_id", Id, nullable=True))
        delivery.add_column(sa.Column("language", key_text(2), nullable=True))
        delivery.add_column(sa.Column("supersedes", sa.SmallInteger(), nullable=False, server_default="0"))
        delivery.add_column(sa.Column("lane", sa.SmallInteger(), nullable=False, server_default="1"))
        delivery.add_column(sa.Column("policy", key_text(20), nullable=False, server_default="at_least_once"))
        delivery.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        delivery.alter_column("payload", existing_type=LongText, nullable=True)
        delivery.create_foreign_key("fk_delivery_account_id", "account", ["account_id"], ["id"])
        delivery.drop_index("ix_delivery_state")
        delivery.create_index("ix_delivery_bulk", ["broadcast_id", "state", "id"])
        delivery.create_index("ix_delivery_lane", ["lane", "state", "due_at"])
    with op.batch_alter_table("scheduled_job") as job:
        job.add_column(sa.Column("takes", sa.Integer(), nullable=False, server_default="0"))
        job.create_unique_constraint("uq_scheduled_job_item", ["word", "item", "due_at"])
