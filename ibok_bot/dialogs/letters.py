"""A customer's conversations with the office (rozmowy z biurem): write, read the answers, add, settle, rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ibok_bot.dialogs import contact, contactwords
from ibok_bot.dialogs.contactwords import GONE, PAGE, REFUSED, added, expectation, file_of, letter_of, number_of
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import (
    Access,
    Ask,
    Button,
    Choice,
    Dialog,
    End,
    Instead,
    Outdated,
    Retry,
    Row,
    Said,
    Step,
    Style,
)
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.media import Media
from ibok_bot.domain.threads import (
    STARS,
    Letter,
    Message,
    MessageId,
    Refused,
    Side,
    Standing,
    State,
    Thread,
    ThreadId,
)
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

NEW = "new"
_SEE = "see:"
_STARS = "stars:"
_LONGEST_LABEL = 26
_LISTED = 5
STATE: dict[State, Text] = {
    State.OPEN: _("waits for an answer"),
    State.TAKEN: _("somebody is working on it"),
    State.ANSWERED: _("the office has answered"),
    State.CLOSED: _("closed"),
}


class Contact(contact.Contact, Protocol):
    """A customer's conversations."""

    async def write(self, account: AccountId, thread: ThreadId, letter: Letter) -> Standing | Refused: ...
    async def settle(self, account: AccountId, thread: ThreadId) -> bool: ...
    async def rate(self, account: AccountId, thread: ThreadId, stars: int) -> bool: ...
    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Thread]: ...
    async def count_of(self, account: AccountId) -> int: ...
    async def one_of(self, account: AccountId, thread: ThreadId) -> Thread | None: ...
    async def messages(self, thread: ThreadId, offset: int, limit: int) -> Sequence[Message]: ...
    async def count_messages(self, thread: ThreadId) -> int: ...
    async def media(self, thread: ThreadId, message: MessageId) -> Media | None: ...


class Desk(contact.Desk, Protocol):
    """What they need."""

    @property
    def contact(self) -> Contact: ...


async def own(desk: Desk, item: str) -> Thread:
    """The conversation. Raises Outdated for what is not this customer's."""
    found = await desk.contact.one_of(desk.customer.account, number_of(item))
    if found is None:
        raise Outdated(GONE)
    return found


