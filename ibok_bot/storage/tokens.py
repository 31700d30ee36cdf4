"""Tokens of the supplier's systems: made once, shown once, kept as a hash."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import ApiTokenId
from ibok_bot.domain.staff import Act, Actor, new_secret, secret_hash
from ibok_bot.domain.tokens import PREFIX, ApiToken, ListedToken, Scope
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.staff import ApiToken as Row


class Tokens:
    """The tokens (tokeny API)."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def make(self, name: str, scopes: Iterable[Scope], lasts: timedelta, by: Actor) -> tuple[ApiToken, str]:
        """A new token and its secret, which nobody can read again."""
        secret = PREFIX + new_secret()
        granted, expires_at = frozenset(scopes), self._now + lasts
        made = await self._conn.execute(
            insert(table(Row)),
            {
                "name": name,
                "token_hash": secret_hash(secret),
                "scopes": " ".join(sorted(granted)),
                "created_at": self._now,
                "expires_at": expires_at,
            },
        )
        token = ApiToken(ApiTokenId(made_key(made)), name, granted, expires_at)
        await Audit(self._conn, self._now).record(by, Act.TOKEN_MADE, f"{token.id} {name}")
        return token, secret

    async def find(self, secret: str) -> ApiToken | None:
        """The token in force with this secret; None for an unknown, an expired and a revoked one alike."""
        digest = secret_hash(secret)
        found = await self._conn.execute(
            select(Row.id, Row.name, Row.scopes, Row.expires_at, Row.token_hash).where(
                Row.token_hash == digest, Row.revoked_at.is_(None), Row.expires_at > self._now
            )
        )
        row = found.first()
        if row is None or not hmac.compare_digest(row.token_hash, digest):
            return None
        return _token(row)

    async def all(self) -> Sequence[ListedToken]:
        """Every token, newest first, the expired and the revoked too."""
        found = await self._conn.execute(
            select(Row.id, Row.name, Row.scopes, Row.created_at, Row.expires_at, Row.revoked_at).order_by(Row.id.desc())
        )
        return [ListedToken(_token(row), row.created_at, row.revoked_at) for row in found]

    async def revoke(self, token: ApiTokenId, by: Actor) -> bool:
        """From now on it opens nothing; False where there is none in force by this number."""
        done = await self._conn.execute(
            update(Row).where(Row.id == token, Row.revoked_at.is_(None)).values(revoked_at=self._now)
        )
        if done.rowcount:
            await Audit(self._conn, self._now).record(by, Act.TOKEN_REVOKED, str(token))
        return bool(done.rowcount)


def _token(row: Any) -> ApiToken:
    return ApiToken(ApiTokenId(row.id), row.name, frozenset(Scope(word) for word in row.scopes.split()), row.expires_at)
