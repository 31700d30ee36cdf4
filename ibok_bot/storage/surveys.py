"""Surveys as customers take part in them. What was sent without a name is not linked to anybody, in any way.

Of an anonymous survey the office keeps that an account has answered, so that it answers once, and the answers: with a
random respondent, random keys, and no time at all. Nothing leads from the one to the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, and_, delete, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Customer
from ibok_bot.domain.audience import parse
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import AccountId, SurveyId
from ibok_bot.domain.survey_results import code
from ibok_bot.domain.surveys import (
    AFTER_FAULT,
    FAULT_QUESTION,
    FAULT_SURVEY,
    Answer,
    Answers,
    Kept,
    Offered,
    Progress,
    Rated,
    Survey,
)
from ibok_bot.storage.audiences import Given, kinds_of, members
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.customers import Payer
from ibok_bot.storage.schema.outages import FaultReport
from ibok_bot.storage.schema.surveys import Survey as SurveyRow
from ibok_bot.storage.schema.surveys import SurveyAnswer, SurveyTaking

_S, _T, _A = SurveyRow, SurveyTaking, SurveyAnswer
MOST_OFFERED = 100
_SURVEY = msgspec.json.Decoder(Survey)
_ANSWERS = msgspec.json.Decoder(dict[str, Answer])
_ANSWER: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)
_ENCODE = msgspec.json.Encoder()
_KEYS = (2**40, 2**52)
"""Above what any database counts up to by itself, and exact in every driver."""

HEAD = (_S.id, _S.definition, _S.published_at, _S.valid_from, _S.valid_to)


class Surveys:
    """The surveys of a customer, and their answers."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def offered(self, customer: Customer, language: str) -> Sequence[Offered]:
        """Those that are open now and meant for this customer, newest first; and what they have begun before."""
        found = (await self._conn.execute(_offers(customer, self._now).limit(MOST_OFFERED))).all()
        offers = [_offered(row) for row in found]
        return [one for one in offers if await self._meant_for(one, customer, language)]

    async def one(self, customer: Customer, language: str, name: str) -> Offered | None:
        """The one of this name; None for what is not open, and for what others are meant by."""
        row = (await self._conn.execute(_offers(customer, self._now).where(_S.slug == name))).first()
        if row is None:
            return None
        offer = _offered(row)
        return offer if await self._meant_for(offer, customer, language) else None

    async def answers(self, account: AccountId, kept: Kept) -> dict[str, Answer]:
        """What this account has chosen so far, or has sent under its name; nothing of what was sent without."""
        own = (_T.survey_id == kept.id, _T.account_id == account)
        draft = await self._conn.scalar(select(_T.answers).where(*own))
        if draft is not None:
            return read_answers(draft)
        found = await self._conn.execute(
            select(_A.question, _A.answer).where(_A.survey_id == kept.id, _A.account_id == account)
        )
        return {question: _ANSWER.decode(answer) for question, answer in found}

    async def keep(self, account: AccountId, survey: SurveyId, answers: Answers) -> None:
        """Keep what was chosen, so that a break does no harm."""
        values = {"answers": _ENCODE.encode(dict(answers)).decode()}
        own = (_T.survey_id == survey, _T.account_id == account)
        done = await self._conn.execute(update(_T).where(*own).values(**values))
        if not done.rowcount:
            key = {"survey_id": survey, "account_id": account, "sent": 0}
            await self._conn.execute(insert(table(_T)), key | values)

    async def drop(self, account: AccountId, survey: SurveyId) -> None:
        """Forget what was chosen and not sent; what was sent stays."""
        own = (_T.survey_id == survey, _T.account_id == account)
        await self._conn.execute(delete(_T).where(*own, _T.sent == 0))
        await self._conn.execute(update(_T).where(*own).values(answers=None))

    async def send(self, account: AccountId, kept: Kept, answers: Answers) -> bool:
        """The answers are given, and what was chosen is forgotten; False for nameless ones that were sent before."""
        anonymous = kept.survey.anonymous
        own = (_T.survey_id == kept.id, _T.account_id == account)
        first = [_T.sent == 0] if anonymous else []
        done = await self._conn.execute(update(_T).where(*own, *first).values(answers=None, sent=1))
        if done.rowcount != 1:
            return False
        if not anonymous:
            await self._conn.execute(delete(_A).where(_A.survey_id == kept.id, _A.account_id == account))
        owner, at = (None, kept.valid_from) if anonymous else (account, self._now)
        await write_answers(self._conn, kept.id, owner, answers, at)
        return True

    async def fault_number(self, account: AccountId, report: str) -> str | None:
        """The number of this account's report; None for another's."""
        own = (FaultReport.public_id == report, FaultReport.account_id == account)
        return await self._conn.scalar(select(FaultReport.number).where(*own))

    async def rate_fault(self, account: AccountId, report: str, mark: int) -> None:
        """The mark for how a report was dealt with; a later one takes the place of the earlier."""
        survey = await self._after_fault()
        given = {"answer": _ENCODE.encode(Rated(mark)).decode(), "code": code(Rated(mark)), "answered_at": self._now}
        key = {"survey_id": survey, "respondent": report, "question": FAULT_QUESTION.id}
        done = await self._conn.execute(update(_A).filter_by(**key).values(**given))
        if not done.rowcount:
            await self._conn.execute(insert(table(_A)), {"id": new_key(), "account_id": account, **key, **given})

    async def _after_fault(self) -> SurveyId:
        """Made with the first mark. Of two at the very same moment one transaction fails, and finds it."""
        found = await self._conn.scalar(select(_S.id).where(_S.slug == AFTER_FAULT))
        if found is not None:
            return SurveyId(found)
        values = {
            "slug": AFTER_FAULT,
            "title": FAULT_SURVEY.title.pl,
            "definition": written_survey(FAULT_SURVEY),
            "anonymous": 0,
            "valid_from": self._now,
            "published_at": self._now,
        }
        return SurveyId(made_key(await self._conn.execute(insert(table(_S)), values)))

    async def _meant_for(self, offer: Offered, customer: Customer, language: str) -> bool:
        """Who has begun may go on, though they have moved or paid since."""
        audience = parse(offer.kept.survey.audience)
        if audience.is_everyone or offer.progress is not Progress.NEW:
            return True
        today = warsaw_day(self._now)
        among = members(Payer.id, literal(language), today, Given(kinds_of(audience)))
        found = await self._conn.execute(select(Payer.id).where(Payer.id == customer.payer, *among))
        return found.first() is not None


