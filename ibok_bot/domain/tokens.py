"""Tokens of the supplier's own systems (tokeny API): what each may do, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ibok_bot.domain.ids import ApiTokenId

PREFIX = "ibok_"
"""What every token begins with, so that a leaked one is recognised."""


class Scope(StrEnum):
    """One thing that a token lets a system do."""

    NOTICES_READ = "notices:read"
    NOTICES_WRITE = "notices:write"
    OUTAGES_READ = "outages:read"
    OUTAGES_WRITE = "outages:write"
    IMPORT = "import"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token that is in force, without its secret."""

    id: ApiTokenId
    name: str
    scopes: frozenset[Scope]
    expires_at: datetime

    def may(self, scope: Scope) -> bool:
        """Whether the token was made for this."""
        return scope in self.scopes


@dataclass(frozen=True, slots=True)
class ListedToken:
    """A line of the list of tokens; a revoked one stays on it."""

    token: ApiToken
    created_at: datetime
    revoked_at: datetime | None
