"""Answering a survey: question by question, kept on the way so that a break does no harm, sent in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.surveywords import asking, cut, marks, option_label, said, told
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Instead, Outdated, Retry, Row, Said, Step, Style
from ibok_bot.domain.access import Customer
from ibok_bot.domain.ids import AccountId, SurveyId
from ibok_bot.domain.survey_way import fits, on_the_way, unanswered
from ibok_bot.domain.surveys import (
    LONGEST_TEXT,
    Answer,
    Answers,
    Free,
    Kept,
    Multiple,
    Offered,
    Option,
    Picked,
    Question,
    Rated,
    Single,
    Skipped,
    Written,
)
from ibok_bot.i18n import Verbatim, _, paragraphs

GONE = _("This survey is over, or it is not meant for this account.")
SENT_NAMELESS = _(
    "You have answered this survey already. Your answers were kept without your name, so nobody can find them again, "
    "not even you: they cannot be changed."
)
_ALREADY = _("These answers were sent from another chat just now.")
_SKIP, _DONE, _TICK = "skip", "done", "tick:"


class Visitor(Protocol):
    """Whose language it is."""

    language: str


class Surveys(Protocol):
    """The surveys of a customer."""

    async def one(self, customer: Customer, language: str, name: str) -> Offered | None: ...
    async def answers(self, account: AccountId, kept: Kept) -> dict[str, Answer]: ...
    async def keep(self, account: AccountId, survey: SurveyId, answers: Answers) -> None: ...
    async def drop(self, account: AccountId, survey: SurveyId) -> None: ...
    async def send(self, account: AccountId, kept: Kept, answers: Answers) -> bool: ...


class Desk(Protocol):
    """What answering needs."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def customer(self) -> Customer: ...
    @property
    def surveys(self) -> Surveys: ...


async def opened(desk: Desk, name: str) -> Offered:
    """The survey, if this customer may answer it now. Raises Outdated."""
    offer = await desk.surveys.one(desk.customer, desk.visitor.language, name)
    if offer is None:
        raise Outdated(GONE)
    if not offer.can_be_answered:
        raise Outdated(SENT_NAMELESS)
    return offer


async def so_far(desk: Desk, offer: Offered) -> dict[str, Answer]:
    """What this customer has answered on their way."""
    return on_the_way(offer.kept.survey, await desk.surveys.answers(desk.customer.account, offer.kept))


def asked_in(offer: Offered, name: str) -> Question:
    """A question of it. Raises Outdated for one that a release or an author took out."""
    question = offer.kept.survey.question(name)
    if question is None:
        raise Outdated(GONE)
    return question


@dataclass(frozen=True)
class AskOne(Step[Desk]):
    """One question."""

    survey: str
    question: str

    async def ask(self, desk: Desk) -> Ask | AskMany:
        """With a button for each answer; which of several are ticked is another page."""
        offer = await opened(desk, self.survey)
        question, answers = asked_in(offer, self.question), await so_far(desk, offer)
        given = answers.get(question.id)
        if isinstance(question, Multiple):
            return AskMany(self.survey, self.question, given.places if isinstance(given, Picked) else ())
        language = desk.visitor.language
        rows: list[Button | Row] = list(marks(question))
        if isinstance(question, Single):
            rows += [
                Choice(str(place), Verbatim(option_label(place, one, language)))
                for place, one in enumerate(question.options)
            ]
        return Ask(asking(question, language, given), [*rows, *_skipping(question)], crumb=_crumb(offer, desk))

    async def answer(self, said: Said, desk: Desk) -> AskOne | Review:
        """Keep it, and on to what follows. Raises Retry."""
        offer = await opened(desk, self.survey)
        question = asked_in(offer, self.question)
        given: Answer = Skipped() if said.choice == _SKIP else _heard(question, said)
        return await _keep(desk, offer, question, given)


@dataclass(frozen=True)
class AskMany(Step[Desk]):
    """One question with several answers, of which these are ticked."""

    survey: str
    question: str
    ticked: tuple[int, ...] = ()

    async def ask(self, desk: Desk) -> Ask:
        """A tick on each that is chosen; the way on when there is one."""
        offer = await opened(desk, self.survey)
        question, language = asked_in(offer, self.question), desk.visitor.language
        ticks = [
            Choice(f"{_TICK}{place}", _tick(place, one, language, on=place in self.ticked))
            for place, one in enumerate(_options(question))
        ]
        done = [Choice(_DONE, _("Go on"), Style.PRIMARY)] if self.ticked else []
        return Ask(asking(question, language, None), [*ticks, *done, *_skipping(question)], crumb=_crumb(offer, desk))

    async def answer(self, said: Said, desk: Desk) -> Instead[AskMany] | AskOne | Review:
        """Tick or untick, or keep it and go on."""
        offer = await opened(desk, self.survey)
        question = asked_in(offer, self.question)
        ticks = [f"{_TICK}{place}" for place in range(len(_options(question)))]
        chosen = said.one_of([*ticks, _SKIP, *([_DONE] if self.ticked else [])])
        if chosen == _SKIP:
            return await _keep(desk, offer, question, Skipped())
        if chosen == _DONE:
            return await _keep(desk, offer, question, Picked(self.ticked))
        ticked = tuple(sorted(set(self.ticked) ^ {int(chosen.removeprefix(_TICK))}))
        return Instead(AskMany(self.survey, self.question, ticked))


