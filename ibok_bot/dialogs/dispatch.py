"""The dispatcher's queue of faults (dyspozytura): which incidents are open, the oldest first, and those to see to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ibok_bot.dialogs import dispatchwords
from ibok_bot.dialogs.dispatchcase import One
from ibok_bot.dialogs.dispatchdesk import Desk, sought
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Access, Ask, Button, Choice, Dialog, Instead, Row, Said, Step
from ibok_bot.domain import dispatch
from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.outages import State
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

_SEE, _VIEW = "see:", "view:"
_LISTED = 5
_LONGEST_AREA = 60
_CLOSED = tuple(state for state in State if not state.is_open and state is not State.JOINED)


class View(StrEnum):
    """Which incidents are looked at."""

    OPEN = "open"
    NEW = "new"
    MINE = "mine"
    OVERDUE = "overdue"
    DANGEROUS = "dangerous"
    CLOSED = "closed"

    def queue(self, me: MemberId, area: str | None) -> dispatch.Queue:
        """As the shelf is asked for them."""
        match self:
            case View.NEW:
                return dispatch.Queue((State.NEW,), area=area)
            case View.MINE:
                return dispatch.Queue(mine=me, area=area)
            case View.OVERDUE:
                return dispatch.Queue(overdue=True, area=area)
            case View.DANGEROUS:
                return dispatch.Queue(dangerous=True, area=area)
            case View.CLOSED:
                return dispatch.Queue(_CLOSED, area=area)
        return dispatch.Queue(area=area)


_HEADINGS: dict[View, Text] = {
    View.OPEN: _("<b>All open faults</b>, the oldest first"),
    View.NEW: _("<b>New faults</b>, the oldest first"),
    View.MINE: _("<b>My faults</b>, the oldest first"),
    View.OVERDUE: _("<b>Overdue</b>: the promised time is over"),
    View.DANGEROUS: _("<b>Dangerous faults</b>, the oldest first"),
    View.CLOSED: _("<b>Closed faults</b>, the oldest first"),
}


@dataclass(frozen=True)
class Queue(Step[Desk]):
    """A page of it. What is typed is a number to open, or else an area to see alone."""

    view: View = View.OPEN
    area: str | None = None
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with where it is, how many have reported it, and what was promised."""
        counts = {view: await self._count(desk, view) for view in View}
        last_page = max(0, (counts[self.view] - 1) // _LISTED)
        page = min(self.page, last_page)
        queue = self.view.queue(desk.staff.id, self.area)
        shown = await desk.dispatch.page(queue, page * _LISTED, _LISTED) if counts[self.view] else ()
        return Ask(
            paragraphs(
                lines(
                    _HEADINGS[self.view],
                    _("only the area: <b>{area}</b>", area=Verbatim(self.area)) if self.area else None,
                    n_("<b>{n}</b> fault", "<b>{n}</b> faults", counts[self.view]),
                ),
                *(dispatchwords.brief(one, desk) for one in shown),
                _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None,
                _("Write a number (AW-118 or A-2417) to open it, or a postcode or town to see that area alone."),
            ),
            [
                *(Choice(f"{_SEE}{one.number}", dispatchwords.button(one)) for one in shown),
                *turning(page, last_page),
                *self._others(counts),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> One | Instead[Queue]:
        """Open one, turn the page, or look at others."""
        if said.choice is None:
            return await self._typed(said.line(_LONGEST_AREA), desk)
        if said.choice.startswith(_SEE):
            return One(said.choice.removeprefix(_SEE))
        match said.one_of(["older", "newer", "everywhere", *(f"{_VIEW}{view}" for view in View)]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
            case "everywhere":
                return Instead(Queue(self.view))
            case view:
                return Instead(Queue(View(view.removeprefix(_VIEW)), self.area))

    async def _typed(self, typed: str, desk: Desk) -> One | Instead[Queue]:
        case = await sought(desk, typed)
        return One(case.number) if case else Instead(Queue(self.view, typed))

    async def _count(self, desk: Desk, view: View) -> int:
        return await desk.dispatch.count(view.queue(desk.staff.id, self.area))

    def _others(self, counts: dict[View, int]) -> list[Button | Row]:
        labels: dict[View, Text] = {
            View.OPEN: _("All open ({count})", count=counts[View.OPEN]),
            View.NEW: _("New ({count})", count=counts[View.NEW]),
            View.MINE: _("Mine ({count})", count=counts[View.MINE]),
            View.OVERDUE: _("Overdue ({count})", count=counts[View.OVERDUE]),
            View.DANGEROUS: _("Dangerous ({count})", count=counts[View.DANGEROUS]),
            View.CLOSED: _("Closed ({count})", count=counts[View.CLOSED]),
        }
        others = [Choice(f"{_VIEW}{view}", labels[view]) for view in View if view is not self.view]
        if self.area:
            others.insert(0, Choice("everywhere", _("Everywhere")))
        return [tuple(others[place : place + 2]) for place in range(0, len(others), 2)]


dialog = Dialog[Desk](
    "dispatch",
    _("⚡ Faults desk"),
    Queue,
    access=Access.DISPATCHER,
    help=_(
        "Here are the faults that customers have reported; reports of one fault are joined into one incident (AW-…). "
        "Open one, press the new state, and then the green button: everybody who reported it is told at once. On the "
        "way you can promise a time and add a word. If somebody else changes it meanwhile, you hear of it before "
        "anything is sent."
    ),
    entry=One,
)
