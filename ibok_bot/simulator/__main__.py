"""The local Telegram alone: `python -m ibok_bot.simulator --port 8081`, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal

from ibok_bot.simulator.server import DEFAULT_TOKEN, Simulator


async def _run(port: int, token: str, *, quiet: bool) -> None:
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    async with Simulator(token, port=port, quiet=quiet) as simulator:
        print(f"{simulator.url} {simulator.token}", flush=True)  # noqa: T201 - for whoever started it
        await stop.wait()


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--port", type=int, default=0)
    words.add_argument("--token", default=DEFAULT_TOKEN)
    words.add_argument("--quiet", action="store_true", help="count what the bot says, but do not keep it")
    given = words.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(given.port, given.token, quiet=given.quiet))
