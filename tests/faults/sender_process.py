"""`ibok-bot send` with a lease short enough for tests; everything else is as it is in production."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from datetime import timedelta

from ibok_bot import config, telegram_office
from ibok_bot.delivery.limits import Limits
from ibok_bot.logs import set_up

LEASE, SETTLING = float(os.environ["SHORT_LEASE"]), float(os.environ["SHORT_SETTLING"])


def main() -> None:
    settings = config.load()
    set_up("json")
    plain = Limits.of_rate

    def short(rate: float) -> Limits:
        return replace(plain(rate), lease=timedelta(seconds=LEASE), renewing=LEASE / 4, settling=SETTLING)

    Limits.of_rate = short  # type: ignore[method-assign]

    async def work() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await telegram_office.send(settings, stop)

    asyncio.run(work())


main()
