"""The database goes away while a broadcast is being sent: nobody is lost, and the sender that lives on knows all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.databases import Templates, opened
from tests.delivery.senders import broadcast, customers
from tests.e2e.test_lost_servers import wired
from tests.faults.stage import LONG, CountingTelegram, SenderProcess, started, sums_up, until, until_settled

RECIPIENTS, RATE = (3000, 100) if LONG else (250, 50)


@pytest.fixture(params=["postgresql", "mariadb"] if LONG else ["postgresql"])
def server_url(request: pytest.FixtureRequest, templates: Templates) -> str:
    """A migrated database behind a server."""
    return templates.fresh(request.param)


@pytest.mark.parametrize("away", [0.5, 4.0], ids=["for a moment", "for longer than the lease"])
async def test_nobody_is_lost_nor_in_doubt_when_the_database_comes_back(
    server_url: str, tmp_path: Path, away: float
) -> None:
    async with CountingTelegram() as telegram, opened(server_url) as database, wired(server_url) as (wire, url):
        await customers(database, RECIPIENTS)
        key = await broadcast(database, urgent=True)
        sender = SenderProcess(telegram, url, tmp_path, rate=RATE)
        async with started(sender):
            await until(lambda: len(telegram.accepted) >= RATE)
            await wire.cut()
            await asyncio.sleep(away)
            await wire.connect()
            found = await until_settled(database, key, 40)
        assert sums_up(found)
        assert found.counts == {"sent": RECIPIENTS}
        assert max(telegram.by_chat.values()) == 1
        assert telegram.busiest_second() <= RATE
        assert "Traceback" not in sender.log
