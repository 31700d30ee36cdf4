"""Notices over HTTP: post, list, follow, pause, resume, cancel, recall, and other words for them."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, datetime

from msgspec import UNSET

from ibok_bot.domain import audience
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.notice_html import BadMarkup, from_entities
from ibok_bot.domain.notice_source import clean, read
from ibok_bot.domain.notices import Draft, Wording
from ibok_bot.domain.tokens import Scope
from ibok_bot.turns.noticedesk import NoticeDesk
from ibok_bot.turns.posting import CannotPost, Outcome, Part, Posting
from ibok_bot.web.api.endpoint import Call, Endpoint
from ibok_bot.web.api.noticeforms import (
    NewNotice,
    NewTexts,
    NoticeAnswer,
    NoticePage,
    NoticePageQuery,
    NoticePreview,
    NoticeText,
    NoticeTexts,
    OneNotice,
    PostedNotice,
    answer_of,
    line_of,
    reach_of,
)
from ibok_bot.web.api.problems import Mistake, Refused, makes_no_sense, not_found, not_now

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


async def post_notice(call: Call, body: NewNotice) -> PostedNotice:
    """Post a notice: onto the board, and out to its audience.

    It cannot be unsent, only recalled; try it with a preview first. To a crowd it goes, and onto the board, only when
    one of the staff has approved it; until then its sending is awaiting_approval.
    """
    draft = _draft(call, body)
    try:
        sent = await _second_pair_of_eyes(call).send(draft, call.token, body.at)
    except CannotPost as wrong:
        raise _refused(wrong) from None
    return PostedNotice(await _answer(call, sent.notice), reach_of(sent.recipients))


async def preview_notice(call: Call, body: NewNotice) -> NoticePreview:
    """Check a notice and count its audience; nothing is posted or sent."""
    desk = _desk(call)
    draft = _draft(call, body)
    try:
        desk.check(draft, body.at)
    except CannotPost as wrong:
        raise _refused(wrong) from None
    recipients = await desk.count(draft)
    needs_approval = _second_pair_of_eyes(call).needs_approval(recipients)
    return NoticePreview(reach_of(recipients), needs_approval, desk.messages(draft))


async def list_notices(call: Call, query: NoticePageQuery) -> NoticePage:
    """All notices, the newest first, a page at a time."""
    before = NoticeId(int(query.cursor)) if query.cursor else None
    found = await _desk(call).listing(before, query.limit + 1)
    shown = found[: query.limit]
    more = str(shown[-1].notice.id) if len(found) > query.limit else None
    return NoticePage(tuple(line_of(listed, call.now) for listed in shown), more)


async def get_notice(call: Call, place: OneNotice) -> NoticeAnswer:
    """One notice, and how far its sending has come."""
    return await _answer(call, NoticeId(place.notice))


async def pause_notice(call: Call, place: OneNotice) -> NoticeAnswer:
    """Stop sending for now. Messages in flight still arrive."""
    said = "Only a notice that is being sent, or waits for its time, can be paused."
    return await _changed(call, place, _desk(call).pause(NoticeId(place.notice), call.token), said)


async def resume_notice(call: Call, place: OneNotice) -> NoticeAnswer:
    """Go on sending."""
    said = "Only a paused notice can be resumed."
    return await _changed(call, place, _desk(call).resume(NoticeId(place.notice), call.token), said)


async def cancel_notice(call: Call, place: OneNotice) -> NoticeAnswer:
    """Send no more, for good.

    Where nothing was sent yet it goes from the board too; else it stays there until it is recalled.
    """
    said = "It was sent to everyone already. Recall it to take it back."
    return await _changed(call, place, _desk(call).cancel(NoticeId(place.notice), call.token), said)


async def recall_notice(call: Call, place: OneNotice) -> NoticeAnswer:
    """Take a notice back: from the board, and from the chats where it arrived in the last 48 hours."""
    return await _changed(call, place, _desk(call).recall(NoticeId(place.notice), call.token), "It cannot be recalled.")


async def edit_notice(call: Call, place: OneNotice, body: NewTexts) -> NoticeAnswer:
    """Give a notice other words: on the board, and in the chats where it arrived in the last 48 hours."""
    try:
        editing = _second_pair_of_eyes(call).edit(NoticeId(place.notice), _wordings(body.texts), call.token)
        return await _changed(call, place, editing, "It was recalled; post a new one.")
    except CannotPost as wrong:
        raise _refused(wrong) from None


READ, WRITE = Scope.NOTICES_READ, Scope.NOTICES_WRITE
ENDPOINTS = (
    Endpoint("GET", "/notices", list_notices, READ),
    Endpoint("POST", "/notices", post_notice, WRITE, status=201, location="/notices/{notice.id}", needs_key=True),
    Endpoint("POST", "/notices/preview", preview_notice, WRITE, writes=False),
    Endpoint("GET", "/notices/{notice}", get_notice, READ),
    Endpoint("PUT", "/notices/{notice}/texts", edit_notice, WRITE, can_conflict=True),
    Endpoint("POST", "/notices/{notice}/pause", pause_notice, WRITE, can_conflict=True),
    Endpoint("POST", "/notices/{notice}/resume", resume_notice, WRITE, can_conflict=True),
    Endpoint("POST", "/notices/{notice}/cancel", cancel_notice, WRITE, can_conflict=True),
    Endpoint("POST", "/notices/{notice}/recall", recall_notice, WRITE),
)


def _desk(call: Call) -> Posting:
    return Posting(call.conn, call.now, call.supplier)


def _second_pair_of_eyes(call: Call) -> NoticeDesk:
    """Where a crowd is concerned, the staff are asked or told."""
    return NoticeDesk(call.conn, call.now, call.supplier)


async def _answer(call: Call, notice: NoticeId) -> NoticeAnswer:
    status = await _desk(call).status(notice)
    if status is None:
        raise _no_such_notice()
    return answer_of(status, call.now)


async def _changed(call: Call, place: OneNotice, change: Awaitable[Outcome], too_late: str) -> NoticeAnswer:
    """The notice as it stands after the change; asking for what is so already is no mistake."""
    match await change:
        case Outcome.GONE:
            raise _no_such_notice()
        case Outcome.TOO_LATE:
            raise not_now(too_late)
        case Outcome.DONE | Outcome.ALREADY:
            return await _answer(call, NoticeId(place.notice))


def _no_such_notice() -> Refused:
    return not_found("There is no such notice.")


def _draft(call: Call, body: NewNotice) -> Draft:
    try:
        whom = audience.parse(" ".join(body.audience.split()))  # long gaps would cost the parser seconds
    except audience.CannotRead as wrong:
        raise makes_no_sense("The audience cannot be read.", Mistake(str(wrong), pointer="#/audience")) from None
    for name, time in (("valid_from", body.valid_from), ("valid_to", body.valid_to), ("at", body.at)):
        if time is not None and not _EARLIEST <= time < _LATEST:
            mistake = Mistake("Give a year from 2000 to 2199", pointer=f"#/{name}")
            raise makes_no_sense("A time is out of reach.", mistake)
    return Draft(
        category=body.category,
        texts=_wordings(body.texts),
        audience=whom,
        valid_from=body.valid_from or body.at or call.now,
        valid_to=body.valid_to,
        urgent=body.urgent,
    )


def _wordings(texts: NoticeTexts) -> dict[str, Wording]:
    given = {"pl": texts.pl, "en": texts.en, "uk": texts.uk}
    return {language: _wording(language, text) for language, text in given.items() if text is not UNSET}


def _wording(language: str, text: NoticeText) -> Wording:
    title = " ".join(clean(text.title)[0].split())
    if text.format == "plain":
        return Wording(title, from_entities(text.text))
    try:
        return Wording(title, from_entities(*read(text.text, markup=True)))
    except BadMarkup as wrong:
        mistake = Mistake(str(wrong), pointer=f"#/texts/{language}/text")
        raise makes_no_sense("The text's HTML is not understood.", mistake) from None


def _refused(wrong: CannotPost) -> Refused:
    place = wrong.part.value
    if wrong.part in {Part.TITLE, Part.TEXT}:
        place = f"texts/{wrong.language}/{wrong.part}"
    return makes_no_sense("The notice cannot be posted as it is.", Mistake(wrong.why, pointer=f"#/{place}"))
