"""One survey for the staff: its preview, and what can be done with it: publish, close, throw away, read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ibok_bot.dialogs.audiencewords import in_words
from ibok_bot.dialogs.noticeaudience import told as recipients_told
from ibok_bot.dialogs.surveydesk import GONE, Desk, found, version
from ibok_bot.dialogs.surveyresults import Results
from ibok_bot.dialogs.surveywords import STATE, cut, said
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Outdated, Said, Step, Style
from ibok_bot.domain.audience import parse
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.surveys import END, Free, Kept, Multiple, Nps, Option, Question, Scale, Single, Span, SurveyState
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

_KIND: dict[type[Question], Text] = {
    Single: _("one of several"),
    Multiple: _("any of several"),
    Scale: _("a mark from 1 to 5"),
    Nps: _("a mark from 0 to 10"),
    Free: _("own words"),
}
_END = _("the end")


@dataclass(frozen=True)
class One(Step[Desk]):
    """A survey, all of its questions, and how it stands."""

    survey: str

    async def ask(self, desk: Desk) -> Ask:
        """As customers will meet it, with the ways from question to question."""
        kept = await found(desk, self.survey)
        language = desk.visitor.language
        return Ask(
            paragraphs(
                lines(
                    _("<b>{title}</b>", title=said(kept.survey.title, language)),
                    _("{name} · {state}", name=Verbatim(kept.survey.name), state=STATE[kept.state(desk.now())]),
                    n_("{n} person has answered", "{n} people have answered", kept.answered)
                    if kept.published_at
                    else None,
                ),
                said(kept.survey.intro, language) if kept.survey.intro else None,
                *(_question(place, one, language) for place, one in enumerate(kept.survey.questions, 1)),
                _conditions(kept),
            ),
            _ways(kept, desk),
            crumb=Verbatim(cut(kept.survey.title, language, 40)),
        )

    async def answer(self, said: Said, desk: Desk) -> Results | Publish | Close | Discard:
        """Read its results, publish or close it, or throw a draft away."""
        kept = await found(desk, self.survey)
        match said.one_of([one.value for one in _ways(kept, desk)]):
            case "publish":
                return Publish(self.survey, version(kept.survey))
            case "close":
                return Close(self.survey)
            case "discard":
                return Discard(self.survey)
        return Results(self.survey)


@dataclass(frozen=True)
class Publish(Step[Desk]):
    """Whether to publish it: this very version, for so many people."""

    survey: str
    seen: str

    async def ask(self, desk: Desk) -> Ask:
        """A count before a crowd."""
        kept = await self._seen(desk)
        told = recipients_told(await desk.surveydesk.recipients(kept, desk.visitor.channel))
        pushed = _("Customers are told of it within the hour, outside the quiet hours.")
        return Ask(
            paragraphs(
                _("Publish “{title}”?", title=said(kept.survey.title, desk.visitor.language)),
                _conditions(kept),
                lines(pushed, told) if kept.survey.push else _("Nobody is told: it waits in the menu."),
                _("Once it is published, its questions cannot be changed."),
            ),
            [Choice("publish", _("Publish the survey"), Style.SUCCESS), Choice("not", _("Not yet"))],
            crumb=_("Publishing"),
        )

    async def answer(self, said: Said, desk: Desk) -> End | One:
        """Publish once."""
        if said.one_of(["publish", "not"]) == "not":
            return One(self.survey)
        kept = await self._seen(desk)
        if not await desk.surveydesk.publish(kept, desk.staff):
            raise Outdated(GONE)
        title = Verbatim(cut(kept.survey.title, desk.visitor.language, 60))
        return End(_("✅ The survey “{title}” is published.", title=title), [Entry("surveys", _("📝 All surveys"))])

    async def _seen(self, desk: Desk) -> Kept:
        kept = await found(desk, self.survey)
        if version(kept.survey) != self.seen:
            raise Outdated(_("This survey was loaded anew meanwhile. Look at it again before you publish it."))
        if kept.valid_to is not None and kept.valid_to <= desk.now():
            raise Outdated(_("The last day of this survey is past. Load it again with a later one."))
        return kept


@dataclass(frozen=True)
class Close(Step[Desk]):
    """Whether to end it now."""

    survey: str

    async def ask(self, desk: Desk) -> Ask:
        """Says what is lost."""
        kept = await found(desk, self.survey)
        return Ask(
            lines(
                _("Close “{title}” now?", title=said(kept.survey.title, desk.visitor.language)),
                _("From then on nobody can answer. What somebody has begun and not sent is forgotten."),
            ),
            [Choice("not", _("Leave it open")), Choice("close", _("Close the survey"), Style.DANGER)],
            crumb=_("Closing"),
        )

    async def answer(self, said: Said, desk: Desk) -> One:
        """Close it, or not."""
        if said.one_of(["not", "close"]) == "close":
            await desk.surveydesk.close(await found(desk, self.survey), desk.staff)
        return One(self.survey)


@dataclass(frozen=True)
class Discard(Step[Desk]):
    """Whether to throw the draft away."""

    survey: str

    async def ask(self, desk: Desk) -> Ask:
        """The file stays where it came from."""
        kept = await found(desk, self.survey)
        return Ask(
            _("Throw the draft “{title}” away?", title=said(kept.survey.title, desk.visitor.language)),
            [Choice("not", _("Keep it")), Choice("discard", _("Throw the draft away"), Style.DANGER)],
            crumb=_("Draft"),
        )

    async def answer(self, said: Said, desk: Desk) -> End | One:
        """Throw it away, or not."""
        if said.one_of(["not", "discard"]) == "not":
            return One(self.survey)
        if not await desk.surveydesk.discard(await found(desk, self.survey)):
            raise Outdated(GONE)
        return End(_("The draft is thrown away."), [Entry("surveys", _("📝 All surveys"))])


def _ways(kept: Kept, desk: Desk) -> list[Choice]:
    state = kept.state(desk.now())
    if state is SurveyState.DRAFT:
        return [
            Choice("publish", _("Publish…"), Style.PRIMARY),
            Choice("discard", _("Throw the draft away"), Style.DANGER),
        ]
    results = Choice("results", _("📊 Results"), Style.PRIMARY)
    return [results] if state is SurveyState.CLOSED else [results, Choice("close", _("Close…"), Style.DANGER)]


def _conditions(kept: Kept) -> Text:
    survey = kept.survey
    last = warsaw_day(kept.valid_to - timedelta(seconds=1)) if kept.valid_to else None
    return lines(
        _("🔒 without names: answers cannot be changed") if survey.anonymous else _("under the customer's name"),
        _("from {day}", day=survey.first) if survey.first else _("from the moment it is published"),
        _("until {day}", day=last) if last else _("until it is closed"),
        _("for: {audience}", audience=in_words(parse(survey.audience))),
        _("customers are told of it") if survey.push else _("waits in the menu"),
    )


def _question(place: int, question: Question, language: str) -> Text:
    kind = _KIND[type(question)]
    return lines(
        _("{place}. <b>{question}</b>", place=place, question=said(question.words, language)),
        kind if question.required else _("{kind}, may be skipped", kind=kind),
        *_options(question, language),
        *_spans(question),
        _("→ then: {question}", question=_leads(question.leads)) if question.leads else None,
    )


def _options(question: Question, language: str) -> Sequence[Text]:
    options: tuple[Option, ...] = question.options if isinstance(question, Single | Multiple) else ()
    return [
        _("• {option} → {question}", option=said(one.words, language), question=_leads(one.leads))
        if one.leads
        else _("• {option}", option=said(one.words, language))
        for one in options
    ]


def _spans(question: Question) -> Sequence[Text]:
    spans: tuple[Span, ...] = question.spans if isinstance(question, Scale | Nps) else ()
    return [
        _("• {first} to {last} → {question}", first=one.first, last=one.last, question=_leads(one.leads))
        for one in spans
    ]


def _leads(name: str) -> Text:
    return _END if name == END else Verbatim(name)
