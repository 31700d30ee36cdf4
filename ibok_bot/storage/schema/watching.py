"""What staff are in the middle of: notices that are still being written, and sendings that somebody follows."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Moment, Note, ref
from ibok_bot.storage.types import Id, UtcDateTime, key_text


class NoticeDraft(Base):
    """What a member of the staff has written of a notice so far; `item` is "new", or the notice that is edited."""

    __tablename__ = "notice_draft"
    member_id: Mapped[int] = mapped_column(Id, ref("staff_member"), primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(key_text(20), primary_key=True)
    payload: Mapped[Note]
    updated_at: Mapped[Moment]


class SendingWatch(Base):
    """A staff chat that follows a broadcast: its open page is kept up to date, and it gets the report in the end."""

    __tablename__ = "sending_watch"
    broadcast_id: Mapped[int] = mapped_column(Id, ref("broadcast"), primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(key_text(20), primary_key=True)
    chat_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    since: Mapped[Moment]
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its page was brought up to date last."""
