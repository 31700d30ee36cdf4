"""How planned outages are called, in the same words in pushes, for customers and for the staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ibok_bot.dialogs.talk import Entry, Style
from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.planned import Content, News, PlannedOutage, State, Wrong
from ibok_bot.domain.planned_area import Address
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

MOST_NAMED = 3
"""So many places are named one by one; of more, only how many."""
CALENDAR = "ics-"
"""An item of the dialog that begins so is the outage's file for a calendar."""

STATE: dict[State, Text] = {
    State.ANNOUNCED: _("🗓 announced"),
    State.CHANGED: _("🔁 changed"),
    State.CANCELLED: _("❌ cancelled"),
    State.RUNNING: _("⚡ running now"),
    State.ENDED: _("✅ over"),
}
WRONG: dict[Wrong, Text] = {
    Wrong.NOWHERE: _("No place is given. Write at least one."),
    Wrong.BACKWARDS: _("It would end before it starts. Write a later end."),
    Wrong.TOO_LONG: _("It would last longer than 7 days. Check the dates."),
    Wrong.OVER: _("It would be over already. Write a later time."),
    Wrong.TOO_FAR: _("It would start more than a year from now. Check the date."),
}


@dataclass(frozen=True, slots=True)
class Words:
    """One message: the text, and the buttons under it."""

    text: Text
    buttons: tuple[Entry, ...]


def when(starts_at: datetime, ends_at: datetime) -> Text:
    """From when to when, by the clock on the wall in Warsaw."""
    if warsaw_day(starts_at) != warsaw_day(ends_at):
        return _("{start} – {end}", start=starts_at, end=ends_at)
    first, last = (Verbatim(f"{moment.astimezone(WARSAW):%H:%M}") for moment in (starts_at, ends_at))
    return _("{day}, {first}–{last}", day=warsaw_day(starts_at), first=first, last=last)


def lasting(time: timedelta) -> Text:
    """How long, as time passes: a night on which the clocks change is longer or shorter than they show."""
    hours, minutes = divmod(round(time.total_seconds() / 60), 60)
    if not hours:
        return _("{minutes} min", minutes=minutes)
    return _("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else _("{hours} h", hours=hours)


def where(places: Sequence[Address]) -> Text | None:
    """The customer's places that it concerns."""
    named: list[Text] = [Verbatim(f"{one.street}, {one.town}") for one in places[:MOST_NAMED]]
    rest = len(places) - MOST_NAMED
    return lines(*named, n_("and {n} more place", "and {n} more places", rest) if rest > 0 else None) if named else None


def push(news: News, outage: PlannedOutage, before: Content | None, places: Sequence[Address]) -> Words:
    """What one customer hears. The first line alone tells what happened; `places` are empty where addresses are hid."""
    terms = outage.terms
    hours = when(terms.starts_at, terms.ends_at)
    show = Entry("planned", _("⚡ Show the outage"), str(outage.id), Style.PRIMARY)
    calendar = Entry("planned", _("📅 To my calendar"), f"{CALENDAR}{outage.id}")
    if news is News.CANCELLED:
        was = when(before.starts_at, before.ends_at) if before else hours
        return Words(_called_off(outage, was), (show,))
    first = {
        News.ANNOUNCED: _("⚡ Planned outage: <b>{when}</b>", when=hours),
        News.CHANGED: _("⚡ Planned outage changed: <b>{when}</b>", when=hours),
        News.EVENING: _("⚡ No electricity tomorrow: <b>{when}</b>", when=hours),
    }[news]
    text = lines(
        first,
        where(places),
        _before(before, outage) if news is News.CHANGED else None,
        _("It lasts {lasting}.", lasting=lasting(terms.lasts)),
        _("Before it begins, charge your phone and switch sensitive devices off.") if news is News.EVENING else None,
    )
    return Words(text, (show, calendar))


def _called_off(outage: PlannedOutage, was: Text) -> Text:
    if outage.is_cancelled:
        return lines(_("⚡ Planned outage cancelled: <b>{when}</b>", when=was), _("The electricity stays on."))
    return lines(
        _("⚡ The outage of <b>{when}</b> does not concern you any more", when=was),
        _("The electricity stays on at your places."),
    )


def _before(before: Content | None, outage: PlannedOutage) -> Text:
    terms = outage.terms
    if before is None or (before.starts_at, before.ends_at) == (terms.starts_at, terms.ends_at):
        return _("It concerns other places of yours than before.")
    return _("Before: {when}", when=when(before.starts_at, before.ends_at))


def head(outage: PlannedOutage, now: datetime) -> Text:
    """What everybody may know of it: when, how long, how it stands, why, and whose network it is."""
    terms = outage.terms
    return paragraphs(
        lines(
            _("<b>{when}</b>", when=when(terms.starts_at, terms.ends_at)),
            _("{state} · {lasting}", state=STATE[outage.state(now)], lasting=lasting(terms.lasts)),
        ),
        lines(
            _("Reason: {reason}", reason=Verbatim(terms.reason)) if terms.reason else None,
            _("Network operator: {name}, phone {phone}", name=Verbatim(outage.operator), phone=Verbatim(outage.phone)),
            _("Number: {number}", number=Verbatim(outage.number)),
        ),
    )
