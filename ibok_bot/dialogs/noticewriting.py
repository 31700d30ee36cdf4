"""Writing a notice: title and text in each language, a photo or PDF, the category, and until when it holds.

Each answer goes into the draft, and on to the review, which asks what is still missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from msgspec.structs import replace

from ibok_bot.dialogs import noticereview
from ibok_bot.dialogs.noticeform import ADD, IN, Desk, attached, begun, check_room, save, written
from ibok_bot.dialogs.noticewords import CATEGORIES
from ibok_bot.dialogs.talk import Ask, Choice, Retry, Row, Said, Step
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.notice_draft import FURTHEST_END, MAIN, NEW, OTHERS, NoticeDraft, Validity, end_of_day
from ibok_bot.domain.notice_html import LONGEST_TITLE, from_entities, kept
from ibok_bot.domain.notice_source import units
from ibok_bot.domain.notices import Category
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class AskTitle(Step[Desk]):
    """The title in one language."""

    language: str = MAIN
    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """What the title is now, where there is one."""
        draft = await begun(desk, self.item)
        now = draft.texts.get(self.language)
        return Ask(
            paragraphs(
                _("<b>The title {language}?</b>", language=IN[self.language]),
                _("One line that says it all, for example: No electricity on Jasna street on 3 December."),
                _("Now it is: {title}", title=Verbatim(now.title)) if now and now.title else None,
            ),
            crumb=_("Title"),
        )

    async def answer(self, said: Said, desk: Desk) -> noticereview.Review:
        """Keep it. Raises Retry for one that is too long, also for the room that it leaves to the text."""
        title = said.line(1000)
        over = units(title) - LONGEST_TITLE
        if over > 0:
            raise Retry(
                n_(
                    "The title is too long by {n} character: at most {longest} fit.",
                    "The title is too long by {n} characters: at most {longest} fit.",
                    over,
                    longest=LONGEST_TITLE,
                )
            )
        draft = (await begun(desk, self.item)).titled(self.language, title)
        check_room(desk, draft)
        await save(desk, self.item, draft)
        return noticereview.Review(self.item)


@dataclass(frozen=True)
class AskText(Step[Desk]):
    """The text in one language, with its formatting, or as the caption of a photo or PDF."""

    language: str = MAIN
    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """How much fits, and what the text is now."""
        draft = await written(desk, self.item)
        now = draft.texts.get(self.language)
        heading = now.title if now else ""
        room = desk.notices.room(heading, with_file=draft.file is not None)
        beside_file = desk.notices.room(heading, with_file=True)
        can_attach = self.item == NEW and draft.file is None
        return Ask(
            paragraphs(
                _("<b>The text {language}?</b>", language=IN[self.language]),
                lines(
                    _("Bold type, links and quotes stay as you write them. Up to {room} characters fit.", room=room),
                    _("A photo or a PDF does as well, with a caption of up to {room} characters.", room=beside_file)
                    if can_attach
                    else None,
                ),
                _("📎 A file is attached already.") if draft.file else None,
                lines(_("Now it is:"), kept(now.html)) if now and now.html else None,
            ),
            crumb=_("Text"),
        )

    async def answer(self, said: Said, desk: Desk) -> AskText | noticereview.Review:
        """Keep it; a file without a caption is kept too, and the text is asked again. Raises Retry."""
        draft = await written(desk, self.item)
        if said.media is not None or said.text is None:
            draft = _with_file(draft, said, self.item)
        words = from_entities(said.text or said.caption or "", said.entities)
        if words.plain.strip():
            draft = draft.worded(self.language, words.html)
        elif said.media is None:
            raise Retry(_("There is nothing to read in it. Write the text, please."))
        check_room(desk, draft)
        await save(desk, self.item, draft)
        return noticereview.Review(self.item) if words.plain.strip() else AskText(self.language, self.item)


def _with_file(draft: NoticeDraft, said: Said, item: str) -> NoticeDraft:
    if item != NEW:
        raise Retry(_("Of a notice that is out already the words can change, its photo or file cannot."))
    return replace(draft, file=attached(said))


@dataclass(frozen=True)
class AskFile(Step[Desk]):
    """A photo or PDF for a notice whose words stand already."""

    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """Shows the one there is, with a way to leave it out."""
        draft = await written(desk, self.item)
        return Ask(
            _("Send a photo or a PDF that goes with the notice. All words are then its caption."),
            [Choice("none", _("Without a file"))] if draft.file else [],
            crumb=_("Photo or PDF"),
            media=draft.file,
        )

    async def answer(self, said: Said, desk: Desk) -> noticereview.Review:
        """Take it, or take the old one away."""
        draft = await written(desk, self.item)
        without = said.choice == "none"
        draft = replace(draft, file=None) if without else _with_file(draft, said, self.item)
        check_room(desk, draft)
        await save(desk, self.item, draft)
        return noticereview.Review(self.item)


@dataclass(frozen=True)
class MoreLanguages(Step[Desk]):
    """Which other languages it is to have."""

    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """Says what readers of the others get instead."""
        draft = await written(desk, self.item)
        adding = tuple(Choice(f"add:{code}", ADD[code]) for code in OTHERS if code not in draft.texts)
        dropping = tuple(Choice(f"drop:{code}", _DROP[code]) for code in OTHERS if code in draft.texts)
        return Ask(
            lines(
                _("<b>More languages?</b>"),
                _("Whose language is missing gets the Polish text."),
            ),
            [Choice("done", _("That is all")), *(row for row in (adding, dropping) if row)],
            crumb=_("Languages"),
        )

    async def answer(self, said: Said, desk: Desk) -> AskTitle | noticereview.Review:
        """Write one more, leave one out, or go on."""
        draft = await written(desk, self.item)
        ways = [f"{act}:{code}" for act in ("add", "drop") for code in OTHERS]
        act, _colon, language = said.one_of(["done", *ways]).partition(":")
        if act == "add":
            return AskTitle(language, self.item)
        draft = draft.without(language) if act == "drop" else draft
        await save(desk, self.item, replace(draft, spoken=True))
        return noticereview.Review(self.item)


_DROP: dict[str, Text] = {"en": _("Without English"), "uk": _("Without Ukrainian")}


@dataclass(frozen=True)
class AskCategory(Step[Desk]):
    """What it is about."""

    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """All categories; says which one nobody can switch off."""
        await written(desk, self.item)
        choices = [Choice(category.value, words) for category, words in CATEGORIES.items()]
        return Ask(
            lines(
                _("<b>What is it about?</b>"),
                _("“Safety” comes to those too who have switched notices off."),
            ),
            _in_pairs(choices),
            crumb=_("Category"),
        )

    async def answer(self, said: Said, desk: Desk) -> noticereview.Review:
        """Keep it."""
        chosen = Category(said.one_of(list(Category)))
        await save(desk, self.item, replace(await written(desk, self.item), category=chosen))
        return noticereview.Review(self.item)


@dataclass(frozen=True)
class AskUntil(Step[Desk]):
    """Until when it holds."""

    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """Common lengths, and any date."""
        await written(desk, self.item)
        return Ask(
            lines(
                _("<b>Until when is it on the board?</b>"),
                _("Press a button or write the last day, for example: 14.12.2026."),
            ),
            [(Choice("week", _("A week")), Choice("month", _("A month"))), Choice("never", _("Without an end"))],
            crumb=_("Until when"),
        )

    async def answer(self, said: Said, desk: Desk) -> noticereview.Review:
        """Keep the last day. Raises Retry for one that is over before the notice goes out."""
        draft, today = await written(desk, self.item), warsaw_day(desk.now())
        lengths = {"week": today + _WEEK, "month": today + _MONTH, "never": None}
        last = said.date() if said.choice is None else lengths[said.one_of(lengths)]
        if last is not None and end_of_day(last) <= max(desk.now(), draft.at or desk.now()):
            raise Retry(_("By then it would be over before it goes out. Write a later day, please."))
        if last is not None and last > today + FURTHEST_END:
            raise Retry(_("That is too far away: at most five years, please."))
        await save(desk, self.item, replace(draft, validity=Validity(last)))
        return noticereview.Review(self.item)


def _in_pairs(choices: Sequence[Choice]) -> list[Row]:
    return [tuple(choices[place : place + 2]) for place in range(0, len(choices), 2)]
