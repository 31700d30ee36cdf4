"""A suggestion or an opinion (sugestia), at any time: what it is about, the words, perhaps a photo, signed or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ibok_bot.dialogs.suggestionwords import CATEGORY, head
from ibok_bot.dialogs.surveyform import written
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, End, Entry, Outdated, Retry, Row, Said, Step, Style
from ibok_bot.domain.access import Customer
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.suggestions import LONGEST, Suggestion, SuggestionCategory, SuggestionDraft
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

_SHOWN = 5
_ENOUGH = _(
    "Thank you, but that is enough for one day: at most 10 suggestions in 24 hours. Please come back tomorrow, or "
    "write to the office."
)


class Suggestions(Protocol):
    """What this customer tells us."""

    async def add(self, account: AccountId, draft: SuggestionDraft) -> str | None: ...
    async def of(self, account: AccountId, most: int) -> Sequence[Suggestion]: ...


class Desk(Protocol):
    """What a suggestion needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def suggestions(self) -> Suggestions: ...


@dataclass(frozen=True)
class Start(Step[Desk]):
    """What it is about; and what came of earlier ones."""

    async def ask(self, desk: Desk) -> Ask:
        """The categories; below them what was sent before under this account's name."""
        mine = await desk.suggestions.of(desk.customer.account, _SHOWN)
        choices = [Choice(one.value, words) for one, words in CATEGORY.items()]
        rows: list[Row] = [tuple(choices[place : place + 2]) for place in range(0, len(choices), 2)]
        return Ask(
            paragraphs(
                _("<b>What is it about?</b>"),
                _("Ideas, praise and complaints about us are welcome here. For a fault or a question choose the menu."),
                _("Sent before:") if mine else None,
                *(_told(one) for one in mine),
            ),
            rows,
        )

    async def answer(self, said: Said, desk: Desk) -> AskWords | Confirm:
        """On to the words; whoever has written them already need not write them again."""
        if said.text is not None:
            return Confirm(SuggestionDraft(SuggestionCategory.OTHER, written(said, LONGEST), None))
        return AskWords(SuggestionCategory(said.one_of([one.value for one in SuggestionCategory])))


@dataclass(frozen=True)
class AskWords(Step[Desk]):
    """The words themselves, alone or under a photo."""

    category: SuggestionCategory

    async def ask(self, desk: Desk) -> Ask:
        """Says how long they may be."""
        return Ask(
            lines(
                _("<b>What would you like to tell us?</b>"),
                _("Write it in one message, up to {longest} characters.", longest=LONGEST),
                _("A photo with your words as its caption does as well."),
            ),
            crumb=CATEGORY[self.category],
        )

    async def answer(self, said: Said, desk: Desk) -> Confirm:
        """On to sending. Raises Retry for a photo without words."""
        photo = None if said.media is None else _photo(said.media)
        if photo and not (said.caption or "").strip():
            raise Retry(_("Please add a few words to the photo: send it again with a caption."))
        return Confirm(SuggestionDraft(self.category, written(said, LONGEST), photo))


@dataclass(frozen=True)
class Confirm(Step[Desk]):
    """Everything before it is sent: under one's name, or without it."""

    draft: SuggestionDraft

    async def ask(self, desk: Desk) -> Ask:
        """Says what each way of sending means."""
        draft = self.draft
        return Ask(
            paragraphs(
                CATEGORY[draft.category],
                Verbatim(draft.words),
                lines(
                    _("• Under your name: we can answer you, and you see here what came of it."),
                    _("• Without your name: we keep neither account nor chat nor hour. We cannot answer."),
                ),
            ),
            [
                Choice("signed", _("Send under my name"), Style.SUCCESS),
                Choice("nameless", _("Send without my name")),
                Choice("photo", _("Without the photo") if draft.photo else _("Add a photo")),
            ],
            crumb=_("Sending"),
            media=Media(MediaKind.PHOTO, draft.photo) if draft.photo else None,
        )

    async def answer(self, said: Said, desk: Desk) -> End | AddPhoto | Confirm:
        """Send it, or change the photo."""
        chosen = said.one_of(["signed", "nameless", "photo"])
        if chosen == "photo":
            return Confirm(replace(self.draft, photo=None)) if self.draft.photo else AddPhoto(self.draft)
        signed = chosen == "signed"
        number = await desk.suggestions.add(desk.customer.account, replace(self.draft, signed=signed))
        if number is None:
            raise Outdated(_ENOUGH)
        after = _("We read every one. If we answer, the answer comes here.")
        nameless = _("We read every one. It was kept without your name; keep the number if you want to ask about it.")
        return End(
            paragraphs(
                _("✅ Thank you! Your suggestion has arrived. Its number: <b>{number}</b>", number=Verbatim(number)),
                after if signed else nameless,
            ),
            [Entry("survey", _("📝 Surveys"))],
        )


@dataclass(frozen=True)
class AddPhoto(Step[Desk]):
    """A photo that goes with the words."""

    draft: SuggestionDraft

    async def ask(self, desk: Desk) -> Ask:
        """One photo."""
        return Ask(_("Send one photo: the paper clip below, then “Photo”."), crumb=_("Photo"))

    async def answer(self, said: Said, desk: Desk) -> Confirm:
        """Back to sending, with the photo."""
        return Confirm(replace(self.draft, photo=said.photo().file_id))


def _photo(media: Media) -> str:
    if media.kind is not MediaKind.PHOTO:
        raise Retry(_("Please send a photo: the paper clip below, then “Photo”."))
    return media.file_id


def _told(one: Suggestion) -> Text:
    short = one.words if len(one.words) <= 80 else f"{one.words[:80]}…"  # noqa: PLR2004 - enough to know it by
    return lines(
        head(one),
        Verbatim(short),
        _("<b>Our answer:</b> {reply}", reply=Verbatim(one.reply)) if one.reply else None,
    )


dialog = Dialog(
    "suggestion",
    _("💡 Suggestions"),
    Start,
    access=Access.CUSTOMER,
    help=_(
        "Tell us what we could do better, or what you like. You choose whether it goes under your name: then we can "
        "answer. Without your name nobody here can find out who wrote it, unless you say so in the text."
    ),
)
