"""Conversations as they stand between two turns, the updates already seen, and those given up."""

from datetime import datetime

from sqlalchemy import Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Moment, Note, Word, ref
from ibok_bot.storage.types import Id, UtcDateTime, key_text


class Conversation(Base):
    """Where a chat stands: its language, its session, the open dialog and the trail of questions."""

    __tablename__ = "conversation"
    channel: Mapped[str] = mapped_column(key_text(20), primary_key=True)
    chat_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(key_text(2))
    session_id: Mapped[int | None] = mapped_column(Id, ref("login_session"), index=True)
    dialog: Mapped[str | None] = mapped_column(key_text(20))
    trail: Mapped[Note]
    choices: Mapped[Note]
    turn: Mapped[int] = mapped_column(Integer)
    goal: Mapped[str | None] = mapped_column(key_text(70))
    live_message: Mapped[int | None] = mapped_column(Id)
    native_tables: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    updated_at: Mapped[Moment]


class SeenUpdate(Base):
    """An update that was handled, with its answer, so that a repeat is answered the same; forgotten after two days."""

    __tablename__ = "seen_update"
    channel: Mapped[str] = mapped_column(key_text(20), primary_key=True)
    update_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    replies: Mapped[Note]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DeadLetter(Base):
    """An update that our code could not handle: what kind it was and what failed, never what the person wrote."""

    __tablename__ = "dead_letter"
    incident: Mapped[str] = mapped_column(key_text(12), primary_key=True)
    channel: Mapped[Word]
    update_id: Mapped[int] = mapped_column(Id)
    chat_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[Word]
    error: Mapped[str] = mapped_column(String(200))
    at: Mapped[Moment]


class DemoSeed(Base):
    """That this database holds invented customers, and how many from which seed."""

    __tablename__ = "demo_seed"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    seed: Mapped[int] = mapped_column(Id)
    customers: Mapped[int] = mapped_column(Integer)
    made_for: Mapped[str] = mapped_column(String(10))
