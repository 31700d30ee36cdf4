"""Changing a notice before it goes out: any part of it, the time, or whether it goes out at all."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from ibok_bot.dialogs import noticeaudience, noticereview, noticewriting
from ibok_bot.dialogs.noticeform import IN, Desk, save, written
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Retry, Row, Said, Step, Style
from ibok_bot.domain import typed_time
from ibok_bot.domain.notice_draft import MAIN, NEW, OTHERS, Missing
from ibok_bot.i18n import _, lines


@dataclass(frozen=True)
class Change(Step[Desk]):
    """What of it is to be changed; everything else stays."""

    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """Every part; of a notice that is out, only its words."""
        draft = await written(desk, self.item)
        rows: list[Button | Row] = [
            (
                Choice(f"title:{code}", _("Title {language}", language=IN[code])),
                Choice(f"text:{code}", _("Text {language}", language=IN[code])),
            )
            for code in (MAIN, *OTHERS)
            if code in draft.texts
        ]
        rows.append(Choice("languages", _("Languages")))
        if self.item == NEW:
            urgent = _("Not urgent after all") if draft.urgent else _("Mark as urgent")
            rows += [
                (Choice("audience", _("For whom")), Choice("validity", _("Until when"))),
                (Choice("category", _("Category")), Choice("file", _("Photo or PDF"))),
                Choice("urgent", urgent),
            ]
        return Ask(_("What shall we change? Everything else stays as it is."), rows, crumb=_("Change"))

    async def answer(
        self, said: Said, desk: Desk
    ) -> (
        noticereview.Review
        | noticewriting.AskTitle
        | noticewriting.AskText
        | noticewriting.AskFile
        | noticewriting.MoreLanguages
        | noticewriting.AskCategory
        | noticewriting.AskUntil
        | noticeaudience.AskAudience
    ):
        """To the question about that part."""
        draft = await written(desk, self.item)
        words = [f"{part}:{code}" for part in ("title", "text") for code in draft.texts]
        facts = ["audience", "validity", "category", "file", "urgent"] if self.item == NEW else []
        part, _colon, language = said.one_of([*words, "languages", *facts]).partition(":")
        match part:
            case "urgent":
                await save(desk, self.item, replace(draft, urgent=not draft.urgent))
                return noticereview.Review(self.item)
            case "file":
                return noticewriting.AskFile(self.item)
        return noticereview.question(self.item, Missing(part), language)


@dataclass(frozen=True)
class AskTime(Step[Desk]):
    """When it goes out."""

    async def ask(self, desk: Desk) -> Ask:
        """With examples that are read."""
        await written(desk, NEW)
        return Ask(
            lines(
                _("<b>When shall it go out?</b>"),
                _("Write a day and an hour, for example: tomorrow 8:00, or 25.11 8:00."),
            ),
            crumb=_("Time"),
        )

    async def answer(self, said: Said, desk: Desk) -> noticereview.Review:
        """Keep it. Raises Retry for what is no time, has passed, or is beyond the notice's end."""
        draft = await written(desk, NEW)
        try:
            at = typed_time.read(said.line(60), desk.now())
        except typed_time.Past:
            raise Retry(_("That time has passed. Write a later one, for example: tomorrow 8:00.")) from None
        except typed_time.TooFar:
            raise Retry(_("That is more than a year away. Write an earlier time, please.")) from None
        except typed_time.NoTime:
            raise Retry(_("That is no day and hour. Write it like this: tomorrow 8:00, or 25.11 8:00.")) from None
        valid_to = draft.notice(desk.now()).valid_to
        if valid_to is not None and valid_to <= at:
            raise Retry(_("By then it would be over. Write an earlier time, or change until when it holds."))
        await save(desk, NEW, replace(draft, at=at))
        return noticereview.Review()


@dataclass(frozen=True)
class Discard(Step[Desk]):
    """Whether to throw it away indeed."""

    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """It cannot be brought back."""
        await written(desk, self.item)
        return Ask(
            _("Throw this draft away? It cannot be brought back."),
            [Choice("keep", _("Keep it")), Choice("discard", _("Throw it away"), Style.DANGER)],
            crumb=_("Throwing away"),
        )

    async def answer(self, said: Said, desk: Desk) -> noticereview.Review | End:
        """Throw it away, or go back to it."""
        if said.one_of(["keep", "discard"]) == "keep":
            return noticereview.Review(self.item)
        await desk.drafts.drop(desk.staff.id, self.item)
        return End(
            _("The draft is thrown away. Nobody got anything."), [Entry(noticereview.BROADCASTS, _("📨 Notices sent"))]
        )
