"""One conversation as a clerk sees it: take it, answer it, hand it back, close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs import contactwords, inboxanswer
from ibok_bot.dialogs.contactwords import PAGE, file_of
from ibok_bot.dialogs.inboxanswer import GONE, Draft, Prepared, Words, found
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Ask, Button, Choice, Instead, Outdated, Retry, Row, Said, Step, Style
from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.media import Media
from ibok_bot.domain.staff import StaffMember
from ibok_bot.domain.threads import Message, MessageId, Side, State, Thread, ThreadId, View
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

_TAKE = "take:"
_NOBODY = "0"
_LANGUAGES: dict[str, Text] = {
    "pl": _("writes in Polish"),
    "en": _("writes in English"),
    "uk": _("writes in Ukrainian"),
}
_MOVED = _("That is not possible any more: somebody else has moved it along. This is how it stands now.")


class Contact(inboxanswer.Contact, Protocol):
    """The conversations of all customers."""

    async def queue(self, view: View, me: MemberId, offset: int, limit: int) -> Sequence[Thread]: ...
    async def count(self, view: View, me: MemberId) -> int: ...
    async def messages(self, thread: ThreadId, offset: int, limit: int) -> Sequence[Message]: ...
    async def count_messages(self, thread: ThreadId) -> int: ...
    async def media(self, thread: ThreadId, message: MessageId) -> Media | None: ...
    async def take(self, thread: ThreadId, by: StaffMember, seen: MemberId | None) -> bool: ...
    async def hand_back(self, thread: ThreadId, by: StaffMember) -> bool: ...
    async def close(self, thread: ThreadId, by: StaffMember) -> bool: ...


class Desk(inboxanswer.Desk, Protocol):
    """What a clerk needs."""

    @property
    def contact(self) -> Contact: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class One(Step[Desk]):
    """The conversation, its newest messages last. Whoever has it may simply write the answer below."""

    thread: str
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Who it is, what was written, and what can be done with it."""
        one = await found(desk, self.thread)
        count = await desk.contact.count_messages(one.id)
        last_page = max(0, (count - 1) // PAGE)
        page = min(self.page, last_page)
        shown = await desk.contact.messages(one.id, page * PAGE, PAGE)
        mine = one.standing.holder == desk.staff.id and one.state is not State.CLOSED
        return Ask(
            paragraphs(
                lines(brief(desk, one, gist=False), _LANGUAGES.get(one.language), who_has_it(one, desk.staff.id)),
                *(contactwords.message(each, Side.OFFICE) for each in shown),
                _("Write the answer below: you see it once more before it goes out.") if mine else None,
            ),
            [*_ways(one, desk.staff.id), *contactwords.files(shown), *turning(page, last_page)],
            crumb=_("No. {number}", number=one.id),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[One] | Draft | Words | Prepared | File:
        """Do it; words and files are an answer to be looked at. Raises Retry for what cannot be done any more."""
        one = await found(desk, self.thread)
        if said.choice is None:
            return self._written(said, one, desk.staff.id)
        if (message := file_of(said.choice)) is not None:
            return File(self.thread, message)
        if said.choice.startswith(_TAKE):
            seen = int(said.choice.removeprefix(_TAKE))
            _happened(await desk.contact.take(one.id, desk.staff, MemberId(seen) if seen else None))
            return Instead(One(self.thread))
        match said.one_of(["older", "newer", "words", "prepared", "close", "back"]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
            case "words":
                return Words(self.thread)
            case "prepared":
                return Prepared(self.thread)
            case "close":
                _happened(await desk.contact.close(one.id, desk.staff))
            case _:
                _happened(await desk.contact.hand_back(one.id, desk.staff))
        return Instead(One(self.thread))

    def _written(self, said: Said, one: Thread, me: MemberId) -> Draft:
        if one.standing.holder != me or one.state is State.CLOSED:
            raise Retry(_("Take the conversation first, then answer it."))
        written = contactwords.letter_of(said, formatted=True)
        return Draft(self.thread, written.words.html, written.media)


@dataclass(frozen=True)
class File(Step[Desk]):
    """A photo or document of the conversation."""

    thread: str
    message: MessageId

    async def ask(self, desk: Desk) -> Ask:
        """Shows it."""
        one = await found(desk, self.thread)
        media = await desk.contact.media(one.id, self.message)
        if media is None:
            raise Outdated(GONE)
        text = _("From conversation no. {number}: {file}", number=one.id, file=contactwords.file_name(media))
        return Ask(text, [Choice("back", _("To the conversation"))], media=media)

    async def answer(self, said: Said, desk: Desk) -> One:
        """Back to where it was."""
        said.one_of(["back"])
        return One(self.thread)


def brief(desk: Desk, one: Thread, *, gist: bool = True) -> Text:
    """Who it is, how it begins, since when they wait; and the word that it is late."""
    since = one.standing.waiting_since
    by = desk.supplier.duty.answer_by(since) if since else None
    late = by is not None and by < desk.now()
    return lines(
        _("<b>No. {number}</b> · {name}", number=one.id, name=Verbatim(one.customer)),
        _("customer no. {number}", number=one.customer_number),
        (Verbatim(one.gist) if one.gist else _("(a file)")) if gist else None,
        _("waits since {at}", at=since) if since else None,
        _("🔴 late: an answer was promised by {at}", at=by) if late and by else None,
    )


def who_has_it(one: Thread, me: MemberId) -> Text:
    """Whose it is."""
    if one.state is State.CLOSED:
        return _("closed, rated {stars} of 5", stars=one.rating) if one.rating else _("closed, not rated")
    if one.standing.holder is None:
        return _("nobody has it")
    answered = one.state is State.ANSWERED
    if one.standing.holder == me:
        return _("yours, answered") if answered else _("yours, an answer is due")
    name = Verbatim(one.holder_name or "")
    return _("{name} has it, answered", name=name) if answered else _("{name} has it", name=name)


def _ways(one: Thread, me: MemberId) -> list[Button | Row]:
    holder = one.standing.holder
    if one.state is State.CLOSED:
        return []
    if holder != me:
        label = _("Take it") if holder is None else _("Take it over")
        return [Choice(f"{_TAKE}{holder or _NOBODY}", label, Style.PRIMARY if holder is None else None)]
    ways: list[Button | Row] = [(Choice("words", _("Own words")), Choice("prepared", _("Prepared reply")))]
    closing = Choice("close", _("Close as settled"))
    handing = Choice("back", _("Hand back"))
    return [*ways, (handing, closing) if one.state is State.TAKEN else closing]


def _happened(done: bool) -> None:
    if not done:
        raise Retry(_MOVED)
