"""What the office does with surveys of itself: tells customers of new ones, and forgets what was never sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.delivery.announcer import Announcer
from ibok_bot.delivery.schedule import Work
from ibok_bot.delivery.subject import Page, Subject, accounts_page
from ibok_bot.dialogs.reminderwords import Words, new_survey
from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.pushes import PushKind
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.domain.reminders import SurveyNews
from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.surveys import Kept
from ibok_bot.storage import survey_rounds as shelf
from ibok_bot.storage.transactions import Database

SURVEYS = "surveys"
_EVERY = timedelta(minutes=15)
_NEWS_FOR = timedelta(days=7)
_AT_ONCE = 100
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NewSurvey(Subject[SurveyNews]):
    """One survey, for those for whom it is meant and who have not found it themselves."""

    kept: Kept
    now: datetime
    kind: ClassVar[PushKind] = PushKind.NOTICES

    async def page(self, conn: AsyncConnection, after: int) -> Page[SurveyNews]:
        """Whoever has switched news off is not told; it waits in their menu."""
        accounts, following = await accounts_page(conn, after)
        meant = await shelf.to_tell(conn, self.kept, accounts, warsaw_day(self.now)) if accounts else []
        survey = self.kept.survey
        news = [SurveyNews(account, self.kept.id, survey.name, len(survey.questions)) for account in meant]
        return Page(news, following)

    def words(self, news: Sequence[SurveyNews], *, sums: bool) -> Words:  # noqa: ARG002 - there are no sums in it
        """As the dialogs say it."""
        return new_survey(news[0])

    def until(self, news: Sequence[SurveyNews]) -> datetime:  # noqa: ARG002 - all alike
        """An old survey is no news, and one that is over none at all."""
        lasting = self.now + _NEWS_FOR
        return min(lasting, self.kept.valid_to) if self.kept.valid_to else lasting


class SurveyRounds:
    """The rounds of one office, for the scheduler."""

    def __init__(
        self, database: Database, supplier: Supplier, clock: Callable[[], datetime], timezone: ZoneInfo = WARSAW
    ) -> None:
        self._database, self._clock, self._timezone = database, clock, timezone
        self._quiet = QuietHours(*supplier.quiet_hours)

    def works(self) -> Mapping[str, Work]:
        """By its word; every quarter of an hour, as a survey may begin or be published at any time."""
        return {SURVEYS: Work(self._round, lambda after: self._quiet.over(after + _EVERY))}

    async def _round(self, _item: str, _due_at: datetime) -> None:
        now = self._clock()
        async with self._database.write() as conn:
            over = await shelf.closed_with_unsent(conn, now, _AT_ONCE)
            if over:
                await shelf.forget_unsent(conn, over)
        if self._quiet.hold(now):
            return
        async with self._database.read() as conn:
            surveys = await shelf.to_be_told(conn, now)
        for kept in surveys:
            told = await Announcer(self._database, NewSurvey(kept, now), now, self._timezone).run()
            async with self._database.write() as conn:
                await shelf.told(conn, kept.id)
            _log.info("customers told of a survey", survey=kept.survey.name, accounts=told)
