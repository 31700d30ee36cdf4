"""Suggestions as the staff see them: read, take note, answer those that have a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.suggestionwords import CATEGORY, head
from ibok_bot.dialogs.surveyform import written
from ibok_bot.dialogs.talk import Access, Ask, Button, Choice, Dialog, Entry, Instead, Outdated, Row, Said, Step, Style
from ibok_bot.domain.ids import AccountId, SuggestionId
from ibok_bot.domain.staff import Actor, StaffMember
from ibok_bot.domain.suggestions import LONGEST_REPLY, Suggestion, SuggestionState
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

PAGE = 6
_AT, _ONLY = "at:", "only:"
_EVERY = "every"
_GONE = _("There is no such suggestion.")
_FILTERS: dict[str, Text] = {
    SuggestionState.NEW.value: _("New ones"),
    SuggestionState.READ.value: _("Read ones"),
    SuggestionState.ANSWERED.value: _("Answered ones"),
    _EVERY: _("All of them"),
}


class Suggestions(Protocol):
    """What customers told us unasked."""

    async def count(self, state: SuggestionState | None) -> int: ...
    async def page(self, state: SuggestionState | None, skip: int, most: int) -> Sequence[Suggestion]: ...
    async def one(self, number: str) -> Suggestion | None: ...
    async def mark_read(self, suggestion: SuggestionId) -> None: ...
    async def answer(self, suggestion: Suggestion, reply: str, by: Actor) -> AccountId | None: ...


class Answers(Protocol):
    """Words that go to a customer's chats."""

    def tell_answer(self, account: AccountId, text: Text, buttons: Sequence[Entry] = ()) -> None: ...


class Desk(Protocol):
    """What the office needs for suggestions."""

    @property
    def staff(self) -> StaffMember: ...
    @property
    def suggestions(self) -> Suggestions: ...
    @property
    def pushes(self) -> Answers: ...


@dataclass(frozen=True)
class All(Step[Desk]):
    """A page of them, the new ones first of all."""

    state: str = SuggestionState.NEW.value
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with its first words and a button."""
        state = None if self.state == _EVERY else SuggestionState(self.state)
        found = await desk.suggestions.count(state)
        last_page = max(0, (found - 1) // PAGE)
        page = min(self.page, last_page)
        shown = await desk.suggestions.page(state, page * PAGE, PAGE)
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        keys = [Choice(_AT + one.number, Verbatim(one.number)) for one in shown]
        filters = [Choice(_ONLY + word, label) for word, label in _FILTERS.items() if word != self.state]
        return Ask(
            paragraphs(
                _("<b>{filter}</b>", filter=_FILTERS[self.state]),
                n_("{n} suggestion", "{n} suggestions", found) if found else _("There are none."),
                *(lines(_head(one), Verbatim(_short(one.words))) for one in shown),
                where,
            ),
            [*_in_pairs(keys), *turning(page, last_page), *_in_pairs(filters)],
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[All] | One:
        """Open one, turn the page, or look at others."""
        chosen = said.choice or ""
        if chosen.startswith(_AT):
            return One(chosen.removeprefix(_AT))
        chosen = said.one_of(["older", "newer", *(_ONLY + word for word in _FILTERS)])
        match chosen:
            case "older":
                return Instead(All(self.state, self.page + 1))
            case "newer":
                return Instead(All(self.state, max(0, self.page - 1)))
        return Instead(All(chosen.removeprefix(_ONLY)))


@dataclass(frozen=True)
class One(Step[Desk]):
    """One of them, whole."""

    number: str

    async def ask(self, desk: Desk) -> Ask:
        """With its photo, the answer if there is one, and what can be done."""
        one = await _found(desk, self.number)
        return Ask(
            paragraphs(
                _head(one),
                Verbatim(one.words),
                _("<b>Our answer:</b> {reply}", reply=Verbatim(one.reply)) if one.reply else None,
                None if one.signed else _("It has no name: it cannot be answered."),
            ),
            _ways(one),
            crumb=Verbatim(one.number),
            media=one.photo,
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[One] | AskReply:
        """Take note of it, or answer."""
        one = await _found(desk, self.number)
        if said.one_of([each.value for each in _ways(one)]) == "read":
            await desk.suggestions.mark_read(one.id)
            return Instead(One(self.number))
        return AskReply(self.number)


@dataclass(frozen=True)
class AskReply(Step[Desk]):
    """What to answer."""

    number: str

    async def ask(self, desk: Desk) -> Ask:
        """The words that it answers stand above."""
        one = await _found(desk, self.number)
        return Ask(
            paragraphs(
                Verbatim(_short(one.words)),
                _("<b>What do we answer?</b> Write it in one message; you see it before it goes."),
            ),
            crumb=_("Answer"),
        )

    async def answer(self, said: Said, desk: Desk) -> ConfirmReply:
        """On to sending."""
        return ConfirmReply(self.number, written(said, LONGEST_REPLY))


@dataclass(frozen=True)
class ConfirmReply(Step[Desk]):
    """The answer as the customer will see it."""

    number: str
    reply: str

    async def ask(self, desk: Desk) -> Ask:
        """Goes out with the press."""
        one = await _found(desk, self.number)
        return Ask(
            paragraphs(_("So the customer will see it:"), _reply(one, self.reply)),
            [Choice("send", _("Send the answer"), Style.SUCCESS), Choice("again", _("Write it anew"))],
            crumb=_("Answer"),
        )

    async def answer(self, said: Said, desk: Desk) -> One | AskReply:
        """Send it once. Raises Outdated where a colleague was quicker."""
        if said.one_of(["send", "again"]) == "again":
            return AskReply(self.number)
        one = await _found(desk, self.number)
        account = await desk.suggestions.answer(one, self.reply, desk.staff)
        if account is None:
            raise Outdated(_("This suggestion was answered meanwhile. Nothing was sent."))
        desk.pushes.tell_answer(account, _reply(one, self.reply), [Entry("suggestion", _("💡 Suggestions"))])
        return One(self.number)


async def _found(desk: Desk, number: str) -> Suggestion:
    one = await desk.suggestions.one(number)
    if one is None:
        raise Outdated(_GONE)
    return one


def _reply(one: Suggestion, reply: str) -> Text:
    return paragraphs(
        _("💡 An answer to your suggestion {number}", number=Verbatim(one.number)),
        Verbatim(_short(one.words)),
        _("<b>Our answer:</b> {reply}", reply=Verbatim(reply)),
    )


def _ways(one: Suggestion) -> list[Choice]:
    ways = []
    if one.signed and one.state is not SuggestionState.ANSWERED:
        ways.append(Choice("reply", _("Write the answer"), Style.PRIMARY))
    if one.state is SuggestionState.NEW:
        ways.append(Choice("read", _("Mark as read")))
    return ways


def _head(one: Suggestion) -> Text:
    return lines(
        head(one),
        _("{category} · {who}", category=CATEGORY[one.category], who=_("signed") if one.signed else _("no name")),
    )


def _short(words: str) -> str:
    return words if len(words) <= 150 else f"{words[:150]}…"  # noqa: PLR2004 - enough to choose by


def _in_pairs(keys: Sequence[Choice]) -> list[Button | Row]:
    return [tuple(keys[place : place + 2]) for place in range(0, len(keys), 2)]


dialog = Dialog(
    "suggestions",
    _("💡 Suggestions"),
    All,
    access=Access.CLERK,
    help=_(
        "What customers tell us unasked. Open one to read it whole, mark it as read, or answer: the answer goes to the "
        "customer's chats. One without a name cannot be answered, and nobody can find out whose it is."
    ),
)
