"""Requests of the supplier's systems that carry a key: done once, and answered the same ever after.

The row is written in the transaction that does the work. So of two at once the second waits for the first, and a
request that was cut off half-way has left nothing: repeated, it begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import ApiTokenId
from ibok_bot.storage.schema.api import ApiRequest as Row

KEPT_FOR = timedelta(hours=48)
"""For so long a repeated request is recognised."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered, byte for byte."""

    status: int
    answer: str
    location: str | None = None


class AnotherRequest(Exception):
    """The key was used before, for a request that asked for something else."""


class Requests:
    """The requests of one token."""

    def __init__(self, conn: AsyncConnection, now: datetime, token: ApiTokenId) -> None:
        self._conn, self._now, self._token = conn, now, token

    async def begin(self, key: str, digest: str) -> Answered | None:
        """The answer, if it was done already; None where it is to be done now. Raises AnotherRequest.

        Raises an IntegrityError where somebody else was quicker: in a new transaction there is the answer.
        """
        found = await self._conn.execute(
            select(Row.request_hash, Row.status, Row.answer, Row.location, Row.at).where(*self._is(key))
        )
        row = found.first()
        if row is not None and row.at > self._now - KEPT_FOR:
            if row.request_hash != digest:
                raise AnotherRequest
            return Answered(row.status, row.answer, row.location)
        if row is not None:
            await self._conn.execute(delete(Row).where(*self._is(key)))
        values = {"token_id": self._token, "request_key": key, "request_hash": digest, "at": self._now}
        await self._conn.execute(insert(Row).values(**values))
        return None

    async def finish(self, key: str, answered: Answered) -> None:
        """Keep the answer of what was begun."""
        values = {"status": answered.status, "answer": answered.answer, "location": answered.location}
        await self._conn.execute(update(Row).where(*self._is(key)).values(**values))

    def _is(self, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return Row.token_id == self._token, Row.request_key == key


async def forget_requests(conn: AsyncConnection, now: datetime) -> None:
    """Requests so old that nobody repeats them."""
    await conn.execute(delete(Row).where(Row.at <= now - KEPT_FOR))
