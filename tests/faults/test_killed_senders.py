"""Senders killed, stopped and woken: nobody is lost in silence, doubt is named and bounded, the limit always holds."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

import pytest
from sqlalchemy import select

from ibok_bot.delivery.limits import Limits
from ibok_bot.domain.broadcasts import DeliveryState, Policy
from ibok_bot.storage.schema.deliveries import Delivery
from tests.databases import Templates, opened
from tests.delivery.senders import FIRST_CHAT, broadcast, customers, leave
from tests.faults.stage import LONG, CountingTelegram, SenderProcess, started, sums_up, until, until_settled
from tests.office import Clock

RECIPIENTS, KILLS, RATE = (4000, 15, 200) if LONG else (300, 3, 60)
WINDOW = Limits.of_rate(RATE).window


@pytest.fixture
def server_url(templates: Templates) -> str:
    """A migrated database that several machines could share."""
    return templates.fresh("postgresql")


@pytest.fixture(params=["postgresql", "sqlite", "mariadb"] if LONG else ["postgresql"])
def any_url(request: pytest.FixtureRequest, templates: Templates) -> str:
    """A migrated database of each kind, where there is time for it."""
    return templates.fresh(request.param)


@pytest.mark.parametrize("policy", [Policy.AT_MOST_ONCE, Policy.AT_LEAST_ONCE])
async def test_killed_at_random_nobody_is_lost_and_doubt_is_bounded(
    any_url: str, tmp_path: Path, policy: Policy
) -> None:
    dice = random.Random(policy)  # noqa: S311 - a repeatable game, no secret
    async with CountingTelegram() as telegram, opened(any_url) as database:
        await customers(database, RECIPIENTS)
        key = await broadcast(database, policy=policy, urgent=True)
        sender = SenderProcess(telegram, any_url, tmp_path, rate=RATE)
        kills = 0
        async with started(sender):
            for _kill in range(KILLS):
                before = len(telegram.accepted)
                await until(lambda: len(telegram.accepted) > before)  # noqa: B023 - used at once
                await asyncio.sleep(dice.uniform(0, 0.5))
                await sender.end()
                kills += 1
                await sender.start()
            found = await until_settled(database, key)
        assert sums_up(found)
        assert found.recipients == RECIPIENTS
        accepted = telegram.by_chat
        async with database.read() as conn:
            rows = (await conn.execute(select(Delivery.chat_id, Delivery.state))).all()
        in_doubt = {row.chat_id for row in rows if row.state == DeliveryState.IN_DOUBT}
        assert {chat for chat in range(FIRST_CHAT + 1, FIRST_CHAT + RECIPIENTS + 1) if not accepted[chat]} <= in_doubt
        if policy is Policy.AT_MOST_ONCE:
            assert max(accepted.values()) == 1
            assert len(in_doubt) <= kills * WINDOW
        else:
            assert not in_doubt
            assert sum(count - 1 for count in accepted.values()) <= kills * WINDOW
        assert telegram.busiest_second() <= RATE


async def test_a_holder_stopped_past_its_lease_and_woken_touches_nothing(server_url: str, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    async with CountingTelegram() as telegram, opened(server_url) as database:
        await customers(database, RECIPIENTS)
        key = await broadcast(database, urgent=True)
        first, second = (SenderProcess(telegram, server_url, folder, rate=RATE) for folder in folders)
        async with started(first):
            await until(lambda: len(telegram.accepted) > RATE)
            async with started(second):
                await asyncio.sleep(2)
                first.tell(signal.SIGSTOP)
                stopped_at = len(telegram.accepted)
                await until(lambda: len(telegram.accepted) > stopped_at + 2, 30)
                async with database.read() as conn:
                    of_first = select(Delivery.id, Delivery.state, Delivery.message_id).where(Delivery.epoch == 1)
                    before = sorted(tuple(row) for row in await conn.execute(of_first))
                first.tell(signal.SIGCONT)
                await asyncio.sleep(2)
                async with database.read() as conn:
                    assert sorted(tuple(row) for row in await conn.execute(of_first)) == before
                found = await until_settled(database, key)
        assert sums_up(found)
        assert max(telegram.by_chat.values()) == 1
        assert found.counts.get(DeliveryState.IN_DOUBT, 0) <= WINDOW
        assert telegram.busiest_second() <= RATE
        assert "the lease is lost" in first.log
        assert "Traceback" not in first.log


async def test_silence_outlives_the_sender_that_was_asked_for_it(server_url: str, tmp_path: Path) -> None:
    wait = 6
    async with CountingTelegram() as telegram, opened(server_url) as database:
        await customers(database, 100)
        key = await broadcast(database, urgent=True)
        sender = SenderProcess(telegram, server_url, tmp_path, rate=RATE)
        async with started(sender):
            await until(lambda: len(telegram.accepted) >= 10)
            telegram.silences = [wait]
            await until(lambda: bool(telegram.refused_at))
            await asyncio.sleep(0.7)
            await sender.end()
            await sender.start()
            found = await until_settled(database, key)
        asked = telegram.refused_at[0]
        in_the_air = 0.3
        assert not [at for at, _chat in telegram.accepted if asked + in_the_air < at < asked + wait]
        assert sums_up(found)
        assert found.counts.get(DeliveryState.IN_DOUBT, 0) == 0  # what was claimed went back before the kill


async def test_nothing_goes_to_a_chat_inside_its_gap(server_url: str, tmp_path: Path) -> None:
    async with CountingTelegram() as telegram, opened(server_url) as database:
        for _round in range(3):
            await leave(database, Clock(), 5, 6, 7)
        sender = SenderProcess(telegram, server_url, tmp_path, rate=RATE)
        async with started(sender):
            await until(lambda: len(telegram.accepted) >= 5, 30)
            await sender.end(signal.SIGTERM)
            await sender.start()
            await until(lambda: len(telegram.accepted) == 9, 30)
        assert telegram.shortest_gap() >= 1
        assert telegram.by_chat == {5: 3, 6: 3, 7: 3}
