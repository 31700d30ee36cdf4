"""Faults at random: neighbours report, withdraw, answer; dispatchers move, join, split; the books always agree."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.dispatch import Move, Queue
from ibok_bot.domain.fault_reports import NewReport
from ibok_bot.domain.outages import By, Done, FaultKind, State, What, may_move
from ibok_bot.domain.staff import StaffMember
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.outages import FaultReport, Incident
from tests.databases import Templates, opened
from tests.storage.faults import NOW, Household, dispatcher, household

HOMES = 3
KINDS = (FaultKind.NO_POWER_AREA, FaultKind.NO_POWER_BUILDING, FaultKind.METER)
WHO = st.integers(0, HOMES - 1)
WHICH = st.integers(0, 9)
STEP = st.one_of(
    st.tuples(st.just("file"), WHO, st.sampled_from(KINDS)),
    st.tuples(st.just("withdraw"), WHICH, st.none()),
    st.tuples(st.just("works"), WHICH, st.booleans()),
    st.tuples(st.just("note"), WHICH, st.none()),
    st.tuples(st.just("move"), WHICH, st.sampled_from(State)),
    st.tuples(st.just("join"), WHICH, WHICH),
    st.tuples(st.just("split"), WHICH, st.none()),
)


class Town:
    """Three neighbours and a dispatcher."""

    def __init__(self, conn: AsyncConnection, homes: Sequence[Household], daria: StaffMember) -> None:
        self.conn, self.homes, self.daria = conn, homes, daria
        self.reports, self.dispatch = Reports(conn, NOW), Dispatch(conn, NOW)
        self.owners: list[tuple[Household, str]] = []

    async def step(self, what: str, which: int, how: object) -> None:
        if what == "file" and isinstance(how, FaultKind):
            home = self.homes[which]
            filed = await self.reports.file(home.account, NewReport(how, point=home.point))
            assert filed.before is ((home, filed.report.public_id) in self.owners)
            if not filed.before:
                self.owners.append((home, filed.report.public_id))
            return
        if not self.owners:
            return
        home, key = self.owners[which % len(self.owners)]
        before = await self.reports.one(home.account, key)
        assert before is not None
        match what:
            case "withdraw":
                done = await self.reports.withdraw(home.account, key)
                assert (done is Done.DONE) is before.state.is_open
            case "works":
                done = await self.reports.works_again(home.account, key, works=bool(how))
                assert (done is not Done.NOT_ALLOWED) is (before.state is State.RESOLVED)
            case "note":
                await self.reports.add_note(home.account, key, "x")
            case "move" if isinstance(how, State):
                await self._move(key, how)
            case "join" if isinstance(how, int):
                await self._join(key, self.owners[how % len(self.owners)][1])
            case "split":
                made = await self.dispatch.split(before.number, self.daria)
                assert (made is not None) is (before.state.is_open and before.others > 0)

    async def _move(self, key: str, into: State) -> None:
        case = await self.dispatch.case(key)
        assert case is not None
        expected = NOW + timedelta(hours=2) if into in (State.SCHEDULED, State.IN_PROGRESS) else None
        done = await self.dispatch.move(case.id, case.version, Move(into, expected), self.daria)
        after = await self.dispatch.case(key)
        assert after is not None
        if done is Done.DONE:
            assert may_move(case.state, into, By.DISPATCHER)
            assert (after.state, after.version) == (into, case.version + 1)
        else:
            assert after == case

    async def _join(self, key: str, into: str) -> None:
        source, target = await self.dispatch.case(key), await self.dispatch.case(into)
        assert source is not None
        assert target is not None
        done = await self.dispatch.join(source.id, source.version, target.id, self.daria)
        allowed = source.id != target.id and source.state.is_open and target.state.is_open
        assert (done is Done.DONE) is allowed

    async def check(self) -> None:
        """Each report ends its history as it stands; an incident without households is closed; nothing is lost."""
        for home, key in self.owners:
            one = await self.reports.one(home.account, key)
            assert one is not None
            history = await self.reports.history(home.account, key)
            assert history[0].what is What.FILED
            assert history[-1].state is one.state
            assert history[-1].expected_at == one.expected_at
            assert one.state is not State.JOINED
        for line in await self.dispatch.page(Queue(states=tuple(State)), 0, 100):
            assert not line.state.is_open or line.households
            assert line.state is not State.JOINED or not line.households
        open_keys = (await self.conn.scalars(select(Incident.open_key).where(Incident.open_key.is_not(None)))).all()
        assert len(open_keys) == len(set(open_keys))
        assert len((await self.conn.scalars(select(FaultReport.id))).all()) == len(self.owners)


@given(st.lists(STEP, min_size=3, max_size=25))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_customers_and_dispatchers_do_the_books_agree(
    templates: Templates, steps: list[tuple[str, int, object]]
) -> None:
    url = templates.fresh("sqlite")

    async def run() -> None:
        async with opened(url) as database, database.write() as conn:
            homes = [await household(conn, number) for number in range(1, HOMES + 1)]
            town = Town(conn, homes, await dispatcher(conn))
            for step in steps:
                await town.step(*step)
                await town.check()

    asyncio.run(run())
