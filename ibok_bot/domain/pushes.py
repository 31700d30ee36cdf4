"""Messages that the office sends of itself (powiadomienia): their kinds, and which of them a customer chooses."""

from __future__ import annotations

from enum import StrEnum

from ibok_bot.domain.ids import AccountId


class PushKind(StrEnum):
    """What a message is about. Service and security are always told; the rest is chosen in the settings."""

    INVOICES = "invoices"
    REMINDERS = "reminders"
    """days of paying"""
    TEMPLATES = "templates"
    """predefined transfers"""
    READINGS = "readings"
    """when the reading window opens, and when it is about to close"""
    NOTICES = "notices"
    CHEAP_HOURS = "cheap_hours"
    SERVICE = "service"
    """an answer to what the customer has reported or asked, faults and outages among it"""
    SECURITY = "security"

    @property
    def is_chosen(self) -> bool:
        """Whether the customer decides if it comes."""
        return self not in (PushKind.SERVICE, PushKind.SECURITY)

    @property
    def must_be_asked_for(self) -> bool:
        """Whether it comes only to those who wished for it; the others come until they are switched off."""
        return self is PushKind.CHEAP_HOURS


def topic_of(kind: PushKind, account: AccountId) -> str:
    """The topic of all messages of this kind to this account, by which those still waiting are found."""
    return f"{kind}:{account}"
