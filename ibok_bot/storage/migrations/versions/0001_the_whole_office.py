"""The whole office: payers, metering, invoices, conversations, and the tables that later features fill."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
LONG_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


def key_text(length: int) -> sa.String:
    """Text compared letter for letter."""
    return sa.String(length).with_variant(mysql.VARCHAR(length, collation="utf8mb4_bin"), "mysql", "mariadb")


def upgrade() -> None:
    """Make every table. MariaDB commits each at once: after an interruption, drop the database and begin again."""
    op.create_table(
        "api_token",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", key_text(64), nullable=False),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "dead_letter",
        sa.Column("incident", key_text(12), nullable=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("update_id", ID, nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("incident"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "demo_seed",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seed", ID, nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("made_for", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "email_code",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("purpose", key_text(20), nullable=False),
        sa.Column("code_hash", key_text(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries_left", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("email_code", schema=None) as batch_op:
        batch_op.create_index("ix_email_code_chat", ["channel", "chat_id"], unique=False)

    op.create_table(
        "incident",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("number", key_text(20), nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("area", sa.String(length=100), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name=op.f("uq_incident_number")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "interest_rate",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("valid_from", name=op.f("uq_interest_rate_valid_from")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "operator",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("code", key_text(20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("emergency_phone", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_operator_code")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "payer",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("customer_number", key_text(40), nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("nip", sa.String(length=10), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("town", sa.String(length=100), nullable=False),
        sa.Column("account_nrb", key_text(26), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_nrb", name=op.f("uq_payer_account_nrb")),
        sa.UniqueConstraint("customer_number", name=op.f("uq_payer_customer_number")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "scheduled_job",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("word", key_text(20), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("taken_until", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("scheduled_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scheduled_job_due_at"), ["due_at"], unique=False)

    op.create_table(
        "seen_update",
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("update_id", ID, autoincrement=False, nullable=False),
        sa.Column("replies", LONG_TEXT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "update_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("seen_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_update_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "sender_lease",
        sa.Column("bot_id", ID, autoincrement=False, nullable=False),
        sa.Column("holder", key_text(60), nullable=True),
        sa.Column("epoch", ID, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("blocked_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("bot_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "staff_member",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", key_text(20), nullable=False),
        sa.Column("channel", key_text(20), nullable=True),
        sa.Column("chat_id", ID, nullable=True),
        sa.Column("joined_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_member_chat_id"), ["chat_id"], unique=False)

    op.create_table(
        "survey",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("slug", key_text(60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("definition", LONG_TEXT, nullable=False),
        sa.Column("anonymous", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("valid_to", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug", name=op.f("uq_survey_slug")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "account",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("payer_id", ID, nullable=False),
        sa.Column("email", key_text(254), nullable=False),
        sa.Column("password_hash", key_text(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("email_confirmed_at", MOMENT, nullable=True),
        sa.Column("frozen_at", MOMENT, nullable=True),
        sa.Column("privacy_version", sa.String(length=40), nullable=True),
        sa.Column("kinds_off", sa.String(length=400), nullable=True),
        sa.Column("without_amounts", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_account_payer_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("payer_id", name=op.f("uq_account_payer_id")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("action", key_text(60), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name=op.f("fk_audit_entry_member_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_member_id"), ["member_id"], unique=False)

    op.create_table(
        "metering_point",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("payer_id", ID, nullable=False),
        sa.Column("ppe", key_text(18), nullable=False),
        sa.Column("old_ppe", key_text(40), nullable=True),
        sa.Column("operator_id", ID, nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("town", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_metering_point_operator_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_metering_point_payer_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ppe", name=op.f("uq_metering_point_ppe")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("metering_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_metering_point_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_metering_point_postcode"), ["postcode"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("category", key_text(20), nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("valid_to", MOMENT, nullable=True),
        sa.Column("urgent", sa.SmallInteger(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("approved_by_id", ID, nullable=True),
        sa.Column("recalled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["approved_by_id"], ["staff_member.id"], name=op.f("fk_notice_approved_by_id")),
        sa.ForeignKeyConstraint(["author_id"], ["staff_member.id"], name=op.f("fk_notice_author_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "payment",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("payer_id", ID, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("unallocated", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_payment_payer_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_payer_id"), ["payer_id"], unique=False)

    op.create_table(
        "planned_outage",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("number", key_text(40), nullable=False),
        sa.Column("operator_id", ID, nullable=False),
        sa.Column("area", LONG_TEXT, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_planned_outage_operator_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name=op.f("uq_planned_outage_number")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("planned_outage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_outage_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "staff_invitation",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("token_hash", key_text(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name=op.f("fk_staff_invitation_member_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_invitation_token_hash")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "tariff",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("operator_id", ID, nullable=False),
        sa.Column("tariff_group", key_text(20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_tariff_operator_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("operator_id", "tariff_group", name="uq_tariff_group"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "broadcast",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("notice_id", ID, nullable=True),
        sa.Column("audience", LONG_TEXT, nullable=False),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_broadcast_notice_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "contract",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("payer_id", ID, nullable=False),
        sa.Column("point_id", ID, nullable=False),
        sa.Column("number", key_text(40), nullable=False),
        sa.Column("tariff_group", key_text(20), nullable=False),
        sa.Column("power_w", sa.Integer(), nullable=False),
        sa.Column("phases", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_contract_payer_id")),
        sa.ForeignKeyConstraint(["point_id"], ["metering_point.id"], name=op.f("fk_contract_point_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_point_id"), ["point_id"], unique=False)

    op.create_table(
        "failed_try",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("purpose", key_text(20), nullable=False),
        sa.Column("reason", key_text(20), nullable=False),
        sa.Column("given", sa.String(length=254), nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("customer_number", key_text(40), nullable=True),
        sa.Column("password_tag", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_failed_try_account_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("failed_try", schema=None) as batch_op:
        batch_op.create_index("ix_failed_try_account", ["account_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_failed_try_at"), ["at"], unique=False)
        batch_op.create_index("ix_failed_try_chat", ["channel", "chat_id", "at"], unique=False)
        batch_op.create_index("ix_failed_try_number", ["customer_number", "at"], unique=False)

    op.create_table(
        "fault_report",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("public_id", key_text(24), nullable=False),
        sa.Column("number", key_text(20), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("point_id", ID, nullable=True),
        sa.Column("incident_id", ID, nullable=True),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("description", LONG_TEXT, nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("latitude_e6", sa.Integer(), nullable=True),
        sa.Column("longitude_e6", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("expected_at", MOMENT, nullable=True),
        sa.Column("taken_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_fault_report_account_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_fault_report_incident_id")),
        sa.ForeignKeyConstraint(["point_id"], ["metering_point.id"], name=op.f("fk_fault_report_point_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["staff_member.id"], name=op.f("fk_fault_report_taken_by_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name=op.f("uq_fault_report_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fault_report_public_id")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("fault_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fault_report_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fault_report_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index("ix_fault_report_state", ["state", "reported_at"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("public_id", key_text(24), nullable=False),
        sa.Column("payer_id", ID, nullable=False),
        sa.Column("point_id", ID, nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("number_key", key_text(60), nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("energy", sa.BigInteger(), nullable=False),
        sa.Column("corrects_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["corrects_id"], ["invoice.id"], name=op.f("fk_invoice_corrects_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_invoice_payer_id")),
        sa.ForeignKeyConstraint(["point_id"], ["metering_point.id"], name=op.f("fk_invoice_point_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number_key", name=op.f("uq_invoice_number_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invoice_public_id")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_payer_id"), ["payer_id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("payer_id", ID, nullable=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("how_in", key_text(20), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("how_out", key_text(20), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_session_account_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_login_session_payer_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "meter",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("point_id", ID, nullable=False),
        sa.Column("number", key_text(40), nullable=False),
        sa.Column("multiplier", sa.Integer(), nullable=False),
        sa.Column("mounted_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["point_id"], ["metering_point.id"], name=op.f("fk_meter_point_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("meter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_point_id"), ["point_id"], unique=False)

    op.create_table(
        "notice_file",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("file_id", key_text(200), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_file_notice_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("notice_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_file_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "notice_read",
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_read_account_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_read_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "account_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "notice_text",
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("language", key_text(2), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("html", LONG_TEXT, nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_text_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "language"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "payment_template",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("amount_rule", key_text(20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.SmallInteger(), nullable=False),
        sa.Column("remind_days", sa.SmallInteger(), nullable=True),
        sa.Column("last_reminded_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_payment_template_account_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("payment_template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_template_account_id"), ["account_id"], unique=False)

    op.create_table(
        "recovery_request",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("password_hash", key_text(200), nullable=False),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("ready_at", MOMENT, nullable=False),
        sa.Column("state", key_text(20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_request_account_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("recovery_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_request_account_id"), ["account_id"], unique=False)

    op.create_table(
        "suggestion",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("number", key_text(20), nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("category", key_text(20), nullable=False),
        sa.Column("words", LONG_TEXT, nullable=False),
        sa.Column("photo", key_text(200), nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("reply", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_suggestion_account_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name=op.f("uq_suggestion_number")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_account_id"), ["account_id"], unique=False)

    op.create_table(
        "survey_answer",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("survey_id", ID, nullable=False),
        sa.Column("respondent", key_text(40), nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("question", key_text(60), nullable=False),
        sa.Column("answer", LONG_TEXT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_survey_answer_account_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_answer_survey_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("survey_id", "respondent", "question", name="uq_survey_answer_once"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_answer_account_id"), ["account_id"], unique=False)

    op.create_table(
        "tariff_price",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("tariff_id", ID, nullable=False),
        sa.Column("component", key_text(30), nullable=False),
        sa.Column("zone", key_text(20), nullable=True),
        sa.Column("phases", sa.SmallInteger(), nullable=True),
        sa.Column("band", key_text(20), nullable=True),
        sa.Column("unit", key_text(20), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["tariff_id"], ["tariff.id"], name=op.f("fk_tariff_price_tariff_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("tariff_price", schema=None) as batch_op:
        batch_op.create_index("ix_tariff_price_tariff", ["tariff_id", "valid_from"], unique=False)

    op.create_table(
        "telegram_link",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("unlinked_at", MOMENT, nullable=True),
        sa.Column("blocked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_telegram_link_account_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "channel", "chat_id", name="uq_telegram_link_chat"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("telegram_link", schema=None) as batch_op:
        batch_op.create_index("ix_telegram_link_chat", ["channel", "chat_id"], unique=False)

    op.create_table(
        "zone_hours",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("tariff_id", ID, nullable=False),
        sa.Column("season", key_text(20), nullable=False),
        sa.Column("day_kind", key_text(20), nullable=False),
        sa.Column("from_minute", sa.SmallInteger(), nullable=False),
        sa.Column("to_minute", sa.SmallInteger(), nullable=False),
        sa.Column("zone", key_text(20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["tariff_id"], ["tariff.id"], name=op.f("fk_zone_hours_tariff_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("zone_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_zone_hours_tariff_id"), ["tariff_id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", ID, autoincrement=False, nullable=False),
        sa.Column("language", key_text(2), nullable=False),
        sa.Column("session_id", ID, nullable=True),
        sa.Column("dialog", key_text(20), nullable=True),
        sa.Column("trail", LONG_TEXT, nullable=False),
        sa.Column("choices", LONG_TEXT, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("goal", key_text(70), nullable=True),
        sa.Column("live_message", ID, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["login_session.id"], name=op.f("fk_conversation_session_id")),
        sa.PrimaryKeyConstraint("channel", "chat_id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_session_id"), ["session_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("broadcast_id", ID, nullable=True),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("topic", key_text(60), nullable=True),
        sa.Column("payload", LONG_TEXT, nullable=False),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("epoch", ID, nullable=True),
        sa.Column("attempted_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name=op.f("fk_delivery_broadcast_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("broadcast_id", "channel", "chat_id", name="uq_delivery_recipient"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_state", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_delivery_topic", ["topic"], unique=False)

    op.create_table(
        "due",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("payer_id", ID, nullable=False),
        sa.Column("invoice_id", ID, nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_due_invoice_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_due_payer_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index("ix_due_payer", ["payer_id", "remaining"], unique=False)

    op.create_table(
        "fault_history",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("report_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", key_text(20), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("public_note", sa.String(length=1000), nullable=True),
        sa.Column("internal_note", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["staff_member.id"], name=op.f("fk_fault_history_author_id")),
        sa.ForeignKeyConstraint(["report_id"], ["fault_report.id"], name=op.f("fk_fault_history_report_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("fault_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fault_history_report_id"), ["report_id"], unique=False)

    op.create_table(
        "fault_photo",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("report_id", ID, nullable=False),
        sa.Column("file_id", key_text(200), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["fault_report.id"], name=op.f("fk_fault_photo_report_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("fault_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fault_photo_report_id"), ["report_id"], unique=False)

    op.create_table(
        "register",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("meter_id", ID, nullable=False),
        sa.Column("obis", sa.String(length=12), nullable=False),
        sa.Column("zone", key_text(20), nullable=False),
        sa.Column("digits", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_register_meter_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meter_id", "obis", name="uq_register_meter_obis"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "allocation",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("payment_id", ID, nullable=False),
        sa.Column("due_id", ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["due_id"], ["due.id"], name=op.f("fk_allocation_due_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_allocation_payment_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_due_id"), ["due_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_payment_id"), ["payment_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("register_id", ID, nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("number", key_text(40), nullable=True),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("photo", key_text(200), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reading_account_id")),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name=op.f("fk_reading_register_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name=op.f("uq_reading_number")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index("ix_reading_register_day", ["register_id", "taken_on"], unique=False)

    op.create_table(
        "invoice_line",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("block", key_text(20), nullable=False),
        sa.Column("component", key_text(30), nullable=False),
        sa.Column("zone", key_text(20), nullable=True),
        sa.Column("meter_id", ID, nullable=True),
        sa.Column("register_id", ID, nullable=True),
        sa.Column("opening_id", ID, nullable=True),
        sa.Column("closing_id", ID, nullable=True),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", key_text(20), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["reading.id"], name=op.f("fk_invoice_line_closing_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_invoice_line_meter_id")),
        sa.ForeignKeyConstraint(["opening_id"], ["reading.id"], name=op.f("fk_invoice_line_opening_id")),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name=op.f("fk_invoice_line_register_id")),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_line_invoice_id"), ["invoice_id"], unique=False)
