"""Single messages to chats that did not ask: each is sent, named by what came of it, and a crash loses none."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from ibok_bot.delivery.limits import Limits
from ibok_bot.storage.deliveries import cancel_topic
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.turns.messages import Gone
from ibok_bot.turns.outcomes import InDoubt, NotSent, Rejected, TooMany
from tests.databases import opened
from tests.delivery.senders import AT_NIGHT, FAST, FakePost, leave, make_sender, states, until
from tests.office import Clock


async def test_what_is_due_is_sent_once(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post = Clock(), FakePost()
        sender = make_sender(database, post, clock)
        await leave(database, clock, 5, 6)
        await sender.drain()
        await sender.drain()
        assert post.sent == [(5, "🔐 <b>x</b>"), (6, "🔐 <b>x</b>")]
        assert await states(database) == ["sent", "sent"]


async def test_who_has_left_is_named_and_the_rest_go_on(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, post = Clock(), FakePost([Gone(), Rejected("can't parse"), None])
        await leave(database, clock, 5, 6, 7)
        await make_sender(database, post, clock).drain()
        assert await states(database) == ["unreachable", "rejected", "sent"]


@pytest.mark.parametrize("trouble", [NotSent("refused"), InDoubt("reset")])
async def test_what_did_not_go_through_is_tried_again_later_and_not_before(sqlite_url: str, trouble: Exception) -> None:
    async with opened(sqlite_url) as database:
        clock, post = Clock(), FakePost([trouble, trouble])
        sender = make_sender(database, post, clock)
        await leave(database, clock, 5)
        await sender.drain()
        assert await states(database) == ["retry_at"]
        clock.go(seconds=0.9)
        await sender.drain()
        assert len(post.troubles) == 1
        clock.go(seconds=0.2)
        await sender.drain()
        clock.go(seconds=1.9)
        await sender.drain()
        assert not post.sent
        clock.go(seconds=0.2)
        await sender.drain()
        assert await states(database) == ["sent"]


async def test_a_fault_of_ours_stops_one_message_and_no_other(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, post = Clock(), FakePost([ValueError("x")])
        await leave(database, clock, 5, 6)
        await make_sender(database, post, clock).drain()
        assert await states(database) == ["rejected", "sent"]


async def test_what_another_release_wrote_is_not_sent_as_it_is(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, post = Clock(), FakePost()
        await leave(database, clock, 5, payload='{"html":7}')
        await leave(database, clock, 6)
        await make_sender(database, post, clock).drain()
        assert post.sent == [(5, ""), (6, "🔐 <b>x</b>")]


async def test_a_cancelled_or_later_message_is_not_sent(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        clock, post = Clock(), FakePost()
        sender = make_sender(database, post, clock)
        await leave(database, clock, 5, 6, later=timedelta(hours=1))
        await sender.drain()
        assert not post.sent
        async with database.write() as conn:
            await cancel_topic(conn, "t5")
        clock.go(hours=2)
        await sender.drain()
        assert post.chats == [6]


async def test_a_newer_message_takes_the_place_of_older_ones_that_wait(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post = Clock(), FakePost()
        await leave(database, clock, 5, 6, topic="outage:1", payload='{"html":"planned"}')
        await leave(database, clock, 5, topic="outage:1", payload='{"html":"begun"}', supersede=True)
        await leave(database, clock, 5, topic="outage:2", payload='{"html":"other"}', supersede=True)
        await make_sender(database, post, clock).drain()
        assert sorted(post.sent) == [(5, "begun"), (5, "other"), (6, "planned")]
        assert await states(database) == ["cancelled", "sent", "sent", "sent"]


async def test_what_was_superseded_in_the_air_is_not_tried_again(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post = Clock(), FakePost([NotSent("x")])
        sender = make_sender(database, post, clock)
        await leave(database, clock, 5, topic="outage:1", payload='{"html":"planned"}', later=timedelta(seconds=1))
        clock.go(seconds=1)
        await sender.drain()
        async with database.write() as conn:  # as if it had been in the air: retry_at is set back by hand
            await conn.execute(update(Delivery).values(state="attempting"))
        await leave(database, clock, 5, topic="outage:1", payload='{"html":"begun"}', supersede=True)
        async with database.write() as conn:
            await conn.execute(update(Delivery).where(Delivery.state == "attempting").values(state="retry_at"))
        clock.go(minutes=1)
        await sender.drain()
        assert post.sent == [(5, "begun")]
        assert await states(database) == ["cancelled", "sent"]


async def test_quiet_hours_let_only_what_is_urgent_pass(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post = Clock(), FakePost()
        sender = make_sender(database, post, clock, quiet=AT_NIGHT)
        clock.go(hours=9)  # 22:00 in Warsaw
        await leave(database, clock, 5, urgent=False)
        await leave(database, clock, 6, urgent=True)
        await leave(database, clock, 7, urgent=False, expires_at=clock() + timedelta(hours=3))
        await sender.drain()
        assert post.chats == [6]
        clock.go(hours=8, minutes=59)
        await sender.drain()
        assert post.chats == [6]
        clock.go(minutes=1)
        await sender.drain()
        assert post.chats == [6, 5]
        assert await states(database) == ["sent", "sent", "expired"]


async def test_what_has_expired_is_not_sent(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post = Clock(), FakePost()
        await leave(database, clock, 5, expires_at=clock() + timedelta(minutes=1))
        await leave(database, clock, 6, expires_at=clock() + timedelta(minutes=3))
        clock.go(minutes=2)
        await make_sender(database, post, clock).drain()
        assert post.chats == [6]
        assert await states(database) == ["expired", "sent"]


async def test_the_bell_wakes_it_and_stop_ends_it(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post, stop = Clock(), FakePost(), asyncio.Event()
        sender = make_sender(database, post, clock)
        running = asyncio.create_task(sender.run(stop))
        await asyncio.sleep(0.3)
        await leave(database, clock, 5)
        sender.ring()
        await asyncio.wait_for(post.arrived.wait(), 0.9)
        stop.set()
        await asyncio.wait_for(running, 3)
        assert await states(database) == ["sent"]


async def test_stopping_finishes_what_is_in_flight_and_leaves_the_rest_untouched(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, post, stop = Clock(), FakePost(takes=0.3), asyncio.Event()
        await leave(database, clock, *range(10, 40))
        sender = make_sender(database, post, clock, limits=_slow())
        running = asyncio.create_task(sender.run(stop))
        await until(lambda: len(post.sent) >= 5)
        stop.set()
        await asyncio.wait_for(running, 3)
        done = await states(database)
        assert done.count("sent") == len(post.sent)
        assert done.count("queued") == 30 - len(post.sent) > 0


async def test_silence_that_is_asked_for_is_kept_also_by_the_next_holder(database_url: str) -> None:
    async with opened(database_url) as database:
        clock, loop = Clock(), asyncio.get_running_loop()
        post, stop = FakePost([TooMany(1.5)]), asyncio.Event()
        await leave(database, clock, 5, 6)
        running = asyncio.create_task(make_sender(database, post, clock, limits=_slow()).run(stop))
        await until(lambda: not post.troubles)
        asked = loop.time()
        await asyncio.sleep(0.2)
        stop.set()
        await asyncio.wait_for(running, 3)
        assert not post.sent
        assert await states(database) == ["queued", "queued"]
        stop.clear()
        running = asyncio.create_task(make_sender(database, post, clock, limits=_slow()).run(stop))
        await asyncio.wait_for(post.arrived.wait(), 5)
        assert loop.time() - asked >= 1.5
        await until(lambda: len(post.sent) == 2)
        stop.set()
        await asyncio.wait_for(running, 3)


def _slow() -> Limits:
    return replace(FAST, rate=20, window=20)
