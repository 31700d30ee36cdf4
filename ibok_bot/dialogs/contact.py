"""How to reach a person (kontakt): phones, hours, the way to write; and where words go that fit nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs import contactwords
from ibok_bot.dialogs.contactwords import REFUSED, added, expectation
from ibok_bot.dialogs.helpdesk import Visitor
from ibok_bot.dialogs.helpsearch import Found
from ibok_bot.dialogs.helptopics import search
from ibok_bot.dialogs.talk import Ask, Button, Choice, Copy, Dialog, End, Entry, Instead, Retry, Row, Said, Step, Style
from ibok_bot.domain.access import Customer
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.media import Media
from ibok_bot.domain.notice_html import from_entities
from ibok_bot.domain.search import LONGEST_QUESTION
from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.threads import (
    LONGEST,
    Letter,
    Refused,
    Standing,
    State,
    Thread,
    ThreadId,
    is_welcome,
    may_be_secret,
)
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

_ADD = "add:"
_SEARCH = Choice("search", _("Search in help"))
_LOOK = Entry("helpsearch", _("Search in help"))
_STAFF = Entry("staff", _("🛠 Staff"))


class Contact(Protocol):
    """Where a customer's words go: into a new conversation, or into the one that goes on."""

    async def begin(self, account: AccountId, letter: Letter) -> ThreadId | Refused: ...
    async def write(self, account: AccountId, thread: ThreadId, letter: Letter) -> Standing | Refused: ...
    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Thread]: ...


class Desk(Protocol):
    """What the page needs."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def customer(self) -> Customer: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def contact(self) -> Contact: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Reach(Step[Desk]):
    """The page: for a customer with the way to write, for a guest with the phones."""

    async def ask(self, desk: Desk) -> Ask:
        """Who is there now, and when an answer comes."""
        inside = desk.visitor.signed_in
        copying = Copy(desk.supplier.phone, _("Copy the number"))
        buttons: list[Button | Row] = [copying, Entry("login", _("Log in"))]
        if inside:
            buttons = [write_button(), Entry("letters", _("My conversations")), copying]
        return Ask(
            paragraphs(
                phones(desk.supplier),
                expectation(desk.supplier.duty, desk.now()) if inside else _("To write to us here, log in first."),
            ),
            buttons,
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Unasked]:
        """What is typed here is meant for the office, surely: it is offered to it."""
        step = unasked(said)
        if step is None:
            raise Retry(_("Please choose with a button below."))
        return Instead(step)


@dataclass(frozen=True)
class Unasked(Step[Desk]):
    """Words or a file that came outside of any form, kept until the person says what shall become of them.

    What looks like a password is not kept: then `html` is empty, and so is `media`.
    """

    html: str = ""
    media: Media | None = None

    async def ask(self, desk: Desk) -> Ask:
        """Shows them, so that everybody knows what would be sent."""
        if not self.html and self.media is None:
            return Ask(
                _("I did not understand that. Choose from the menu, or write to us in a sentence what it is about."),
                [write_button() if desk.visitor.signed_in else Entry("contact", _("☎️ Phones and hours")), _LOOK],
            )
        if desk.visitor.staff and not desk.visitor.signed_in:
            return Ask(_("I did not understand that. Please choose below, or ask for /help."), [_STAFF, _LOOK])
        what = contactwords.letter(self.html, self.media)
        text = what.words if what.words.plain.strip() else None
        file = _("📎 {file}", file=contactwords.file_name(what.media)) if what.media else None
        head = paragraphs(_("I cannot answer this by myself:"), lines(text, file))
        looking = _SEARCH if text else _LOOK
        if not desk.visitor.signed_in:
            call = _("People of our office can. Call us, or log in and write to us here.")
            return Ask(paragraphs(head, call, phones(desk.supplier)), [Entry("login", _("Log in")), looking])
        offer = _("<b>Shall a person in the office answer it?</b> You can add to it below first.")
        return Ask(
            paragraphs(head, offer, expectation(desk.supplier.duty, desk.now())),
            [*await self._ways(desk), looking],
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Unasked] | Found | End:
        """Send it, look it up, or add to it. Raises Retry for what cannot be sent."""
        if said.choice is None:
            return Instead(self._with(said))
        going_on = await _going_on(desk) if desk.visitor.signed_in else None
        chosen = said.one_of(["send", "search", *([f"{_ADD}{going_on}"] if going_on else [])])
        if chosen == "search":
            words = contactwords.letter(self.html, None).words.plain[:LONGEST_QUESTION]
            return Found(tuple(topic.name for topic in search(words, desk.visitor.language, desk.visitor)))
        if not desk.visitor.signed_in:
            raise Retry(_("You have been logged out meanwhile. Log in first, please; then write it once more."))
        return await send(desk, contactwords.letter(self.html, self.media), None if chosen == "send" else going_on)

    async def _ways(self, desk: Desk) -> list[Button]:
        """Whoever answers what the office wrote does not want another conversation."""
        going_on = await _going_on(desk)
        if going_on is None:
            return [Choice("send", _("Send to the office"), Style.PRIMARY)]
        add = _("Add to conversation {number}", number=going_on)
        return [Choice(f"{_ADD}{going_on}", add, Style.PRIMARY), Choice("send", _("As a new conversation"))]

    def _with(self, said: Said) -> Unasked:
        more = unasked(said)
        if more is None or not (more.html or more.media):
            raise Retry(_("This cannot be added. Write a sentence, or send a photo or a document."))
        if not (self.html or self.media):
            return more
        both = added(contactwords.letter(self.html, self.media), contactwords.letter(more.html, more.media))
        return Unasked(both.words.html, both.media)


def unasked(said: Said) -> Unasked | None:
    """A step for what was said outside of any form; None for what nobody could read."""
    words = from_entities(said.text or said.caption or "")
    if said.media is None and not words.plain.strip():
        return None
    if said.media is not None and not is_welcome(said.media):
        return None
    if words.length > LONGEST or (said.media is None and may_be_secret(words.plain)):
        return Unasked()
    return Unasked(words.html, said.media)


async def _going_on(desk: Desk) -> ThreadId | None:
    """The customer's latest conversation, while it is open."""
    latest = await desk.contact.of(desk.customer.account, 0, 1)
    return next((one.id for one in latest if one.state is not State.CLOSED), None)


