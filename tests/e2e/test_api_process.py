"""A system posts a notice to the running bot: it arrives, and a crash in between loses and doubles nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import aiohttp

from ibok_bot.simulator.server import Simulator
from tests.e2e.test_bot_process import Bot, free_port, log_in, running
from tests.web.api import HELLO


async def make_token(url: str, folder: Path) -> str:
    """As whoever runs the office makes it."""
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ibok_bot", "staff", "token", "make", "crm", "--scope", "notices:write",
        env=os.environ | {"IBOK_DATABASE_URL": url, "IBOK_DATA_DIR": str(folder)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _notes = await made.communicate()
    return next(word for word in said.decode().split() if word.startswith("ibok_"))


async def post(address: str, token: str) -> tuple[int, str, bool]:
    """The same notice with the same key, urgent so that it goes at night too; again while the office is closed."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "the-only-one"}
    for _try in range(100):
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(f"{address}/api/v1/notices", json=HELLO | {"urgent": True}, headers=headers) as answer,
            ):
                return answer.status, await answer.text(), "Idempotent-Replayed" in answer.headers
        except aiohttp.ClientError:
            await asyncio.sleep(0.2)
    raise TimeoutError


def arrived(simulator: Simulator, person: int) -> int:
    return sum("Nowe godziny" in message.text for message in simulator.people.messages(person))


async def restart_listening(bot: Bot, address: str) -> None:
    await bot.kill()
    bot.extra["IBOK_LISTEN"] = address.removeprefix("http://")
    await bot.start()


async def test_a_posted_notice_arrives_once_though_the_bot_is_killed_after_the_answer(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with running(sqlite_url, tmp_path) as (simulator, bot, _personas):
        address = f"http://127.0.0.1:{free_port()}"
        person = simulator.people.add("Tomasz").id
        await log_in(simulator, person)
        token = await make_token(sqlite_url, tmp_path)
        await restart_listening(bot, address)
        status, answer, before = await post(address, token)
        await bot.kill()
        assert (status, before) == (201, False)
        await bot.start()
        assert await post(address, token) == (201, answer, True)
        await simulator.people.until_says(person, "Nowe godziny", 30)
        await simulator.people.press_label(person, "Na tablicy")
        await simulator.people.until_says(person, "Ogłoszenie")
        await asyncio.sleep(1.5)  # time for a second one, were there any
        assert arrived(simulator, person) == 2  # the message, and the page that the button opened
        assert token not in bot.log
