"""Tells customers of planned outages: when one is announced, changed or cancelled, and on the evening before.

Every round compares what is true now with what each customer was told last, and says only what differs; it may be
made again at any time. While a page of customers is written down, the outage is held: nobody changes it, so that an
older state is never written after a newer one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.delivery.schedule import Work
from ibok_bot.dialogs import plannedwords
from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.ids import AccountId, PlannedId
from ibok_bot.domain.planned import (
    EVENING,
    NOTHING,
    Content,
    News,
    PlannedOutage,
    content,
    days_span,
    evening,
    news,
    told,
)
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.domain.reminders import next_time
from ibok_bot.i18n import Voice
from ibok_bot.storage.deliveries import Deliveries, Message
from ibok_bot.storage.planned_book import PlannedBook
from ibok_bot.storage.planned_telling import Around, Concerned, note, standing, told_before
from ibok_bot.storage.reminders import Owner, owners
from ibok_bot.storage.transactions import Database, is_transient
from ibok_bot.turns.planneddesk import TELL
from ibok_bot.turns.pushes import Push, payload

EVENINGS = "planned_evening"
PAGE = 200
"""Customers told in one transaction."""
_TRIES, _PAUSE = 5, 0.05
_BEFOREHAND = timedelta(hours=2)
"""What would come later than this before the start does not wait for the end of the quiet hours."""
_log = structlog.get_logger(__name__)

Finder = Callable[[AsyncConnection, PlannedOutage, int, int], Awaitable[Sequence[AccountId]]]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said to one account."""

    concerned: Concerned
    news: News
    before: Content | None
    after: Content | None


@dataclass(frozen=True)
class Planning:
    """The telling of planned outages, for the scheduler."""

    database: Database
    quiet: QuietHours
    clock: Callable[[], datetime]
    timezone: ZoneInfo = WARSAW
    page: int = PAGE

    def works(self) -> Mapping[str, Work]:
        """One outage when it was changed; and all of tomorrow at 18:00 in Warsaw."""
        return {
            TELL: Work(self._changed),
            EVENINGS: Work(self._evening, lambda after: next_time(EVENING, after)),
        }

    async def _changed(self, item: str, _due_at: datetime) -> None:
        await self.tell(PlannedId(int(item)))

    async def _evening(self, _item: str, due_at: datetime) -> None:
        """A round that is late still speaks of the day after the evening that it was due."""
        tomorrow = warsaw_day(due_at) + timedelta(days=1)
        async with self.database.read() as conn:
            keys = await PlannedBook(conn, self.clock()).starting(*days_span(tomorrow))
        for key in keys:
            await self.tell(key, evening_of=due_at)

    async def tell(self, key: PlannedId, evening_of: datetime | None = None) -> int:
        """Everybody whom it concerns, or did; how many were told something."""
        count = 0
        for finder in (Around(), told_before):
            after: int | None = 0
            while after is not None:
                said, after = await self._outliving(key, finder, after, evening_of)
                count += said
        _log.info("told of a planned outage", outage=key, evening=evening_of is not None, accounts=count)
        return count

    async def _outliving(
        self, key: PlannedId, finder: Finder, after: int, evening_of: datetime | None
    ) -> tuple[int, int | None]:
        """One page, gone over again when a rival was quicker. Raises what the database raises."""
        for tries in range(1, _TRIES + 1):
            try:
                async with self.database.write() as conn:
                    return await self._page(conn, key, finder, after, evening_of)
            except Exception as error:
                if tries == _TRIES or not is_transient(error):
                    raise
                await asyncio.sleep(_PAUSE * tries)
        raise AssertionError("the last try either returns or raises")

    async def _page(
        self, conn: AsyncConnection, key: PlannedId, finder: Finder, after: int, evening_of: datetime | None
    ) -> tuple[int, int | None]:
        now = self.clock()
        outage = await PlannedBook(conn, now).one(key, hold=True)
        if outage is None:
            return 0, None
        accounts = await finder(conn, outage, after, self.page)
        following = accounts[-1] if len(accounts) == self.page else None
        every = [_said(each, outage, now, evening_of) for each in await standing(conn, outage, accounts)]
        saying = [each for each in every if each is not None]
        known = await owners(conn, [each.concerned.account for each in saying]) if saying else {}
        reached = [each for each in saying if each.concerned.account in known]
        if reached:
            kept = {each.concerned.account: each.after.kept() if each.after else NOTHING for each in reached}
            await note(conn, key, kept, now)
            written = [self._messages(known[each.concerned.account], outage, each, now) for each in reached]
            await Deliveries(conn, None, now).add_all([one for several in written for one in several])
        return len(reached), following

    def _messages(self, owner: Owner, outage: PlannedOutage, said: _Said, now: datetime) -> list[Message]:
        """To each chat of the account, in its language."""
        places = () if owner.wishes.without_amounts else [address for _point, address in said.concerned.places]
        words = plannedwords.push(said.news, outage, said.before, places)
        push = Push(owner.account, words.text, words.buttons)
        return [
            Message(
                chat.channel,
                chat.chat,
                payload(push, Voice(chat.language, self.timezone)),
                kind="service",
                topic=f"planned:{outage.id}:{owner.account}",
                expires_at=_until(said),
                urgent=self._urgent(said, now),
                account=owner.account,
                supersede=True,
            )
            for chat in owner.chats
        ]

    def _urgent(self, said: _Said, now: datetime) -> bool:
        """Whether the morning would be too late. That the electricity stays on is no reason to wake anybody."""
        if said.after is None:
            return False
        begins = min(each.starts_at for each in (said.before, said.after) if each is not None)
        return self.quiet.over(now) > begins - _BEFOREHAND


def _said(concerned: Concerned, outage: PlannedOutage, now: datetime, evening_of: datetime | None) -> _Said | None:
    """What this account is to be told now, if anything."""
    before = told(concerned.told)
    concerns = concerned.places and not outage.is_cancelled
    after = content(outage.terms, [point for point, _address in concerned.places]) if concerns else None
    what = news(before, after, now)
    if what is None and evening_of is not None and after is not None and after.starts_at > now:
        told_at = concerned.told_at
        what = News.EVENING if told_at and evening(after.starts_at, told_at, evening_of) else None
    return _Said(concerned, what, before, after) if what else None


def _until(said: _Said) -> datetime | None:
    """When it is worth nothing any more."""
    if said.news is News.EVENING and said.after:
        return said.after.starts_at
    return max(each.ends_at for each in (said.before, said.after) if each is not None)
