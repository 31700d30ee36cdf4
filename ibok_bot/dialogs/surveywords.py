"""What surveys and their answers are called, in the same words for customers and for the staff."""

from __future__ import annotations

from collections.abc import Sequence

from ibok_bot.dialogs.talk import Choice, Row
from ibok_bot.domain.surveys import (
    NPS,
    SCALE,
    Answer,
    Free,
    Multiple,
    Nps,
    Option,
    Picked,
    Question,
    Rated,
    Scale,
    Single,
    Skipped,
    SurveyState,
    Words,
    Written,
)
from ibok_bot.i18n import Text, Verbatim, _, joined, lines

LONGEST_LABEL = 28
_HALF = 6
STATE: dict[SurveyState, Text] = {
    SurveyState.DRAFT: _("draft, only the staff see it"),
    SurveyState.WAITING: _("published, its first day is to come"),
    SurveyState.OPEN: _("open"),
    SurveyState.CLOSED: _("closed"),
}


def said(words: Words, language: str) -> Verbatim:
    """The author's words, to somebody who speaks this language."""
    return Verbatim(words.said(language))


def cut(words: Words, language: str, longest: int = LONGEST_LABEL) -> str:
    """As much of it as a button holds."""
    text = words.said(language)
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def told(question: Question, answer: Answer, language: str) -> Text:
    """An answer as a person reads it."""
    match question, answer:
        case Single(options=options) | Multiple(options=options), Picked(places):
            return joined([said(options[place].words, language) for place in places], "; ")
        case _, Rated(mark):
            return Verbatim(str(mark))
        case _, Written(text):
            return Verbatim(text)
    return _("no answer")


def asking(question: Question, language: str, given: Answer | None) -> Text:
    """The question, what answers are possible, and what was answered before."""
    return lines(
        _("<b>{question}</b>", question=said(question.words, language)),
        *_listed(question, language),
        None if question.required else _("You may skip this question."),
        _("Your answer now: {answer}", answer=told(question, given, language)) if given and _shows(given) else None,
    )


def marks(question: Question) -> list[Row]:
    """A button for each mark, in rows that a thumb can hit."""
    match question:
        case Scale():
            return [tuple(Choice(str(mark), Verbatim(str(mark))) for mark in SCALE)]
        case Nps():
            keys = [Choice(str(mark), Verbatim(str(mark))) for mark in NPS]
            return [tuple(keys[:_HALF]), tuple(keys[_HALF:])]
    return []


def option_label(place: int, option: Option, language: str) -> str:
    """The option; a long one is numbered, and stands whole in the text above."""
    text = option.words.said(language)
    return text if len(text) <= LONGEST_LABEL else f"{place + 1}. {cut(option.words, language, LONGEST_LABEL - 3)}"


def _listed(question: Question, language: str) -> Sequence[Text]:
    match question:
        case Single(options=options) | Multiple(options=options):
            long = any(len(one.words.said(language)) > LONGEST_LABEL for one in options)
            whole = [Verbatim(f"{place}. {one.words.said(language)}") for place, one in enumerate(options, 1)]
            several = [_("You may choose several.")] if isinstance(question, Multiple) else []
            return [*several, *(whole if long else [])]
        case Scale():
            return [_("1 is very bad, 5 is very good.")]
        case Nps():
            return [_("0 is “surely not”, 10 is “surely yes”.")]
        case Free():
            return [_("Write in your own words. Please give no passwords and no data of other people.")]


def _shows(given: Answer) -> bool:
    return not isinstance(given, Skipped)
