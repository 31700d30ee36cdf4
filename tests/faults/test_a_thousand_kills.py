"""One broadcast, a sender and its stand-by, and as many kills as one has time for: `make faults KILLS=1000`.

A kill takes two to three seconds.
"""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest
from sqlalchemy import select

from ibok_bot.delivery.limits import Limits
from ibok_bot.domain.broadcasts import DeliveryState
from ibok_bot.storage.schema.deliveries import Delivery, SenderLease
from ibok_bot.storage.transactions import Database
from tests.databases import Templates, opened
from tests.delivery.senders import FIRST_CHAT, broadcast, customers
from tests.faults.stage import CountingTelegram, SenderProcess, started, sums_up, until, until_settled

KILLS = int(os.environ.get("IBOK_FAULTS_KILLS") or 2)
PER_KILL, RATE = 50, 50
RECIPIENTS = KILLS * PER_KILL
WINDOW = Limits.of_rate(RATE).window


async def holder(database: Database, senders: list[SenderProcess]) -> SenderProcess:
    """The process that has the lease now."""
    async with database.read() as conn:
        name = (await conn.execute(select(SenderLease.holder))).scalar_one() or ""
    pid = int(name.rpartition(":")[2] or 0)
    return next((s for s in senders if s.process and s.process.pid == pid), senders[0])


@pytest.fixture
def server_url(templates: Templates) -> str:
    """A migrated database that both senders share."""
    return templates.fresh("postgresql")


async def test_one_broadcast_outlives_many_kills(server_url: str, tmp_path: Path) -> None:
    dice = random.Random(KILLS)  # noqa: S311 - a repeatable game, no secret
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    async with CountingTelegram() as telegram, opened(server_url) as database:
        await customers(database, RECIPIENTS)
        key = await broadcast(database, urgent=True)
        senders = [
            SenderProcess(telegram, server_url, folder, rate=RATE, lease=0.6, settling=0.2) for folder in folders
        ]
        kills = 0
        async with started(*senders):
            while kills < KILLS:
                before = len(telegram.accepted)
                try:
                    await until(lambda: len(telegram.accepted) > before, 15)  # noqa: B023 - used at once
                except TimeoutError:
                    break  # everybody's fate is known
                await asyncio.sleep(dice.uniform(0, 0.6))
                victim = await holder(database, senders)
                await victim.end()
                await victim.start()
                kills += 1
            found = await until_settled(database, key, 60 + RECIPIENTS / RATE)
        accepted = telegram.by_chat
        async with database.read() as conn:
            rows = (await conn.execute(select(Delivery.chat_id, Delivery.state))).all()
    in_doubt = {row.chat_id for row in rows if row.state == DeliveryState.IN_DOUBT}
    everybody = range(FIRST_CHAT + 1, FIRST_CHAT + RECIPIENTS + 1)
    came = sum(1 for chat in in_doubt if accepted[chat])
    print(f"{kills} kills, {RECIPIENTS} recipients, {len(in_doubt)} in doubt, {came} of them came through")  # noqa: T201 - figures
    assert sums_up(found)
    assert found.recipients == RECIPIENTS
    assert {chat for chat in everybody if not accepted[chat]} <= in_doubt
    assert max(accepted.values()) == 1
    assert len(in_doubt) <= kills * WINDOW
    for sender in senders:
        assert "Traceback" not in sender.log
