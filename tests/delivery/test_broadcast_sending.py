"""Broadcasts from plan to finish: frozen once, each chat once, paused, revised, recalled, and what is in doubt."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from ibok_bot.delivery.freeze import Freezer
from ibok_bot.domain.access import Preferences
from ibok_bot.domain.audience import EVERYONE
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastState, DeliveryState, Policy
from ibok_bot.domain.ids import AccountId, ChatId
from ibok_bot.domain.notice_html import from_file
from ibok_bot.domain.notices import Category, Draft, Wording
from ibok_bot.domain.pushes import PushKind
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.storage.accounts import Wishes
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.conversations import Conversations
from ibok_bot.storage.freezing import Freezing
from ibok_bot.storage.leases import LeaseLost, Leases
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import TelegramLink
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery, SenderLease
from ibok_bot.storage.schema.staff import StaffMember
from ibok_bot.storage.sending import Result, Sending
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.messages import Gone
from ibok_bot.turns.outcomes import InDoubt, NotSent, Rejected
from ibok_bot.turns.posting import Posting
from tests.databases import opened
from tests.delivery.senders import (
    AT_NIGHT,
    FAST,
    FIRST_CHAT,
    FakePost,
    broadcast,
    counted,
    customers,
    leave,
    make_sender,
    states,
    until,
)
from tests.office import NOW, Clock


async def state(database: Database, key: BroadcastId) -> BroadcastState:
    async with database.read() as conn:
        return (await Broadcasts(conn, NOW).progress(key)).state


async def test_everybody_gets_it_once_each_in_their_language(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 30, ("pl", "uk", "en"))
        clock, post = Clock(), FakePost([None, Gone()])
        key = await broadcast(database, texts={"pl": '{"html":"po polsku"}', "uk": '{"html":"українською"}'})
        await make_sender(database, post, clock).drain()
        assert sorted(post.chats) == [FIRST_CHAT + n for n in range(1, 31) if n != 2]
        assert Counter(html for _chat, html in post.sent) == {"українською": 10, "po polsku": 19}
        async with database.read() as conn:
            progress = await Broadcasts(conn, clock()).progress(key)
        assert progress.state is BroadcastState.FINISHED
        assert progress.recipients == 30
        assert progress.counts == {DeliveryState.SENT: 29, DeliveryState.UNREACHABLE: 1}
        assert (progress.open, progress.done) == (0, 30)


async def test_who_cannot_be_reached_is_left_out_until_heard_of_again(database_url: str) -> None:
    """Also where the channel tells of no blocking: somebody deactivated, an update that was lost."""
    async with opened(database_url) as database:
        await customers(database, 3)
        clock, post = Clock(), FakePost([None, Gone()])
        await broadcast(database)
        await make_sender(database, post, clock).drain()
        for heard_of in (False, True):
            post.sent.clear()
            await broadcast(database)
            await make_sender(database, post, clock).drain()
            everybody = [FIRST_CHAT + n for n in (1, 2, 3)]
            assert sorted(post.chats) == [chat for chat in everybody if heard_of or chat != FIRST_CHAT + 2]
            async with database.write() as conn:
                await Conversations(conn).open(
                    "telegram", 1, ChatId(FIRST_CHAT + 2), "pl", idle_after=timedelta(hours=1), now=NOW
                )


@pytest.mark.parametrize(
    ("category", "urgent", "gets"),
    [(Category.NEWS, False, False), (Category.SAFETY, False, True), (Category.NEWS, True, True)],
)
async def test_who_switched_notices_off_gets_those_that_concern_safety_or_cannot_wait(
    database_url: str, category: Category, urgent: bool, gets: bool
) -> None:
    async with opened(database_url) as database:
        await customers(database, 2)
        clock, post = Clock(), FakePost()
        draft = Draft(category, {"pl": Wording("Tytuł", from_file("Treść."))}, EVERYONE, NOW, urgent=urgent)
        async with database.write() as conn:
            second = select(TelegramLink.account_id).where(TelegramLink.chat_id == FIRST_CHAT + 2)
            account = AccountId((await conn.execute(second)).scalar_one())
            await Wishes(conn).save(account, Preferences().switched(PushKind.NOTICES))
            planned = await Posting(conn, clock(), read_supplier(None)).post(draft, CONSOLE)
        assert planned.recipients.total == 1 + gets
        await make_sender(database, post, clock).drain()
        assert sorted(post.chats) == [FIRST_CHAT + 1, FIRST_CHAT + 2][: 1 + gets]


async def test_nothing_begins_before_its_time_or_its_approval(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await customers(database, 3)
        clock, post = Clock(), FakePost()
        later = await broadcast(database, starts_at=NOW + timedelta(hours=1))
        async with database.write() as conn:
            await conn.execute(update(Broadcast).values(state="awaiting_approval"))
        clock.go(hours=2)
        sender = make_sender(database, post, clock)
        await sender.drain()
        assert not post.sent
        async with database.write() as conn:
            await conn.execute(insert(StaffMember).values(id=1, name="x", role="admin"))
            await Broadcasts(conn, clock()).approve(later, 1)  # type: ignore[arg-type]
        await sender.drain()
        assert len(post.sent) == 3


async def test_an_audience_is_frozen_piece_by_piece_and_after_a_crash_goes_on_without_doubles(
    database_url: str,
) -> None:
    async with opened(database_url) as database:
        await customers(database, 25)
        clock = Clock()
        key = await broadcast(database)
        async with database.write() as conn:
            await Freezing(conn, "telegram", NOW).begin_due()
            await Freezing(conn, "telegram", NOW).piece(key, 10)
        with contextlib.suppress(RuntimeError):
            async with database.write() as conn:
                await Freezing(conn, "telegram", NOW).piece(key, 10)
                raise RuntimeError("dies")
        async with database.write() as conn:  # a link that is proved while it is being frozen
            await conn.execute(
                insert(TelegramLink).values(account_id=3, channel="telegram", chat_id=FIRST_CHAT + 4, linked_at=NOW)
            )
        rang: list[int] = []
        await Freezer(database, "telegram", clock, lambda: rang.append(1), piece=7).freeze_due()
        assert rang == [1]
        async with database.read() as conn:
            chats = (await conn.execute(select(Delivery.chat_id).order_by(Delivery.id))).scalars().all()
            progress = await Broadcasts(conn, NOW).progress(key)
        assert sorted(chats) == [FIRST_CHAT + n for n in range(1, 26)]
        assert (progress.recipients, progress.state) == (25, BroadcastState.SENDING)


async def test_a_chat_that_comes_again_by_another_link_is_written_once(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 20)
        key = await broadcast(database)
        async with database.write() as conn:
            await conn.execute(
                insert(TelegramLink).values(account_id=20, channel="telegram", chat_id=FIRST_CHAT + 4, linked_at=NOW)
            )
            await Freezing(conn, "telegram", NOW).begin_due()
            await Freezing(conn, "telegram", NOW).piece(key, 10)
        async with database.write() as conn:  # the older link, which was believed, goes between two pieces
            await conn.execute(
                update(TelegramLink)
                .where(TelegramLink.account_id == 4, TelegramLink.chat_id == FIRST_CHAT + 4)
                .values(unlinked_at=NOW)
            )
        await Freezer(database, "telegram", Clock(), lambda: None, piece=7).freeze_due()
        async with database.read() as conn:
            assert (await Broadcasts(conn, NOW).progress(key)).counts == {DeliveryState.QUEUED: 20}


async def test_two_who_freeze_at_once_write_nobody_twice(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        await customers(one, 60)
        clock = Clock()
        key = await broadcast(one)

        async def freeze(database: Database) -> None:
            for _try in range(20):
                try:
                    await Freezer(database, "telegram", clock, lambda: None, piece=5).freeze_due()
                    break
                except Exception:  # noqa: BLE001 - a deadlock or a lost race: again, as the sender does
                    await asyncio.sleep(0.02)

        await asyncio.gather(freeze(one), freeze(two))
        await freeze(one)
        async with one.read() as conn:
            progress = await Broadcasts(conn, NOW).progress(key)
        assert (progress.recipients, progress.counts) == (60, {DeliveryState.QUEUED: 60})


async def test_paused_it_waits_and_resumed_it_goes_on_with_nobody_twice(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 60)
        clock, post, stop = Clock(), FakePost(), asyncio.Event()
        key = await broadcast(database)
        running = asyncio.create_task(make_sender(database, post, clock, replace(FAST, rate=100, window=10)).run(stop))
        await until(lambda: len(post.sent) >= 5)
        async with database.write() as conn:
            assert await Broadcasts(conn, NOW).pause(key)
            assert not await Broadcasts(conn, NOW).pause(key)
        await asyncio.sleep(0.5)
        reached = len(post.sent)
        assert reached <= 40
        await asyncio.sleep(0.5)
        assert len(post.sent) == reached
        async with database.write() as conn:
            assert await Broadcasts(conn, NOW).resume(key)
        await until(lambda: len(post.sent) == 60)
        stop.set()
        await running
        assert len(set(post.chats)) == 60


async def test_cancelled_nobody_else_gets_it_and_all_are_named(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 30)
        clock, post = Clock(), FakePost()
        key = await broadcast(database)
        await Freezer(database, "telegram", clock, lambda: None).freeze_due()
        async with database.write() as conn:
            assert await Broadcasts(conn, NOW).cancel(key)
            assert not await Broadcasts(conn, NOW).resume(key)
        await make_sender(database, post, clock).drain()
        assert not post.sent
        assert await counted(database) == {"cancelled": 30}


async def test_expired_in_the_middle_the_rest_is_named_and_it_is_finished(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 5)
        clock, post = Clock(), FakePost()
        key = await broadcast(database, expires_at=NOW + timedelta(hours=1))
        await Freezer(database, "telegram", clock, lambda: None).freeze_due()
        clock.go(hours=1)
        await make_sender(database, post, clock).drain()
        assert not post.sent
        assert await counted(database) == {"expired": 5}
        assert await state(database, key) is BroadcastState.FINISHED


async def test_at_night_only_the_urgent_one_goes(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await customers(database, 3)
        clock, post = Clock(), FakePost()
        clock.go(hours=10)
        await broadcast(database, texts={"pl": '{"html":"later"}'})
        await broadcast(database, texts={"pl": '{"html":"danger"}'}, urgent=True)
        sender = make_sender(database, post, clock, quiet=AT_NIGHT)
        await sender.drain()
        assert {html for _chat, html in post.sent} == {"danger"}
        clock.go(hours=9)
        await sender.drain()
        assert [html for _chat, html in post.sent] == ["danger"] * 3 + ["later"] * 3


@pytest.mark.parametrize("state", ["finished", "sending"])
async def test_what_is_out_is_mended_and_taken_back_at_night_too(sqlite_url: str, state: str) -> None:
    """That rings nowhere. Who has not got it still waits for the morning."""
    async with opened(sqlite_url) as database:
        await customers(database, 3)
        clock, post = Clock(), FakePost()
        key = await broadcast(database)
        sender = make_sender(database, post, clock, quiet=AT_NIGHT)
        await sender.drain()
        async with database.write() as conn:
            if state == "sending":
                waits = {"state": "queued", "message_id": None, "attempted_at": None}
                await conn.execute(update(Delivery).where(Delivery.chat_id == FIRST_CHAT + 3).values(**waits))
            await conn.execute(update(Broadcast).values(state=state))
            await Broadcasts(conn, NOW).revise(key, {"pl": '{"html":"poprawka"}'})
        clock.go(hours=10)
        await sender.drain()
        assert len(post.revised) == (2 if state == "sending" else 3)
        assert len(post.sent) == 3, "nothing new at night"
        async with database.write() as conn:
            assert await Broadcasts(conn, clock()).recall(key)
        await sender.drain()
        assert len(post.recalled) == len(post.revised)
        assert (
            await counted(database) == {"recalled": len(post.recalled), "cancelled": 1}
            if state == "sending"
            else {"recalled": 3}
        )


@pytest.mark.parametrize(("policy", "named"), [(Policy.AT_MOST_ONCE, "in_doubt"), (Policy.AT_LEAST_ONCE, "retry_at")])
async def test_what_is_in_doubt_is_named_or_comes_again(database_url: str, policy: Policy, named: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 3)
        clock, post = Clock(), FakePost([None, InDoubt("reset")])
        key = await broadcast(database, policy=policy)
        sender = make_sender(database, post, clock)
        await sender.drain()
        assert sorted(await states(database)) == sorted(["sent", "sent", named])
        async with database.read() as conn:
            doubtful = await Broadcasts(conn, NOW).in_doubt(key)
        assert len(doubtful) == (named == "in_doubt")
        async with database.write() as conn:
            assert await Broadcasts(conn, NOW).send_in_doubt(key) == (named == "in_doubt")
        clock.go(minutes=1)
        await sender.drain()
        assert await counted(database) == {"sent": 3}
        assert await state(database, key) is BroadcastState.FINISHED


async def test_a_revision_edits_what_arrived_and_goes_to_who_waits(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 6)
        clock, post = Clock(), FakePost([None, None, NotSent("x"), None, None, Gone()])
        key = await broadcast(database)
        sender = make_sender(database, post, clock)
        await sender.drain()
        async with database.write() as conn:
            assert await Broadcasts(conn, clock()).revise(key, {"pl": '{"html":"poprawka"}'})
        clock.go(minutes=1)
        post.troubles = [None, Rejected("message can't be edited"), NotSent("x")]
        await sender.drain()
        assert post.sent[-1] == (FIRST_CHAT + 3, "poprawka")
        assert {html for _chat, _message, html in post.revised} == {"poprawka"}
        assert len(post.revised) == 3
        assert await counted(database) == {"sent": 4, "unreachable": 1, "outdated": 1}
        await sender.drain()
        assert len(post.revised) == 3


async def test_a_recall_deletes_what_arrived_and_cancels_what_waits(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 4)
        clock, post = Clock(), FakePost([None, NotSent("x")])
        key = await broadcast(database)
        sender = make_sender(database, post, clock)
        await sender.drain()
        async with database.write() as conn:
            assert await Broadcasts(conn, clock()).recall(key)
            assert not await Broadcasts(conn, clock()).recall(key)
        clock.go(hours=1)
        await sender.drain()
        assert sorted(chat for chat, _message in post.recalled) == [FIRST_CHAT + n for n in (1, 3, 4)]
        assert await counted(database) == {"recalled": 3, "cancelled": 1}
        assert await state(database, key) is BroadcastState.CANCELLED


async def test_what_arrived_more_than_two_days_ago_is_left_alone(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await customers(database, 2)
        clock, post = Clock(), FakePost()
        key = await broadcast(database)
        sender = make_sender(database, post, clock)
        await sender.drain()
        clock.go(hours=48)
        async with database.write() as conn:
            await Broadcasts(conn, clock()).recall(key)
        await sender.drain()
        assert not post.recalled
        async with database.read() as conn:
            assert (await conn.execute(select(Broadcast.pass_word))).scalar_one() is None


async def test_too_many_failures_pause_it_and_tell_its_author(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 80)
        clock, post = Clock(), FakePost([None, *[Rejected("can't parse entities")] * 19])
        key = await broadcast(database)
        async with database.write() as conn:
            await conn.execute(insert(StaffMember).values(id=1, name="x", role="clerk", channel="telegram", chat_id=9))
            await conn.execute(
                insert(table(Conversation)).values(
                    channel="telegram", chat_id=9, language="en", trail="[]", choices="[]", turn=0, updated_at=NOW
                )
            )
            await conn.execute(update(Broadcast).values(author_id=1))
        await make_sender(database, post, clock).drain()
        async with database.read() as conn:
            progress = await Broadcasts(conn, NOW).progress(key)
        assert progress.state is BroadcastState.PAUSED
        assert progress.paused_why == "can't parse entities"
        assert progress.counts[DeliveryState.QUEUED] >= 40
        told = [html for chat, html in post.sent if chat == 9]
        assert len(told) == 1
        assert f"Broadcast {key} has been paused" in told[0]
        assert "can't parse entities" in told[0].replace("&#x27;", "'").replace("&#39;", "'")


async def test_blocked_chats_pause_nothing(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        await customers(database, 50)
        key = await broadcast(database)
        await make_sender(database, FakePost([Gone()] * 50), Clock()).drain()
        assert await state(database, key) is BroadcastState.FINISHED


async def test_single_messages_do_not_wait_behind_a_broadcast(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 100)
        clock, post, stop = Clock(), FakePost(), asyncio.Event()
        await broadcast(database)
        limits = replace(FAST, rate=20, window=20)
        running = asyncio.create_task(make_sender(database, post, clock, limits).run(stop))
        await until(lambda: len(post.sent) >= 10)
        before = len(post.sent)
        await leave(database, clock, 5)
        await until(lambda: 5 in post.chats)
        assert post.chats.index(5) - before <= 12
        stop.set()
        await running


async def test_a_sender_that_lost_its_lease_touches_no_row(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 3)
        key = await broadcast(database)
        await Freezer(database, "telegram", Clock(), lambda: None).freeze_due()
        long, short = timedelta(seconds=10), timedelta(milliseconds=1)
        async with database.write() as conn:
            tenure = await Leases(conn, 7).acquire("sleeper", short)
            assert tenure
            sending = Sending(conn, "telegram", tenure.epoch, NOW)
            mine = await sending.claim(await sending.of_broadcast(key, 0, 2))
            assert len(mine) == 2
        await asyncio.sleep(0.05)
        post = FakePost()
        await make_sender(database, post, Clock()).drain()
        before = await states(database)
        assert sorted(before) == ["in_doubt", "in_doubt", "sent"]
        with pytest.raises(LeaseLost):
            async with database.write() as conn:
                await Leases(conn, 7).renew(tenure.epoch, long)
        with pytest.raises(LeaseLost):
            async with database.write() as conn:
                await Leases(conn, 7).hold(tenure.epoch)
        async with database.write() as conn:  # and even without asking for the lease
            late = Sending(conn, "telegram", tenure.epoch, NOW)
            await late.settle([Result(due, DeliveryState.SENT, 1) for due in mine])
            await late.give_back(mine)
        assert await states(database) == before


async def test_what_was_claimed_when_the_lease_was_lost_is_sent_in_the_next_shift(database_url: str) -> None:
    async with opened(database_url) as database:
        await customers(database, 30)
        await broadcast(database)
        clock, post, stop = Clock(), FakePost(), asyncio.Event()
        running = asyncio.create_task(make_sender(database, post, clock, replace(FAST, rate=10, window=20)).run(stop))
        await until(lambda: len(post.sent) >= 2)
        async with database.write() as conn:  # as if another had held it for a moment, and had touched nothing
            await conn.execute(update(SenderLease).values(epoch=SenderLease.epoch + 1, until=None))
        await until(lambda: len(post.sent) == 30)
        stop.set()
        await running
        assert len(set(post.chats)) == 30
        assert (await counted(database))["sent"] == 30
