"""Pushes: what was told already, and kinds that come only to those who ask for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from ibok_bot.storage.types import Id, UtcDateTime, key_text

revision = "0008"
down_revision = "0007"

_NEWS_FOR = timedelta(days=20)
"""No invoice older than this is announced anyway."""


def upgrade() -> None:
    """An office that ran before does not announce the invoices that its customers have seen for days."""
    op.add_column("account", sa.Column("kinds_on", sa.String(400), nullable=True))
    op.create_table(
        "push_mark",
        sa.Column("mark", key_text(80), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_push_mark_marked_at", "push_mark", ["marked_at"])
    now = datetime.now(UTC)
    invoice = sa.table("invoice", sa.column("id", Id), sa.column("payer_id", Id), sa.column("issued_on", sa.Date()))
    account = sa.table("account", sa.column("payer_id", Id))
    marks = sa.table("push_mark", sa.column("mark", key_text(80)), sa.column("marked_at", UtcDateTime()))
    known = sa.select(
        sa.literal("invoice:") + sa.cast(invoice.c.id, sa.String(20)), sa.literal(now, UtcDateTime())
    ).where(
        invoice.c.issued_on >= now.date() - _NEWS_FOR,
        invoice.c.payer_id.in_(sa.select(account.c.payer_id)),
    )
    op.execute(sa.insert(marks).from_select(["mark", "marked_at"], known))
