"""What the office does with surveys of itself: tells customers of new ones, forgets what was begun and never sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import and_, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.audience import parse
from ibok_bot.domain.ids import AccountId, SurveyId
from ibok_bot.domain.surveys import Kept
from ibok_bot.storage.audiences import Given, kinds_of, members
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Account, TelegramLink
from ibok_bot.storage.schema.surveys import Survey as SurveyRow
from ibok_bot.storage.schema.surveys import SurveyTaking
from ibok_bot.storage.surveys import HEAD, kept_of

_S, _T = SurveyRow, SurveyTaking


async def forget_unsent(conn: AsyncConnection, surveys: Sequence[SurveyId]) -> None:
    """What was chosen in surveys that are over, and never sent, is nobody's business any more."""
    await conn.execute(delete(_T).where(_T.survey_id.in_(surveys), _T.sent == 0))
    await conn.execute(update(_T).where(_T.survey_id.in_(surveys), _T.answers.is_not(None)).values(answers=None))


async def closed_with_unsent(conn: AsyncConnection, now: datetime, most: int) -> Sequence[SurveyId]:
    """Surveys that are over, in which something was chosen and never sent."""
    waiting = exists().where(_T.survey_id == _S.id, _T.answers.is_not(None))
    found = await conn.execute(select(_S.id).where(_S.valid_to <= now, waiting).order_by(_S.id).limit(most))
    return [SurveyId(key) for key in found.scalars()]


async def to_be_told(conn: AsyncConnection, now: datetime) -> Sequence[Kept]:
    """Surveys of which customers are to be told now."""
    rows = await conn.execute(
        select(*HEAD).where(_S.tell_from <= now, (_S.valid_to.is_(None)) | (_S.valid_to > now)).order_by(_S.id)
    )
    return [kept_of(row) for row in rows]


async def told(conn: AsyncConnection, survey: SurveyId) -> None:
    """Everybody was told of it."""
    await conn.execute(update(_S).where(_S.id == survey).values(tell_from=None))


async def to_tell(
    conn: AsyncConnection, kept: Kept, accounts: Collection[AccountId], today: date
) -> Sequence[AccountId]:
    """Those of the accounts for which the survey is meant, and who have not begun it."""
    link, talk = TelegramLink, Conversation
    begun = exists().where(_T.survey_id == kept.id, _T.account_id == Account.id)
    among = members(Account.payer_id, talk.language, today, Given(kinds_of(parse(kept.survey.audience))))
    found = await conn.execute(
        select(Account.id)
        .join(link, link.account_id == Account.id)
        .join(talk, and_(talk.channel == link.channel, talk.chat_id == link.chat_id))
        .where(Account.id.in_(accounts), link.unlinked_at.is_(None), link.blocked_at.is_(None), *among, ~begun)
        .distinct()
        .order_by(Account.id)
    )
    return [AccountId(key) for key in found.scalars()]
