"""Staff, their invitations, tokens for the supplier's systems, and the audit log."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Name, Word, ref
from ibok_bot.storage.types import Id, UtcDateTime, key_text


class StaffMember(Base):
    """Somebody of the supplier's office (pracownik): clerk, dispatcher or admin; `chat_id` while they have access."""

    __tablename__ = "staff_member"
    id: Mapped[Key]
    name: Mapped[Name]
    role: Mapped[Word]
    channel: Mapped[str | None] = mapped_column(key_text(20))
    chat_id: Mapped[int | None] = mapped_column(Id)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (Index("ix_staff_member_chat", "channel", "chat_id", unique=True),)


class StaffInvitation(Base):
    """A one-time invitation; what is kept of its token is a hash."""

    __tablename__ = "staff_invitation"
    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(Id, ref("staff_member"), index=True)
    inviter_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"))
    token_hash: Mapped[str] = mapped_column(key_text(64), unique=True)
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApiToken(Base):
    """A bearer token of one of the supplier's systems, kept as a hash."""

    __tablename__ = "api_token"
    id: Mapped[Key]
    name: Mapped[Name]
    token_hash: Mapped[str] = mapped_column(key_text(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[Moment]
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """Who did what, and when: one of the staff, a system by its token, or else the console."""

    __tablename__ = "audit_entry"
    id: Mapped[Key]
    at: Mapped[Moment]
    member_id: Mapped[int | None] = mapped_column(Id, ref("staff_member"), index=True)
    token_id: Mapped[int | None] = mapped_column(Id, ref("api_token"))
    action: Mapped[str] = mapped_column(key_text(60))
    item: Mapped[str | None] = mapped_column(String(200))


class ChatMenu(Base):
    """The command menu that a staff chat was given of its own, as a short fingerprint of what was sent."""

    __tablename__ = "chat_menu"
    channel: Mapped[str] = mapped_column(key_text(20), primary_key=True)
    chat_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(key_text(16))
