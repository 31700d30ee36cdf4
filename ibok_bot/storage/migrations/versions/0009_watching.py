"""Watching: drafts of notices outlive a conversation, and a sending is followed from the chat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nobody has drafts, and nobody follows anything yet."""
    op.create_table(
        "notice_draft",
        sa.Column("member_id", Id, nullable=False, autoincrement=False),
        sa.Column("item", key_text(20), nullable=False),
        sa.Column("payload", LongText, nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name="fk_notice_draft_member_id"),
        sa.PrimaryKeyConstraint("member_id", "item"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "sending_watch",
        sa.Column("broadcast_id", Id, nullable=False, autoincrement=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", Id, nullable=False, autoincrement=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("shown_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_sending_watch_broadcast_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "channel", "chat_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
