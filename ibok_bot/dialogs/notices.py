"""The notice board (tablica ogłoszeń): what is new, newest first, by category, and what was there before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ibok_bot.dialogs import onenotice
from ibok_bot.dialogs.noticewords import CATEGORIES, about, marks, standing
from ibok_bot.dialogs.onenotice import One, reader
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Access, Ask, Button, Choice, Dialog, Instead, Row, Said, Step
from ibok_bot.domain.notices import Category, Notice, Reader, Wanted
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, n_, paragraphs

PAGE = 5
_SEE = "see:"
_OF = "of:"
_LONGEST_LABEL = 28


class Board(onenotice.Board, Protocol):
    """The notices of a customer as a list."""

    async def count(self, reader: Reader, wanted: Wanted) -> tuple[int, int]: ...
    async def page(self, reader: Reader, wanted: Wanted, offset: int, limit: int) -> Sequence[Notice]: ...
    async def categories(self, reader: Reader, *, earlier: bool) -> Sequence[Category]: ...


class Desk(onenotice.Desk, Protocol):
    """What the board needs."""

    @property
    def board(self) -> Board: ...


@dataclass(frozen=True)
class Notices(Step[Desk]):
    """A page of the board: those in force, or the earlier ones."""

    category: Category | None = None
    earlier: bool = False
    page: int = 0

    @property
    def wanted(self) -> Wanted:
        """The filters."""
        return Wanted(self.category, self.earlier)

    async def ask(self, desk: Desk) -> Ask:
        """How many there are and how many are unread, and each of the page with a button."""
        who = reader(desk)
        found, unread = await desk.board.count(who, self.wanted)
        last_page = max(0, (found - 1) // PAGE)
        page = min(self.page, last_page)
        shown = await desk.board.page(who, self.wanted, page * PAGE, PAGE) if found else ()
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        return Ask(
            paragraphs(lines(self._heading(found, unread), self._filter()), *(_entry(one) for one in shown), where),
            [*(_opening(one) for one in shown), *turning(page, last_page), *self._ways(found)],
            crumb=_("Earlier") if self.earlier else None,
        )

    async def answer(self, said: Said, desk: Desk) -> One | Instead[Notices] | Filter:
        """Open one, turn the page, filter, or look at the earlier ones."""
        if said.choice and said.choice.startswith(_SEE):
            return One(said.choice.removeprefix(_SEE))
        match said.one_of(["older", "newer", "filter", "every", "earlier", "now"]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
            case "filter":
                return Filter(self.earlier)
            case "every":
                return Instead(Notices(earlier=self.earlier))
            case "earlier":
                return Instead(Notices(earlier=True))
        return Instead(Notices())

    def _heading(self, found: int, unread: int) -> Text:
        if not found:
            return _("There are no earlier notices.") if self.earlier else _("There are no notices now.")
        number = n_("<b>{n}</b> notice, newest first", "<b>{n}</b> notices, newest first", found)
        if self.earlier:
            return number
        new = n_("● <b>{n}</b> unread", "● <b>{n}</b> unread", unread) if unread else _("all read")
        return lines(number, new)

    def _filter(self) -> Text | None:
        return _("only: {category}", category=CATEGORIES[self.category]) if self.category else None

    def _ways(self, found: int) -> list[Button | Row]:
        every = Choice("every", _("All categories"))
        filtering = [every] if self.category else [Choice("filter", _("By category"))] if found else []
        other = Choice("now", _("In force now")) if self.earlier else Choice("earlier", _("Earlier ones"))
        return [(*filtering, other)]


@dataclass(frozen=True)
class Filter(Step[Desk]):
    """Which category; the list then takes this page's place."""

    earlier: bool = False

    async def ask(self, desk: Desk) -> Ask:
        """The categories that have notices."""
        held = await desk.board.categories(reader(desk), earlier=self.earlier)
        choices = [Choice(_OF + category.value, CATEGORIES[category]) for category in held]
        rows: list[Row] = [tuple(choices[start : start + 2]) for start in range(0, len(choices), 2)]
        return Ask(_("Notices of which category?"), [*rows, Choice("all", _("All categories"))], crumb=_("Category"))

    async def answer(self, said: Said, desk: Desk) -> Instead[Notices]:
        """The list of this category."""
        known = {_OF + category.value: category for category in Category}
        chosen = said.one_of(["all", *known])
        return Instead(Notices(known.get(chosen), self.earlier))


def _entry(notice: Notice) -> Text:
    title = Verbatim(notice.title)
    head: Text = title if notice.read else _("● <b>{title}</b>", title=title)
    state = marks(notice)
    return lines(head, joined([about(notice), state], " · ") if state else about(notice), standing(notice))


def _opening(notice: Notice) -> Choice:
    title = notice.title if len(notice.title) <= _LONGEST_LABEL else f"{notice.title[: _LONGEST_LABEL - 1].rstrip()}…"
    return Choice(f"{_SEE}{notice.id}", Verbatim(title if notice.read else f"● {title}"))


dialog = Dialog(
    "notices",
    _("📌 Notice board"),
    Notices,
    access=Access.CUSTOMER,
    help=_(
        "Here is what we announce: planned work, prices, law, safety. New ones bear ● and the word “unread”. Press a "
        "title to read it. “Earlier ones” are those that are over or were taken back. Which messages we send you is "
        "set in /settings."
    ),
)
