"""Conversations between two turns, updates already seen, and those given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Customer, HowOut
from ibok_bot.domain.conversation import Stored
from ibok_bot.domain.ids import AccountId, ChatId, MemberId, PayerId, SessionId
from ibok_bot.domain.staff import Role, StaffMember
from ibok_bot.storage.blocking import unblock
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation, DeadLetter, SeenUpdate
from ibok_bot.storage.schema.customers import LoginSession, TelegramLink
from ibok_bot.storage.schema.staff import StaffMember as MemberRow
from ibok_bot.storage.statements import Statement


@dataclass(slots=True)
class Visit:
    """Who stands at the desk during one turn; what changes here is saved with the turn."""

    channel: str
    chat: ChatId
    language: str
    customer: Customer | None = None
    native_tables: bool = False
    """Whether this chat's apps show Telegram's own tables."""
    staff: StaffMember | None = None
    """Who of the staff speaks here; somebody may be a customer as well."""
    menus_changed: bool = False
    """Whether some staff chat's command menu is no longer as it should be."""

    @property
    def signed_in(self) -> bool:
        """Whether a session is open."""
        return self.customer is not None


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation, locked for this turn. `replies` is the answer to this very update, when it was handled before."""

    visit: Visit
    stored: Stored
    live_message: int | None = None
    replies: str | None = None


_talk, _seen, _session = table(Conversation), table(SeenUpdate), table(LoginSession)
_member, _link = table(MemberRow), table(TelegramLink)

_OPEN = Statement(
    select(
        _talk.c.language,
        _talk.c.native_tables,
        _talk.c.dialog,
        _talk.c.trail,
        _talk.c.turn,
        _talk.c.choices,
        _talk.c.goal,
        _talk.c.live_message,
        _talk.c.updated_at,
        _session.c.id,
        _session.c.account_id,
        _session.c.payer_id,
        _seen.c.replies,
        _member.c.id,
        _member.c.name,
        _member.c.role,
        select(func.max(_link.c.blocked_at))
        .where(_link.c.channel == _talk.c.channel, _link.c.chat_id == _talk.c.chat_id)
        .correlate(_talk)
        .scalar_subquery()
        .label("blocked_at"),
    )
    .select_from(
        _talk.outerjoin(_session, and_(_session.c.id == _talk.c.session_id, _session.c.ended_at.is_(None)))
        .outerjoin(_seen, and_(_seen.c.channel == _talk.c.channel, _seen.c.update_id == bindparam("update_id")))
        .outerjoin(_member, and_(_member.c.channel == _talk.c.channel, _member.c.chat_id == _talk.c.chat_id))
    )
    .where(_talk.c.channel == bindparam("channel"), _talk.c.chat_id == bindparam("chat"))
    .with_for_update(of=_talk)
)
_THIS = (_talk.c.channel == bindparam("in_channel"), _talk.c.chat_id == bindparam("in_chat"))
_STATE = ("language", "native_tables", "session_id", "dialog", "trail", "choices", "turn", "goal", "updated_at")
_SAVE = update(_talk).where(*_THIS).values({name: bindparam(name) for name in _STATE})
_KEEP = insert(_seen).values(
    channel=bindparam("in_channel"),
    update_id=bindparam("update_id"),
    replies=bindparam("replies"),
    seen_at=bindparam("updated_at"),
)
_SAVE_ALONE, _KEEP_ALONE = Statement(_SAVE), Statement(_KEEP)
_SAVE_AND_KEEP = Statement(_KEEP.add_cte(_SAVE.cte("saved")))
_SHOWS_LIVE = Statement(update(_talk).where(*_THIS).values(live_message=bindparam("message")))


class Conversations:
    """Opens and saves conversations on one transaction."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def open(
        self, channel: str, update_id: int, chat: ChatId, language: str, *, idle_after: timedelta, now: datetime
    ) -> Opened:
        """The conversation of a chat, begun in `language` if it is the first; an idle session is ended here."""
        which = {"channel": channel, "chat": chat, "update_id": update_id}
        found = await _OPEN.rows(self._conn, which)
        if not found:
            await self._begin(channel, chat, language, now)
            found = await _OPEN.rows(self._conn, which)  # one of the staff may begin anew
        [row] = found
        spoken, tables, dialog, trail, turn, choices, goal, live, updated_at, *person = row
        session, account, payer, replies, *staff, blocked_at = person
        if blocked_at is not None:  # who writes is reached again, whatever Telegram told of it
            await unblock(self._conn, channel, chat)
        visit = Visit(channel, chat, spoken, native_tables=bool(tables), staff=_staff(*staff))
        if session is not None:
            visit.customer = Customer(SessionId(session), AccountId(account), PayerId(payer))
            if replies is None and now - updated_at > idle_after:
                await self._end_idle(visit.customer.session, updated_at + idle_after)
                visit.customer = None
        return Opened(visit, Stored(dialog, trail, turn, choices, goal), live, replies)

    async def save(self, opened: Opened, stored: Stored, update_id: int, replies: str, now: datetime) -> None:
        """The conversation as it stands after the turn, and its answer. A rival that answered first makes this fail."""
        visit = opened.visit
        state = {
            "in_channel": visit.channel,
            "in_chat": visit.chat,
            "language": visit.language,
            "native_tables": int(visit.native_tables),
            "session_id": visit.customer.session if visit.customer else None,
            "dialog": stored.dialog,
            "trail": stored.trail,
            "choices": stored.choices,
            "turn": stored.turn,
            "goal": stored.goal,
            "updated_at": now,
        }
        answer = {"update_id": update_id, "replies": replies}
        if self._conn.dialect.name == "postgresql":
            await _SAVE_AND_KEEP.rows(self._conn, state | answer)
            return
        await _SAVE_ALONE.rows(self._conn, state)
        await self.keep_replies(visit.channel, update_id, replies, now)

    async def keep_replies(self, channel: str, update_id: int, replies: str, now: datetime) -> None:
        """That this update was handled, and with which answer. A rival that did so first makes this one fail."""
        row = {"in_channel": channel, "update_id": update_id, "replies": replies, "updated_at": now}
        await _KEEP_ALONE.rows(self._conn, row)

    async def set_live_message(self, channel: str, chat: ChatId, message: int) -> None:
        """Which message holds the keyboard in force from now on."""
        await _SHOWS_LIVE.rows(self._conn, {"in_channel": channel, "in_chat": chat, "message": message})

    async def bury(self, incident: str, visit: Visit, update_id: int, *, kind: str, error: str, now: datetime) -> None:
        """Keep an update that we could not handle."""
        await self._conn.execute(
            insert(DeadLetter).values(
                incident=incident,
                channel=visit.channel,
                update_id=update_id,
                chat_id=visit.chat,
                kind=kind,
                error=error[:200],
                at=now,
            )
        )

    async def _begin(self, channel: str, chat: ChatId, language: str, now: datetime) -> None:
        await self._conn.execute(
            insert(_talk),
            {
                "channel": channel,
                "chat_id": chat,
                "language": language,
                "trail": "[]",
                "choices": "[]",
                "turn": 0,
                "updated_at": now,
            },
        )

    async def _end_idle(self, session: SessionId, at: datetime) -> None:
        await self._conn.execute(
            update(_session).where(_session.c.id == session).values(ended_at=at, how_out=HowOut.IDLE)
        )


def _staff(member: int | None, name: str, role: str) -> StaffMember | None:
    return None if member is None else StaffMember(MemberId(member), name, Role(role))


async def forget_seen(conn: AsyncConnection, before: datetime) -> int:
    """Drop the answers to updates that can come no more; how many there were."""
    gone = await conn.execute(delete(SeenUpdate).where(SeenUpdate.seen_at < before))
    return gone.rowcount
