"""What `ibok-bot survey …` does: each step is one transaction on an up-to-date schema, done as the console."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot import app
from ibok_bot.commands.office import in_one_go
from ibok_bot.config import Settings
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.domain.survey_file import read_survey
from ibok_bot.domain.survey_mistakes import Broken, Mistake, Wrong
from ibok_bot.domain.survey_results import FEWEST, Tally, tally
from ibok_bot.domain.surveys import Free, Kept, Survey
from ibok_bot.storage.survey_desk import Respondent, SurveyDesk

T = TypeVar("T")
_PAGE = 500


class TooFew(Exception):
    """Of an anonymous survey too few have answered for anything to be shown."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of a survey, question by question, and what people wrote."""

    kept: Kept
    tallies: Mapping[str, Tally]
    texts: Mapping[str, Sequence[str]]


def check(data: bytes) -> Survey:
    """The survey in a file. Raises Broken."""
    return read_survey(data, warsaw_day(app.utc_now()))


def load(settings: Settings, survey: Survey, *, publish: bool) -> Kept:
    """Keep it as a draft, or publish it. Raises Broken where its name was published before."""

    async def work(conn: AsyncConnection, now: datetime) -> Kept:
        desk = SurveyDesk(conn, now)
        if await desk.load(survey) is None:
            raise Broken([Mistake(1, Wrong.TAKEN, survey.name)])
        if publish:
            await desk.publish(await _found(desk, survey.name), CONSOLE)
        return await _found(desk, survey.name)

    return in_one_go(settings, work)


def everything(settings: Settings) -> Sequence[Kept]:
    """Every survey, newest first."""

    async def work(conn: AsyncConnection, now: datetime) -> Sequence[Kept]:
        desk = SurveyDesk(conn, now)
        return await desk.page(0, await desk.count())

    return in_one_go(settings, work)


def close(settings: Settings, name: str) -> bool:
    """Whether it was open; now it is not. Raises LookupError."""

    async def work(conn: AsyncConnection, now: datetime) -> bool:
        desk = SurveyDesk(conn, now)
        return await desk.close(await _found(desk, name), CONSOLE)

    return in_one_go(settings, work)


def results(settings: Settings, name: str) -> Counted:
    """What came of it so far. Raises LookupError or TooFew."""

    async def work(conn: AsyncConnection, now: datetime) -> Counted:
        desk = SurveyDesk(conn, now)
        kept = await _readable(desk, name)
        coded = await desk.coded(kept.id)
        tallies = {one.id: tally(one, coded.get(one.id, ())) for one in kept.survey.questions}
        free = [one.id for one in kept.survey.questions if isinstance(one, Free)]
        texts = {question: await desk.texts(kept.id, question, 0, tallies[question].answered) for question in free}
        return Counted(kept, tallies, texts)

    return in_one_go(settings, work)


def everybody(settings: Settings, name: str, write: Callable[[Survey, Sequence[Respondent]], None]) -> None:
    """Hands over all answers, some people at a time. Raises LookupError or TooFew."""

    async def work(conn: AsyncConnection, now: datetime) -> None:
        desk = SurveyDesk(conn, now)
        kept = await _readable(desk, name)
        after = ""
        write(kept.survey, ())
        while people := await desk.respondents(kept.id, after, _PAGE):
            write(kept.survey, people)
            after = people[-1].name

    in_one_go(settings, work)


async def _found(desk: SurveyDesk, name: str) -> Kept:
    kept = await desk.find(name)
    if kept is None:
        raise LookupError(name)
    return kept


async def _readable(desk: SurveyDesk, name: str) -> Kept:
    kept = await _found(desk, name)
    if kept.survey.anonymous and kept.answered < FEWEST:
        raise TooFew
    return kept
