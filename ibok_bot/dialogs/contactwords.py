"""What both sides of a conversation share: taking in what somebody writes, and showing what was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ibok_bot.dialogs.talk import Choice, Outdated, Retry, Row, Said
from ibok_bot.domain.duty import Duty
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_html import from_entities, kept
from ibok_bot.domain.threads import LONGEST, Letter, Message, MessageId, Refused, Side, ThreadId, is_welcome
from ibok_bot.i18n import Text, Verbatim, _, lines, n_

PAGE = 6
GONE = _("There is no such conversation in this account.")
FILE = "file:"
_LONGEST_NUMBER = 18
_LONGEST_NAME = 18
_WHAT_FITS = _("Write it as text, or send a photo or a document: PDF, Word, Excel, up to 20 MB.")
REFUSED: dict[Refused, Text] = {
    Refused.TOO_MANY_OPEN: _(
        "Five of your conversations are open already. Please write in one of them, or say there that it is settled."
    ),
    Refused.TOO_MANY_TODAY: _("That is a lot for one day. Please write again tomorrow, or call us."),
    Refused.GONE: GONE,
}
_WHO: dict[Side, Text] = {Side.CUSTOMER: _("Customer"), Side.OFFICE: _("Office")}


def number_of(item: str, gone: Text = GONE) -> ThreadId:
    """The conversation that a button or a link names. Raises Outdated for what is no number."""
    if not (item.isascii() and item.isdigit() and len(item) <= _LONGEST_NUMBER):
        raise Outdated(gone)
    return ThreadId(int(item))


def letter_of(said: Said, *, formatted: bool = False) -> Letter:
    """What was written or sent. Raises Retry. A customer's links show where they lead: no formatting is kept."""
    if said.media is not None and not is_welcome(said.media):
        raise Retry(_("We cannot take this file. Please send a photo or a document: PDF, Word, Excel, up to 20 MB."))
    words = from_entities(said.text or said.caption or "", said.entities if formatted else ())
    if said.media is None and not words.plain.strip():
        raise Retry(_WHAT_FITS)
    return _checked(Letter(words, said.media))


def added(before: Letter, more: Letter) -> Letter:
    """Both as one message. Raises Retry where they do not fit: one file, and so many characters."""
    if before.media is not None and more.media is not None:
        raise Retry(_("One message takes one file. Send this one first, and the next file after it."))
    html = "\n\n".join(part for part in (before.words.html.strip(), more.words.html.strip()) if part)
    return _checked(Letter(kept(html), before.media or more.media))


def _checked(letter: Letter) -> Letter:
    over = letter.words.length - LONGEST
    if over > 0:
        raise Retry(
            n_(
                "That is too long by {n} character. Shorten it, please, or divide it.",
                "That is too long by {n} characters. Shorten it, please, or divide it.",
                over,
            )
        )
    return letter


def letter(html: str, media: Media | None) -> Letter:
    """What a step keeps of it, as it was."""
    return Letter(kept(html), media)


def message(one: Message, mine: Side) -> Text:
    """Who wrote it and when, and what; colleagues see which of them it was."""
    who = _("You") if one.side is mine is Side.CUSTOMER else _WHO[one.side]
    if one.author is not None and mine is Side.OFFICE:
        who = _("{who}, {name}", who=who, name=Verbatim(one.author))
    words = one.letter.words if one.letter.words.plain.strip() else None
    return lines(
        _("<b>{who}</b> · {at}", who=who, at=one.at),
        words,
        _("📎 {file}", file=file_name(one.letter.media)) if one.letter.media else None,
    )


def files(shown: Sequence[Message]) -> list[Row]:
    """A button for each file among these messages."""
    buttons = [
        Choice(f"{FILE}{one.id}", _("📎 {file}", file=file_name(one.letter.media))) for one in shown if one.letter.media
    ]
    return [tuple(buttons[place : place + 2]) for place in range(0, len(buttons), 2)]


def file_of(choice: str | None) -> MessageId | None:
    """The message whose file a button shows."""
    return MessageId(int(choice.removeprefix(FILE))) if choice and choice.startswith(FILE) else None


def file_name(media: Media) -> Text:
    """How a file is called on one short line."""
    if media.kind is MediaKind.PHOTO:
        return _("photo")
    name = " ".join((media.name or "").split())
    if not name:
        return _("document")
    return Verbatim(name if len(name) <= _LONGEST_NAME else f"{name[:9]}…{name[-8:]}")


def expectation(duty: Duty, now: datetime) -> Text:
    """Whether somebody is there, and when an answer can be expected."""
    by, begins = duty.answer_by(now), duty.begins_after(now)
    if duty.is_on(now) and by is not None:
        return _("🟢 Somebody is here now. What you write is answered by <b>{at}</b> at the latest.", at=by)
    if by is not None and begins is not None:
        return lines(
            _("🌙 Nobody is here at the moment; we are back on {at}.", at=begins),
            _("What you write now is answered by <b>{at}</b> at the latest.", at=by),
        )
    return _("We answer as soon as we can.")
