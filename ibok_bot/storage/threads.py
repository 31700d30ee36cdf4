"""Conversations of customers with people of the office, kept with the account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, MemberId
from ibok_bot.domain.media import Media
from ibok_bot.domain.notice_html import kept
from ibok_bot.domain.threads import (
    DAY,
    MOST_A_DAY,
    MOST_OPEN,
    Letter,
    Message,
    MessageId,
    Refused,
    Side,
    Standing,
    State,
    Thread,
    ThreadId,
    View,
    gist,
)
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.contact import ContactMessage as MessageRow
from ibok_bot.storage.schema.contact import ContactThread as Row
from ibok_bot.storage.schema.customers import Account, Payer
from ibok_bot.storage.schema.staff import StaffMember

_MEDIA, _ENCODE = msgspec.json.Decoder(Media), msgspec.json.Encoder()
_UNCLOSED = Row.state != State.CLOSED.value
_THREADS = (
    select(
        Row.id, Row.account_id, Row.state, Row.gist, Row.language, Row.opened_at, Row.changed_at, Row.waiting_since,
        Row.rating, Payer.name.label("customer"), Payer.customer_number, Row.member_id,
        StaffMember.name.label("holder"), StaffMember.revoked_at,
    )
    .join(Account, Account.id == Row.account_id)
    .join(Payer, Payer.id == Account.payer_id)
    .outerjoin(StaffMember, StaffMember.id == Row.member_id)
)  # fmt: skip

_LONGEST_WAITING = (
    case((Row.waiting_since.is_(None), 1), else_=0),
    func.coalesce(Row.waiting_since, Row.changed_at),
    Row.id,
)


class Threads:
    """The conversations (wątki), on one transaction. A customer reaches them through their own account only."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def begin(self, account: AccountId, language: str, letter: Letter) -> ThreadId | Refused:
        """A new conversation with its first message."""
        if await self._too_many_today(account):
            return Refused.TOO_MANY_TODAY
        if (await self._number(Row.account_id == account, _UNCLOSED)) >= MOST_OPEN:
            return Refused.TOO_MANY_OPEN
        values = {"account_id": account, "gist": gist(letter.words) or None, "language": language,
                  "opened_at": self._now, **self._values(Standing.begun(self._now))}  # fmt: skip
        thread = ThreadId(made_key(await self._conn.execute(insert(table(Row)), values)))
        await self._keep(thread, Side.CUSTOMER, letter)
        return thread

    async def write(self, account: AccountId, thread: ThreadId, letter: Letter) -> Standing | Refused:
        """One more message of the customer; how the conversation stands now."""
        standing = await self._locked(Row.id == thread, Row.account_id == account)
        if standing is None:
            return Refused.GONE
        if await self._too_many_today(account):
            return Refused.TOO_MANY_TODAY
        after = standing.written(self._now)
        await self._save(thread, after)
        await self._keep(thread, Side.CUSTOMER, letter)
        return after

    async def settle(self, account: AccountId, thread: ThreadId) -> Standing | None:
        """The customer needs no more; how it stood before. None for another's, and for what is closed."""
        standing = await self._locked(Row.id == thread, Row.account_id == account)
        after = standing.closed(None) if standing else None
        if after is not None:
            await self._save(thread, after)
        return standing if after else None

    async def rate(self, account: AccountId, thread: ThreadId, stars: int) -> bool:
        """How the customer found it, once it is closed; another's stays as it is."""
        own = (Row.id == thread, Row.account_id == account, Row.state == State.CLOSED.value)
        return bool((await self._conn.execute(update(Row).where(*own).values(rating=stars))).rowcount)

    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Thread]:
        """A customer's own, the latest first."""
        mine = _THREADS.where(Row.account_id == account).order_by(Row.changed_at.desc(), Row.id.desc())
        return await self._list(mine.limit(limit).offset(offset))

    async def count_of(self, account: AccountId) -> int:
        """How many there are."""
        return await self._number(Row.account_id == account)

    async def one_of(self, account: AccountId, thread: ThreadId) -> Thread | None:
        """A customer's own; None for another's."""
        return next(iter(await self._list(_THREADS.where(Row.id == thread, Row.account_id == account))), None)

    async def one(self, thread: ThreadId) -> Thread | None:
        """Any: for clerks."""
        return next(iter(await self._list(_THREADS.where(Row.id == thread))), None)

    async def take(self, thread: ThreadId, by: MemberId, seen: MemberId | None) -> bool:
        """For a clerk, from nobody or from whom they saw having it; whether they have it now."""
        standing = await self._locked(Row.id == thread)
        return await self._move(thread, standing.taken(by, seen) if standing else None)

    async def hand_back(self, thread: ThreadId, by: MemberId) -> bool:
        """To whoever takes it next."""
        standing = await self._locked(Row.id == thread)
        return await self._move(thread, standing.handed_back(by) if standing else None)

    async def answer(self, thread: ThreadId, by: MemberId, letter: Letter) -> bool:
        """What the clerk who has it says; False where they have it no more."""
        standing = await self._locked(Row.id == thread)
        done = await self._move(thread, standing.answered(by) if standing else None)
        if done:
            await self._keep(thread, Side.OFFICE, letter, by)
        return done

    async def close(self, thread: ThreadId, by: MemberId) -> bool:
        """By the clerk who has it."""
        standing = await self._locked(Row.id == thread)
        return await self._move(thread, standing.closed(by) if standing else None)

    async def messages(self, thread: ThreadId, offset: int, limit: int) -> Sequence[Message]:
        """Some of its messages, counted from the newest, in the order in which they were written."""
        found = await self._conn.execute(
            select(MessageRow.id, MessageRow.side, MessageRow.at, MessageRow.html, MessageRow.media, StaffMember.name)
            .outerjoin(StaffMember, StaffMember.id == MessageRow.member_id)
            .where(MessageRow.thread_id == thread)
            .order_by(MessageRow.id.desc())
            .limit(limit)
            .offset(offset)
        )
        return [_message(row) for row in reversed(found.all())]

    async def count_messages(self, thread: ThreadId) -> int:
        """How many messages it has."""
        query = select(func.count()).select_from(MessageRow).where(MessageRow.thread_id == thread)
        return (await self._conn.execute(query)).scalar_one()

    async def media(self, thread: ThreadId, message: MessageId) -> Media | None:
        """The file of one of its messages; None where there is none."""
        query = select(MessageRow.media).where(MessageRow.id == message, MessageRow.thread_id == thread)
        found = await self._conn.scalar(query)
        return None if found is None else _MEDIA.decode(found)

    async def queue(self, view: View, me: MemberId, offset: int, limit: int) -> Sequence[Thread]:
        """A page for a clerk: who waits longest first; of the closed ones the latest first."""
        order = (Row.changed_at.desc(), Row.id.desc()) if view is View.CLOSED else _LONGEST_WAITING
        return await self._list(_THREADS.where(*_seen(view, me)).order_by(*order).limit(limit).offset(offset))

    async def count(self, view: View, me: MemberId) -> int:
        """How many a clerk sees there."""
        return await self._number(*_seen(view, me))

    async def _too_many_today(self, account: AccountId) -> bool:
        query = (
            select(func.count())
            .select_from(MessageRow)
            .join(Row, Row.id == MessageRow.thread_id)
            .where(Row.account_id == account, MessageRow.side == Side.CUSTOMER.value, MessageRow.at > self._now - DAY)
        )
        return (await self._conn.execute(query)).scalar_one() >= MOST_A_DAY

    async def _number(self, *which: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(Row).outerjoin(StaffMember, StaffMember.id == Row.member_id)
        return (await self._conn.execute(query.where(*which))).scalar_one()

    async def _list(self, query: Select[*tuple[Any, ...]]) -> Sequence[Thread]:
        return [_thread(row) for row in await self._conn.execute(query)]

    async def _locked(self, *which: ColumnElement[bool]) -> Standing | None:
        """How it stands, held until the turn ends, so that of two people at once one comes second."""
        query = select(Row.state, Row.member_id, Row.waiting_since).where(*which).with_for_update()
        row = (await self._conn.execute(query)).first()
        if row is None:
            return None
        has_left = select(StaffMember.revoked_at).where(StaffMember.id == row.member_id)
        gone = row.member_id is not None and await self._conn.scalar(has_left) is not None
        return _standing(row.state, row.member_id, row.waiting_since, gone=gone)

    async def _move(self, thread: ThreadId, after: Standing | None) -> bool:
        if after is not None:
            await self._save(thread, after)
        return after is not None

    async def _save(self, thread: ThreadId, standing: Standing) -> None:
        await self._conn.execute(update(Row).where(Row.id == thread).values(**self._values(standing)))

    def _values(self, standing: Standing) -> dict[str, object]:
        return {
            "state": standing.state.value,
            "member_id": standing.holder,
            "waiting_since": standing.waiting_since,
            "changed_at": self._now,
        }

    async def _keep(self, thread: ThreadId, side: Side, letter: Letter, by: MemberId | None = None) -> None:
        await self._conn.execute(
            insert(MessageRow).values(
                thread_id=thread,
                side=side.value,
                member_id=by,
                at=self._now,
                html=letter.words.html or None,
                media=_ENCODE.encode(letter.media).decode() if letter.media else None,
            )
        )


def _seen(view: View, me: MemberId) -> tuple[ColumnElement[bool], ...]:
    match view:
        case View.WAITING:
            left = and_(Row.state == State.TAKEN.value, StaffMember.revoked_at.is_not(None))
            return (or_(Row.state == State.OPEN.value, left),)
        case View.MINE:
            return (Row.member_id == me, _UNCLOSED)
        case View.ALL:
            return (_UNCLOSED,)
    return (Row.state == State.CLOSED.value,)


def _standing(state: str, holder: int | None, waiting_since: datetime | None, *, gone: bool) -> Standing:
    """What a clerk had who has no access any more is as good as nobody's."""
    if holder is None or not gone or State(state) is State.CLOSED:
        return Standing(State(state), None if holder is None else MemberId(holder), waiting_since)
    return Standing(State.OPEN if State(state) is State.TAKEN else State(state), None, waiting_since)


def _thread(row: Any) -> Thread:
    standing = _standing(row.state, row.member_id, row.waiting_since, gone=row.revoked_at is not None)
    return Thread(
        id=ThreadId(row.id),
        account=AccountId(row.account_id),
        standing=standing,
        gist=row.gist or "",
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        language=row.language,
        rating=row.rating,
        customer=row.customer,
        customer_number=row.customer_number,
        holder_name=row.holder if standing.holder is not None else None,
    )


def _message(row: Any) -> Message:
    letter = Letter(kept(row.html or ""), None if row.media is None else _MEDIA.decode(row.media))
    return Message(MessageId(row.id), Side(row.side), row.at, letter, row.name)
