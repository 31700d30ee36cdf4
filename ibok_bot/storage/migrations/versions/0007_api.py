"""Requests of the supplier's systems, kept so that none takes effect twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Only adds."""
    op.create_table(
        "api_request",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("token_id", Id, nullable=False),
        sa.Column("request_key", key_text(100), nullable=False),
        sa.Column("request_hash", key_text(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("location", sa.String(200), nullable=True),
        sa.Column("answer", LongText, nullable=True),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_api_request_token_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_id", "request_key", name="uq_api_request_key"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index(op.f("ix_api_request_at"), "api_request", ["at"])
