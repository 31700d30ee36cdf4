"""A customer's conversations with the office (rozmowy z biurem): write, read the answers, add, settle, rate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs import contact, contactwords
from ibok_bot.dialogs.contactwords import added, expectation, letter_of
from ibok_bot.dialogs.oneletter import STATE, Desk, One
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, End, Instead, Said, Step, Style
from ibok_bot.domain.media import Media
from ibok_bot.domain.threads import Thread
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

NEW = "new"
_SEE = "see:"
_LONGEST_LABEL = 26
_LISTED = 5


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
