"""Staff: one chat belongs to one member, who invited whom, acts of systems, and menus of staff chats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def key_text(length: int) -> sa.String:
    """Text compared letter for letter."""
    return sa.String(length).with_variant(mysql.VARCHAR(length, collation="utf8mb4_bin"), "mysql", "mariadb")


def upgrade() -> None:
    """A member who was revoked keeps no chat, so that the chat may be let in again."""
    op.execute("UPDATE staff_member SET channel = NULL, chat_id = NULL WHERE revoked_at IS NOT NULL")
    op.drop_index("ix_staff_member_chat_id", table_name="staff_member")
    op.create_index("ix_staff_member_chat", "staff_member", ["channel", "chat_id"], unique=True)
    with op.batch_alter_table("staff_invitation") as invitation:
        invitation.add_column(sa.Column("inviter_id", ID, nullable=True))
        invitation.create_foreign_key("fk_staff_invitation_inviter_id", "staff_member", ["inviter_id"], ["id"])
        invitation.create_index("ix_staff_invitation_member_id", ["member_id"])
    with op.batch_alter_table("audit_entry") as entry:
        entry.add_column(sa.Column("token_id", ID, nullable=True))
        entry.create_foreign_key("fk_audit_entry_token_id", "api_token", ["token_id"], ["id"])
    op.create_table(
        "chat_menu",
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", ID, autoincrement=False, nullable=False),
        sa.Column("fingerprint", key_text(16), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
