"""The review of a notice: what customers will see, message by message, how many they are, and the last word."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from ibok_bot.dialogs import noticeaudience, noticechange, noticewriting
from ibok_bot.dialogs.audiencewords import in_words
from ibok_bot.dialogs.noticeform import IN, Desk, save, sent_so_far, written
from ibok_bot.dialogs.noticewords import CATEGORIES, held
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Outdated, Retry, Row, Said, Shown, Step, Style
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.notice_draft import NEW, OTHERS, Missing, NoticeDraft, Sent, missing
from ibok_bot.domain.notice_html import kept
from ibok_bot.domain.notices import FALLBACK, Draft
from ibok_bot.domain.posting import CannotPost, Outcome, Part, Recipients, Status
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, n_, paragraphs

BROADCASTS = "broadcasts"


def previews(desk: Desk, draft: Draft) -> tuple[Shown, ...]:
    """The messages that chats will show, one for each language."""
    messages = desk.notices.messages(draft)
    return tuple(Shown(kept(messages[language]), draft.file) for language in FALLBACK if language in messages)


@dataclass(frozen=True)
class Review(Step[Desk]):
    """All of the notice, or the next question about it."""

    hint = _(
        "Above is the notice as customers will see it, in each language. “Change something” leads to any part of "
        "it. “At a time …” sets the hour; the green button sends, to as many chats as it says."
    )
    item: str = NEW

    async def ask(
        self, desk: Desk
    ) -> (
        Ask
        | noticewriting.AskTitle
        | noticewriting.AskText
        | noticewriting.MoreLanguages
        | noticewriting.AskCategory
        | noticewriting.AskUntil
        | noticeaudience.AskAudience
    ):
        """What is missing is asked first. The messages stand above, exactly as they will be delivered."""
        draft = await written(desk, self.item)
        lacking = missing(draft)
        if lacking is not None:
            return question(self.item, *lacking)
        notice = draft.notice(desk.now())
        if self.item != NEW:
            return await self._edit(desk, notice)
        recipients = await desk.notices.count(notice)
        return Ask(
            paragraphs(
                _above(notice), _facts(desk, draft), noticeaudience.told(recipients), _approval(desk, recipients)
            ),
            [*_sending(desk, draft, recipients), Choice("change", _("Change something")), _DISCARD],
            crumb=_("Preview"),
            before=previews(desk, notice),
        )

    async def answer(
        self, said: Said, desk: Desk
    ) -> noticechange.Change | noticechange.AskTime | noticechange.Discard | Review | End:
        """Send it, plan it, change it or throw it away. Raises Retry for what makes no sense any more."""
        ways = ["change", "discard", "save"] if self.item != NEW else ["send", "time", "now", "change", "discard"]
        match said.one_of(ways):
            case "change":
                return noticechange.Change(self.item)
            case "discard":
                return noticechange.Discard(self.item)
            case "time":
                return noticechange.AskTime()
            case "now":
                await save(desk, self.item, replace(await written(desk, self.item), at=None))
                return self
            case "save":
                return await self._save(desk)
        return await self._send(desk)

    async def _edit(self, desk: Desk, notice: Draft) -> Ask:
        status = await _posted(desk, self.item)
        arrived = sent_so_far(status.progress)
        return Ask(
            paragraphs(
                _above(notice),
                n_(
                    "It has gone to {n} chat. Where it arrived in the last 48 hours it is changed in the chat itself, "
                    "elsewhere only on the board.",
                    "It has gone to {n} chats. Where it arrived in the last 48 hours it is changed in the chat itself, "
                    "elsewhere only on the board.",
                    arrived,
                )
                if arrived
                else _("Nobody has got it yet: everybody gets these words."),
                _("⚠️ So many get the new words at once, without anybody's approval; your colleagues are told of it.")
                if status.progress and desk.notices.is_crowd(status.progress.recipients)
                else None,
            ),
            [
                Choice("save", _("Change it everywhere"), Style.SUCCESS),
                Choice("change", _("Change something")),
                _DISCARD,
            ],
            crumb=_("Preview"),
            before=previews(desk, notice),
        )

    async def _send(self, desk: Desk) -> End:
        draft = await written(desk, self.item)
        notice = draft.notice(desk.now())
        if not (await desk.notices.count(notice)).customers:
            raise Retry(_("Nobody would get it: no customer fits this. Change for whom it is."))
        try:
            sent = await desk.notices.send(notice, desk.staff, draft.at)
        except CannotPost as wrong:
            raise Retry(_why_not(wrong)) from None
        await desk.drafts.drop(desk.staff.id, self.item)
        return End(_said(sent, draft), [Entry(BROADCASTS, _("📨 See how it goes"), str(sent.notice))])

    async def _save(self, desk: Desk) -> End:
        draft = await written(desk, self.item)
        status = await _posted(desk, self.item)
        try:
            outcome = await desk.notices.edit(status.notice.id, draft.wordings, desk.staff)
        except CannotPost as wrong:
            raise Retry(_why_not(wrong)) from None
        await desk.drafts.drop(desk.staff.id, self.item)
        if outcome is not Outcome.DONE:
            raise Outdated(_RECALLED)
        return End(
            _("✅ Notice {number} has new words.", number=status.notice.id),
            [Entry(BROADCASTS, _("📨 See how it goes"), self.item)],
        )


def question(
    item: str, lacking: Missing, language: str
) -> (
    noticewriting.AskTitle
    | noticewriting.AskText
    | noticewriting.MoreLanguages
    | noticewriting.AskCategory
    | noticewriting.AskUntil
    | noticeaudience.AskAudience
):
    """The question about one part of the notice."""
    match lacking:
        case Missing.TITLE:
            return noticewriting.AskTitle(language, item)
        case Missing.TEXT:
            return noticewriting.AskText(language, item)
        case Missing.LANGUAGES:
            return noticewriting.MoreLanguages(item)
        case Missing.CATEGORY:
            return noticewriting.AskCategory(item)
        case Missing.VALIDITY:
            return noticewriting.AskUntil(item)
    return noticeaudience.AskAudience(item)


async def _posted(desk: Desk, item: str) -> Status:
    status = await desk.notices.status(NoticeId(int(item)))
    if status is None or status.notice.recalled_at is not None:
        raise Outdated(_RECALLED)
    return status


def _above(notice: Draft) -> Text:
    if len(notice.texts) == 1:
        return _("⬆️ Above is the message as it will be delivered.")
    return _("⬆️ Above are the messages as they will be delivered, one for each language.")


def _facts(desk: Desk, draft: NoticeDraft) -> Text:
    until = desk.notices.held_until(draft.notice(desk.now()), draft.at)
    category = CATEGORIES[draft.category] if draft.category else Verbatim("")
    last = draft.validity.last_day if draft.validity else None
    lacking = [IN[code] for code in OTHERS if code not in draft.texts]
    return lines(
        _("category: {category}", category=category),
        _("on the board until {day}", day=last) if last else _("on the board without an end"),
        _("goes out: {at}", at=draft.at) if draft.at else _("goes out: at once"),
        held(until) if until else None,
        _("⚠️ urgent: it does not wait for the morning") if draft.urgent else None,
        _("who reads {languages} gets it in Polish", languages=joined(lacking, ", ")) if lacking else None,
        _("for whom: {audience}", audience=in_words(draft.audience)) if draft.audience else None,
    )


def _approval(desk: Desk, recipients: Recipients) -> Text | None:
    if not desk.notices.needs_approval(recipients):
        return None
    return _("So many get it only when a second person of the staff has approved it. We will ask them.")


def _sending(desk: Desk, draft: NoticeDraft, recipients: Recipients) -> list[Button | Row]:
    if not recipients.customers:
        return []
    count = recipients.total
    if desk.notices.needs_approval(recipients):
        label = _("Ask to approve · {count}", count=count)
    elif not count:
        label = _("Put it on the board")
    elif draft.at:
        label = n_("Plan for {n} chat", "Plan for {n} chats", count)
    else:
        label = n_("Send to {n} chat", "Send to {n} chats", count)
    later = Choice("time", _("Another time") if draft.at else _("At a time …"))
    at_once = (Choice("now", _("Rather at once")),) if draft.at else ()
    return [Choice("send", label, Style.SUCCESS), (later, *at_once)]


def _said(sent: Sent, draft: NoticeDraft) -> Text:
    if not sent.waits:
        at_once = held(sent.held_until) if sent.held_until else _("It is on its way.")
        onward = _("It goes out at {at}.", at=draft.at) if draft.at and not sent.held_until else at_once
        return lines(_("✅ Notice {number} is posted.", number=sent.notice), onward)
    asked = n_("We have asked {n} colleague.", "We have asked {n} colleagues.", sent.asked)
    nobody = _("⚠️ But nobody else of the staff could approve it: an administrator must invite somebody first.")
    return lines(
        _("⏳ Notice {number} waits for a second person.", number=sent.notice),
        asked if sent.asked else nobody,
        _("Until then nobody sees it."),
    )


def _why_not(wrong: CannotPost) -> Text:
    match wrong.part:
        case Part.AT:
            return _("The time it was to go out has passed. Choose another, or send it at once.")
        case Part.VALID_TO:
            return _("It would be over before it goes out. Change until when it holds, or the time.")
    return _("One of the texts is empty or too long. Change it, please.")


_DISCARD = Choice("discard", _("Throw it away"), Style.DANGER)
_RECALLED = _("This notice was taken back meanwhile; it cannot be changed any more. You can send a new one.")
