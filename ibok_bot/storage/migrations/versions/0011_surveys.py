"""Surveys: published or not, who takes part, and answers counted by their code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Only adds: nobody has answered anything yet."""
    op.add_column("survey", sa.Column("published_at", UtcDateTime(), nullable=True))
    op.add_column("survey", sa.Column("tell_from", UtcDateTime(), nullable=True))
    op.add_column("survey_answer", sa.Column("code", key_text(60), nullable=True))
    op.create_table(
        "survey_taking",
        sa.Column("survey_id", Id, nullable=False, autoincrement=False),
        sa.Column("account_id", Id, nullable=False, autoincrement=False),
        sa.Column("answers", LongText, nullable=True),
        sa.Column("sent", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_taking_survey_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_survey_taking_account_id"),
        sa.PrimaryKeyConstraint("survey_id", "account_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_survey_taking_account_id", "survey_taking", ["account_id"])
