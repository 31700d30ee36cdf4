"""Surveys as the staff see them: loaded, published, closed, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.audience import parse
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import SurveyId
from ibok_bot.domain.posting import Recipients
from ibok_bot.domain.staff import Act, Actor
from ibok_bot.domain.survey_results import WRITTEN
from ibok_bot.domain.surveys import Answer, Kept, Survey, Written
from ibok_bot.storage.audiences import count
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.surveys import Survey as SurveyRow
from ibok_bot.storage.schema.surveys import SurveyAnswer
from ibok_bot.storage.survey_rounds import forget_unsent
from ibok_bot.storage.surveys import HEAD, kept_of, read_answer, written_survey

_S, _A = SurveyRow, SurveyAnswer


@dataclass(frozen=True, slots=True)
class Respondent:
    """Everything one person answered; `name` is random, and the same for all their answers."""

    name: str
    answers: Mapping[str, Answer]


class SurveyDesk:
    """The surveys of the office. Whatever is changed here is in the audit log."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def count(self) -> int:
        """How many surveys there are."""
        return (await self._conn.execute(select(func.count()).select_from(_S))).scalar_one()

    async def page(self, skip: int, most: int) -> Sequence[Kept]:
        """Some of them, newest first, each with how many have answered."""
        rows = (await self._conn.execute(select(*HEAD).order_by(_S.id.desc()).offset(skip).limit(most))).all()
        answered = await self._answered([row.id for row in rows])
        return [kept_of(row, answered.get(row.id, 0)) for row in rows]

    async def find(self, name: str) -> Kept | None:
        """The one of this name."""
        row = (await self._conn.execute(select(*HEAD).where(_S.slug == name))).first()
        return None if row is None else kept_of(row, (await self._answered([row.id])).get(row.id, 0))

    async def load(self, survey: Survey) -> SurveyId | None:
        """A draft; one of the same name gives way to it. None where that name was published already."""
        before = await self.find(survey.name)
        if before is not None and before.published_at is not None:
            return None
        values = {
            "title": survey.title.pl,
            "definition": written_survey(survey),
            "anonymous": int(survey.anonymous),
            "valid_from": survey.opens_at or self._now,
            "valid_to": survey.closes_at,
        }
        if before is not None:
            await self._conn.execute(update(_S).where(_S.id == before.id).values(**values))
            return before.id
        return SurveyId(made_key(await self._conn.execute(insert(table(_S)), {"slug": survey.name, **values})))

    async def publish(self, kept: Kept, by: Actor) -> bool:
        """From now on, or from its first day, customers may answer; False where that was done, or its days are over."""
        survey = kept.survey
        starts = max(survey.opens_at or self._now, self._now)
        done = await self._conn.execute(
            update(_S)
            .where(_S.id == kept.id, _S.published_at.is_(None))
            .where((_S.valid_to.is_(None)) | (_S.valid_to > self._now))
            .values(published_at=self._now, valid_from=starts, tell_from=starts if survey.push else None)
        )
        return await self._recorded(done.rowcount, by, Act.SURVEY_OPENED, survey.name)

    async def close(self, kept: Kept, by: Actor) -> bool:
        """From now on nobody can answer; what was begun and not sent is forgotten."""
        done = await self._conn.execute(
            update(_S)
            .where(_S.id == kept.id, _S.published_at.is_not(None))
            .where((_S.valid_to.is_(None)) | (_S.valid_to > self._now))
            .values(valid_to=self._now, tell_from=None)
        )
        await forget_unsent(self._conn, [kept.id])
        return await self._recorded(done.rowcount, by, Act.SURVEY_CLOSED, kept.survey.name)

    async def discard(self, kept: Kept) -> bool:
        """Throw a draft away; what was published stays."""
        done = await self._conn.execute(delete(_S).where(_S.id == kept.id, _S.published_at.is_(None)))
        return done.rowcount == 1

    async def recipients(self, kept: Kept, channel: str) -> Recipients:
        """How many customers it is meant for, and how many chats they have."""
        return await count(self._conn, parse(kept.survey.audience), channel, warsaw_day(self._now))

    async def coded(self, survey: SurveyId) -> Mapping[str, Sequence[tuple[str, int]]]:
        """How often each answer was given, by question."""
        found: dict[str, list[tuple[str, int]]] = {}
        rows = await self._conn.execute(
            select(_A.question, _A.code, func.count())
            .where(_A.survey_id == survey)
            .group_by(_A.question, _A.code)
            .order_by(_A.question, _A.code)
        )
        for question, code, times in rows:
            found.setdefault(question, []).append((code or "", times))
        return found

    async def texts(self, survey: SurveyId, question: str, skip: int, most: int) -> Sequence[str]:
        """What people wrote, in no order that would tell who was next to whom."""
        rows = await self._conn.execute(
            select(_A.answer)
            .where(_A.survey_id == survey, _A.question == question, _A.code == WRITTEN)
            .order_by(_A.respondent)
            .offset(skip)
            .limit(most)
        )
        answers = [read_answer(kept) for kept in rows.scalars()]
        return [one.text for one in answers if isinstance(one, Written)]

    async def respondents(self, survey: SurveyId, after: str, most: int) -> Sequence[Respondent]:
        """Everybody's answers, some people at a time, in the order of their random names."""
        names = (
            select(_A.respondent)
            .where(_A.survey_id == survey, _A.respondent > after)
            .distinct()
            .order_by(_A.respondent)
            .limit(most)
        )
        listed = list((await self._conn.execute(names)).scalars())
        if not listed:
            return []
        rows = await self._conn.execute(
            select(_A.respondent, _A.question, _A.answer).where(
                _A.survey_id == survey, _A.respondent > after, _A.respondent <= listed[-1]
            )
        )
        found: dict[str, dict[str, Answer]] = {name: {} for name in listed}
        for name, question, answer in rows:
            found[name][question] = read_answer(answer)
        return [Respondent(name, answers) for name, answers in found.items()]

    async def _answered(self, surveys: Sequence[int]) -> Mapping[int, int]:
        if not surveys:
            return {}
        rows = await self._conn.execute(
            select(_A.survey_id, func.count(_A.respondent.distinct()))
            .where(_A.survey_id.in_(surveys))
            .group_by(_A.survey_id)
        )
        return {survey: count for survey, count in rows}  # noqa: C416 - rows are no pairs to mypy

    async def _recorded(self, changed: int, by: Actor, act: Act, name: str) -> bool:
        if changed == 1:
            await Audit(self._conn, self._now).record(by, act, name)
        return changed == 1
