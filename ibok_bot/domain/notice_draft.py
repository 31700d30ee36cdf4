"""A notice while it is being written (szkic ogłoszenia): what is known of it so far, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from ibok_bot.domain.audience import Audience
from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.media import Media
from ibok_bot.domain.notice_html import kept
from ibok_bot.domain.notices import FALLBACK, Category, Draft, Posted, Wording
from ibok_bot.domain.posting import Recipients

NEW = "new"
"""The item of a draft that is no posted notice yet; an edit's item is the notice's number."""
MAIN = FALLBACK[0]
"""Every notice is written in this language first: whoever lacks their own reads this one."""
OTHERS = FALLBACK[1:]
FURTHEST_END = timedelta(days=5 * 366)
"""No notice holds longer: a day further away is a slip."""


class Written(msgspec.Struct, frozen=True):
    """What is written in one language; `html` is "" while only the title is."""

    title: str
    html: str = ""


class Validity(msgspec.Struct, frozen=True):
    """Until which day it is on the board, that day included; None: without an end."""

    last_day: date | None


class NoticeDraft(msgspec.Struct, frozen=True, omit_defaults=True):
    """A notice in the making. What is None was not asked yet; `at` None means: sent at once."""

    texts: dict[str, Written] = {}
    spoken: bool = False
    """Whether it was asked which other languages it is to have."""
    category: Category | None = None
    validity: Validity | None = None
    audience: Audience | None = None
    urgent: bool = False
    file: Media | None = None
    at: datetime | None = None

    @property
    def wordings(self) -> Mapping[str, Wording]:
        """The languages of which both title and text are written."""
        ordered = (language for language in FALLBACK if language in self.texts)
        return {
            language: Wording(self.texts[language].title, kept(self.texts[language].html))
            for language in ordered
            if self.texts[language].html
        }

    def titled(self, language: str, title: str) -> NoticeDraft:
        """With this title."""
        written = msgspec.structs.replace(self.texts.get(language, Written("")), title=title)
        return msgspec.structs.replace(self, texts={**self.texts, language: written})

    def worded(self, language: str, html: str) -> NoticeDraft:
        """With this text."""
        written = msgspec.structs.replace(self.texts.get(language, Written("")), html=html)
        return msgspec.structs.replace(self, texts={**self.texts, language: written})

    def without(self, language: str) -> NoticeDraft:
        """Without this language."""
        texts = {other: written for other, written in self.texts.items() if other != language}
        return msgspec.structs.replace(self, texts=texts)

    def notice(self, now: datetime) -> Draft:
        """As it would be posted now. Raises Unfinished where a part was not asked yet."""
        if self.category is None or self.audience is None or not self.wordings:
            raise Unfinished
        last = self.validity.last_day if self.validity else None
        return Draft(
            category=self.category,
            texts=self.wordings,
            audience=self.audience,
            valid_from=self.at or now,
            valid_to=end_of_day(last) if last else None,
            urgent=self.urgent,
            file=self.file,
        )


class Unfinished(ValueError):
    """Something of the notice was not asked yet."""


class Missing(StrEnum):
    """The next thing to be asked."""

    TITLE = "title"
    TEXT = "text"
    LANGUAGES = "languages"
    CATEGORY = "category"
    VALIDITY = "validity"
    AUDIENCE = "audience"


def missing(draft: NoticeDraft) -> tuple[Missing, str] | None:
    """What is to be asked next, and in which language; None: nothing, it can be looked at."""
    for language in (MAIN, *(other for other in OTHERS if other in draft.texts)):
        written = draft.texts.get(language)
        if written is None or not written.title:
            return Missing.TITLE, language
        if not written.html:
            return Missing.TEXT, language
    if not draft.spoken:
        return Missing.LANGUAGES, MAIN
    if draft.category is None:
        return Missing.CATEGORY, MAIN
    if draft.validity is None:
        return Missing.VALIDITY, MAIN
    return (Missing.AUDIENCE, MAIN) if draft.audience is None else None


def of_posted(notice: Posted) -> NoticeDraft:
    """A notice that is posted, as a draft to be edited, or to be sent once more."""
    last = notice.valid_to.astimezone(WARSAW).date() if notice.valid_to else None
    return NoticeDraft(
        texts={language: Written(word.title, word.html.html) for language, word in notice.texts.items()},
        spoken=True,
        category=notice.category,
        validity=Validity(last),
        audience=notice.audience,
        urgent=notice.urgent,
        file=notice.file,
    )


def end_of_day(day: date) -> datetime:
    """The last minute of a day in Poland."""
    return datetime.combine(day, time(23, 59), tzinfo=WARSAW)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a draft: the notice it is now, whom it goes to, and whether somebody must approve it first."""

    notice: NoticeId
    recipients: Recipients
    waits: bool
    asked: int = 0
    """How many colleagues were asked to approve it."""
    held_until: datetime | None = None
    """When the quiet hours are over, where it waits for that."""
