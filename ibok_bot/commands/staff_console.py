"""What `ibok-bot staff …` does: each command is one transaction on an up-to-date schema, done as the console."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import aiohttp
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.commands.office import in_one_go
from ibok_bot.config import Settings
from ibok_bot.domain.ids import ApiTokenId
from ibok_bot.domain.staff import CONSOLE, AuditEntry, Listed, Revoked, Role
from ibok_bot.domain.tokens import ApiToken, ListedToken, Scope
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.staff import Team
from ibok_bot.storage.tokens import Tokens
from ibok_bot.turns.desk import Doorplate

T = TypeVar("T")
_PATIENCE = aiohttp.ClientTimeout(total=5)


def invite(settings: Settings, name: str, role: Role) -> tuple[str, str | None]:
    """Invite somebody: what they may write to the bot, and the link that does it (None: the bot's name is unknown)."""
    payload = f"staff_{in_one_go(settings, lambda conn, now: Team(conn, now).invite(name, role, CONSOLE))}"
    return f"/start {payload}", Doorplate(asyncio.run(_bot_name(settings))).link(payload)


def everybody(settings: Settings) -> Sequence[Listed]:
    """Everybody ever invited."""
    return in_one_go(settings, lambda conn, now: Team(conn, now).list())


def revoke(settings: Settings, who: str) -> Sequence[Listed]:
    """Whom this number or name means; if it is one alone, their access is taken away."""

    async def work(conn: AsyncConnection, now: datetime) -> Sequence[Listed]:
        team = Team(conn, now)
        found = [one for one in await team.list() if one.revoked_at is None and who in _called(one)]
        if len(found) == 1 and await team.revoke(found[0].member.id, CONSOLE) is not Revoked.DONE:
            return []
        return found

    return in_one_go(settings, work)


def log(settings: Settings, lines: int) -> Sequence[AuditEntry]:
    """The newest lines of the audit log."""
    return in_one_go(settings, lambda conn, now: Audit(conn, now).entries(0, lines))


def make_token(settings: Settings, name: str, scopes: Iterable[Scope], days: int) -> tuple[ApiToken, str]:
    """A new token and its secret."""
    lasts = timedelta(days=days)
    return in_one_go(settings, lambda conn, now: Tokens(conn, now).make(name, scopes, lasts, CONSOLE))


def tokens(settings: Settings) -> Sequence[ListedToken]:
    """Every token ever made."""
    return in_one_go(settings, lambda conn, now: Tokens(conn, now).all())


def revoke_token(settings: Settings, number: int) -> bool:
    """Whether there was such a token in force; now there is none."""
    return in_one_go(settings, lambda conn, now: Tokens(conn, now).revoke(ApiTokenId(number), CONSOLE))


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
