"""Conversations between customers and people of the office."""

from datetime import datetime

from sqlalchemy import Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Word, ref
from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text


class ContactThread(Base):
    """One conversation (wątek). `waiting_since` while the customer waits; `gist` is how the first message begins."""

    __tablename__ = "contact_thread"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(Id, ref("account"))
    state: Mapped[Word]
    member_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"), index=True)
    gist: Mapped[str | None] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(key_text(2))
    opened_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    __table_args__ = (
        Index("ix_contact_thread_account", "account_id", "changed_at"),
        Index("ix_contact_thread_queue", "state", "waiting_since"),
    )


class ContactMessage(Base):
    """One message of a conversation; the bytes of its file stay with the channel."""

    __tablename__ = "contact_message"
    id: Mapped[Key]
    thread_id: Mapped[int] = mapped_column(Id, ref("contact_thread"), index=True)
    side: Mapped[Word]
    member_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    at: Mapped[Moment]
    html: Mapped[str | None] = mapped_column(LongText)
    media: Mapped[str | None] = mapped_column(LongText)
