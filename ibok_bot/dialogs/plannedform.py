"""Announcing a planned outage: in whose network, where, when, and why; then a look at it, and at how many hear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ibok_bot.dialogs.planneddesk import (
    ASK_WHERE,
    Desk,
    checked,
    reach_told,
    read_area,
    read_time,
    terms_told,
    warning,
)
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Retry, Said, Step, Style
from ibok_bot.domain.ids import OperatorId
from ibok_bot.domain.planned import LONGEST_REASON, PlannedOutage, Terms
from ibok_bot.domain.planned_area import PlannedArea
from ibok_bot.i18n import Verbatim, _, lines, paragraphs

_HOURS = (2, 4, 6, 8)
NONE = "none"
ASK_START = lines(
    _("<b>When does it begin?</b>"),
    _("Write the day and the hour, for example: 4.12 8:00, or tomorrow 8:00."),
)
ASK_REASON = lines(
    _("<b>Why?</b> Customers read this, for example: replacement of a pole."),
    _("Write it in Polish, or leave it out."),
)


@dataclass(frozen=True)
class WhichOperator(Step[Desk]):
    """In whose network."""

    async def ask(self, desk: Desk) -> Ask | AskWhere:
        """Nothing is asked where there is but one."""
        operators = await desk.planneddesk.operators()
        if len(operators) == 1:
            return AskWhere(operators[0].id)
        return Ask(
            _("<b>In whose network?</b>"),
            [Choice(str(each.id), Verbatim(each.name)) for each in operators],
            crumb=_("New outage"),
        )

    async def answer(self, said: Said, desk: Desk) -> AskWhere:
        """On to the place."""
        known = [str(each.id) for each in await desk.planneddesk.operators()]
        return AskWhere(OperatorId(int(said.one_of(known))))


@dataclass(frozen=True)
class AskWhere(Step[Desk]):
    """Where."""

    operator: OperatorId

    async def ask(self, desk: Desk) -> Ask:
        """How a place is written."""
        return Ask(ASK_WHERE, crumb=_("New outage"))

    async def answer(self, said: Said, desk: Desk) -> AskStart:
        """On to the time."""
        return AskStart(self.operator, read_area(said))


@dataclass(frozen=True)
class AskStart(Step[Desk]):
    """From when."""

    operator: OperatorId
    area: PlannedArea

    async def ask(self, desk: Desk) -> Ask:
        """As it is typed."""
        return Ask(ASK_START, crumb=_("Beginning"))

    async def answer(self, said: Said, desk: Desk) -> AskEnd:
        """On to the end."""
        return AskEnd(self.operator, self.area, read_time(said, desk.now()))


@dataclass(frozen=True)
class AskEnd(Step[Desk]):
    """Until when."""

    operator: OperatorId
    area: PlannedArea
    starts_at: datetime

    async def ask(self, desk: Desk) -> Ask:
        """Common lengths, or any time."""
        return ask_end(self.starts_at)

    async def answer(self, said: Said, desk: Desk) -> AskReason:
        """On to the reason. Raises Retry for an end that makes no sense."""
        ends_at = end_said(said, self.starts_at)
        return AskReason(checked(Terms(self.operator, self.area, self.starts_at, ends_at), desk.now()))


@dataclass(frozen=True)
class AskReason(Step[Desk]):
    """Why."""

    terms: Terms

    async def ask(self, desk: Desk) -> Ask:
        """It may be left out."""
        return Ask(ASK_REASON, [Choice(NONE, _("Without a reason"))], crumb=_("Reason"))

    async def answer(self, said: Said, desk: Desk) -> Announce:
        """On to the summary."""
        return Announce(replace(self.terms, reason=reason_said(said)))


@dataclass(frozen=True)
class Announce(Step[Desk]):
    """Whether to announce it indeed."""

    terms: Terms

    async def ask(self, desk: Desk) -> Ask:
        """All of it, how many hear of it, and whether it is late for that."""
        return Ask(
            paragraphs(
                _("<b>Announce this outage?</b>"),
                terms_told(self.terms),
                reach_told(await desk.planneddesk.reach(self.terms)),
                warning(self.terms.starts_at, desk.now()),
            ),
            [Choice("announce", _("Announce the outage"), Style.SUCCESS)],
            crumb=_("Summary"),
        )

    async def answer(self, said: Said, desk: Desk) -> End:
        """Announce it. Raises Retry where it makes no sense any more."""
        said.one_of(["announce"])
        outage = await desk.planneddesk.announce(checked(self.terms, desk.now()), desk.staff)
        return done(outage)


def done(outage: PlannedOutage) -> End:
    return End(
        lines(
            _("✅ Planned outage <b>{number}</b> is announced.", number=Verbatim(outage.number))
            if outage.version == 1
            else _("✅ Planned outage <b>{number}</b> is changed.", number=Verbatim(outage.number)),
            _("Customers are being told; in the quiet hours only what cannot wait for the morning."),
        ),
        [
            Entry("plannedoutages", _("⚡ Show the outage"), str(outage.id)),
            Entry("plannedoutages", _("🗓 Planned outages")),
        ],
    )


def ask_end(starts_at: datetime) -> Ask:
    lengths = [Choice(str(hours), _("{hours} h", hours=hours)) for hours in _HOURS]
    return Ask(
        lines(
            _("It begins: <b>{start}</b>", start=starts_at),
            _("<b>When does it end?</b> Press how long it lasts, or write the hour, for example: 14:00."),
        ),
        [tuple(lengths[:2]), tuple(lengths[2:])],
        crumb=_("End"),
    )


def end_said(said: Said, starts_at: datetime) -> datetime:
    if said.choice is not None:
        return starts_at + timedelta(hours=int(said.one_of(str(hours) for hours in _HOURS)))
    return read_time(said, starts_at)


def reason_said(said: Said) -> str:
    if said.choice == NONE:
        return ""
    reason = said.line(LONGEST_REASON)
    if not any(sign.isalnum() for sign in reason):
        raise Retry(_("Please write the answer as text."))
    return reason
