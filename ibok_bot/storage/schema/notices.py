"""The notice board."""

from datetime import datetime

from sqlalchemy import SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Name, Note, Word, ref
from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text


class Notice(Base):
    """A notice on the board (ogłoszenie), valid from a moment to a moment; until it is published, a draft.

    `audience` is JSON as domain/audience.py writes it; the rows of NoticeCondition say the same for the board.
    """

    __tablename__ = "notice"
    id: Mapped[Key]
    category: Mapped[Word]
    valid_from: Mapped[Moment]
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    urgent: Mapped[int] = mapped_column(SmallInteger, default=0)
    author_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    approved_by_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    audience: Mapped[str | None] = mapped_column(LongText)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeCondition(Base):
    """A value that a customer may have to be among those for whom a notice is; one of each kind must fit."""

    __tablename__ = "notice_condition"
    notice_id: Mapped[int] = mapped_column(Id, ref("notice"), primary_key=True)
    kind: Mapped[str] = mapped_column(key_text(20), primary_key=True)
    value: Mapped[str] = mapped_column(key_text(100), primary_key=True)


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