@dataclass(frozen=True)
class Letters(Step[Desk]):
    """All of them, the latest first."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Whose turn it is in each."""
        account = desk.customer.account
        count = await desk.contact.count_of(account)
        last_page = max(0, (count - 1) // _LISTED)
        page = min(self.page, last_page)
        shown = await desk.contact.of(account, page * _LISTED, _LISTED) if count else ()
        heading = n_("<b>{n}</b> conversation, the latest first", "<b>{n}</b> conversations, the latest first", count)
        return Ask(
            paragraphs(
                heading if count else _("You have not written to us yet."),
                *(_entry(one) for one in shown),
                _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None,
            ),
            [
                *(Choice(f"{_SEE}{one.id}", _label(one)) for one in shown),
                *turning(page, last_page),
                Choice("write", _("Write to us"), Style.PRIMARY),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> One | Write | Instead[Letters]:
        """Open one, turn the page, or write."""
        if said.choice and said.choice.startswith(_SEE):
            return One(said.choice.removeprefix(_SEE))
        match said.one_of(["write", "older", "newer"]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
        return Write()


@dataclass(frozen=True)
class Write(Step[Desk]):
    """What it is about."""

    async def ask(self, desk: Desk) -> Ask:
        """Says what helps, and when the answer comes."""
        return Ask(
            paragraphs(
                _("<b>What shall we help with?</b> Write it below in your own words, or send a photo or a document."),
                _("For example: The invoice of November is twice as high as before, and nothing has changed here."),
                _("Never write a password here: we do not ask for it."),
                expectation(desk.supplier.duty, desk.now()),
            ),
            crumb=_("New"),
        )

    async def answer(self, said: Said, desk: Desk) -> Check:
        """To be looked at once more."""
        written = letter_of(said)
        return Check(written.words.html, written.media)


@dataclass(frozen=True)
class Check(Step[Desk]):
    """What was written, before it goes out; more can be added."""

    html: str
    media: Media | None = None

    async def ask(self, desk: Desk) -> Ask:
        """As the office will read it."""
        what = contactwords.letter(self.html, self.media)
        return Ask(
            paragraphs(
                _("<b>This goes to the office:</b>"),
                what.words if what.words.plain.strip() else None,
                _("📎 {file}", file=contactwords.file_name(what.media)) if what.media else None,
                _("Is something missing? Write it below or send a photo: it is added."),
            ),
            [Choice("send", _("Send to the office"), Style.PRIMARY), Choice("anew", _("Write it anew"))],
            crumb=_("New"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Check] | Write | End:
        """Send it, add to it, or begin again."""
        what = contactwords.letter(self.html, self.media)
        if said.choice is None:
            both = added(what, letter_of(said))
            return Instead(Check(both.words.html, both.media))
        if said.one_of(["send", "anew"]) == "anew":
            return Write()
        return await contact.send(desk, what)


@dataclass(frozen=True)
class One(Step[Desk]):
    """One conversation. What is written here goes to the office at once."""

    thread: str
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """The newest messages last, and what can be done."""
        one = await own(desk, self.thread)
        count = await desk.contact.count_messages(one.id)
        last_page = max(0, (count - 1) // PAGE)
        page = min(self.page, last_page)
        shown = await desk.contact.messages(one.id, page * PAGE, PAGE)
        return Ask(
            paragraphs(
                lines(_("<b>Conversation no. {number}</b>", number=one.id), STATE[one.state], _rated(one)),
                *(contactwords.message(each, Side.CUSTOMER) for each in shown),
                _expected(desk, one),
                _("Write below to add something: it goes to the office at once.")
                if one.state is not State.CLOSED
                else _("Is there more to say? Write it below, and the conversation is open again."),
            ),
            [*_ways(one), *contactwords.files(shown), *turning(page, last_page)],
            crumb=_("No. {number}", number=one.id),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[One] | File:
        """Add what was written; or settle, rate, look at a file, turn the page. Raises Retry."""
        one = await own(desk, self.thread)
        if said.choice is None:
            taken = await desk.contact.write(desk.customer.account, one.id, letter_of(said))
            if isinstance(taken, Refused):
                raise Retry(REFUSED[taken])
            return Instead(One(self.thread))
        if (message := file_of(said.choice)) is not None:
            return File(self.thread, message)
        match said.one_of(["older", "newer", "settled", *(f"{_STARS}{stars}" for stars in STARS)]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
            case "settled":
                await desk.contact.settle(desk.customer.account, one.id)
            case stars:
                await desk.contact.rate(desk.customer.account, one.id, int(stars.removeprefix(_STARS)))
        return Instead(One(self.thread))


@dataclass(frozen=True)
class File(Step[Desk]):
    """A photo or document of a conversation."""

    thread: str
    message: MessageId

    async def ask(self, desk: Desk) -> Ask:
        """Shows it. Raises Outdated for one that is not in this customer's conversation."""
        one = await own(desk, self.thread)
        media = await desk.contact.media(one.id, self.message)
        if media is None:
            raise Outdated(GONE)
        text = _("From conversation no. {number}: {file}", number=one.id, file=contactwords.file_name(media))
        return Ask(text, [Choice("back", _("To the conversation"))], media=media)

    async def answer(self, said: Said, desk: Desk) -> One:
        """Back to where it was."""
        said.one_of(["back"])
        return One(self.thread)


def _entry(one: Thread) -> Text:
    head = _("<b>No. {number}</b> · {at}", number=one.id, at=one.changed_at)
    return lines(head, _gist(one), STATE[one.state])


def _gist(one: Thread) -> Text:
    return Verbatim(one.gist) if one.gist else _("(a file)")


def _label(one: Thread) -> Text:
    if not one.gist:
        return _("No. {number}", number=one.id)
    short = one.gist if len(one.gist) <= _LONGEST_LABEL else f"{one.gist[: _LONGEST_LABEL - 1].rstrip()}…"
    return Verbatim(short)


def _rated(one: Thread) -> Text | None:
    return _("Your rating: {stars} of 5", stars=one.rating) if one.rating and one.state is State.CLOSED else None


def _expected(desk: Desk, one: Thread) -> Text | None:
    """When the office will have answered, as it was reckoned when the customer wrote; the truth when it is late."""
    since = one.standing.waiting_since
    by = desk.supplier.duty.answer_by(since) if since else None
    if by is None:
        return None
    if by < desk.now():
        return _(
            "We are late with the answer, and we are sorry. If it is urgent, call: {phone}", phone=desk.supplier.phone
        )
    return _("You get an answer by <b>{at}</b> at the latest.", at=by)


def _ways(one: Thread) -> list[Button | Row]:
    if one.state is not State.CLOSED:
        return [Choice("settled", _("It is settled"))]
    if one.rating is not None:
        return []
    words = (_("5 · very good"), _("4 · good"), _("3 · fair"), _("2 · poor"), _("1 · very poor"))
    stars = [Choice(f"{_STARS}{5 - place}", label) for place, label in enumerate(words)]
    return [tuple(stars[:2]), tuple(stars[2:4]), stars[4]]


def at(item: str) -> Write | One:
    """Where a button from elsewhere leads: to a new one, or to one there is."""
    return Write() if item == NEW else One(item)


dialog = Dialog[Desk](
    "letters",
    _("☎️ Conversations"),
    Letters,
    access=Access.CUSTOMER,
    help=_(
        "Here are your conversations with the office. What you write in one goes to the office at once; a message "
        "comes when somebody has answered. A closed one is opened again by writing in it."
    ),
    entry=at,
)
