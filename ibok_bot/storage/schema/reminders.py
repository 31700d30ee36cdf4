"""What customers were told already, so that nothing is told twice."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base
from ibok_bot.storage.types import UtcDateTime, key_text


class PushMark(Base):
    """That one thing was told to those concerned; written with its messages, forgotten when it can come no more."""

    __tablename__ = "push_mark"
    mark: Mapped[str] = mapped_column(key_text(80), primary_key=True)
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
