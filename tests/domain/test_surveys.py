"""Any survey and any answers: the way always comes to an end, only what was asked counts, and results add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.survey_results import NpsScore, code, nps, percent, tally, values_of
from ibok_bot.domain.survey_way import asked, fits, following, on_the_way, unanswered, ways_on
from ibok_bot.domain.surveys import (
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
    Survey,
    Words,
    Written,
)
from tests.survey_strategies import given_to, surveys


def walked(draw: Callable[[st.SearchStrategy[Answer]], Answer], survey: Survey) -> dict[str, Answer]:
    """One person's answers, to the end."""
    answers: dict[str, Answer] = {}
    while (question := unanswered(survey, answers)) is not None:
        assert question.id not in answers, "asked twice"
        answers[question.id] = draw(given_to(question))
        assert len(answers) <= len(survey.questions)
    return answers


@given(surveys(), st.data())
def test_whatever_is_answered_the_end_comes_and_every_step_was_foreseen(survey: Survey, data: st.DataObject) -> None:
    answers = walked(data.draw, survey)
    assert on_the_way(survey, answers) == answers
    way = list(asked(survey, answers))
    for before, after in pairwise(way):
        assert after.id in ways_on(survey, before)
    assert following(survey, way[-1], answers[way[-1].id]) is None


@given(surveys(), st.data())
def test_after_a_change_of_mind_only_what_is_asked_counts_and_the_end_still_comes(
    survey: Survey, data: st.DataObject
) -> None:
    answers = walked(data.draw, survey)
    changed = survey.question(data.draw(st.sampled_from(sorted(answers))))
    assert changed is not None
    answers |= {changed.id: data.draw(given_to(changed))}
    while (question := unanswered(survey, answers)) is not None:
        answers[question.id] = data.draw(given_to(question))
    kept = on_the_way(survey, answers)
    assert set(kept) == {one.id for one in asked(survey, answers)}
    assert all(fits(one, kept[one.id]) for one in asked(survey, kept))


@given(surveys(), st.data())
def test_results_add_up(survey: Survey, data: st.DataObject) -> None:
    people = [walked(data.draw, survey) for _person in range(data.draw(st.integers(0, 6)))]
    for question in survey.questions:
        coded = Counter(code(one[question.id]) for one in people if question.id in one)
        found = tally(question, coded.items())
        assert found.asked == sum(question.id in one for one in people)
        assert found.skipped == sum(isinstance(one.get(question.id), Skipped) for one in people)
        marks = sum(found.counts.values())
        if isinstance(question, Single | Scale | Nps):
            assert marks == found.answered
        if isinstance(question, Multiple):
            assert found.answered <= marks <= found.answered * len(question.options)
        assert set(found.counts) == set(values_of(question))
        if isinstance(question, Nps):
            score = nps(found)
            assert score.promoters + score.passives + score.detractors == found.answered
            assert score.score is None or -100 <= score.score <= 100


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (Single("q", Words("?"), (Option(Words("a")), Option(Words("b")))), Picked((0, 1))),
        (Single("q", Words("?"), (Option(Words("a")), Option(Words("b")))), Picked((2,))),
        (Single("q", Words("?"), (Option(Words("a")), Option(Words("b")))), Rated(1)),
        (Multiple("q", Words("?"), (Option(Words("a")), Option(Words("b")))), Picked(())),
        (Multiple("q", Words("?"), (Option(Words("a")), Option(Words("b")))), Picked((1, 0))),
        (Multiple("q", Words("?"), (Option(Words("a")), Option(Words("b")))), Picked((0, 0))),
        (Multiple("q", Words("?"), (Option(Words("a")), Option(Words("b")))), Picked((-1, 0))),
        (Multiple("q", Words("?"), (Option(Words("a")), Option(Words("b")))), Picked((0, 2))),
        (Scale("q", Words("?")), Rated(0)),
        (Scale("q", Words("?")), Rated(6)),
        (Nps("q", Words("?")), Rated(11)),
        (Free("q", Words("?")), Written("  ")),
        (Free("q", Words("?")), Written("a" * 1001)),
        (Free("q", Words("?")), Skipped()),
    ],
)
def test_what_is_no_answer_to_a_question(question: Question, answer: Answer) -> None:
    assert not fits(question, answer)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (NpsScore(0, 0, 0), None),
        (NpsScore(1, 0, 0), 100),
        (NpsScore(0, 0, 3), -100),
        (NpsScore(5, 2, 3), 20),
        (NpsScore(2, 0, 1), 33),
        (NpsScore(1, 5, 2), -13),  # -12.5, rounded away from zero
    ],
)
def test_the_net_promoter_score(score: NpsScore, expected: int | None) -> None:
    assert score.score == expected


def test_averages_and_shares_are_exact() -> None:
    found = tally(Scale("q", Words("?")), [("5", 2), ("4", 1), ("-", 7)])
    assert (found.answered, found.skipped, found.average) == (3, 7, Decimal("4.67"))
    assert [found.share(mark) for mark in SCALE] == [0, 0, 0, 33, 67]
    assert percent(1, 0) == 0
