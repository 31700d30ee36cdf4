"""Broadcasts, every message nobody asked for, who may send them, and work for a later time."""

from datetime import datetime

from sqlalchemy import Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Note, Word, ref
from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text


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
    kind: Mapped[Word] = mapped_column(default="notice")
    policy: Mapped[Word] = mapped_column(default="at_most_once")
    urgent: Mapped[int] = mapped_column(SmallInteger, default=0)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    approved_by_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    """The newest of its texts."""
    frozen_to: Mapped[int | None] = mapped_column(Id)
    """Accounts up to this key have been looked at for the audience."""
    pass_word: Mapped[str | None] = mapped_column(key_text(20))
    """What is being done to messages that arrived already: revise, recall."""
    paused_why: Mapped[str | None] = mapped_column(String(200))


class BroadcastText(Base):
    """A broadcast's screen in one language, kept once for all its recipients; a revision adds a new one."""

    __tablename__ = "broadcast_text"
    broadcast_id: Mapped[int] = mapped_column(Id, ref("broadcast"), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(key_text(2), primary_key=True)
    payload: Mapped[Note]


class Delivery(Base):
    """A message to one chat (doręczenie): written before it is sent, named by its state ever after.

    A broadcast's has no payload of its own. `lane`: 0 urgent, 1 single, 2 part of a broadcast.
    """

    __tablename__ = "delivery"
    id: Mapped[Key]
    broadcast_id: Mapped[int | None] = mapped_column(Id, ref("broadcast"))
    account_id: Mapped[int | None] = mapped_column(Id, ref("account"))
    channel: Mapped[Word]
    chat_id: Mapped[int] = mapped_column(Id)
    language: Mapped[str | None] = mapped_column(key_text(2))
    kind: Mapped[Word]
    topic: Mapped[str | None] = mapped_column(key_text(60))
    supersedes: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Whether it takes the place of older ones on its topic in its chat."""
    payload: Mapped[str | None] = mapped_column(LongText)
    lane: Mapped[int] = mapped_column(SmallInteger, default=1)
    policy: Mapped[Word] = mapped_column(default="at_least_once")
    state: Mapped[Word]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    due_at: Mapped[Moment]
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_id: Mapped[int | None] = mapped_column(Id)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    """Which of the broadcast's texts is in the chat."""
    epoch: Mapped[int | None] = mapped_column(Id)
    attempted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Moment]
    __table_args__ = (
        UniqueConstraint("broadcast_id", "channel", "chat_id", name="uq_delivery_recipient"),
        Index("ix_delivery_bulk", "broadcast_id", "state", "id"),
        Index("ix_delivery_lane", "lane", "state", "due_at"),
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
    takes: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was begun: who began it earlier has no say any more."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("word", "item", "due_at", name="uq_scheduled_job_item"),)
