"""Tells customers of a subject: page after page, each told and marked in one transaction, so that nothing comes twice.

A process that dies in the middle leaves whole pages behind it; whoever goes over them again finds the marks. Of two
that go over them at once, one's transaction fails on the other's marks, and finds them when it looks again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Generic
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.delivery.subject import NewsT, Subject
from ibok_bot.domain.pushes import topic_of
from ibok_bot.i18n import Voice
from ibok_bot.storage.deliveries import Deliveries, Message
from ibok_bot.storage.reminders import Owner, mark, marked, owners
from ibok_bot.storage.transactions import Database, is_transient
from ibok_bot.turns.pushes import Push, payload

_TRIES = 5
_PAUSE = 0.05


class Announcer(Generic[NewsT]):
    """Goes once over all customers with one subject."""

    def __init__(self, database: Database, subject: Subject[NewsT], now: datetime, timezone: ZoneInfo) -> None:
        self._database, self._subject = database, subject
        self._now, self._timezone = now, timezone

    async def run(self) -> int:
        """To the last customer; how many accounts were told something."""
        told, after = 0, 0
        while True:
            count, following = await self._page(after)
            told += count
            if following is None:
                return told
            after = following

    async def _page(self, after: int) -> tuple[int, int | None]:
        """One page, gone over again when a rival was quicker. Raises what the database raises."""
        for tries in range(1, _TRIES + 1):
            try:
                return await self._try_page(after)
            except Exception as error:
                if tries == _TRIES or not is_transient(error):
                    raise
                await asyncio.sleep(_PAUSE * tries)
        raise AssertionError("the last try either returns or raises")

    async def _try_page(self, after: int) -> tuple[int, int | None]:
        async with self._database.read() as conn:
            page = await self._subject.page(conn, after)
            fresh = await _fresh(conn, page.news)
            known = await owners(conn, {each.account for each in fresh}) if fresh else {}
        wished = {account: owner for account, owner in known.items() if owner.wishes.wants(self._subject.kind)}
        telling = [each for each in fresh if each.account in wished]
        if telling:
            by_account = groupby(telling, key=lambda each: each.account)
            messages = [each for account, news in by_account for each in self._messages(wished[account], list(news))]
            async with self._database.write() as conn:
                await mark(conn, [each.mark for each in telling], self._now)
                await Deliveries(conn, None, self._now).add_all(messages)
                await self._subject.told(conn, telling)
        return len(wished), page.after

    def _messages(self, owner: Owner, news: Sequence[NewsT]) -> Iterator[Message]:
        """All that one account is told now, to each of its chats in its language."""
        subject = self._subject
        words = subject.words(news, sums=not owner.wishes.without_amounts)
        push = Push(owner.account, words.text, words.buttons)
        for chat in owner.chats:
            yield Message(
                chat.channel,
                chat.chat,
                payload(push, Voice(chat.language, self._timezone)),
                kind=subject.kind,
                topic=topic_of(subject.kind, owner.account),
                expires_at=subject.until(news),
                account=owner.account,
                supersede=subject.replaces,
            )


async def _fresh(conn: AsyncConnection, news: Sequence[NewsT]) -> list[NewsT]:
    """What nobody was told of yet, each once, account by account."""
    told = await marked(conn, [each.mark for each in news])
    by_mark = {each.mark: each for each in news if each.mark not in told}
    return sorted(by_mark.values(), key=lambda each: each.account)
