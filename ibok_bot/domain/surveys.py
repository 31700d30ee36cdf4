"""Surveys (ankiety): questions of a few kinds, their answers, and how a survey stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.ids import SurveyId

END = "end"
"""Where a survey is over, written in place of a question's name."""

AFTER_FAULT = "after-fault"
"""The survey of one question that follows a resolved fault; it is asked there alone."""

LONGEST_NAME = 30
LONGEST_QUESTION = 500
LONGEST_INTRO = 1000
LONGEST_OPTION = 60
LONGEST_TEXT = 1000
MOST_QUESTIONS = 30
MOST_OPTIONS = 10
SCALE = range(1, 6)
"""From 1 (worst) to 5 (best)."""
NPS = range(11)
"""How likely one is to recommend us, from 0 to 10."""


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the author wrote: in Polish, and in other languages where they did."""

    pl: str
    en: str = ""
    uk: str = ""

    def said(self, language: str) -> str:
        """To somebody who speaks this language; in Polish where it is not translated."""
        return {"en": self.en, "uk": self.uk}.get(language) or self.pl


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to choose; `leads` to a question of its own, "" to that which follows anyhow."""

    words: Words
    leads: str = ""


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """Marks from `first` to `last` lead to a question of their own."""

    first: int
    last: int
    leads: str


class Single(msgspec.Struct, frozen=True, omit_defaults=True, tag="single"):
    """One option is chosen."""

    id: str
    words: Words
    options: tuple[Option, ...]
    required: bool = True
    leads: str = ""


class Multiple(msgspec.Struct, frozen=True, omit_defaults=True, tag="multiple"):
    """Any number of options is chosen."""

    id: str
    words: Words
    options: tuple[Option, ...]
    required: bool = True
    leads: str = ""


class Scale(msgspec.Struct, frozen=True, omit_defaults=True, tag="scale"):
    """A mark from 1 to 5."""

    id: str
    words: Words
    spans: tuple[Span, ...] = ()
    required: bool = True
    leads: str = ""


class Nps(msgspec.Struct, frozen=True, omit_defaults=True, tag="nps"):
    """Whether one would recommend us, from 0 to 10 (Net Promoter Score)."""

    id: str
    words: Words
    spans: tuple[Span, ...] = ()
    required: bool = True
    leads: str = ""


class Free(msgspec.Struct, frozen=True, omit_defaults=True, tag="text"):
    """Words of one's own."""

    id: str
    words: Words
    required: bool = True
    leads: str = ""


Question = Single | Multiple | Scale | Nps | Free


class Picked(msgspec.Struct, frozen=True, tag="picked"):
    """The chosen options, by their places, in order."""

    places: tuple[int, ...]


class Rated(msgspec.Struct, frozen=True, tag="rated"):
    """A mark."""

    mark: int


class Written(msgspec.Struct, frozen=True, tag="written"):
    """Words."""

    text: str


class Skipped(msgspec.Struct, frozen=True, tag="skipped"):
    """An optional question that was passed over."""


Answer = Picked | Rated | Written | Skipped
Answers = Mapping[str, Answer]
"""By the name of the question."""


class Survey(msgspec.Struct, frozen=True, omit_defaults=True):
    """A survey as its author's file defines it. `first` and `last` are days in Poland, both of them within."""

    name: str
    title: Words
    questions: tuple[Question, ...]
    intro: Words | None = None
    thanks: Words | None = None
    anonymous: bool = False
    first: date | None = None
    last: date | None = None
    audience: str = "all"
    push: bool = False
    """Whether customers are told of it; else it waits in the menu."""

    @property
    def opens_at(self) -> datetime | None:
        """The beginning of its first day."""
        return _midnight(self.first) if self.first else None

    @property
    def closes_at(self) -> datetime | None:
        """The end of its last day."""
        return _midnight(self.last + timedelta(days=1)) if self.last else None

    def question(self, name: str) -> Question | None:
        """The question of this name."""
        return next((one for one in self.questions if one.id == name), None)


FAULT_QUESTION = Scale(
    "mark",
    Words("Jak oceniasz obsługę zgłoszenia?", "How did we deal with your report?", "Як ви оцінюєте обробку звернення?"),
)
FAULT_SURVEY = Survey(
    AFTER_FAULT,
    Words("Po naprawie awarii", "After a fault was repaired", "Після усунення аварії"),
    (FAULT_QUESTION,),
)


class SurveyState(StrEnum):
    """How a survey stands."""

    DRAFT = "draft"
    """Only the staff see it."""
    WAITING = "waiting"
    """Published; its first day is still to come."""
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Kept:
    """A survey in the office's books; `answered` is how many have sent their answers."""

    id: SurveyId
    survey: Survey
    published_at: datetime | None
    valid_from: datetime
    valid_to: datetime | None
    answered: int = 0

    def state(self, now: datetime) -> SurveyState:
        """How it stands now."""
        if self.published_at is None:
            return SurveyState.DRAFT
        if self.valid_to is not None and self.valid_to <= now:
            return SurveyState.CLOSED
        return SurveyState.OPEN if self.valid_from <= now else SurveyState.WAITING


class Progress(StrEnum):
    """How far a customer is with a survey."""

    NEW = "new"
    BEGUN = "begun"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Offered:
    """A survey that a customer may answer, or has answered, and how far they are."""

    kept: Kept
    progress: Progress

    @property
    def can_be_answered(self) -> bool:
        """What was sent without a name cannot be found again, and so not be changed."""
        return not (self.kept.survey.anonymous and self.progress is Progress.SENT)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW)
