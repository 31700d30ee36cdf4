"""What came of a survey: counts, marks, charts, what people wrote, and everything as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.surveydesk import Desk, found
from ibok_bot.dialogs.surveytable import MOST_ROWS, survey_table
from ibok_bot.dialogs.surveywords import cut, said
from ibok_bot.dialogs.talk import Ask, Button, Choice, Instead, Outdated, Row, Said, Step
from ibok_bot.domain.papers import Chart, Series
from ibok_bot.domain.survey_results import FEWEST, NpsScore, Tally, nps, tally, values_of
from ibok_bot.domain.surveys import Free, Kept, Multiple, Nps, Question, Scale, Single
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

PAGE = 8
_BAR, _EMPTY, _LENGTH = "█", "░", 10
_Q = "q:"
_FEW = n_(
    "This survey has no names: nothing is shown before {n} person has answered.",
    "This survey has no names: nothing is shown before {n} people have answered.",
    FEWEST,
)


@dataclass(frozen=True)
class Results(Step[Desk]):
    """All questions with their counts, as they stand now."""

    survey: str

    async def ask(self, desk: Desk) -> Ask:
        """A line a possible answer; a button a question."""
        kept = await found(desk, self.survey)
        language = desk.visitor.language
        head = n_("<b>{n}</b> person has answered", "<b>{n}</b> people have answered", kept.answered)
        if not _may_be_seen(kept):
            return Ask(paragraphs(head, _FEW), [Choice("again", _("Look again"))], crumb=_("Results"))
        tallies = await _tallies(desk, kept)
        keys: list[Choice] = [
            Choice(f"{_Q}{one.id}", Verbatim(f"{place}. {cut(one.words, language, 16)}"))
            for place, one in enumerate(kept.survey.questions, 1)
        ]
        rows: list[Button | Row] = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
        return Ask(
            paragraphs(
                head,
                *(
                    _question(place, one, tallies[one.id], language)
                    for place, one in enumerate(kept.survey.questions, 1)
                ),
            ),
            [*rows, (Choice("file", _("File (CSV)")), Choice("again", _("Look again")))],
            crumb=_("Results"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Results] | Result | AsFile:
        """One question by itself, everything as a file, or the newest counts."""
        kept = await found(desk, self.survey)
        asked = [f"{_Q}{one.id}" for one in kept.survey.questions] if _may_be_seen(kept) else []
        chosen = said.one_of(["again", "file", *asked])
        if chosen == "again":
            return Instead(Results(self.survey))
        return AsFile(self.survey) if chosen == "file" else Result(self.survey, chosen.removeprefix(_Q))


@dataclass(frozen=True)
class Result(Step[Desk]):
    """One question: a chart, or what people wrote."""

    survey: str
    question: str
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """What people wrote comes a page at a time."""
        kept = await _seen(desk, self.survey)
        question = kept.survey.question(self.question)
        if question is None:
            raise Outdated(_("There is no such question."))
        tallied = (await _tallies(desk, kept))[question.id]
        language, place = desk.visitor.language, kept.survey.questions.index(question) + 1
        if not isinstance(question, Free):
            charts = (_chart(question, tallied, desk),) if tallied.answered else ()
            return Ask(_question(place, question, tallied, language), crumb=_("Results"), files=charts)
        last_page = max(0, (tallied.answered - 1) // PAGE)
        page = min(self.page, last_page)
        texts = await desk.surveydesk.texts(kept.id, question.id, page * PAGE, PAGE)
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        return Ask(
            paragraphs(
                _question(place, question, tallied, language),
                *(_("• {option}", option=Verbatim(text)) for text in texts),
                where,
            ),
            turning(page, last_page),
            crumb=_("Results"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Result]:
        """Turn the page."""
        turned = 1 if said.one_of(["older", "newer"]) == "older" else -1
        return Instead(Result(self.survey, self.question, max(0, self.page + turned)))


@dataclass(frozen=True)
class AsFile(Step[Desk]):
    """Everything as a file for a spreadsheet."""

    survey: str

    async def ask(self, desk: Desk) -> Ask:
        """A row a person; of a large survey the file tells where the rest is."""
        kept = await _seen(desk, self.survey)
        people = await desk.surveydesk.respondents(kept.id, "", MOST_ROWS)
        rest = n_(
            "It holds the first {n} person. Everybody is in: ibok-bot survey results {name} --csv",
            "It holds the first {n} people. Everybody is in: ibok-bot survey results {name} --csv",
            MOST_ROWS,
            name=Verbatim(self.survey),
        )
        return Ask(
            lines(_("All answers, a row a person."), rest if kept.answered > MOST_ROWS else None),
            crumb=_("File (CSV)"),
            files=(survey_table(kept.survey, people, desk.voice()),),
        )

    async def answer(self, said: Said, desk: Desk) -> Results:
        """Back to the counts."""
        said.one_of([])
        return Results(self.survey)


async def _seen(desk: Desk, survey: str) -> Kept:
    kept = await found(desk, survey)
    if not _may_be_seen(kept):
        raise Outdated(_FEW)
    return kept


def _may_be_seen(kept: Kept) -> bool:
    return not kept.survey.anonymous or kept.answered >= FEWEST


async def _tallies(desk: Desk, kept: Kept) -> dict[str, Tally]:
    coded = await desk.surveydesk.coded(kept.id)
    return {one.id: tally(one, coded.get(one.id, ())) for one in kept.survey.questions}


def _question(place: int, question: Question, tallied: Tally, language: str) -> Text:
    return lines(
        _("{place}. <b>{question}</b>", place=place, question=said(question.words, language)),
        _("answered: {answered}, skipped: {skipped}", answered=tallied.answered, skipped=tallied.skipped),
        *_values(question, tallied, language),
    )


def _values(question: Question, tallied: Tally, language: str) -> Sequence[Text]:
    rows: list[Text] = [
        _(
            "{bar} {value}: {count} ({share}%)",
            bar=_bar(tallied.share(value)),
            value=Verbatim(name),
            count=tallied.counts[value],
            share=tallied.share(value),
        )
        for value, name in zip(values_of(question), names(question, language), strict=True)
    ]
    if isinstance(question, Scale | Nps) and tallied.average is not None:
        rows.append(_("average: <b>{average}</b>", average=tallied.average))
    if isinstance(question, Nps) and (score := nps(tallied)).score is not None:
        rows.append(_nps(score))
    return rows


def _nps(score: NpsScore) -> Text:
    return _(
        "NPS: <b>{score}</b> (9–10: {promoters}, 7–8: {passives}, 0–6: {detractors})",
        score=score.score or 0,
        promoters=score.promoters,
        passives=score.passives,
        detractors=score.detractors,
    )


def names(question: Question, language: str) -> list[str]:
    """What each value that can be counted is called."""
    if isinstance(question, Single | Multiple):
        return [one.words.said(language) for one in question.options]
    return [str(value) for value in values_of(question)]


def _chart(question: Question, tallied: Tally, desk: Desk) -> Chart:
    language = desk.visitor.language
    counts = tuple(Decimal(tallied.counts[value]) for value in values_of(question))
    people = desk.voice().plain(_("answers"))
    return Chart(
        f"{question.id}.png",
        question.words.said(language),
        "",
        tuple(names(question, language)),
        (Series(people, counts),),
        horizontal=True,
    )


def _bar(share: int) -> Verbatim:
    full = round(share * _LENGTH / 100)
    return Verbatim(_BAR * full + _EMPTY * (_LENGTH - full))
