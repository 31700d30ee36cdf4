"""Over any sequence of rounds, deaths in the middle, days and payments, each reminder is told exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.delivery import subject
from ibok_bot.delivery.reminders import REMINDERS, Rounds
from ibok_bot.domain.reminders import due_stage
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import read as read_supplier
from tests.databases import Templates
from tests.delivery.households import TODAY, owes, pays, settle_in, told
from tests.office import Clock

SUPPLIER = read_supplier(None)
HOMES = 3
DUE_DAYS = (0, 2, 3, 5)


class Killed(Exception):
    """The process is gone."""


class Dying(Database):
    """A database whose process dies at its n-th writing transaction: before the commit, or right after it."""

    def __init__(self, url: str, writes: int, *, committed: bool) -> None:
        super().__init__(make_engine(url, pool_size=2))
        self._left, self._committed = writes, committed

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with super().write() as conn:
            yield conn
            self._left -= 1
            if self._left < 0 and not self._committed:
                raise Killed
        if self._left < 0:
            raise Killed


Act = tuple[str, int, bool]
acts = st.one_of(
    st.tuples(st.just("round"), st.just(0), st.just(False)),
    st.tuples(st.just("killed"), st.integers(0, HOMES - 1), st.booleans()),
    st.tuples(st.just("day"), st.just(0), st.just(False)),
    st.tuples(st.just("pay"), st.integers(0, HOMES * len(DUE_DAYS) - 1), st.booleans()),
)


class Story:
    """Plays the acts on a database, and keeps beside it what must have been told."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._clock = Clock()
        self._open: dict[int, tuple[int, date]] = {}
        self.expected: Counter[int] = Counter()
        self._told: set[tuple[int, int]] = set()
        self._keys: list[int] = []

    async def play(self, story: Sequence[Act]) -> None:
        database = Database(make_engine(self._url, pool_size=2))
        try:
            async with database.write() as conn:
                homes = [await settle_in(conn, number) for number in range(1, HOMES + 1)]
                for home in homes:
                    for days in DUE_DAYS:
                        due_on = TODAY + timedelta(days=days)
                        key = await owes(conn, home, f"FV/{home.account}/{days}", due_on)
                        self._keys.append(key)
                        self._open[key] = home.chat, due_on
            for act in [*story, ("round", 0, False)]:
                await self._act(database, *act)
            found = Counter(chat for chat, _kind, _line in await told(database))
            assert found == self.expected
        finally:
            await database.dispose()

    async def _act(self, database: Database, word: str, number: int, committed: bool) -> None:
        match word:
            case "day":
                await self._round(database)
                self._clock.go(days=1)
            case "pay":
                async with database.write() as conn:
                    await pays(conn, self._keys[number])
                self._open.pop(self._keys[number], None)
            case "killed":
                dying = Dying(self._url, number, committed=committed)
                try:
                    await self._go(dying)
                except Killed:
                    await self._round(database)  # whoever comes next
                else:
                    self._count()
                finally:
                    await dying.dispose()
            case _:
                await self._round(database)

    async def _round(self, database: Database) -> None:
        await self._go(database)
        self._count()

    async def _go(self, database: Database) -> None:
        await Rounds(database, SUPPLIER, self._clock).works()[REMINDERS].do("-", self._clock())

    def _count(self) -> None:
        """A message for every chat that has some due at a stage not told yet."""
        today = self._clock().date()
        fresh = {
            (key, stage): chat
            for key, (chat, due_on) in self._open.items()
            if (stage := due_stage(due_on, today, SUPPLIER.reminders.due_days)) is not None
            and (key, stage) not in self._told
        }
        self._told.update(fresh)
        self.expected.update(set(fresh.values()))


@settings(max_examples=25, deadline=None)
@given(story=st.lists(acts, max_size=10))
def test_each_reminder_is_told_exactly_once_whatever_happens(templates: Templates, story: list[Act]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subject, "PAGE", 1)
        asyncio.run(Story(templates.fresh("sqlite")).play(story))
