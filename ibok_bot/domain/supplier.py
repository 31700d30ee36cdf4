"""The supplier (sprzedawca) whose office this is: names, phones, the privacy clause, and its own limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta

from ibok_bot.domain.duty import Duty
from ibok_bot.domain.notice_html import SafeHtml
from ibok_bot.domain.reminders import Plan


@dataclass(frozen=True, slots=True)
class OperatorContact:
    """A network operator (OSD), who repairs faults: its name and phones."""

    name: str
    emergency_phone: str = "991"
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PrivacyClause:
    """The information clause (klauzula informacyjna, GDPR art. 13): its version, and its text in each language."""

    version: str
    texts: dict[str, str]

    def text(self, language: str) -> str:
        """The clause in this language, else in Polish."""
        return (self.texts.get(language) or self.texts["pl"]).strip()


@dataclass(frozen=True, slots=True)
class CannedReply:
    """An answer that clerks give often (gotowa odpowiedź): the label of its button, and its text in each language."""

    label: str
    texts: dict[str, SafeHtml]

    def text(self, language: str) -> SafeHtml:
        """In this language, else in Polish."""
        return self.texts.get(language) or self.texts["pl"]


@dataclass(frozen=True, slots=True)
class Supplier:
    """Whose office this is. What the supplier's TOML file leaves out keeps these defaults."""

    name: str
    nip: str
    address: str
    phone: str
    email: str
    hours: str
    privacy: PrivacyClause
    operators: tuple[OperatorContact, ...] = ()
    quiet_hours: tuple[time, time] = (time(21), time(7))
    reading_window: tuple[int, int] = (25, 5)
    """First and last day of the month on which readings are taken."""
    reminders: Plan = field(default_factory=Plan)
    duty: Duty = field(default_factory=Duty)
    """When somebody answers what customers write; `hours` is the same for people to read."""
    replies: tuple[CannedReply, ...] = ()
    idle_log_out: timedelta = timedelta(minutes=30)
    recovery_wait: timedelta = timedelta(hours=24)
    approve_above: int = 1000
    """A notice to more chats than this goes out only when a second member of the staff has approved it."""
