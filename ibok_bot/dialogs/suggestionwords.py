"""What suggestions are called, in the same words for customers and for the staff."""

from __future__ import annotations

from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.suggestions import Suggestion, SuggestionCategory, SuggestionState
from ibok_bot.i18n import Text, Verbatim, _

CATEGORY: dict[SuggestionCategory, Text] = {
    SuggestionCategory.BOT: _("This chat"),
    SuggestionCategory.INVOICES: _("Bills and payments"),
    SuggestionCategory.PRICES: _("Prices and offers"),
    SuggestionCategory.SERVICE: _("How we serve you"),
    SuggestionCategory.NETWORK: _("Power supply"),
    SuggestionCategory.OTHER: _("Something else"),
}
STATE: dict[SuggestionState, Text] = {
    SuggestionState.NEW: _("new"),
    SuggestionState.READ: _("read"),
    SuggestionState.ANSWERED: _("answered"),
}


def head(one: Suggestion) -> Text:
    """Its number, the day, and what the office did with it."""
    day = warsaw_day(one.given_at)
    return _("{number} · {day} · {state}", number=Verbatim(one.number), day=day, state=STATE[one.state])
