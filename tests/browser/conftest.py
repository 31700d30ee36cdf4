"""One Chromium for all tests; for each test a local Telegram, a bot that does what the test says, and a page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, async_playwright
from telegram import Bot

from ibok_bot.simulator.server import Simulator
from ibok_bot.simulator.world import Person
from tests.browser.stage import MARIA, OLENA, PETRO, Stage
from tests.databases import missing

_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        missing("Chromium is not installed: the chat page is tested in it (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(chromium: Browser) -> AsyncIterator[Stage]:
    """Two customers and one of the staff, who have all started the bot; nothing may complain in the console."""
    async with Simulator() as simulator:
        simulator.world.add_person(Person(MARIA, "Maria", "Testowa", hint="numer klienta: 1000123"))
        simulator.world.add_person(Person(PETRO, "Petro", "Zmyślony", language_code="uk"))
        simulator.world.add_person(Person(OLENA, "Olena", "Dyspozytor", role="staff"))
        async with Bot(simulator.token, base_url=f"{simulator.url}/bot") as bot:
            for person in (MARIA, PETRO, OLENA):
                simulator.people.write(person, "/start")
            made = Stage(simulator, bot, chromium)
            yield made
            await made.close()
    assert made.complaints == []
