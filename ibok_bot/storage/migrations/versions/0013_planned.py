"""Planned outages: changed in turns, found from an address, and told once for each content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ibok_bot.storage.types import Id, UtcDateTime, key_text

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Only adds: nobody was told of any planned outage yet."""
    op.add_column("planned_outage", sa.Column("changed_at", UtcDateTime(), nullable=True))
    op.add_column("planned_outage", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "planned_area",
        sa.Column("planned_id", Id, nullable=False, autoincrement=False),
        sa.Column("value", key_text(250), nullable=False),
        sa.ForeignKeyConstraint(["planned_id"], ["planned_outage.id"], name="fk_planned_area_planned_id"),
        sa.PrimaryKeyConstraint("planned_id", "value"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_planned_area_value", "planned_area", ["value"])
    op.create_table(
        "planned_told",
        sa.Column("planned_id", Id, nullable=False, autoincrement=False),
        sa.Column("account_id", Id, nullable=False, autoincrement=False),
        sa.Column("content", key_text(60), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["planned_id"], ["planned_outage.id"], name="fk_planned_told_planned_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_planned_told_account_id"),
        sa.PrimaryKeyConstraint("planned_id", "account_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_planned_told_account_id", "planned_told", ["account_id"])
