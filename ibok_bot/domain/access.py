"""Who may come in: accounts, sessions, failed tries. Values that dialogs and storage share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from ibok_bot.domain.ids import AccountId, PayerId, SessionId
from ibok_bot.domain.pushes import PushKind


class Purpose(StrEnum):
    """What somebody proves themselves for."""

    LOGIN = "login"
    REGISTRATION = "registration"
    RECOVERY = "recovery"
    INVITATION = "invitation"
    """An invitation to the staff; it concerns no account, so that no journal shows it."""


class HowIn(StrEnum):
    """How a session began."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    REGISTRATION = "registration"
    RECOVERY = "recovery"


class HowOut(StrEnum):
    """How a session ended: /logout here, log-out everywhere, left idle, account frozen."""

    COMMAND = "command"
    EVERYWHERE = "everywhere"
    IDLE = "idle"
    FROZEN = "frozen"


class Reason(StrEnum):
    """Why a try failed. The person at the keyboard is never told which; the account's owner reads it in the journal."""

    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a word, not a secret
    UNKNOWN_LOGIN = "unknown_login"
    FROZEN = "frozen"
    WRONG_DATA = "wrong_data"
    ALREADY_REGISTERED = "already_registered"
    NOT_REGISTERED = "not_registered"
    WRONG_CODE = "wrong_code"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer who is logged in: whose session, account and contracts these are."""

    session: SessionId
    account: AccountId
    payer: PayerId


@dataclass(frozen=True, slots=True)
class Credential:
    """What a log-in is checked against. `recovery_hash` is a recovered password whose waiting time is over."""

    account: AccountId
    payer: PayerId
    email: str
    password_hash: str = field(repr=False)
    recovery_hash: str | None = field(default=None, repr=False)
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A line of the session journal (dziennik sesji): one stay, from log-in to log-out."""

    started_at: datetime
    how_in: HowIn
    ended_at: datetime | None
    how_out: HowOut | None
    here: bool
    """Whether it was in the chat that is asking."""


@dataclass(frozen=True, slots=True)
class FailedTry:
    """A line of the journal: a failed log-in, registration or recovery.

    `same_as` is the number of an earlier try on the same day that gave the same password; the password itself is
    never kept, only a short tag under a key that changes daily.
    """

    number: int
    at: datetime
    purpose: Purpose
    given: str
    reason: Reason
    gave_password: bool
    same_as: int | None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What an account wishes to hear of: the kinds switched off, those asked for, and whether pushes hide sums."""

    off: frozenset[str] = frozenset()
    without_amounts: bool = False
    on: frozenset[str] = frozenset()
    """Of the kinds that come only to those who ask for them."""

    def wants(self, kind: PushKind) -> bool:
        """Whether messages of this kind are to come; service and security always are."""
        if not kind.is_chosen:
            return True
        return kind in self.on if kind.must_be_asked_for else kind not in self.off

    def switched(self, kind: PushKind) -> Preferences:
        """The same wishes, with this kind on where it was off, and off where it was on."""
        if kind.must_be_asked_for:
            return replace(self, on=self.on ^ {kind.value})
        return replace(self, off=self.off ^ {kind.value})
