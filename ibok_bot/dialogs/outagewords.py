"""How faults are told to customers: short kinds for buttons, whose turn it is, and what to do when there is danger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ibok_bot.domain.outages import Acting, FaultKind, State
from ibok_bot.domain.supplier import OperatorContact, Supplier
from ibok_bot.i18n import WARSAW, Text, Verbatim, _, joined, lines, n_, paragraphs

KINDS: Mapping[FaultKind, Text] = {
    FaultKind.NO_POWER_FLAT: _("No power at my place"),
    FaultKind.NO_POWER_BUILDING: _("No power in building"),
    FaultKind.NO_POWER_AREA: _("No power in the area"),
    FaultKind.PHASE_LOSS: _("One phase is missing"),
    FaultKind.FLICKER: _("Flickering light"),
    FaultKind.WIRE_DOWN: _("A wire hangs or lies"),
    FaultKind.POLE: _("Damaged pole"),
    FaultKind.SPARKS: _("Sparks, smell of fire"),
    FaultKind.CABINET: _("Damaged cabinet"),
    FaultKind.STATION_OPEN: _("Open substation"),
    FaultKind.THEFT: _("Theft, tampering"),
    FaultKind.TREE: _("Tree on a line"),
    FaultKind.STREET_LIGHT: _("Street lamp"),
    FaultKind.METER: _("Meter or its display"),
    FaultKind.OTHER: _("Something else"),
}
"""Short enough for a button."""
KIND_NAMES: Mapping[FaultKind, Text] = {
    FaultKind.NO_POWER_FLAT: _("No power, only at my place"),
    FaultKind.NO_POWER_BUILDING: _("No power in the whole building"),
    FaultKind.NO_POWER_AREA: _("No power in the street or around"),
    FaultKind.PHASE_LOSS: _("One phase is missing"),
    FaultKind.FLICKER: _("Voltage goes up and down, lights flicker"),
    FaultKind.WIRE_DOWN: _("A wire is torn or hangs down"),
    FaultKind.POLE: _("A pole is damaged or has fallen"),
    FaultKind.SPARKS: _("Sparks, crackling, a smell of burning"),
    FaultKind.CABINET: _("A cable cabinet or connection is damaged"),
    FaultKind.STATION_OPEN: _("A substation stands open"),
    FaultKind.THEFT: _("Theft or tampering"),
    FaultKind.TREE: _("A tree or branch on the line"),
    FaultKind.STREET_LIGHT: _("A street lamp is damaged or dark"),
    FaultKind.METER: _("The meter or its display is damaged"),
    FaultKind.OTHER: _("Something else"),
}
STATE_NAMES: Mapping[State, Text] = {
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
REMINDER = _(
    "⚠️ Danger? Call <b>991</b>; for fire or a threat to life <b>112</b>. A report here does not replace a call."
)
"""It stands on every page about something dangerous."""
GONE = _("There is no such report for this account.")
_KEEP_AWAY = _("Do not go near it and do not touch anything beside it. Keep other people and animals away.")
_ADVICE: Mapping[FaultKind, Text] = {
    FaultKind.WIRE_DOWN: _(
        "Stay at least ten metres away from the wire: the ground around it can kill too. Do not touch anything that "
        "the wire touches, and keep other people away."
    ),
    FaultKind.SPARKS: _(
        "Do not touch it and do not put it out with water. If it is inside and you can do so safely, switch the main "
        "fuse off, and go out."
    ),
    FaultKind.STATION_OPEN: _("Do not go in and do not close it yourself. Keep children away."),
    FaultKind.THEFT: _("Do not stop anybody yourself and do not touch what is left: bare wires may be live."),
    FaultKind.TREE: _("Do not touch the tree or its branches, and do not cut them: they may be live."),
}


def safety(kind: FaultKind, supplier: Supplier) -> Text:
    """What to do at once when there is danger: first of all to call."""
    fire = _("Fire or a threat to life: call <b>112</b>.") if kind is not FaultKind.SPARKS else None
    burning = _("Does it burn, or is there smoke? Call <b>112</b> at once.") if kind is FaultKind.SPARKS else None
    return paragraphs(
        _("⚠️ {advice}", advice=_ADVICE.get(kind, _KEEP_AWAY)),
        lines(
            burning,
            _("<b>Call now: 991</b> (energy emergency service, free, day and night)."),
            fire,
            *(_other_phone(one) for one in supplier.operators if one.phone),
        ),
        _("A report here does not replace the call."),
    )


def numbers(supplier: Supplier) -> Text:
    """Whom to call, for everybody, whether logged in or not."""
    return lines(
        _("<b>991</b> – energy emergency service, free, day and night"),
        _("<b>112</b> – fire, or a threat to life"),
        *(_other_phone(one) for one in supplier.operators if one.phone),
        _("{phone} – our office, {hours}", phone=Verbatim(supplier.phone), hours=Verbatim(supplier.hours)),
    )


def _other_phone(operator: OperatorContact) -> Text:
    return _("{phone} – {operator}, where 991 cannot be reached",
             phone=Verbatim(operator.phone), operator=Verbatim(operator.name))  # fmt: skip


def expected(state: State, at: datetime | None, now: datetime) -> Text | None:
    """When it will be mended; that nobody knows yet is said too, as is that a time has passed."""
    if not state.is_open:
        return None
    if at is None:
        return _("When it will be mended is not known yet.")
    if at <= now:
        return _("The time that was given ({time}) has passed, and no new one is known yet.", time=clock(at, now))
    return _("Expected: <b>about {time}</b>", time=clock(at, now))


def clock(at: datetime, now: datetime) -> Text:
    """A time: today's without the day."""
    local = at.astimezone(WARSAW)
    today = local.date() == now.astimezone(WARSAW).date()
    return Verbatim(f"{local:%H:%M}") if today else _("{moment}", moment=at)


def acting(state: State, operator: OperatorContact | None, supplier: Supplier) -> Text | None:
    """Whose turn it is, with a phone."""
    match state.acting:
        case Acting.SUPPLIER:
            return _("Now acting: {who}, ☎️ {phone}",
                     who=Verbatim(supplier.name), phone=Verbatim(supplier.phone))  # fmt: skip
        case Acting.OPERATOR:
            return _operators([_whole(operator, supplier)] if operator else supplier.operators)
    if state is State.NOT_NETWORK:
        return _("Please call an electrician. If you think that it is the network after all, write a new report.")
    return None


def _whole(operator: OperatorContact, supplier: Supplier) -> OperatorContact:
    """With the other phone that the supplier knows of the same operator."""
    known = next((one for one in supplier.operators if one.name == operator.name), operator)
    return operator if operator.phone else known


def _operators(several: Sequence[OperatorContact]) -> Text:
    told = [_phones(one) for one in several]
    if not told:
        return _("Now acting: the network operator, ☎️ 991")
    return _("Now acting: {who}", who=joined(told, "; "))


def _phones(operator: OperatorContact) -> Text:
    phones = " / ".join(each for each in (operator.emergency_phone, operator.phone) if each)
    return _("{operator}, ☎️ {phone}", operator=Verbatim(operator.name), phone=Verbatim(phones))


def neighbours(others: int) -> Text | None:
    """How many more households reported the same."""
    if not others:
        return None
    return n_("👥 <b>{n}</b> more household reported this.", "👥 <b>{n}</b> more households reported this.", others)
