"""Slow work that an answer needs, done before its transaction: argon2, the strength of a password, mail."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ParamSpec, Protocol, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ibok_bot.dialogs.login import Verified
from ibok_bot.dialogs.newpassword import Hashed
from ibok_bot.domain.access import Purpose
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.media import Media
from ibok_bot.domain.passwords import LONGEST, Weakness, weakness
from ibok_bot.i18n import Voice
from ibok_bot.storage.accounts import Accounts, code_hash
from ibok_bot.storage.transactions import Database
from ibok_bot.turns.mail import Mailer
from ibok_bot.turns.messages import NotFetched

_CODE_DIGITS = 8
P = ParamSpec("P")
R = TypeVar("R")


class Hashing:
    """argon2id, off the event loop, at most `workers` at once.

    Without a `hasher` it is argon2-cffi's own choice of costs, which takes 64 MiB a password.
    """

    def __init__(self, workers: int = 2, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._pool = ThreadPoolExecutor(workers, "argon2")
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        return await self._run(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password. With no hash (nobody has that name) it takes the same time, and is not."""
        if self._nobody is None:
            self._nobody = await self.hash(secrets.token_urlsafe())
        return await self._run(self._verify, password_hash or self._nobody, password) and password_hash is not None

    async def judge(self, password: str, about: Sequence[str]) -> Weakness | None:
        """Why it is too weak, if it is."""
        return await self._run(weakness, password, about)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*args, **kwargs))


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys derived from the office's secret, each for one use."""

    secret: bytes = field(repr=False)

    def of(self, use: str) -> bytes:
        """The key for one use."""
        return hmac.digest(self.secret, use.encode(), "sha256")

    def password_tag(self, password: str, now: datetime) -> str:
        """Sixteen bits under a key of the day: enough to see a repetition in the journal, too little to guess from."""
        day = self.of(f"password tag {warsaw_day(now).isoformat()}")
        return hmac.digest(day, password.encode(), "sha256")[:2].hex()


class Files(Protocol):
    """A channel that keeps what people send."""

    async def fetch(self, media: Media, most: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """The slow work for one turn, in the person's language."""

    database: Database
    hashing: Hashing
    keys: Keys
    mailer: Mailer | None
    clock: Callable[[], datetime]
    voice: Voice
    files: Files | None = None
    """Where what people send is kept: the channel of this turn."""

    @property
    def mails(self) -> bool:
        """Whether this office can send mail."""
        return self.mailer is not None

    @property
    def today(self) -> date:
        """The day in Poland."""
        return warsaw_day(self.clock())

    async def fetch(self, media: Media, most: int) -> bytes | None:
        """What a person sent; None where it is larger than that, or kept no more."""
        if self.files is None or (media.size or 0) > most:
            return None
        try:
            return await self.files.fetch(media, most)
        except NotFetched:
            return None

    async def verify(self, email: str, password: str) -> Verified:
        """Check an e-mail and a password, with no lock held; an unknown e-mail takes the same time."""
        now = self.clock()
        password = password[: LONGEST * 4]
        async with self.database.read() as conn:
            credential = await Accounts(conn, now).by_email(email)
        right = await self.hashing.matches(credential.password_hash if credential else None, password)
        recovered = False
        if credential and credential.recovery_hash and not right:
            recovered = right = await self.hashing.matches(credential.recovery_hash, password)
        return Verified(email, credential, right, recovered, self.keys.password_tag(password, now))

    async def new_password(self, password: str, about: Sequence[str]) -> Hashed | Weakness:
        """Judge a new password; hash it when it is good enough."""
        return await self.hashing.judge(password, about) or Hashed(await self.hashing.hash(password))

    async def matches(self, password_hash: str, password: str) -> bool:
        """Whether the second typing is the same."""
        return await self.hashing.matches(password_hash, password)

    async def mail_code(self, email: str, purpose: Purpose) -> str:
        """Send a fresh code; what is returned is its hash. Somebody else's address gets a warning instead of a code."""
        if self.mailer is None:
            raise RuntimeError("this office has no mail")
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}"
        async with self.database.read() as conn:
            taken = await Accounts(conn, self.clock()).by_email(email) is not None
        if purpose is Purpose.REGISTRATION and taken:
            await self.mailer.warn(email, self.voice)
            code = secrets.token_hex(_CODE_DIGITS)  # fits no typed digits: nothing is given away in the chat
        else:
            await self.mailer.code(email, code, self.voice)
        return code_hash(self.keys.of("mailed codes"), purpose, email, code)
