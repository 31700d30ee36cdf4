"""Who calls: the bearer token, in force, and not too often."""

from __future__ import annotations

import math
import re
from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ibok_bot.domain.ids import ApiTokenId
from ibok_bot.domain.tokens import PREFIX, ApiToken, Scope
from ibok_bot.storage.tokens import Tokens
from ibok_bot.storage.transactions import Database
from ibok_bot.web.api.problems import Refused

_BEARER = re.compile(rf"bearer +({PREFIX}[A-Za-z0-9_-]{{20,100}})", re.IGNORECASE)


def unauthorised(given: str | None) -> Refused:
    """Nobody we know: why is not told, and an expired token is answered like an invented one."""
    challenge = 'Bearer realm="ibok-bot"' + (', error="invalid_token"' if given else "")
    said = "A token in force is needed: Authorization: Bearer ibok_…. Whoever runs the office makes one."
    return Refused(401, "unauthorised", said, headers={"WWW-Authenticate": challenge})


def allow(token: ApiToken, scope: Scope | None) -> None:
    """Whether the token was made for this; with no scope, any token is. Raises Refused."""
    if scope is not None and not token.may(scope):
        challenge = f'Bearer realm="ibok-bot", error="insufficient_scope", scope="{scope}"'
        said = f"This token was not made for this: it needs the scope {scope}."
        raise Refused(403, "forbidden", said, headers={"WWW-Authenticate": challenge})


async def caller(authorization: str | None, database: Database, now: datetime, door: Semaphore) -> ApiToken:
    """Whose request it is. Raises Refused."""
    found = _BEARER.fullmatch((authorization or "").strip())
    if found is None:
        raise unauthorised(authorization)
    async with door, database.read() as conn:
        token = await Tokens(conn, now).find(found[1])
    if token is None:
        raise unauthorised(authorization)
    return token


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one token may call: so many at once, and so many a second in the long run."""

    burst: float
    per_second: float


PACE = Pace(burst=60, per_second=10)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


@dataclass(slots=True)
class Buckets:
    """One bucket for each token, in this process: it guards the process, so no other needs to know."""

    pace: Pace
    clock: Callable[[], datetime]
    _buckets: dict[ApiTokenId, _Bucket] = field(default_factory=dict)

    def take(self, token: ApiToken) -> None:
        """One request more. Raises Refused when it is too soon."""
        now = self.clock()
        bucket = self._buckets.setdefault(token.id, _Bucket(self.pace.burst, now))
        passed = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(self.pace.burst, bucket.left + passed * self.pace.per_second), now
        if bucket.left < 1:
            wait = str(math.ceil((1 - bucket.left) / self.pace.per_second))
            said = "Too many requests with this token; wait as many seconds as Retry-After says."
            raise Refused(429, "too-many-requests", said, headers={"Retry-After": wait})
        bucket.left -= 1
