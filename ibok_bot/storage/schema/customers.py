"""Payers, their accounts, the chats that proved themselves, sessions, and failed tries."""

from datetime import datetime

from sqlalchemy import Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Name, Word, ref
from ibok_bot.storage.types import Id, UtcDateTime, key_text


class Payer(Base):
    """A customer of the supplier (płatnik): who pays, under one customer number and one virtual account."""

    __tablename__ = "payer"
    id: Mapped[Key]
    customer_number: Mapped[str] = mapped_column(key_text(40), unique=True)
    kind: Mapped[Word]
    name: Mapped[Name]
    nip: Mapped[str | None] = mapped_column(String(10))
    street: Mapped[Name]
    postcode: Mapped[str] = mapped_column(String(10))
    town: Mapped[str] = mapped_column(String(100))
    account_nrb: Mapped[str] = mapped_column(key_text(26), unique=True)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))


class Account(Base):
    """A log-in to the office (konto): one for a payer."""

    __tablename__ = "account"
    id: Mapped[Key]
    payer_id: Mapped[int] = mapped_column(Id, ref("payer"), unique=True)
    email: Mapped[str] = mapped_column(key_text(254), unique=True)
    password_hash: Mapped[str] = mapped_column(key_text(200))
    created_at: Mapped[Moment]
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    privacy_version: Mapped[str | None] = mapped_column(String(40))
    kinds_off: Mapped[str | None] = mapped_column(String(400))
    kinds_on: Mapped[str | None] = mapped_column(String(400))
    without_amounts: Mapped[int] = mapped_column(SmallInteger, default=0)


class TelegramLink(Base):
    """A chat that has proved itself for an account; the older link is believed before the younger."""

    __tablename__ = "telegram_link"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(Id, ref("account"))
    channel: Mapped[Word]
    chat_id: Mapped[int] = mapped_column(Id)
    linked_at: Mapped[Moment]
    unlinked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        UniqueConstraint("account_id", "channel", "chat_id", name="uq_telegram_link_chat"),
        Index("ix_telegram_link_chat", "channel", "chat_id"),
    )


class LoginSession(Base):
    """One stay of a customer in one chat, from log-in to log-out (sesja)."""

    __tablename__ = "login_session"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(Id, ref("account"), index=True)
    payer_id: Mapped[int] = mapped_column(Id, ref("payer"))
    channel: Mapped[Word]
    chat_id: Mapped[int] = mapped_column(Id)
    started_at: Mapped[Moment]
    how_in: Mapped[Word]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    how_out: Mapped[str | None] = mapped_column(key_text(20))


class FailedTry(Base):
    """A failed log-in, registration or recovery (nieudana próba); of a password at most a short tag of the day."""

    __tablename__ = "failed_try"
    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    channel: Mapped[Word]
    chat_id: Mapped[int] = mapped_column(Id)
    purpose: Mapped[Word]
    reason: Mapped[Word]
    given: Mapped[str] = mapped_column(String(254))
    account_id: Mapped[int | None] = mapped_column(Id, ref("account"))
    customer_number: Mapped[str | None] = mapped_column(key_text(40))
    password_tag: Mapped[str | None] = mapped_column(String(8))
    __table_args__ = (
        Index("ix_failed_try_chat", "channel", "chat_id", "at"),
        Index("ix_failed_try_account", "account_id", "at"),
        Index("ix_failed_try_number", "customer_number", "at"),
    )


class RecoveryRequest(Base):
    """A recovered password that waits, so that the owner may object (odzyskanie dostępu)."""

    __tablename__ = "recovery_request"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(Id, ref("account"), index=True)
    channel: Mapped[Word]
    chat_id: Mapped[int] = mapped_column(Id)
    password_hash: Mapped[str] = mapped_column(key_text(200))
    requested_at: Mapped[Moment]
    ready_at: Mapped[Moment]
    state: Mapped[Word]


class EmailCode(Base):
    """A code sent by mail: what is kept of it is a keyed hash."""

    __tablename__ = "email_code"
    id: Mapped[Key]
    channel: Mapped[Word]
    chat_id: Mapped[int] = mapped_column(Id)
    purpose: Mapped[Word]
    code_hash: Mapped[str] = mapped_column(key_text(64))
    expires_at: Mapped[Moment]
    tries_left: Mapped[int] = mapped_column(SmallInteger)
    __table_args__ = (Index("ix_email_code_chat", "channel", "chat_id"),)