@dataclass(frozen=True)
class Review(Step[Desk]):
    """Everything answered, before it is sent."""

    survey: str

    async def ask(self, desk: Desk) -> Ask | AskOne:
        """All answers; what is still open is asked first."""
        offer = await opened(desk, self.survey)
        survey, answers, language = offer.kept.survey, await so_far(desk, offer), desk.visitor.language
        missing = unanswered(survey, answers)
        if missing is not None:
            return AskOne(self.survey, missing.id)
        given = [
            _("{question}\n<b>{answer}</b>", question=said(one.words, language), answer=told(one, given, language))
            for one in survey.questions
            if (given := answers.get(one.id)) is not None
        ]
        nameless = _("⚠️ Once sent, these answers have no name: nobody can find them again, and they cannot be changed.")
        changeable = _("Until the survey ends you can change them.")
        return Ask(
            paragraphs(_("Are these your answers?"), *given, nameless if survey.anonymous else changeable),
            [Choice("send", _("Send the answers"), Style.SUCCESS), Choice("change", _("Change an answer"))],
            crumb=_crumb(offer, desk),
        )

    async def answer(self, said: Said, desk: Desk) -> End | Change | AskOne:
        """Send them, or change one."""
        offer = await opened(desk, self.survey)
        survey, answers = offer.kept.survey, await so_far(desk, offer)
        if said.one_of(["send", "change"]) == "change":
            return Change(self.survey)
        missing = unanswered(survey, answers)
        if missing is not None:  # another chat of the same account has started anew
            return AskOne(self.survey, missing.id)
        if not await desk.surveys.send(desk.customer.account, offer.kept, answers):
            raise Outdated(_ALREADY)
        thanks = survey.thanks
        words = Verbatim(thanks.said(desk.visitor.language)) if thanks else _("Every answer helps us to get better.")
        return End(paragraphs(_("✅ Thank you! Your answers have arrived."), words), [Entry("survey", _("📝 Surveys"))])


@dataclass(frozen=True)
class Change(Step[Desk]):
    """Which answer to change."""

    survey: str

    async def ask(self, desk: Desk) -> Ask:
        """Each question of the way, by its number."""
        offer = await opened(desk, self.survey)
        answers, language = await so_far(desk, offer), desk.visitor.language
        asked = [one for one in offer.kept.survey.questions if one.id in answers]
        return Ask(
            _("<b>Which answer do you want to change?</b>"),
            [
                Choice(f"at:{one.id}", Verbatim(f"{place}. {cut(one.words, language, 24)}"))
                for place, one in enumerate(asked, 1)
            ],
            crumb=_crumb(offer, desk),
        )

    async def answer(self, said: Said, desk: Desk) -> AskOne:
        """Ask that one again."""
        offer = await opened(desk, self.survey)
        chosen = said.one_of([f"at:{one.id}" for one in offer.kept.survey.questions])
        return AskOne(self.survey, chosen.removeprefix("at:"))


async def _keep(desk: Desk, offer: Offered, question: Question, given: Answer) -> AskOne | Review:
    if not fits(question, given):
        raise Retry(_("This question needs an answer."))
    survey = offer.kept.survey
    answers = await desk.surveys.answers(desk.customer.account, offer.kept) | {question.id: given}
    await desk.surveys.keep(desk.customer.account, offer.kept.id, answers)
    following = unanswered(survey, answers)
    return AskOne(survey.name, following.id) if following is not None else Review(survey.name)


def _heard(question: Question, said: Said) -> Answer:
    match question:
        case Single(options=options):
            return Picked((int(said.one_of([str(place) for place in range(len(options))])),))
        case Free():
            return Written(written(said, LONGEST_TEXT))
    number = said.number() if said.choice is None else int(said.choice)
    given = Rated(int(number))
    if number != int(number) or not fits(question, given):
        raise Retry(_("Please choose with a button below."))
    return given


def written(said: Said, longest: int) -> str:
    """Words of one's own, their lines kept. Raises Retry."""
    text = (said.text or said.caption or "").replace("\x00", "").strip()
    if not any(sign.isprintable() and not sign.isspace() for sign in text):
        raise Retry(_("Please write the answer as text."))
    if len(text) > longest:
        raise Retry(_("That is too long: at most {longest} characters, please.", longest=longest))
    return text


def _options(question: Question) -> Sequence[Option]:
    return question.options if isinstance(question, Multiple) else ()


def _tick(place: int, option: Option, language: str, *, on: bool) -> Verbatim:
    return Verbatim(f"{'☑' if on else '☐'} {option_label(place, option, language)}")


def _skipping(question: Question) -> list[Button | Row]:
    return [] if question.required else [Choice(_SKIP, _("Skip"))]


def _crumb(offer: Offered, desk: Desk) -> Verbatim:
    return Verbatim(cut(offer.kept.survey.title, desk.visitor.language, 40))
