"""The answers of a survey as a table: a row a person, a column a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ibok_bot.dialogs.surveywords import told
from ibok_bot.domain.papers import Table
from ibok_bot.domain.surveys import Answer, Survey
from ibok_bot.i18n import Voice

MOST_ROWS = 2000


class Respondent(Protocol):
    """Everything one person answered."""

    @property
    def answers(self) -> Mapping[str, Answer]: ...


def survey_table(survey: Survey, people: Sequence[Respondent], voice: Voice) -> Table:
    """In the reader's language. A question that nobody asked them is empty."""
    head = tuple(one.words.said(voice.language) for one in survey.questions)
    return Table(f"{survey.name}.csv", (head, *(row(survey, one, voice) for one in people)))


def row(survey: Survey, person: Respondent, voice: Voice) -> tuple[str, ...]:
    """One person's answers."""
    return tuple(
        voice.plain(told(one, given, voice.language)) if (given := person.answers.get(one.id)) is not None else ""
        for one in survey.questions
    )
