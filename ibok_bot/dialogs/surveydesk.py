"""What the staff's pages about surveys share: the shelf, one survey found by its name, and mistakes in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Protocol

import msgspec

from ibok_bot.dialogs.talk import Outdated
from ibok_bot.domain.ids import SurveyId
from ibok_bot.domain.posting import Recipients
from ibok_bot.domain.staff import Actor, StaffMember
from ibok_bot.domain.survey_mistakes import MOST_MISTAKES, Mistake, Wrong
from ibok_bot.domain.surveys import Answer, Kept, Survey
from ibok_bot.i18n import Text, Verbatim, Voice, _, lines

GONE = _("There is no such survey.")


class Respondent(Protocol):
    """Everything one person answered."""

    @property
    def name(self) -> str: ...
    @property
    def answers(self) -> Mapping[str, Answer]: ...


class Surveys(Protocol):
    """The surveys of the office."""

    async def count(self) -> int: ...
    async def page(self, skip: int, most: int) -> Sequence[Kept]: ...
    async def find(self, name: str) -> Kept | None: ...
    async def load(self, survey: Survey) -> SurveyId | None: ...
    async def publish(self, kept: Kept, by: Actor) -> bool: ...
    async def close(self, kept: Kept, by: Actor) -> bool: ...
    async def discard(self, kept: Kept) -> bool: ...
    async def recipients(self, kept: Kept, channel: str) -> Recipients: ...
    async def coded(self, survey: SurveyId) -> Mapping[str, Sequence[tuple[str, int]]]: ...
    async def texts(self, survey: SurveyId, question: str, skip: int, most: int) -> Sequence[str]: ...
    async def respondents(self, survey: SurveyId, after: str, most: int) -> Sequence[Respondent]: ...


class Visitor(Protocol):
    """The chat in which somebody of the staff looks."""

    channel: str
    language: str


class Desk(Protocol):
    """What the staff need for surveys."""

    @property
    def staff(self) -> StaffMember: ...
    @property
    def visitor(self) -> Visitor: ...
    @property
    def surveydesk(self) -> Surveys: ...
    def now(self) -> datetime: ...
    def voice(self) -> Voice: ...


async def found(desk: Desk, name: str) -> Kept:
    """The survey. Raises Outdated."""
    kept = await desk.surveydesk.find(name)
    if kept is None:
        raise Outdated(GONE)
    return kept


def version(survey: Survey) -> str:
    """What tells one draft from another of the same name, so that nobody publishes what they have not seen."""
    return sha256(msgspec.json.encode(survey)).hexdigest()[:12]


def mistakes_told(mistakes: Sequence[Mistake]) -> Text:
    """Each mistake with its line, and what to do."""
    more = _("There may be more; these come first.") if len(mistakes) == MOST_MISTAKES else None
    return lines(
        _("The survey cannot be used yet. Mend this and send the file again:"),
        *(_("line {line}: {what}", line=one.line, what=_told(one)) for one in mistakes),
        more,
    )


def _told(mistake: Mistake) -> Text:
    return _reasons(Verbatim(mistake.given))[mistake.wrong]


def _reasons(given: Text) -> dict[Wrong, Text]:
    return {
        Wrong.TOO_LARGE: _("the file is too large: at most 100 kB"),
        Wrong.NOT_UTF8: _("this is not text in UTF-8; save the file as UTF-8"),
        Wrong.NOT_TOML: _("this is not TOML: perhaps a quote or a bracket is missing here or just above"),
        Wrong.NO_TABLE: _("a question is a section of its own that begins with [[question]]"),
        Wrong.UNKNOWN: _("there is no setting “{given}”", given=given),
        Wrong.BAD_NAME: _("a name has up to 30 small letters, digits and hyphens, not “{given}”", given=given),
        Wrong.TAKEN: _("a survey “{given}” was published already; choose another name", given=given),
        Wrong.NO_TEXT: _("a text is missing here; it must be there in Polish at least"),
        Wrong.TOO_LONG: _("the text is too long: at most {given} characters", given=given),
        Wrong.YES_NO: _("write true or false, not “{given}”", given=given),
        Wrong.DAY: _("write a day without quotes, like 2026-12-31"),
        Wrong.ENDS_BEFORE: _("it would end before it begins"),
        Wrong.OVER: _("this day is past already"),
        Wrong.AUDIENCE: _("the audience cannot be read at “{given}”; for example: all, town:Warszawa", given=given),
        Wrong.NO_QUESTIONS: _("there is no question; begin each with [[question]]"),
        Wrong.TOO_MANY_QUESTIONS: _("these are too many questions: at most 30"),
        Wrong.NO_KIND: _("the kind is one of single, multiple, scale, nps, text, not “{given}”", given=given),
        Wrong.NOT_HERE: _("“{given}” does not go with this kind of question", given=given),
        Wrong.OPTIONS: _("options are a list of 2 to 10"),
        Wrong.BRANCH: _("a branch has from, to and next, within the marks of the question"),
        Wrong.OVERLAP: _("this branch covers marks that another one has already"),
        Wrong.TWICE: _("“{given}” stands twice", given=given),
        Wrong.NO_SUCH: _("there is no question “{given}” to go on with", given=given),
        Wrong.GOES_BACK: _("“{given}” is not a later question; a survey never goes back", given=given),
        Wrong.UNREACHED: _("no answer leads to the question “{given}”", given=given),
    }
