"""One conversation of a customer with the office: what was said, and the way to add, settle, rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ibok_bot.dialogs import contact, contactwords
from ibok_bot.dialogs.contactwords import GONE, PAGE, REFUSED, file_of, letter_of, number_of
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Ask, Button, Choice, Instead, Outdated, Retry, Row, Said, Step
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.media import Media
from ibok_bot.domain.threads import (
    STARS,
    Message,
    MessageId,
    Refused,
    Side,
    State,
    Thread,
    ThreadId,
)
from ibok_bot.i18n import Text, _, lines, paragraphs

_STARS = "stars:"
STATE: dict[State, Text] = {
    State.OPEN: _("waits for an answer"),
    State.TAKEN: _("somebody is working on it"),
    State.ANSWERED: _("the office has answered"),
    State.CLOSED: _("closed"),
}


class Contact(contact.Contact, Protocol):
    """A customer's conversations."""

    async def settle(self, account: AccountId, thread: ThreadId) -> bool: ...
    async def rate(self, account: AccountId, thread: ThreadId, stars: int) -> bool: ...
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
