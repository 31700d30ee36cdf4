"""A notice as it is sent to chats: who speaks, the title, the text exactly as written, and a button to the board."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ibok_bot.dialogs import keyboard
from ibok_bot.dialogs.noticewords import speaker
from ibok_bot.dialogs.talk import Entry
from ibok_bot.domain import notice_html
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.media import Media
from ibok_bot.domain.notice_html import LONGEST_CAPTION, LONGEST_TEXT, TooLong
from ibok_bot.domain.notice_source import units
from ibok_bot.domain.notices import Wording, spoken
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import LANGUAGES, Verbatim, Voice, _, lines, paragraphs
from ibok_bot.turns.messages import Screen
from ibok_bot.turns.rendering import buttons

DIALOG = "notice"
"""The dialog that shows one notice of the board."""
_ENCODE = msgspec.json.Encoder()


def check(wording: Wording, supplier: Supplier, *, with_file: bool) -> None:
    """Whether it fits one message for every reader, under the line that says who speaks. Raises TooLong or Missing."""
    notice_html.check(wording.title, wording.html, with_file=with_file)
    longest = room(wording.title, supplier, with_file=with_file)
    if wording.html.length > longest:
        raise TooLong("text", longest, wording.html.length)


def room(title: str, supplier: Supplier, *, with_file: bool) -> int:
    """How long a text under this title may be, so that it fits for readers of every language."""
    speaking = max(units(Voice(language).plain(speaker(supplier))) for language in LANGUAGES)
    return (LONGEST_CAPTION if with_file else LONGEST_TEXT) - speaking - units(f"\n{title}\n\n")


def screen(wording: Wording, file: Media | None, voice: Voice, supplier: Supplier, notice: NoticeId | None) -> Screen:
    """The message in the reader's language; without a button where there is no notice yet."""
    title = _("<b>{title}</b>", title=Verbatim(wording.title))
    html = voice.html(paragraphs(lines(speaker(supplier), title), wording.html))
    onward = [] if notice is None else [(keyboard.entry(Entry(DIALOG, _("📌 On the board"), str(notice))),)]
    return Screen(html, buttons(onward, voice), media=file)


def payloads(
    texts: Mapping[str, Wording], file: Media | None, supplier: Supplier, notice: NoticeId
) -> Mapping[str, str]:
    """What a broadcast keeps: the message for readers of every language, whichever the notice is written in."""
    return {
        language: _ENCODE.encode(
            screen(texts[spoken(texts, language)], file, Voice(language), supplier, notice)
        ).decode()
        for language in LANGUAGES
    }
