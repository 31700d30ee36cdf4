"""The inbox of the office (skrzynka), for clerks: which customers wait, who has them, and those that are settled."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs.inboxthread import Desk, One, brief, who_has_it
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Instead, Row, Said, Step
from ibok_bot.domain.threads import Thread, View
from ibok_bot.i18n import Text, _, lines, n_, paragraphs

_SEE = "see:"
_VIEW = "view:"
_LISTED = 5
_HEADINGS: dict[View, Text] = {
    View.WAITING: _("<b>Waiting for somebody</b>, the longest first"),
    View.MINE: _("<b>Mine</b>, those who wait first"),
    View.ALL: _("<b>All that are open</b>"),
    View.CLOSED: _("<b>Closed</b>, the latest first"),
}


@dataclass(frozen=True)
class Queue(Step[Desk]):
    """A page of it."""

    view: View = View.WAITING
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with whom it is from, how it begins, and since when they wait."""
        me = desk.staff.id
        counts = {view: await desk.contact.count(view, me) for view in (View.WAITING, View.MINE, View.ALL, self.view)}
        count = counts[self.view]
        last_page = max(0, (count - 1) // _LISTED)
        page = min(self.page, last_page)
        shown = await desk.contact.queue(self.view, me, page * _LISTED, _LISTED) if count else ()
        return Ask(
            paragraphs(
                lines(_HEADINGS[self.view], n_("<b>{n}</b> conversation", "<b>{n}</b> conversations", count)),
                *(_entry(desk, one) for one in shown),
                _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None,
            ),
            [*(_opening(one) for one in shown), *turning(page, last_page), *_views(self.view, counts)],
        )

    async def answer(self, said: Said, desk: Desk) -> One | Instead[Queue]:
        """Open one, turn the page, or look at others."""
        if said.choice and said.choice.startswith(_SEE):
            return One(said.choice.removeprefix(_SEE))
        match said.one_of(["older", "newer", *(f"{_VIEW}{view}" for view in View)]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
            case view:
                return Instead(Queue(View(view.removeprefix(_VIEW))))


def _entry(desk: Desk, one: Thread) -> Text:
    return lines(brief(desk, one), who_has_it(one, desk.staff.id))


def _opening(one: Thread) -> Choice:
    return Choice(f"{_SEE}{one.id}", _("Open no. {number}", number=one.id))


def _views(view: View, counts: dict[View, int]) -> list[Row]:
    labels: dict[View, Text] = {
        View.WAITING: _("Waiting ({count})", count=counts[View.WAITING]),
        View.MINE: _("Mine ({count})", count=counts[View.MINE]),
        View.ALL: _("All open ({count})", count=counts[View.ALL]),
        View.CLOSED: _("Closed ones"),
    }
    others = [Choice(f"{_VIEW}{other}", labels[other]) for other in View if other is not view]
    return [tuple(others[:2]), tuple(others[2:])]


dialog = Dialog[Desk](
    "inbox",
    _("☎️ Inbox"),
    Queue,
    access=Access.CLERK,
    help=_(
        "Here are the conversations with customers. Take one, and colleagues see that it is yours; answer it in your "
        "own words or with a prepared reply, with a file if need be. “Hand back” leaves it to colleagues, “Close” ends "
        "it. When the customer writes again, a message comes to you."
    ),
    entry=One,
)
