"""News of faults in the chats: to every reporter, in order whatever goes wrong on the way, to none who withdrew."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from ibok_bot.domain.access import Preferences
from ibok_bot.domain.broadcasts import BroadcastState
from ibok_bot.domain.dispatch import Move
from ibok_bot.domain.fault_reports import NewReport
from ibok_bot.domain.ids import PointId
from ibok_bot.domain.outages import Area, Done, FaultKind, State
from ibok_bot.domain.staff import CONSOLE, Act
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.metering import MeteringPoint
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.dispatchdesk import DispatchDesk
from ibok_bot.turns.outcomes import InDoubt, NotSent, TooMany
from tests.databases import Templates, opened
from tests.delivery.households import Household, add_operator, has_meter, link, settle_in, wishes
from tests.delivery.senders import AT_NIGHT, FakePost, make_sender, states, until
from tests.office import NOW, Clock

SOON = NOW + timedelta(hours=6, minutes=30)
"""18:30 or 19:30 in Warsaw."""
SUPPLIER = read_supplier(None)
OPEN = (State.VERIFYING, State.FORWARDED, State.IN_PROGRESS)


async def street(database: Database, languages: str = "pl pl") -> list[Household]:
    """Neighbours with a metering point each, in these languages."""
    async with database.write() as conn:
        await add_operator(conn)
        homes = [await settle_in(conn, n, language) for n, language in enumerate(languages.split(), 1)]
        for home in homes:
            await has_meter(conn, home)
        return homes


async def reports(database: Database, *homes: Household, kind: FaultKind = FaultKind.NO_POWER_AREA) -> list[str]:
    """The public ids of a report of each."""
    made = []
    for home in homes:
        async with database.write() as conn:
            point = await conn.scalar(select(MeteringPoint.id).where(MeteringPoint.payer_id == home.payer))
            filed = await Reports(conn, NOW).file(home.account, NewReport(kind, point=PointId(point or 0)))
            made.append(filed.report.public_id)
    return made


async def move(database: Database, clock: Clock, report: str, move: Move) -> Done:
    """As the console does it, with whatever stands now."""
    async with database.write() as conn:
        desk = DispatchDesk(conn, clock(), SUPPLIER)
        case = await desk.case(report)
        assert case is not None
        return await desk.move(case.id, case.version, move, CONSOLE)


def first_lines(post: FakePost) -> list[tuple[int, str]]:
    """Without the numbers, which a database may count on from an earlier test."""
    return [(chat, re.sub(r"A-\d+", "A-n", html.split("\n")[0].replace("\u00a0", " "))) for chat, html in post.sent]


async def test_each_reporter_hears_in_their_language_with_a_button_to_their_own_report(database_url: str) -> None:
    async with opened(database_url) as database:
        homes, clock, post = await street(database, "pl en uk"), Clock(), FakePost()
        keys = await reports(database, *homes)
        assert await move(database, clock, keys[0], Move(State.IN_PROGRESS, SOON, "Brygada jedzie")) is Done.DONE
        await make_sender(database, post, clock).drain()
        assert first_lines(post) == [
            (homes[0].chat, "⚡ Awaria A-n: naprawa w toku, prąd wróci ok. 19:30"),
            (homes[1].chat, "⚡ Fault A-n: repair under way, power back about 19:30"),
            (homes[2].chat, "⚡ Аварія A-n: триває ремонт, світло буде близько 19:30"),
        ]
        async with database.read() as conn:
            for home, key, (_chat, html) in zip(homes, keys, post.sent, strict=True):
                mine = await Reports(conn, NOW).one(home.account, key)
                assert mine is not None
                assert f" {mine.number}: " in html
        assert post.sent[0][1].split("\n")[1:] == ["ul. Cicha 1, 00-001 Warszawa", "💬 Brygada jedzie"]


@pytest.mark.parametrize(
    ("into", "expected", "line"),
    [
        (State.VERIFYING, None, "w trakcie weryfikacji, nie znamy jeszcze godziny"),
        (State.FORWARDED, SOON, "przekazane do operatora sieci, prąd wróci ok. 19:30"),
        (State.SCHEDULED, NOW + timedelta(days=2), "naprawa zaplanowana, prąd wróci ok. 26.11.2026, 13:00"),
        (State.RESOLVED, None, "usunięta. Czy wszystko działa?"),
        (State.NOT_NETWORK, None, "usterka jest w instalacji odbiorcy"),
        (State.NOT_OURS, None, "naprawia ją ktoś inny"),
    ],
)
async def test_the_first_line_alone_tells_how_it_stands(
    sqlite_url: str, into: State, expected: datetime | None, line: str
) -> None:
    async with opened(sqlite_url) as database:
        [home], clock, post = await street(database, "pl"), Clock(), FakePost()
        [key] = await reports(database, home)
        await move(database, clock, key, Move(into, expected))
        await make_sender(database, post, clock, quiet=AT_NIGHT).drain()
        assert first_lines(post) == [(home.chat, f"⚡ Awaria A-n: {line}")]


async def test_for_those_who_hide_sums_there_is_no_address_and_no_note(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        [home], clock, post = await street(database, "pl"), Clock(), FakePost()
        async with database.write() as conn:
            await wishes(conn, home, Preferences(without_amounts=True))
        [key] = await reports(database, home)
        await move(database, clock, key, Move(State.FORWARDED, SOON, "Kopiemy przy ul. Cichej 1"))
        await make_sender(database, post, clock).drain()
        [(_chat, html)] = post.sent
        assert "Cich" not in html
        assert "00-001" not in html
        assert html.split("\n")[1:] == ["Dyspozytor dodał wiadomość; jest w zgłoszeniu."]


async def test_who_withdrew_hears_nothing_more_even_of_what_was_in_the_air(database_url: str) -> None:
    async with opened(database_url) as database:
        (me, neighbour), clock = await street(database), Clock()
        mine, _theirs = await reports(database, me, neighbour)
        await move(database, clock, mine, Move(State.VERIFYING))
        post = FakePost(takes=0.3)
        sender = make_sender(database, post, clock)
        post.troubles = [NotSent("refused"), NotSent("refused")]
        sending = asyncio.create_task(sender.drain())
        await asyncio.sleep(0.15)
        async with database.write() as conn:
            assert await Reports(conn, clock()).withdraw(me.account, mine) is Done.DONE
        await sending
        await move(database, clock, _theirs, Move(State.IN_PROGRESS, SOON))
        for _round in range(4):
            clock.go(seconds=30)
            await sender.drain()
        assert [chat for chat, _line in first_lines(post)] == [neighbour.chat]
        assert "naprawa w toku" in first_lines(post)[0][1]


async def test_a_newer_state_takes_the_place_of_one_that_waits(database_url: str) -> None:
    async with opened(database_url) as database:
        [home], clock, post = await street(database, "pl"), Clock(), FakePost()
        [key] = await reports(database, home)
        for into in (State.VERIFYING, State.FORWARDED, State.RESOLVED):
            await move(database, clock, key, Move(into))
        await make_sender(database, post, clock).drain()
        assert [line for _chat, line in first_lines(post)] == ["⚡ Awaria A-n: usunięta. Czy wszystko działa?"]
        assert sorted(await states(database)) == ["cancelled", "cancelled", "sent"]


async def test_what_is_told_too_late_is_told_no_more(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        [home], clock, post = await street(database, "pl"), Clock(), FakePost()
        [key] = await reports(database, home)
        await move(database, clock, key, Move(State.VERIFYING))
        clock.go(hours=13)
        await make_sender(database, post, clock).drain()
        assert not post.sent


TROUBLE = st.sampled_from([None, None, NotSent("refused"), InDoubt("reset"), TooMany(1)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(OPEN)),
        st.tuples(st.just("drain"), st.lists(TROUBLE, max_size=4)),
        st.tuples(st.just("wait"), st.integers(1, 40)),
    ),
    min_size=2,
    max_size=14,
)


@given(STEPS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_older_state_ever_comes_after_a_newer_one(templates: Templates, steps: list[tuple[str, object]]) -> None:
    """Whatever fails, is in doubt and comes again, in whatever order: the chat ends with the newest."""

    url = templates.fresh("sqlite")

    async def run() -> None:
        async with opened(url) as database:
            homes, clock, post = await street(database), Clock(), FakePost()
            keys = await reports(database, *homes)
            sender, moves = make_sender(database, post, clock), 0
            for what, how in [*steps, *[("wait", 400), ("drain", [])] * 8]:
                if what == "move" and isinstance(how, State):
                    moves += 1
                    await move(database, clock, keys[0], Move(how, None, f"krok {moves}."))
                elif what == "wait" and isinstance(how, int):
                    clock.go(seconds=how)
                elif isinstance(how, list):
                    post.troubles = list(how)
                    await sender.drain()
            for home in homes:
                seen = [_step(html) for chat, html in post.sent if chat == home.chat]
                assert seen == sorted(set(seen))
                assert not moves or seen[-1] == moves

    asyncio.run(run())


def _step(html: str) -> int:
    found = re.search(r"krok (\d+)\.", html)
    assert found is not None
    return int(found[1])


async def test_while_a_slow_message_is_in_the_air_the_newer_one_waits_for_it(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        [home], clock, post = await street(database, "pl"), Clock(), FakePost(takes=0.4)
        [key] = await reports(database, home)
        await move(database, clock, key, Move(State.VERIFYING))
        sender, stop = make_sender(database, post, clock), asyncio.Event()
        running = asyncio.create_task(sender.run(stop))
        await asyncio.sleep(0.3)
        await move(database, clock, key, Move(State.IN_PROGRESS, SOON))
        sender.ring()
        await until(lambda: len(post.sent) > 1)
        stop.set()
        await running
        assert [line.rpartition(": ")[2] for _chat, line in first_lines(post)] == [
            "w trakcie weryfikacji, nie znamy jeszcze godziny",
            "naprawa w toku, prąd wróci ok. 19:30",
        ]


async def test_joined_reporters_hear_how_the_other_fault_stands_and_two_chats_of_one_both_hear(
    database_url: str,
) -> None:
    async with opened(database_url) as database:
        (me, neighbour), clock, post = await street(database), Clock(), FakePost()
        async with database.write() as conn:
            await link(conn, me.account, type(me.chat)(77), "en")
            await conn.execute(
                update(MeteringPoint).where(MeteringPoint.payer_id == neighbour.payer).values(postcode="00-950")
            )
        mine, theirs = await reports(database, me, neighbour)
        await move(database, clock, mine, Move(State.IN_PROGRESS, SOON))
        await make_sender(database, post, clock).drain()
        assert sorted(post.chats) == sorted([me.chat, 77])
        async with database.write() as conn:
            desk = DispatchDesk(conn, clock(), SUPPLIER)
            source, target = await desk.case(theirs), await desk.case(mine)
            assert source is not None
            assert target is not None
            assert await desk.join(source.id, source.version, target.id, CONSOLE) is Done.DONE
            assert (await Audit(conn, NOW).entries(0, 1))[0].act is Act.INCIDENT_MOVED
        await make_sender(database, post, clock).drain()
        assert first_lines(post)[2:] == [(neighbour.chat, "⚡ Awaria A-n: naprawa w toku, prąd wróci ok. 19:30")]


async def test_an_area_is_told_and_a_newer_word_stops_the_older_one(database_url: str) -> None:
    async with opened(database_url) as database:
        (me, neighbour), clock, post = await street(database, "pl en"), Clock(), FakePost()
        [key] = await reports(database, me)
        await move(database, clock, key, Move(State.IN_PROGRESS, SOON))
        async with database.write() as conn:
            desk = DispatchDesk(conn, clock(), SUPPLIER)
            case = await desk.case(key)
            assert case is not None
            assert await desk.count_area(case.id) == 2
            older = await desk.tell_area(case.id, CONSOLE)
            newer = await desk.tell_area(case.id, CONSOLE, "Agregat przy szkole")
            assert older is not None
            assert newer is not None
            assert (await Broadcasts(conn, clock()).progress(older)).state is BroadcastState.CANCELLED
        await make_sender(database, post, clock).drain()
        await make_sender(database, post, clock).drain()
        area = [(chat, html) for chat, html in post.sent if "00-001" in html.split("\n")[0]]
        assert sorted(chat for chat, _html in area) == [me.chat, neighbour.chat]
        [polish] = [html for chat, html in area if chat == me.chat]
        assert polish.split("\n")[0] == "⚡ Awaria, 00-001 Warszawa: naprawa w toku, prąd wróci ok. 19:30"
        assert "💬 Agregat przy szkole" in polish


async def test_a_crowd_and_an_unknown_area_are_not_told_by_one_dispatcher(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        (me, _neighbour), clock = await street(database), Clock()
        [key] = await reports(database, me)
        async with database.write() as conn:
            desk = DispatchDesk(conn, clock(), replace(SUPPLIER, approve_above=1))
            case = await desk.case(key)
            assert case is not None
            assert await desk.count_area(case.id) is None
            assert await desk.tell_area(case.id, CONSOLE) is None
            filed = await Reports(conn, NOW).file(me.account, NewReport(FaultKind.TREE, area=Area()))
            nowhere = await desk.case(filed.report.number)
            assert nowhere is not None
            assert await desk.tell_area(nowhere.id, CONSOLE) is None
