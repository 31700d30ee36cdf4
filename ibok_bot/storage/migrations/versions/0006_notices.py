"""Whom a notice is for and when it was published; towns compared letter for letter on MariaDB too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
LONG_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


def key_text(length: int) -> sa.String:
    """Text compared letter for letter."""
    return sa.String(length).with_variant(mysql.VARCHAR(length, collation="utf8mb4_bin"), "mysql", "mariadb")


def upgrade() -> None:
    """Only adds: a running office of the older release goes on reading the same tables."""
    op.add_column("notice", sa.Column("audience", LONG_TEXT, nullable=True))
    op.add_column("notice", sa.Column("published_at", MOMENT, nullable=True))
    op.create_table(
        "notice_condition",
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("value", key_text(100), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_condition_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "kind", "value"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    if op.get_bind().dialect.name in {"mysql", "mariadb"}:
        op.alter_column("metering_point", "town", type_=key_text(100), existing_nullable=False)