async def write_answers(
    conn: AsyncConnection, survey: SurveyId, account: AccountId | None, answers: Answers, at: datetime
) -> None:
    """One person's answers, under an account or under nobody's."""
    respondent = secrets.token_hex(16)
    rows = [
        {
            "id": new_key(),
            "survey_id": survey,
            "respondent": respondent,
            "account_id": account,
            "question": question,
            "answer": _ENCODE.encode(given).decode(),
            "code": code(given),
            "answered_at": at,
        }
        for question, given in answers.items()
    ]
    if rows:
        await conn.execute(insert(table(_A)), rows)


def new_key() -> int:
    """Drawn, not counted."""
    return _KEYS[0] + secrets.randbelow(_KEYS[1] - _KEYS[0])


def read_survey(definition: str) -> Survey:
    """As it is kept."""
    return _SURVEY.decode(definition)


def written_survey(survey: Survey) -> str:
    """So that `read_survey` reads it."""
    return _ENCODE.encode(survey).decode()


def read_answers(kept: str) -> dict[str, Answer]:
    """Answers as they are kept; none where a release has changed their form."""
    try:
        return _ANSWERS.decode(kept)
    except msgspec.DecodeError:
        return {}


def read_answer(kept: str) -> Answer:
    """One of them."""
    return _ANSWER.decode(kept)


def kept_of(row: Row[Any] | Any, answered: int = 0) -> Kept:
    """From the columns of `HEAD`."""
    return Kept(SurveyId(row.id), read_survey(row.definition), row.published_at, row.valid_from, row.valid_to, answered)


def _offers(customer: Customer, now: datetime) -> Select[*tuple[Any, ...]]:
    own = and_(_T.survey_id == _S.id, _T.account_id == customer.account)
    return (
        select(*HEAD, _T.sent, _T.account_id)
        .outerjoin(_T, own)
        .where(
            _S.published_at.is_not(None), _S.valid_from <= now, or_(_S.valid_to.is_(None), _S.valid_to > now),
            _S.slug != AFTER_FAULT,
        )
        .order_by(_S.published_at.desc(), _S.id.desc())
    )  # fmt: skip


def _offered(row: Row[Any]) -> Offered:
    progress = Progress.NEW if row.account_id is None else Progress.SENT if row.sent else Progress.BEGUN
    return Offered(kept_of(row), progress)