async def send(desk: Desk, letter: Letter, into: ThreadId | None = None) -> End:
    """Begin a conversation with it, or add it to one. Raises Retry where it is not taken."""
    account = desk.customer.account
    begun = into if into is not None else await desk.contact.begin(account, letter)
    added_to = await desk.contact.write(account, into, letter) if into is not None else None
    if isinstance(begun, Refused):
        raise Retry(REFUSED[begun])
    if isinstance(added_to, Refused):
        raise Retry(REFUSED[added_to])
    return End(
        paragraphs(
            _("✅ Sent. Your conversation with the office has the number <b>{number}</b>.", number=begun),
            expectation(desk.supplier.duty, desk.now()),
            _("We send a message here as soon as there is an answer."),
        ),
        [Entry("letters", _("See the conversation"), str(begun))],
    )


def write_button() -> Entry:
    """The way to a new conversation."""
    return Entry("letters", _("Write to us"), "new", Style.PRIMARY)


def phones(supplier: Supplier) -> Text:
    """The office, and whom to call when the current is out."""
    return paragraphs(
        lines(
            _("<b>{supplier}</b>", supplier=Verbatim(supplier.name)),
            _("☎️ {phone}, {hours}", phone=supplier.phone, hours=Verbatim(supplier.hours)),
            Verbatim(supplier.email),
            Verbatim(supplier.address),
        ),
        lines(
            *(
                _("⚡ No power? {operator}: {phone}, day and night", operator=one.name, phone=one.emergency_phone)
                for one in supplier.operators
            ),
            _("When life is in danger: 112"),
        ),
    )


dialog = Dialog[Desk](
    "contact",
    _("☎️ Contact"),
    Reach,
    help=_(
        "Here are our phones and hours. Customers can write to us here as well: “Write to us” asks what it is about, "
        "a person of the office answers, and the whole conversation is kept under “My conversations”."
    ),
    stray=unasked,
)
