"""Contact: conversations between customers and people of the office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Only adds."""
    op.create_table(
        "contact_thread",
        sa.Column("id", Id, nullable=False, autoincrement=True),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.Column("gist", sa.String(100), nullable=True),
        sa.Column("language", key_text(2), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_contact_thread_account_id"),
        sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name="fk_contact_thread_member_id"),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_contact_thread_member_id", "contact_thread", ["member_id"])
    op.create_index("ix_contact_thread_account", "contact_thread", ["account_id", "changed_at"])
    op.create_index("ix_contact_thread_queue", "contact_thread", ["state", "waiting_since"])
    op.create_table(
        "contact_message",
        sa.Column("id", Id, nullable=False, autoincrement=True),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("side", key_text(20), nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("html", LongText, nullable=True),
        sa.Column("media", LongText, nullable=True),
        sa.ForeignKeyConstraint(["thread_id"], ["contact_thread.id"], name="fk_contact_message_thread_id"),
        sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name="fk_contact_message_member_id"),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_contact_message_thread_id", "contact_message", ["thread_id"])
