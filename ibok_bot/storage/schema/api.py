"""Requests of the supplier's systems that must not take effect twice."""

from sqlalchemy import SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, ref
from ibok_bot.storage.types import Id, LongText, key_text


class ApiRequest(Base):
    """A request with a key of its sender's, and what was answered; written in the transaction that did it."""

    __tablename__ = "api_request"
    id: Mapped[Key]
    token_id: Mapped[int] = mapped_column(Id, ref("api_token"))
    request_key: Mapped[str] = mapped_column(key_text(100))
    request_hash: Mapped[str] = mapped_column(key_text(64))
    at: Mapped[Moment] = mapped_column(index=True)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    location: Mapped[str | None] = mapped_column(String(200))
    answer: Mapped[str | None] = mapped_column(LongText)
    __table_args__ = (UniqueConstraint("token_id", "request_key", name="uq_api_request_key"),)
