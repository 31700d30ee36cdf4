"""Planned outages for dispatchers: those that are coming or running, those over, each one, and a file of many."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.plannedchange import NewReason, NewStart, NewWhere
from ibok_bot.dialogs.planneddesk import MOVED_ON, Desk, area_told, outage_of, reach_told, terms_told, unchanged
from ibok_bot.dialogs.plannedfile import FromFile
from ibok_bot.dialogs.plannedform import WhichOperator
from ibok_bot.dialogs.plannedwords import STATE, head, when
from ibok_bot.dialogs.talk import (
    Access,
    Ask,
    Button,
    Choice,
    Dialog,
    End,
    Entry,
    Instead,
    Outdated,
    Row,
    Said,
    Step,
    Style,
)
from ibok_bot.domain.planned import PlannedOutage
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

PAGE = 5
_SEE = "see:"


@dataclass(frozen=True)
class All(Step[Desk]):
    """A page of the list: of those running or coming, or of those over or cancelled."""

    past: bool = False
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with its hours, state and first place."""
        found = await desk.planneddesk.count(past=self.past)
        last_page = max(0, (found - 1) // PAGE)
        page = min(self.page, last_page)
        shown = await desk.planneddesk.page(page * PAGE, PAGE, past=self.past)
        labels = [Choice(f"{_SEE}{each.id}", Verbatim(each.number)) for each in shown]
        buttons: list[Button | Row] = [
            *(tuple(labels[start : start + 2]) for start in range(0, len(labels), 2)),
            *turning(page, last_page),
            Choice("new", _("🗓 New outage"), Style.PRIMARY),
            (Choice("file", _("📎 From a file")), _other(past=self.past)),
        ]
        return Ask(paragraphs(_heading(found, past=self.past), *(_line(each, desk) for each in shown)), buttons)

    async def answer(self, said: Said, desk: Desk) -> One | WhichOperator | FromFile | Instead[All]:
        """Open one, begin a new one, or look elsewhere."""
        if said.choice and said.choice.startswith(_SEE):
            return One(said.choice.removeprefix(_SEE))
        match said.one_of(["new", "file", "past", "coming", "older", "newer"]):
            case "new":
                return WhichOperator()
            case "file":
                return FromFile()
            case "past":
                return Instead(All(past=True))
            case "coming":
                return Instead(All())
            case "older":
                return Instead(replace(self, page=self.page + 1))
        return Instead(replace(self, page=max(0, self.page - 1)))


@dataclass(frozen=True)
class One(Step[Desk]):
    """One planned outage, to look at and to change."""

    key: str

    async def ask(self, desk: Desk) -> Ask:
        """All of it, and how many it concerns."""
        outage = await outage_of(desk, self.key)
        is_open = outage.state(desk.now()).is_open
        buttons: list[Button | Row] = [
            (Choice("time", _("Change the time")), Choice("where", _("Change the place"))),
            Choice("reason", _("Change the reason")),
            Choice("cancel", _("Cancel the outage"), Style.DANGER),
        ]
        return Ask(
            paragraphs(
                head(outage, desk.now()),
                area_told(outage.terms.area),
                reach_told(await desk.planneddesk.reach(outage.terms)),
                _("Announced {at}, changed last {changed}", at=outage.published_at, changed=outage.changed_at),
            ),
            buttons if is_open else [Choice("list", _("🗓 Planned outages"))],
            crumb=Verbatim(outage.number),
        )

    async def answer(self, said: Said, desk: Desk) -> NewStart | NewWhere | NewReason | Cancel | All:
        """Change something, or cancel it."""
        outage = await outage_of(desk, self.key)
        chosen = said.one_of(["time", "where", "reason", "cancel", "list"])
        if chosen == "list" or not outage.state(desk.now()).is_open:
            return All()
        match chosen:
            case "time":
                return NewStart(self.key, outage.version)
            case "where":
                return NewWhere(self.key, outage.version)
            case "reason":
                return NewReason(self.key, outage.version)
        return Cancel(self.key, outage.version)


@dataclass(frozen=True)
class Cancel(Step[Desk]):
    """Whether to cancel it indeed."""

    key: str
    version: int

    async def ask(self, desk: Desk) -> Ask:
        """Names it, and how many hear of that."""
        outage = await unchanged(desk, self.key, self.version)
        return Ask(
            paragraphs(
                _("<b>Cancel this outage?</b> It cannot be taken back; you can only announce a new one."),
                terms_told(outage.terms),
                reach_told(await desk.planneddesk.reach(outage.terms)),
                _("Everybody who was told of it hears that the electricity stays on."),
            ),
            [Choice("keep", _("Keep it")), Choice("cancel", _("Cancel the outage"), Style.DANGER)],
            crumb=_("Cancelling"),
        )

    async def answer(self, said: Said, desk: Desk) -> One | End:
        """Cancel, or keep. Raises Outdated where somebody else was quicker."""
        if said.one_of(["keep", "cancel"]) == "keep":
            return One(self.key)
        outage = await outage_of(desk, self.key)
        written = await desk.planneddesk.cancel(outage.id, self.version, desk.staff)
        if written.came not in {"cancelled", "same"}:
            raise Outdated(MOVED_ON)
        return End(
            _(
                "✅ Planned outage <b>{number}</b> is cancelled. Customers are being told.",
                number=Verbatim(outage.number),
            ),
            [Entry("plannedoutages", _("🗓 Planned outages"))],
        )


def _heading(found: int, *, past: bool) -> Text:
    if not found:
        return _("No outage is over or cancelled yet.") if past else _("No outage is coming or running.")
    if past:
        return n_("<b>{n}</b> outage is over or cancelled", "<b>{n}</b> outages are over or cancelled", found)
    return n_("<b>{n}</b> outage is coming or running", "<b>{n}</b> outages are coming or running", found)


def _line(outage: PlannedOutage, desk: Desk) -> Text:
    return lines(
        _("<b>{number}</b> · {state}", number=Verbatim(outage.number), state=STATE[outage.state(desk.now())]),
        when(outage.terms.starts_at, outage.terms.ends_at),
    )


def _other(*, past: bool) -> Choice:
    return Choice("coming", _("Coming")) if past else Choice("past", _("Over"))


dialog = Dialog[Desk](
    "plannedoutages",
    _("🗓 Planned outages of the office"),
    All,
    access=Access.DISPATCHER,
    help=_(
        "Announce a planned outage, change or cancel it, or take in a file of many. Customers in its area are told at "
        "once, and again on the evening before at 18:00; never twice of the same."
    ),
    entry=One,
)
