"""Staff (pracownicy): roles and what each may do, invitations, and the words of the audit log."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.tokens import ApiToken

INVITATION_LASTS = timedelta(hours=24)
LONGEST_NAME = 60


class Role(StrEnum):
    """What somebody of the office is there for."""

    CLERK = "clerk"
    """Speaks with customers: notices, surveys, suggestions (pracownik biura)."""
    DISPATCHER = "dispatcher"
    """Moves faults and planned outages along (dyspozytor)."""
    ADMIN = "admin"
    """May do all that the others may, and says who belongs to the staff (administrator)."""

    def may_as(self, needed: Role) -> bool:
        """Whether this role may do what is meant for `needed`."""
        return self in {needed, Role.ADMIN}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody of the staff who stands at the desk, and as what."""

    id: MemberId
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Console:
    """Whoever may run `ibok-bot` on the supplier's machine."""


CONSOLE = Console()
Actor = StaffMember | ApiToken | Console
"""On whose account something was done: a member's, one of the supplier's systems', or the console's."""


class Standing(StrEnum):
    """How somebody on the list stands."""

    INVITED = "invited"
    """The invitation waits."""
    LAPSED = "lapsed"
    """Nobody accepted the invitation in time."""
    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of staff. `joined_at` is None for whom an invitation still waits, until `invited_until`."""

    member: StaffMember
    joined_at: datetime | None
    invited_until: datetime | None
    revoked_at: datetime | None

    def standing(self, now: datetime) -> Standing:
        """How they stand now."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        if self.joined_at is not None:
            return Standing.ACTIVE
        waits = self.invited_until is not None and now < self.invited_until
        return Standing.INVITED if waits else Standing.LAPSED


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that can be accepted: who is invited as what, by whom (None: from the console), until when."""

    name: str
    role: Role
    inviter: str | None
    expires_at: datetime


class Revoked(StrEnum):
    """What came of taking somebody's access away."""

    DONE = "done"
    GONE = "gone"
    """There is no such member, or the access was taken away before."""
    ONESELF = "oneself"
    """An admin cannot do that to themselves, so that one always remains; only the console can."""
    NOT_ALLOWED = "not_allowed"
    """Whoever asks is no admin any more."""


class Act(StrEnum):
    """What the audit log can say that somebody did. A new kind of act has a word here first."""

    STAFF_INVITED = "staff_invited"
    STAFF_JOINED = "staff_joined"
    STAFF_REVOKED = "staff_revoked"
    TOKEN_MADE = "token_made"  # noqa: S105 - a word, not a secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - a word, not a secret
    NOTICE_POSTED = "notice_posted"
    NOTICE_APPROVED = "notice_approved"
    NOTICE_EDITED = "notice_edited"
    NOTICE_PAUSED = "notice_paused"
    NOTICE_RESUMED = "notice_resumed"
    NOTICE_CANCELLED = "notice_cancelled"
    NOTICE_RECALLED = "notice_recalled"
    REPORT_MOVED = "report_moved"
    INCIDENT_MOVED = "incident_moved"
    OUTAGE_ANNOUNCED = "outage_announced"
    OUTAGE_CHANGED = "outage_changed"
    OUTAGE_CANCELLED = "outage_cancelled"
    SURVEY_OPENED = "survey_opened"
    SURVEY_CLOSED = "survey_closed"
    SUGGESTION_ANSWERED = "suggestion_answered"
    THREAD_TAKEN = "thread_taken"
    THREAD_HANDED_BACK = "thread_handed_back"
    THREAD_ANSWERED = "thread_answered"
    THREAD_CLOSED = "thread_closed"
    DATA_IMPORTED = "data_imported"
    DATA_EXPORTED = "data_exported"


class Side(StrEnum):
    """From which side something was done."""

    MEMBER = "member"
    TOKEN = "token"  # noqa: S105 - a word, not a secret
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A line of the audit log (dziennik działań): who did what, to what, and when; `who` is "" for the console."""

    at: datetime
    side: Side
    who: str
    act: Act
    subject: str


def proper_name(typed: str) -> str | None:
    """A member's name on one line, as it is shown from now on; None where nothing of it can be seen or it is long."""
    bare = re.sub(r"\s+", " ", "".join(sign for sign in typed if sign.isprintable() or sign.isspace())).strip()
    return bare if 0 < len(bare) <= LONGEST_NAME else None


def new_secret() -> str:
    """256 random bits that fit a deep link; shown once, and kept as a hash alone."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is kept of an invitation's or a system's token. It has 256 random bits, so that no salt is needed."""
    return sha256(secret.encode()).hexdigest()
