"""How faults are told to dispatchers: where, how many, since when, what was promised, who has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ibok_bot.dialogs.dispatchdesk import Desk
from ibok_bot.dialogs.outagenews import clock
from ibok_bot.dialogs.outagewords import KIND_NAMES, KINDS, STATE_NAMES
from ibok_bot.domain.dispatch import CaseEvent, CaseLine, CaseReport
from ibok_bot.domain.expected_time import Insane
from ibok_bot.domain.fault_reports import LONGEST_DESCRIPTION
from ibok_bot.domain.media import Entity, Spot
from ibok_bot.domain.notice_html import from_entities
from ibok_bot.domain.outages import By, State, What
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, n_

STATE_LABELS: Mapping[State, Text] = {
    State.VERIFYING: _("Being checked"),
    State.FORWARDED: _("To the operator"),
    State.SCHEDULED: _("Repair planned"),
    State.IN_PROGRESS: _("Repair under way"),
    State.RESOLVED: _("Repaired"),
    State.NOT_NETWORK: _("In their installation"),
    State.NOT_OURS: _("Outside our scope"),
}
"""What a press makes of an incident, short enough for a button."""
WRONG_TIME: Mapping[Insane, Text] = {
    Insane.PAST: _("That time is over. Give one that is still to come, please."),
    Insane.TOO_SOON: _("That is in less than five minutes: nobody would have read it by then. Give a later time."),
    Insane.TOO_FAR: _("That is further ahead than may be promised in this state. Give an earlier time, or none."),
    Insane.MISSING: _("A planned repair needs a time. Press one below, or write it."),
    Insane.NONE_HERE: _("Nothing is expected any more in this state, so it has no time."),
}
CHANGED = _("Somebody else has changed it meanwhile: below is how it stands now.")
_HAPPENED: Mapping[What, Text] = {
    What.FILED: _("reported"),
    What.MOVED: _("moved along"),
    What.NOTED: _("noted"),
    What.JOINED: _("joined with"),
    What.SPLIT: _("split off"),
    What.WITHDRAWN: _("withdrawn"),
    What.REOPENED: _("it does not work"),
    What.WORKS: _("it works again"),
    What.TAKEN: _("taken"),
    What.LEFT: _("given back"),
}


def brief(case: CaseLine, desk: Desk) -> Text:
    """An incident in the queue, in a few lines."""
    return lines(
        _("<b>{number}</b> · {kind}", number=Verbatim(case.number), kind=KIND_NAMES[case.kind]),
        dangerous(case),
        joined((_area(case), households(case.households)), " · "),
        joined((_("since {at}", at=time(case.opened_at, desk)), STATE_NAMES[case.state]), " · "),
        promised(case, desk),
        whose(case, desk),
    )


def whole(case: CaseLine, desk: Desk) -> Text:
    """The head of its page."""
    return lines(
        _("<b>{number} · {kind}</b>", number=Verbatim(case.number), kind=KIND_NAMES[case.kind]),
        dangerous(case),
        _("State: <b>{state}</b>", state=STATE_NAMES[case.state]),
        promised(case, desk),
        joined((_area(case), households(case.households)), " · "),
        _("since {at}", at=time(case.opened_at, desk)),
        whose(case, desk),
    )


def moving(before: State, after: State) -> Text:
    """From which state into which; the same where only a time or a word is told."""
    if before is after:
        return _("State: <b>{state}</b>, as before", state=STATE_NAMES[after])
    return _("State: {before} → <b>{after}</b>", before=STATE_NAMES[before], after=STATE_NAMES[after])


def dangerous(case: CaseLine) -> Text | None:
    """That people may come to harm."""
    return _("⚠️ Dangerous") if case.kind.is_dangerous else None


def households(count: int) -> Text:
    """How many have reported it."""
    return n_("<b>{n}</b> household", "<b>{n}</b> households", count)


def promised(case: CaseLine, desk: Desk) -> Text | None:
    """Which time the households were told."""
    if not case.state.is_open:
        return None
    if case.expected_at is None:
        return _("no time was promised")
    when = time(case.expected_at, desk)
    if case.is_overdue(desk.now()):
        return _("🔴 overdue: promised for {when}", when=when)
    return _("promised for {when}", when=when)


def whose(case: CaseLine, desk: Desk) -> Text | None:
    """Who of the dispatchers has it."""
    if case.taken_by is None:
        return _("nobody has it yet") if case.state.is_open else None
    if case.taken_by == desk.staff.id:
        return _("it is yours")
    return _("{name} has it", name=Verbatim(case.taken_by_name or "?"))


def button(case: CaseLine) -> Text:
    """On a button that opens it."""
    number, kind = Verbatim(case.number), KINDS[case.kind]
    return joined((_("⚠️ {number}", number=number) if case.kind.is_dangerous else number, kind), " · ")


def next_state(case: CaseLine, into: State) -> Text:
    """On a button that moves it there; an incident can also stay where it is, with something else to say."""
    return _("Another time or note") if into is case.state else STATE_LABELS[into]


def spot(where: Spot | None) -> Text | None:
    """A shared place, as a link to the map."""
    if where is None:
        return None
    north, east = f"{where.latitude:.6f}", f"{where.longitude:.6f}"
    place, url = f"{north}, {east}", f"https://www.openstreetmap.org/?mlat={north}&mlon={east}#map=17/{north}/{east}"
    link = from_entities(place, (Entity("text_link", 0, len(place), url),))
    return _("📍 on the map: {place}", place=link)


def report(one: CaseReport, desk: Desk, most: int = LONGEST_DESCRIPTION) -> Text:
    """One household's report; beside others no more than the beginning of what it says."""
    said = one.description if len(one.description) <= most else f"{one.description[:most].rstrip()}…"
    return lines(
        _("<b>{number}</b>, {at}", number=Verbatim(one.number), at=time(one.reported_at, desk)),
        Verbatim(one.address) if one.address else None,
        spot(one.area.spot),
        _("☎️ {phone}", phone=Verbatim(one.phone)) if one.phone else None,
        _("💬 {words}", words=Verbatim(said)) if said else None,
        n_("📷 {n} photo", "📷 {n} photos", len(one.photos)) if one.photos else None,
        _answered(one),
    )


def event(one: CaseEvent, desk: Desk) -> Text:
    """A line of the history, with what only the staff may read."""
    about = [Verbatim(name) for name in (one.report, one.other) if name]
    return lines(
        joined((_("<b>{at}</b>", at=time(one.at, desk)), _who(one), _HAPPENED[one.what], *about), " · "),
        STATE_NAMES[one.state] if one.what is What.MOVED else None,
        _("promised for {when}", when=time(one.expected_at, desk))
        if one.what is What.MOVED and one.expected_at
        else None,
        _("💬 {words}", words=Verbatim(one.public_note)) if one.public_note else None,
        _("🔒 {words}", words=Verbatim(one.internal_note)) if one.internal_note else None,
    )


def time(at: datetime, desk: Desk) -> Text | datetime:
    """The hour alone when it is today's, else the day too."""
    return clock(at, desk.now(), desk.timezone)


def _area(case: CaseLine) -> Text:
    return Verbatim(case.area.name) if case.area.is_known else _("place not known")


def _answered(one: CaseReport) -> Text | None:
    if one.withdrawn:
        return _("withdrawn")
    if one.works is None:
        return None
    return _("✅ it works again") if one.works else _("🔴 it does not work")


def _who(one: CaseEvent) -> Text:
    if one.who:
        return Verbatim(one.who)
    match one.side:
        case By.CUSTOMER:
            return _("customer")
        case By.DISPATCHER:
            return _("console or system")
    return _("the office")
