"""The notice board, the broadcasts that carry notices, and every message nobody asked for."""

from datetime import datetime

from sqlalchemy import Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Name, Note, Word, ref
from ibok_bot.storage.types import Id, UtcDateTime, key_text


class Notice(Base):
    """A notice on the board (ogłoszenie), valid from a moment to a moment."""

    __tablename__ = "notice"
    id: Mapped[Key]
    category: Mapped[Word]
    valid_from: Mapped[Moment]
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    urgent: Mapped[int] = mapped_column(SmallInteger, default=0)
    author_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    approved_by_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeText(Base):
    """A notice in one language."""

    __tablename__ = "notice_text"
    notice_id: Mapped[int] = mapped_column(Id, ref("notice"), primary_key=True)
    language: Mapped[str] = mapped_column(key_text(2), primary_key=True)
    title: Mapped[Name]
    html: Mapped[Note]


class NoticeFile(Base):
    """A picture or PDF of a notice, kept by the channel."""

    __tablename__ = "notice_file"
    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(Id, ref("notice"), index=True)
    kind: Mapped[Word]
    file_id: Mapped[str] = mapped_column(key_text(200))


class NoticeRead(Base):
    """That an account has opened a notice."""

    __tablename__ = "notice_read"
    notice_id: Mapped[int] = mapped_column(Id, ref("notice"), primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ref("account"), primary_key=True)
    read_at: Mapped[Moment]


class Broadcast(Base):
    """One sending of one text to a frozen audience (wysyłka)."""

    __tablename__ = "broadcast"
    id: Mapped[Key]
    notice_id: Mapped[int | None] = mapped_column(Id, ref("notice"))
    audience: Mapped[Note]
    state: Mapped[Word]
    recipients: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[Moment]
    starts_at: Mapped[Moment]
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Delivery(Base):
    """A message to one chat (doręczenie): written before it is sent, named by its state ever after."""

    __tablename__ = "delivery"
    id: Mapped[Key]
    broadcast_id: Mapped[int | None] = mapped_column(Id, ref("broadcast"))
    channel: Mapped[Word]
    chat_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[Word]
    topic: Mapped[str | None] = mapped_column(key_text(60))
    payload: Mapped[Note]
    state: Mapped[Word]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    due_at: Mapped[Moment]
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_id: Mapped[int | None] = mapped_column(Id)
    epoch: Mapped[int | None] = mapped_column(Id)
    attempted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Moment]
    __table_args__ = (
        UniqueConstraint("broadcast_id", "channel", "chat_id", name="uq_delivery_recipient"),
        Index("ix_delivery_state", "state", "due_at"),
        Index("ix_delivery_topic", "topic"),
    )


class SenderLease(Base):
    """Who may send for a bot now, until when, and the epoch that fences off whoever held it before."""

    __tablename__ = "sender_lease"
    bot_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    holder: Mapped[str | None] = mapped_column(key_text(60))
    epoch: Mapped[int] = mapped_column(Id)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ScheduledJob(Base):
    """Work for a later time, done once however many processes there are."""

    __tablename__ = "scheduled_job"
    id: Mapped[Key]
    word: Mapped[Word]
    item: Mapped[str | None] = mapped_column(String(60))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    taken_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
