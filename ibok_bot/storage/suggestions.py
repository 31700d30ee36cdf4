"""Suggestions and opinions; an anonymous one has no account, no hour, and a place in no order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.ids import AccountId, SuggestionId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.staff import Act, Actor
from ibok_bot.domain.suggestions import (
    Suggestion,
    SuggestionCategory,
    SuggestionDraft,
    SuggestionState,
    new_number,
)
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.surveys import Suggestion as SuggestionRow
from ibok_bot.storage.surveys import new_key

_R = SuggestionRow
_COLUMNS = (_R.id, _R.number, _R.category, _R.words, _R.photo, _R.account_id, _R.given_at, _R.state, _R.reply)
_DAY = timedelta(days=1)
MOST_A_DAY = 10
"""Signed ones of one account."""


class Suggestions:
    """What customers told us unasked."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def add(self, account: AccountId, draft: SuggestionDraft) -> str | None:
        """Its number; None where this account has sent enough for a day."""
        if draft.signed and await self._today(account) >= MOST_A_DAY:
            return None
        number = new_number()
        values = {
            "id": new_key(),
            "number": number,
            "account_id": account if draft.signed else None,
            "category": draft.category.value,
            "words": draft.words,
            "photo": draft.photo,
            "given_at": self._now if draft.signed else self._midnight(),
            "state": SuggestionState.NEW.value,
        }
        await self._conn.execute(insert(table(_R)), values)
        return number

    async def of(self, account: AccountId, most: int) -> Sequence[Suggestion]:
        """What this account has sent under its name, newest first."""
        rows = select(*_COLUMNS).where(_R.account_id == account).order_by(_R.given_at.desc(), _R.id).limit(most)
        return [_suggestion(row) for row in await self._conn.execute(rows)]

    async def count(self, state: SuggestionState | None) -> int:
        """How many there are in this state, or at all."""
        query = select(func.count()).select_from(_R).where(*_in(state))
        return (await self._conn.execute(query)).scalar_one()

    async def page(self, state: SuggestionState | None, skip: int, most: int) -> Sequence[Suggestion]:
        """Some of them, newest first."""
        rows = select(*_COLUMNS).where(*_in(state)).order_by(_R.given_at.desc(), _R.id).offset(skip).limit(most)
        return [_suggestion(row) for row in await self._conn.execute(rows)]

    async def one(self, number: str) -> Suggestion | None:
        """The one of this number, for the staff."""
        row = (await self._conn.execute(select(*_COLUMNS).where(_R.number == number))).first()
        return None if row is None else _suggestion(row)

    async def mark_read(self, suggestion: SuggestionId) -> None:
        """The office has taken note of it; what was answered stays answered."""
        new = (_R.id == suggestion, _R.state == SuggestionState.NEW.value)
        await self._conn.execute(update(_R).where(*new).values(state=SuggestionState.READ.value))

    async def answer(self, suggestion: Suggestion, reply: str, by: Actor) -> AccountId | None:
        """Keep the reply; to whom it goes. None for an anonymous one, and where somebody answered before."""
        open_still = (_R.id == suggestion.id, _R.account_id.is_not(None), _R.state != SuggestionState.ANSWERED.value)
        done = await self._conn.execute(
            update(_R).where(*open_still).values(state=SuggestionState.ANSWERED.value, reply=reply)
        )
        if done.rowcount != 1:
            return None
        await Audit(self._conn, self._now).record(by, Act.SUGGESTION_ANSWERED, suggestion.number)
        owner = await self._conn.scalar(select(_R.account_id).where(_R.id == suggestion.id))
        return None if owner is None else AccountId(owner)

    async def _today(self, account: AccountId) -> int:
        recent = (_R.account_id == account, _R.given_at > self._now - _DAY)
        return (await self._conn.execute(select(func.count()).select_from(_R).where(*recent))).scalar_one()

    def _midnight(self) -> datetime:
        return datetime.combine(self._now.astimezone(WARSAW).date(), time(), WARSAW)


def _in(state: SuggestionState | None) -> list[ColumnElement[bool]]:
    return [_R.state == state.value] if state else []


def _suggestion(row: Row[Any] | Any) -> Suggestion:
    return Suggestion(
        SuggestionId(row.id),
        row.number,
        SuggestionCategory(row.category),
        row.words,
        Media(MediaKind.PHOTO, row.photo) if row.photo else None,
        row.account_id is not None,
        row.given_at,
        SuggestionState(row.state),
        row.reply,
    )
