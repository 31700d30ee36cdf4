"""Surveys (ankiety) for a customer: what there is to answer, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from ibok_bot.dialogs import faultopinion, surveyform
from ibok_bot.dialogs.faultopinion import RateFault
from ibok_bot.dialogs.surveyform import GONE, SENT_NAMELESS, Review
from ibok_bot.dialogs.surveywords import cut, said
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Entry, Outdated, Said, Step, Style
from ibok_bot.domain.access import Customer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.surveys import Kept, Offered, Progress
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

_AT = "at:"
_FAULT = "fault_"
_PROGRESS: dict[Progress, Text] = {
    Progress.NEW: _("not answered yet"),
    Progress.BEGUN: _("begun, not sent yet"),
    Progress.SENT: _("answered ✅"),
}


class Surveys(surveyform.Surveys, faultopinion.Surveys, Protocol):
    """The surveys of a customer, as a list and one by one."""

    async def offered(self, customer: Customer, language: str) -> Sequence[Offered]: ...


class Desk(surveyform.Desk, Protocol):
    """What the list needs."""

    @property
    def surveys(self) -> Surveys: ...


@dataclass(frozen=True)
class All(Step[Desk]):
    """What there is to answer."""

    async def ask(self, desk: Desk) -> Ask:
        """Each survey with how far the customer is, and a button."""
        language = desk.visitor.language
        offers = await desk.surveys.offered(desk.customer, language)
        told = [_entry(one, language) for one in offers]
        suggest = _("Have you an idea, a word of praise or a complaint about us? Tell us at any time.")
        return Ask(
            paragraphs(*(told or [_("There is no survey to answer now.")]), suggest),
            [
                *(
                    Choice(f"{_AT}{one.kept.survey.name}", Verbatim(cut(one.kept.survey.title, language)))
                    for one in offers
                ),
                Entry("suggestion", _("💡 Suggest something")),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Intro:
        """Open one."""
        offers = await desk.surveys.offered(desk.customer, desk.visitor.language)
        chosen = said.one_of([f"{_AT}{one.kept.survey.name}" for one in offers])
        return Intro(chosen.removeprefix(_AT))


@dataclass(frozen=True)
class Entered(Step[Desk]):
    """From a button or a link: a survey by its name, or the question about a resolved fault."""

    item: str

    async def ask(self, desk: Desk) -> Intro | RateFault:
        """Each checks whom it is for."""
        if self.item.startswith(_FAULT):
            return RateFault(self.item.removeprefix(_FAULT))
        return Intro(self.item)

    async def answer(self, said: Said, desk: Desk) -> All:
        """Never open for long: it leads on at once."""
        return All()


@dataclass(frozen=True)
class Intro(Step[Desk]):
    """What the survey is about, how long it takes, and what becomes of the answers."""

    survey: str

    async def ask(self, desk: Desk) -> Ask:
        """Begin, go on, or change. Raises Outdated for a survey that is not this customer's to answer."""
        offer, language = await self._offer(desk), desk.visitor.language
        kept = offer.kept
        return Ask(
            paragraphs(
                _("<b>{title}</b>", title=said(kept.survey.title, language)),
                said(kept.survey.intro, language) if kept.survey.intro else None,
                lines(_length(kept), _until(kept)),
                _privacy(kept) if offer.can_be_answered else SENT_NAMELESS,
            ),
            _ways(offer),
            crumb=Verbatim(cut(kept.survey.title, language, 40)),
        )

    async def answer(self, said: Said, desk: Desk) -> Review | Intro:
        """On to the questions; `again` throws away what was chosen and not sent."""
        offer = await self._offer(desk)
        chosen = said.one_of([one.value for one in _ways(offer)])
        if chosen == "again":
            await desk.surveys.drop(desk.customer.account, offer.kept.id)
            return Intro(self.survey)
        return Review(self.survey)

    async def _offer(self, desk: Desk) -> Offered:
        offer = await desk.surveys.one(desk.customer, desk.visitor.language, self.survey)
        if offer is None:
            raise Outdated(GONE)
        return offer


def _ways(offer: Offered) -> list[Choice]:
    if not offer.can_be_answered:
        return []
    match offer.progress:
        case Progress.NEW:
            return [Choice("begin", _("Begin"), Style.PRIMARY)]
        case Progress.BEGUN:
            return [Choice("begin", _("Go on"), Style.PRIMARY), Choice("again", _("Throw my answers away"))]
    return [Choice("begin", _("Change my answers"), Style.PRIMARY)]


def _length(kept: Kept) -> Text:
    return n_("{n} question", "up to {n} questions", len(kept.survey.questions))


def _until(kept: Kept) -> Text | None:
    if kept.valid_to is None:
        return None
    return _("until {day}", day=warsaw_day(kept.valid_to - timedelta(seconds=1)))


def _privacy(kept: Kept) -> Text:
    if not kept.survey.anonymous:
        return _("Your answers are kept with your account. Until the survey ends you can change them.")
    return _(
        "🔒 This survey has no names. While you choose, your answers are kept with your account, so that you can take "
        "a break. When you send them, that link is cut: we keep the answers without account, chat or time, and apart "
        "from them only that you have taken part. So nobody can change or delete them later."
    )


def _entry(offer: Offered, language: str) -> Text:
    return lines(
        _("<b>{title}</b>", title=said(offer.kept.survey.title, language)),
        _PROGRESS[offer.progress],
        _until(offer.kept),
    )


dialog = Dialog(
    "survey",
    _("📝 Surveys"),
    All,
    access=Access.CUSTOMER,
    help=_(
        "Here you answer our surveys. You may take a break at any time: what you have chosen is kept until you send "
        "it. Nothing counts before you press “Send the answers”. Each survey says before it begins whether your "
        "answers are kept under your name."
    ),
    entry=Entered,
)
