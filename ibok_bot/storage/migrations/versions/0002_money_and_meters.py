"""Native tables as a chat's own choice, and what payments and readings need beside the first landing's tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Only adds: a running office of the older release goes on reading the same tables."""
    op.add_column("conversation", sa.Column("native_tables", sa.SmallInteger(), nullable=False, server_default="0"))
