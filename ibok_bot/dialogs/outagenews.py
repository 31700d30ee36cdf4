"""What is pushed when a fault is moved along: to those who reported it, and to everybody in the area.

The first line alone tells how it stands, for it is all that a locked phone shows. For those who hide sums there is no
address in it, and no note either, which may name one. That a time is not known is said, and never left to be guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ibok_bot.dialogs.talk import Entry, Style
from ibok_bot.domain.outages import Area, Family, FaultKind, State
from ibok_bot.i18n import WARSAW, Text, Verbatim, _, lines

_STATES: Mapping[State, Text] = {
    State.NEW: _("taken down"),
    State.VERIFYING: _("being checked"),
    State.FORWARDED: _("passed on to the network operator"),
    State.SCHEDULED: _("repair planned"),
    State.IN_PROGRESS: _("repair under way"),
    State.RESOLVED: _("repaired"),
    State.JOINED: _("joined with another one"),
    State.NOT_NETWORK: _("it is in your own installation"),
    State.NOT_OURS: _("somebody else is in charge"),
    State.WITHDRAWN: _("withdrawn"),
}
_POWER = (FaultKind.NO_POWER_FLAT, *(kind for kind in FaultKind if kind.family is Family.SUPPLY))
"""After these the power comes back; anything else is mended."""


@dataclass(frozen=True, slots=True)
class News:
    """How a fault stands: the state, the time that is expected, and what the dispatcher says to it."""

    kind: FaultKind
    state: State
    expected_at: datetime | None = None
    note: str | None = None


def of_report(
    news: News, number: str, address: str, now: datetime, timezone: ZoneInfo = WARSAW, *, hides: bool = False
) -> Text:
    """To the household that reported it. What `hides` tells nothing that could give the place away."""
    first = _("⚡ Fault {number}: {how}", number=Verbatim(number), how=how(news, now, timezone))
    if hides:
        return lines(first, _("The dispatcher has added a note; it is in the report.") if news.note else None)
    return lines(first, Verbatim(address) if address else None, Verbatim(f"💬 {news.note}") if news.note else None)


def of_area(news: News, named: Text, area: Area, now: datetime, timezone: ZoneInfo = WARSAW) -> Text:
    """To everybody whose metering point is there; the kind of fault as it is `named` elsewhere."""
    first = _("⚡ Fault, {area}: {how}", area=Verbatim(area.name), how=how(news, now, timezone))
    return lines(
        first,
        named,
        Verbatim(f"💬 {news.note}") if news.note else None,
        _("You get this because you have a metering point there."),
    )


def report_button(public_id: str) -> Entry:
    """From a push to the report that it speaks of."""
    return Entry("outage", _("⚡ Show the report"), public_id, Style.PRIMARY)


def how(news: News, now: datetime, timezone: ZoneInfo = WARSAW) -> Text:
    """The state and what is expected, in half a line."""
    if news.state is State.RESOLVED:
        return _("repaired. Does it work again?")
    if not news.state.is_open:
        return _STATES[news.state]
    if news.expected_at is None:
        return _("{state}, the time is not known yet", state=_STATES[news.state])
    when = clock(news.expected_at, now, timezone)
    if news.kind in _POWER:
        return _("{state}, power back about {when}", state=_STATES[news.state], when=when)
    return _("{state}, done about {when}", state=_STATES[news.state], when=when)


def clock(at: datetime, now: datetime, timezone: ZoneInfo = WARSAW) -> Text | datetime:
    """The hour alone when it is today's, else the day too."""
    local = at.astimezone(timezone)
    return Verbatim(f"{local:%H:%M}") if local.date() == now.astimezone(timezone).date() else at
