"""Faults (awarie): what is out of order, safety first; what is known at home, and one's own reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs import outagedraft, reportdesk
from ibok_bot.dialogs.onereport import One
from ibok_bot.dialogs.outagedraft import Draft, known_near
from ibok_bot.dialogs.outageform import COMMON, DANGEROUS, Hazard, Safety, begun, in_twos
from ibok_bot.dialogs.outageknown import PLANNED, Known, known_outage
from ibok_bot.dialogs.outageparts import LONGEST_WORDS
from ibok_bot.dialogs.outageplace import AskPlace
from ibok_bot.dialogs.outagewords import KINDS, REMINDER, numbers
from ibok_bot.dialogs.reportlist import MyReports, brief
from ibok_bot.dialogs.talk import Access, Ask, Button, Choice, Dialog, Entry, Retry, Row, Said, Step, Style
from ibok_bot.domain.fault_reports import KnownOutage, Report
from ibok_bot.domain.ids import PointId
from ibok_bot.domain.outages import FaultKind, State
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, _, paragraphs

_OTHERS = (FaultKind.PHASE_LOSS, FaultKind.METER, FaultKind.STREET_LIGHT, FaultKind.OTHER)
_SEE = "see:"
_TOO = "too:"
_MOST_OPEN = 3
_MOST_PLACES = 2
"""With more metering points than this, what is known is looked up only for the one that is chosen."""


class Reports(reportdesk.Reports, outagedraft.Reports, Protocol):
    """The customer's reports: made, and followed."""


class Desk(reportdesk.Desk, outagedraft.Desk, Protocol):
    """What the room of faults needs."""

    @property
    def reports(self) -> Reports: ...


class DoorDesk(Protocol):
    """What the page for guests needs."""

    @property
    def supplier(self) -> Supplier: ...


@dataclass(frozen=True)
class Door(Step[DoorDesk]):
    """For people who are not logged in: whom to call, and that a report needs a log-in."""

    async def ask(self, desk: DoorDesk) -> Ask:
        """The numbers first: danger does not wait for a password."""
        return Ask(
            paragraphs(
                _("⚠️ Keep away from torn wires and damaged equipment, and <b>call</b>:"),
                numbers(desk.supplier),
                _("To report a fault here and follow it, log in. Then we go on to the report at once."),
            ),
            [
                (Entry("login", _("Log in")), Entry("register", _("Create an account"))),
                Entry("contact", _("☎️ Contact")),
            ],
        )

    async def answer(self, said: Said, desk: DoorDesk) -> Outages:
        """Whoever has logged in meanwhile goes on."""
        return Outages()


@dataclass(frozen=True)
class Outages(Step[Desk]):
    """What is out of order."""

    async def ask(self, desk: Desk) -> Ask:
        """The most common faults, what is known at home, and the customer's open reports."""
        customer = desk.customer
        waiting = [one for one in await desk.reports.of(customer.account, 0, _MOST_OPEN) if _waits(one)]
        known = await _known_at_home(desk)
        return Ask(
            paragraphs(
                REMINDER,
                *(brief(one, desk.now()) for one in waiting),
                *(known_outage(one, desk) for _point, one in known),
                _("<b>What is out of order?</b> Choose, or write what has happened."),
            ),
            [
                *(Choice(_SEE + one.public_id, _waiting_label(one)) for one in waiting),
                *_me_too(known),
                *in_twos([Choice(kind.value, KINDS[kind]) for kind in COMMON]),
                Choice("danger", _("⚠️ Wire, pole, sparks"), Style.DANGER),
                Choice("other", _("Another fault")),
                (Choice("mine", _("My reports")), PLANNED),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Hazard | Safety | AskPlace | Known | Kinds | MyReports | One:
        """On to the report, or to those made before."""
        if said.text is not None:
            return begun(Draft(FaultKind.OTHER, description=said.line(LONGEST_WORDS)))
        if said.choice and said.choice.startswith(_SEE):
            return One(said.choice.removeprefix(_SEE))
        if said.choice and said.choice.startswith(_TOO):
            return await _too(said, desk)
        match said.one_of(["danger", "other", "mine", *COMMON]):
            case "danger":
                return Kinds(dangerous=True)
            case "other":
                return Kinds(dangerous=False)
            case "mine":
                return MyReports()
            case kind:
                return begun(Draft(FaultKind(kind)))


@dataclass(frozen=True)
class Kinds(Step[Desk]):
    """Which of the dangerous faults, or of the rarer ones."""

    dangerous: bool

    async def ask(self, desk: Desk) -> Ask:
        """With the numbers to call where there is danger."""
        kinds = DANGEROUS if self.dangerous else _OTHERS
        head = _("<b>What do you see?</b> Choose, or write it.")
        return Ask(
            paragraphs(numbers(desk.supplier) if self.dangerous else REMINDER, head),
            in_twos([Choice(kind.value, KINDS[kind]) for kind in kinds]),
            crumb=_("Danger") if self.dangerous else _("Another fault"),
        )

    async def answer(self, said: Said, desk: Desk) -> Hazard | Safety | AskPlace:
        """On to the report."""
        if said.text is not None:
            words = said.line(LONGEST_WORDS)
            return begun(Draft(FaultKind.OTHER, hazard=self.dangerous, description=words))
        kinds = DANGEROUS if self.dangerous else _OTHERS
        return begun(Draft(FaultKind(said.one_of(kinds))))


def _waits(report: Report) -> bool:
    """Whether something may still happen to it."""
    return report.state.is_open or report.asks_whether_it_works


def _waiting_label(report: Report) -> Text:
    number = Verbatim(report.number)
    if report.state is State.RESOLVED:
        return _("{number}: does it work?", number=number)
    return _("Report {number}", number=number)


async def _known_at_home(desk: Desk) -> Sequence[tuple[PointId, KnownOutage]]:
    """What is known where the customer's few metering points are, and not reported by them yet."""
    places = await desk.invoices.places(desk.customer.payer)
    if len(places) > _MOST_PLACES:
        return []
    found: dict[str, tuple[PointId, KnownOutage]] = {}
    for place in places:
        for one in await known_near(desk, Draft(FaultKind.NO_POWER_FLAT, point=place.point)):
            found.setdefault(one.number, (place.point, one))
    return [each for each in found.values() if each[1].mine is None][:_MOST_PLACES]


def _me_too(known: Sequence[tuple[PointId, KnownOutage]]) -> list[Button | Row]:
    label = _("No power here either")
    return [Choice(f"{_TOO}{point}", label, Style.SUCCESS) for point in dict.fromkeys(point for point, _one in known)]


async def _too(said: Said, desk: Desk) -> Known:
    """What is known at that metering point, to be joined there. Raises Retry."""
    for place in await desk.invoices.places(desk.customer.payer):
        if said.choice == f"{_TOO}{place.point}":
            return Known(Draft(FaultKind.NO_POWER_FLAT, point=place.point))
    raise Retry(_("Please choose with a button below."))


dialog = Dialog(
    "outages",
    _("⚡ Faults"),
    Outages,
    access=Access.CUSTOMER,
    guest=Door,
    help=_(
        "Here you report that there is no electricity, or that something is damaged. In danger call 991 first, for "
        "fire or a threat to life 112: a report here does not replace a call. Choose what it is, or write it in your "
        "own words; then look the report over and send it. Photos, a phone and a place on the map help the brigade, "
        "but none of them is needed. “My reports” shows how each stands, who acts now, and when the repair is expected."
    ),
)
