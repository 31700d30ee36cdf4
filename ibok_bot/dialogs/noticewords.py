"""How a notice is named wherever it is shown: its category, its days, who speaks, how it stands."""

from __future__ import annotations

from datetime import datetime

from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.notices import Category, Notice, Standing
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, _, joined

CATEGORIES: dict[Category, Text] = {
    Category.WORK: _("Planned work"),
    Category.PRICES: _("Prices and tariffs"),
    Category.LAW: _("Law and documents"),
    Category.PAYMENTS: _("Paying and accounts"),
    Category.SERVICE: _("Customer service"),
    Category.SAFETY: _("Safety"),
    Category.NEWS: _("Other news"),
}


def speaker(supplier: Supplier) -> Text:
    """Who speaks: the line above every text that staff wrote, so that a forged forward is recognised."""
    return _("📌 {supplier}, customer office", supplier=Verbatim(supplier.name))


def held(until: datetime) -> Text:
    """That it waits for the end of the night."""
    return _("🌙 quiet hours: it goes out from {at} on; only urgent notices do not wait", at=until)


def about(notice: Notice) -> Text:
    """What it is about, and on which days it holds."""
    first = warsaw_day(notice.valid_from)
    category = CATEGORIES[notice.category]
    if notice.valid_to is None:
        return _("{category} · from {first}", category=category, first=first)
    return _("{category} · {first} to {last}", category=category, first=first, last=warsaw_day(notice.valid_to))


def standing(notice: Notice) -> Text | None:
    """What is to be known before it is read; None where it simply holds."""
    if notice.standing is Standing.RECALLED and notice.recalled_at:
        return _("⚠️ Taken back on {date}: it holds no more.", date=warsaw_day(notice.recalled_at))
    if notice.standing is Standing.OVER and notice.valid_to:
        return _("▫️ Over since {date}.", date=warsaw_day(notice.valid_to))
    return None


def marks(notice: Notice) -> Text | None:
    """What else a list says of it, in words."""
    urgent = _("⚠️ urgent") if notice.urgent else None
    unread = None if notice.read else _("unread")
    present = [one for one in (urgent, unread) if one]
    return joined(present, " · ") if present else None
