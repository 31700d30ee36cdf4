"""The way through a survey: which question follows which, and what counts as an answer.

A question only ever leads on to a later one, so that whoever answers comes to the end, whichever way they go.
"""

from __future__ import annotations

from collections.abc import Iterator

from ibok_bot.domain.surveys import (
    END,
    LONGEST_TEXT,
    NPS,
    SCALE,
    Answer,
    Answers,
    Free,
    Multiple,
    Nps,
    Picked,
    Question,
    Rated,
    Scale,
    Single,
    Skipped,
    Survey,
    Written,
)


def fits(question: Question, answer: Answer) -> bool:
    """Whether this is an answer to that question."""
    match question, answer:
        case _, Skipped():
            return not question.required
        case Single(options=options), Picked((place,)):
            return place in range(len(options))
        case Multiple(options=options), Picked(places):
            return bool(places) and sorted(set(places)) == list(places) and places[-1] < len(options) and places[0] >= 0
        case Scale(), Rated(mark):
            return mark in SCALE
        case Nps(), Rated(mark):
            return mark in NPS
        case Free(), Written(text):
            return bool(text.strip()) and len(text) <= LONGEST_TEXT
    return False


def asked(survey: Survey, answers: Answers) -> Iterator[Question]:
    """The questions of this person's way, in order; the last is the one without an answer, where there is one."""
    question: Question | None = survey.questions[0]
    while question is not None:
        yield question
        given = answers.get(question.id)
        if given is None or not fits(question, given):
            return
        question = following(survey, question, given)


def unanswered(survey: Survey, answers: Answers) -> Question | None:
    """The question that comes next; None when all that are asked have an answer."""
    *_others, last = asked(survey, answers)
    given = answers.get(last.id)
    return None if given is not None and fits(last, given) else last


def on_the_way(survey: Survey, answers: Answers) -> dict[str, Answer]:
    """The answers to what was really asked: others were left over when somebody changed their mind."""
    way = [one.id for one in asked(survey, answers)]
    return {name: answers[name] for name in way if name in answers and _suits(survey, name, answers[name])}


def following(survey: Survey, question: Question, given: Answer) -> Question | None:
    """What is asked after this answer; None at the end."""
    wanted = _branch(question, given) or question.leads
    if wanted == END:
        return None
    place = survey.questions.index(question)
    later = survey.questions[place + 1 :]
    if not wanted:
        return later[0] if later else None
    return next((one for one in later if one.id == wanted), None)


def ways_on(survey: Survey, question: Question) -> set[str]:
    """The names of all questions that may follow this one."""
    leads = {question.leads}
    match question:
        case Single(options=options) | Multiple(options=options):
            leads = {option.leads or question.leads for option in options} | (set() if question.required else leads)
        case Scale(spans=spans) | Nps(spans=spans):
            marks = SCALE if isinstance(question, Scale) else NPS
            open_marks = [mark for mark in marks if not any(one.first <= mark <= one.last for one in spans)]
            leads = {one.leads for one in spans} | (leads if open_marks or not question.required else set())
    place = survey.questions.index(question)
    later = [one.id for one in survey.questions[place + 1 :]]
    return {lead or later[0] for lead in leads if (lead or later) and lead != END}


def _branch(question: Question, given: Answer) -> str:
    match question, given:
        case Single(options=options) | Multiple(options=options), Picked(places):
            return next((options[place].leads for place in places if options[place].leads), "")
        case Scale(spans=spans) | Nps(spans=spans), Rated(mark):
            return next((one.leads for one in spans if one.first <= mark <= one.last), "")
    return ""


def _suits(survey: Survey, name: str, given: Answer) -> bool:
    question = survey.question(name)
    return question is not None and fits(question, given)
