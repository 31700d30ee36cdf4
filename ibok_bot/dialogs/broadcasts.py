"""Notices sent (wysyłki), for clerks: the list of them, newest first, and the way to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs import broadcastdesk
from ibok_bot.dialogs.broadcastwords import NEVER_SENT, stands, title
from ibok_bot.dialogs.onebroadcast import One
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Entry, Instead, Row, Said, Step
from ibok_bot.domain.broadcasts import BroadcastState
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.notices import Posted
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

PAGE = 5
_OPEN = "see:"
_LONGEST_LABEL = 28


class Carrier(Protocol):
    """What carries a notice to the chats."""

    @property
    def state(self) -> BroadcastState: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def recipients(self) -> int: ...


class Line(Protocol):
    """A notice in the list."""

    @property
    def notice(self) -> Posted: ...
    @property
    def carrier(self) -> Carrier | None: ...


class Notices(broadcastdesk.Notices, Protocol):
    """All notices, a page at a time."""

    async def listing(self, before: NoticeId | None, most: int) -> Sequence[Line]: ...


class Desk(broadcastdesk.Desk, Protocol):
    """What the list needs."""

    @property
    def notices(self) -> Notices: ...


@dataclass(frozen=True)
class All(Step[Desk]):
    """A page of the list; the pages before it are those that it was turned from."""

    before: tuple[int, ...] = ()

    async def ask(self, desk: Desk) -> Ask:
        """Each with its state and how far it is."""
        after = NoticeId(self.before[-1]) if self.before else None
        found = await desk.notices.listing(after, PAGE + 1)
        here = found[:PAGE]
        turn = []
        if self.before:
            turn.append(Choice("newer", _("‹ Previous")))
        if len(found) > PAGE:
            turn.append(Choice(f"older:{here[-1].notice.id}", _("Next ›")))
        rows: list[Row] = [(Choice(f"{_OPEN}{one.notice.id}", _label(one)),) for one in here]
        heading = _("<b>Notices sent</b>, newest first") if here else _("No notice has been sent yet.")
        return Ask(
            paragraphs(heading, *(_line(one) for one in here)),
            [*rows, *([tuple(turn)] if turn else []), Entry("newnotice", _("📝 New notice"))],
        )

    async def answer(self, said: Said, desk: Desk) -> One | Instead[All]:
        """Open one, or turn the page."""
        chosen = said.choice or ""
        if chosen.startswith(_OPEN):
            return One(chosen.removeprefix(_OPEN))
        if chosen.startswith("older:"):
            return Instead(All((*self.before, int(chosen.removeprefix("older:")))))
        said.one_of(["newer"])
        return Instead(All(self.before[:-1]))


def _line(one: Line) -> Text:
    carrier = one.carrier
    name = _("<b>{title}</b>", title=Verbatim(title(one.notice)))
    if carrier is None:
        return lines(name, NEVER_SENT)
    begun = carrier.started_at is not None
    word = stands(carrier.state, taken_back=begun and one.notice.recalled_at is not None)
    reach = n_("<b>{n}</b> recipient", "<b>{n}</b> recipients", carrier.recipients) if begun else None
    return lines(name, word, reach)


def _label(one: Line) -> Verbatim:
    name = title(one.notice)
    return Verbatim(name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1].rstrip()}…")


dialog = Dialog[Desk](
    "broadcasts",
    _("📨 Notices sent"),
    All,
    access=Access.CLERK,
    help=_(
        "Here is how each notice goes out. The page of one that is being sent keeps itself up to date. You can pause "
        "it, go on, stop it, change its words, or take it back: Telegram allows that for 48 hours. “In doubt” means: "
        "the connection broke, and nobody knows whether it arrived."
    ),
    entry=One,
)
