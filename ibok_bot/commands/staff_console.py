"""What `ibok-bot staff …` does: each command is one transaction on an up-to-date schema, done as the console."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import aiohttp
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot import app
from ibok_bot.config import Settings
from ibok_bot.domain.ids import ApiTokenId
from ibok_bot.domain.staff import CONSOLE, AuditEntry, Listed, Revoked, Role
from ibok_bot.domain.tokens import ApiToken, ListedToken, Scope
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.staff import Team
from ibok_bot.storage.tokens import Tokens
from ibok_bot.storage.transactions import Database
from ibok_bot.turns.desk import Doorplate

T = TypeVar("T")
_PATIENCE = aiohttp.ClientTimeout(total=5)


def invite(settings: Settings, name: str, role: Role) -> tuple[str, str | None]:
    """Invite somebody: what they may write to the bot, and the link that does it (None: the bot's name is unknown)."""
    payload = f"staff_{_done(settings, lambda conn, now: Team(conn, now).invite(name, role, CONSOLE))}"
    return f"/start {payload}", Doorplate(asyncio.run(_bot_name(settings))).link(payload)


def everybody(settings: Settings) -> Sequence[Listed]:
    """Everybody ever invited."""
    return _done(settings, lambda conn, now: Team(conn, now).list())


def revoke(settings: Settings, who: str) -> Sequence[Listed]:
    """Whom this number or name means; if it is one alone, their access is taken away."""

    async def work(conn: AsyncConnection, now: datetime) -> Sequence[Listed]:
        team = Team(conn, now)
        found = [one for one in await team.list() if one.revoked_at is None and who in _called(one)]
        if len(found) == 1 and await team.revoke(found[0].member.id, CONSOLE) is not Revoked.DONE:
            return []
        return found

    return _done(settings, work)


def log(settings: Settings, lines: int) -> Sequence[AuditEntry]:
    """The newest lines of the audit log."""
    return _done(settings, lambda conn, now: Audit(conn, now).entries(0, lines))


def make_token(settings: Settings, name: str, scopes: Iterable[Scope], days: int) -> tuple[ApiToken, str]:
    """A new token and its secret."""
    lasts = timedelta(days=days)
    return _done(settings, lambda conn, now: Tokens(conn, now).make(name, scopes, lasts, CONSOLE))


def tokens(settings: Settings) -> Sequence[ListedToken]:
    """Every token ever made."""
    return _done(settings, lambda conn, now: Tokens(conn, now).all())


def revoke_token(settings: Settings, number: int) -> bool:
    """Whether there was such a token in force; now there is none."""
    return _done(settings, lambda conn, now: Tokens(conn, now).revoke(ApiTokenId(number), CONSOLE))


def _done(settings: Settings, work: Callable[[AsyncConnection, datetime], Awaitable[T]]) -> T:
    """What the work gives. Raises CannotStart."""

    async def run() -> T:
        await app.ready_schema(settings)
        database = Database(make_engine(settings.database, pool_size=1))
        try:
            async with database.write() as conn:
                return await work(conn, app.utc_now())
        finally:
            await database.dispose()

    return asyncio.run(run())


async def _bot_name(settings: Settings) -> str | None:
    """The bot's name, as Telegram tells it; None without a token and without an answer."""
    if settings.telegram_token is None:
        return None
    url = f"{settings.telegram_api_url}/bot{settings.telegram_token.get_secret_value()}/getMe"
    with suppress(aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError):
        async with aiohttp.ClientSession(timeout=_PATIENCE) as http, http.get(url) as answer:
            return str((await answer.json())["result"]["username"])
    return None


def _called(one: Listed) -> tuple[str, str]:
    return str(one.member.id), one.member.name
