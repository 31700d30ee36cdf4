"""A clerk's answer: in their own words or a prepared reply, with a file or without, seen once more before it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs import contactwords
from ibok_bot.dialogs.contactwords import added, letter_of, number_of
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Instead, Outdated, Retry, Said, Shown, Step, Style
from ibok_bot.domain.media import Media
from ibok_bot.domain.staff import StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.threads import Letter, State, Thread, ThreadId
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

GONE = _("There is no such conversation.")
_REPLY = "reply:"


class Contact(Protocol):
    """Where the answer goes."""

    async def one(self, thread: ThreadId) -> Thread | None: ...
    async def answer(self, thread: ThreadId, by: StaffMember, letter: Letter, *, closing: bool = False) -> bool: ...


class Desk(Protocol):
    """What an answer needs."""

    @property
    def staff(self) -> StaffMember: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def contact(self) -> Contact: ...


async def found(desk: Desk, item: str) -> Thread:
    """The conversation. Raises Outdated for a number that there is not."""
    one = await desk.contact.one(number_of(item, GONE))
    if one is None:
        raise Outdated(GONE)
    return one


async def _held(desk: Desk, item: str) -> Thread:
    """The same, of the clerk at the desk. Raises Outdated where somebody else has it by now."""
    one = await found(desk, item)
    if one.standing.holder != desk.staff.id or one.state is State.CLOSED:
        raise Outdated(_("This conversation is not yours any more. See in the inbox how it stands: /inbox"))
    return one


@dataclass(frozen=True)
class Words(Step[Desk]):
    """The answer in the clerk's own words."""

    thread: str

    async def ask(self, desk: Desk) -> Ask:
        """What is possible."""
        await _held(desk, self.thread)
        return Ask(
            lines(
                _("<b>What is the answer?</b>"),
                _("Bold type and links stay as you write them. A photo or a document with a caption does as well."),
            ),
            [Choice("prepared", _("Prepared reply"))],
            crumb=_("Answer"),
        )

    async def answer(self, said: Said, desk: Desk) -> Draft | Prepared:
        """To be looked at."""
        await _held(desk, self.thread)
        if said.choice == "prepared":
            return Prepared(self.thread)
        written = letter_of(said, formatted=True)
        return Draft(self.thread, written.words.html, written.media)


@dataclass(frozen=True)
class Prepared(Step[Desk]):
    """Replies of the supplier's file, in the customer's language."""

    thread: str

    async def ask(self, desk: Desk) -> Ask:
        """Each with its text."""
        one = await _held(desk, self.thread)
        replies = desk.supplier.replies
        return Ask(
            paragraphs(
                _("<b>Which reply?</b> You can still add to it.")
                if replies
                else _("There are no prepared replies: they stand in the supplier's file, under [[replies]]."),
                *(lines(_("<b>{title}</b>", title=Verbatim(each.label)), each.text(one.language)) for each in replies),
            ),
            [Choice(f"{_REPLY}{place}", Verbatim(each.label)) for place, each in enumerate(replies)],
            crumb=_("Prepared replies"),
        )

    async def answer(self, said: Said, desk: Desk) -> Draft:
        """To be looked at."""
        one = await _held(desk, self.thread)
        known = {f"{_REPLY}{place}": each for place, each in enumerate(desk.supplier.replies)}
        return Draft(self.thread, known[said.one_of(known)].text(one.language).html)


@dataclass(frozen=True)
class Draft(Step[Desk]):
    """The answer as the customer will see it."""

    thread: str
    html: str
    media: Media | None = None

    async def ask(self, desk: Desk) -> Ask:
        """The message itself first."""
        one = await _held(desk, self.thread)
        what = contactwords.letter(self.html, self.media)
        shown: Text = what.words
        if what.media is not None and not what.words.plain.strip():
            shown = _("📎 {file}", file=contactwords.file_name(what.media))
        return Ask(
            paragraphs(
                _("<b>This goes to {name}.</b> Is it right?", name=Verbatim(one.customer)),
                _("To add something, write it below or send a file."),
            ),
            [
                (Choice("send", _("Send"), Style.PRIMARY), Choice("closing", _("Send and close"))),
                Choice("anew", _("Write it anew")),
            ],
            crumb=_("Answer"),
            before=(Shown(shown, self.media),),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Draft] | Words | End:
        """Send it, add to it, or begin again. Raises Outdated where somebody else has it by now."""
        one = await _held(desk, self.thread)
        what = contactwords.letter(self.html, self.media)
        if said.choice is None:
            both = added(what, letter_of(said, formatted=True))
            return Instead(Draft(self.thread, both.words.html, both.media))
        act = said.one_of(["send", "closing", "anew"])
        if act == "anew":
            return Words(self.thread)
        if not await desk.contact.answer(one.id, desk.staff, what, closing=act == "closing"):
            raise Retry(_("That is not possible any more: somebody else has moved it along."))
        sent = _("✅ Sent, and closed.") if act == "closing" else _("✅ Sent.")
        return End(sent, [Entry("inbox", _("☎️ Inbox")), Entry("inbox", _("See the conversation"), self.thread)])
