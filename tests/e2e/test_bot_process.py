"""The real bot process against the local Telegram over HTTP: polling, webhook, kill -9, troubles, clear exits."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.load import load
from ibok_bot.simulator.faults import Fault, Kind
from ibok_bot.simulator.server import Simulator
from ibok_bot.storage.schema.customers import FailedTry, LoginSession
from tests.databases import opened

TODAY = date(2026, 11, 24)
PASSWORD = "zielony rower na moście"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Bot:
    """`ibok-bot run` as a process of its own."""

    simulator: Simulator
    url: str
    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("IBOK_")} | {
            "IBOK_TELEGRAM_TOKEN": self.simulator.token,
            "IBOK_TELEGRAM_API_URL": self.simulator.url,
            "IBOK_DATABASE_URL": self.url,
            "IBOK_DATA_DIR": str(self.folder),
            "IBOK_SECRET_KEY": "a secret of the tests, long enough",
            **self.extra,
        }
        log = (self.folder / "log.txt").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ibok_bot", "run", env=env, cwd=self.folder, stdout=log, stderr=log
        )
        log.close()

    async def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), 20)

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text()


@asynccontextmanager
async def running(
    url: str, folder: Path, *, webhook: bool = False
) -> AsyncIterator[tuple[Simulator, Bot, dict[str, CustomerFacts]]]:
    async with opened(url) as database:
        personas = {facts.persona or "": facts for facts in await load(database, 8, 1, TODAY)}
    extra = {}
    if webhook:
        port = free_port()
        extra = {
            "IBOK_LISTEN": f"127.0.0.1:{port}",
            "IBOK_WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "IBOK_WEBHOOK_SECRET": "the_secret_of_the_webhook_0123456789",
        }
    async with Simulator() as simulator:
        bot = Bot(simulator, url, folder, extra)
        await bot.start()
        try:
            yield simulator, bot, personas
        finally:
            await bot.kill()


async def log_in(simulator: Simulator, person: int) -> None:
    simulator.people.write(person, "/login")
    await simulator.people.until_says(person, "Podaj e-mail", 20)
    simulator.people.write(person, "tomasz@example.com")
    await simulator.people.until_says(person, "Podaj hasło")
    simulator.people.write(person, PASSWORD)
    await simulator.people.until_says(person, "Zalogowano.")


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_from_start_to_the_balance(database_url: str, tmp_path: Path, webhook: bool) -> None:
    async with running(database_url, tmp_path, webhook=webhook) as (simulator, bot, personas):
        anna = simulator.people.add("Anna", last_name="<b>&_🙂\u202e").id
        simulator.people.write(anna, "/start")
        await simulator.people.until_says(anna, "Dzień dobry!", 20)
        await simulator.people.press_label(anna, "Załóż konto")
        await simulator.people.until_says(anna, "Administratorem danych")
        await simulator.people.press_label(anna, "Dalej")
        invoice = personas["unregistered"].newest_invoice
        for asked, answer in (
            ("numer klienta", personas["unregistered"].customer_number),
            ("numer faktury", invoice.number),
            ("kwotę brutto", str(invoice.gross.zloty)),
            ("Podaj e-mail", "anna@example.com"),
            ("nowe hasło", "cztery obce słowa razem"),
            ("jeszcze raz", "cztery obce słowa razem"),
        ):
            await simulator.people.until_says(anna, asked)
            simulator.people.write(anna, answer)
        await simulator.people.until_says(anna, "Konto jest gotowe")
        assert not any("cztery obce" in message.text for message in simulator.people.messages(anna))
        await simulator.people.press_label(anna, "Należności")
        await simulator.people.until_says(anna, "Do zapłaty" if not _paid(personas["unregistered"]) else "zapłaty")
        assert await bot.kill(signal.SIGTERM) == 0
        assert "cztery obce" not in bot.log
        assert simulator.token.split(":")[1] not in bot.log
        assert simulator.queue.waiting == 0


def _paid(facts: CustomerFacts) -> bool:
    return all(i.paid == i.gross for point in facts.points for i in point.invoices)


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_in_the_middle_no_update_is_lost_and_no_effect_doubled(
    sqlite_url: str, tmp_path: Path, webhook: bool
) -> None:
    async with running(sqlite_url, tmp_path, webhook=webhook) as (simulator, bot, _personas):
        person = simulator.people.add("Tomasz").id
        simulator.people.write(person, "/login")
        await simulator.people.until_says(person, "Podaj e-mail", 20)
        simulator.people.write(person, "tomasz@example.com")
        await simulator.people.until_says(person, "Podaj hasło")
        for number in range(4):
            simulator.people.write(person, f"złe hasło {number}")
            await asyncio.sleep(0.05 * number)
            await bot.kill()
            await bot.start()
            await simulator.people.until(lambda: simulator.queue.waiting == 0, 20)
        async with opened(sqlite_url) as database, database.read() as conn:
            tries = (await conn.execute(select(func.count()).select_from(FailedTry))).scalar_one()
            sessions = (await conn.execute(select(func.count()).select_from(LoginSession))).scalar_one()
        assert (tries, sessions) == (4, 0)
        await simulator.people.until_says(person, "Podaj hasło")


async def test_answers_lost_between_telegram_and_us_come_again(sqlite_url: str, tmp_path: Path) -> None:
    async with running(sqlite_url, tmp_path) as (simulator, _bot, _personas):
        person = simulator.people.add("Tomasz").id
        await log_in(simulator, person)
        for kind in (Kind.BROKEN, Kind.DROPPED_BEFORE, Kind.DROPPED_AFTER, Kind.TOO_MANY, Kind.SLOW):
            simulator.faults.waiting.append(Fault(kind, 2, "sendMessage"))
            simulator.people.write(person, "/balance")
            await simulator.people.until_says(person, "Do zapłaty", 20)
            simulator.people.write(person, "/menu")
            await simulator.people.until_says(person, "Co chcesz zrobić?", 20)


async def test_updates_that_telegram_repeats_have_no_second_effect(sqlite_url: str, tmp_path: Path) -> None:
    async with running(sqlite_url, tmp_path, webhook=True) as (simulator, _bot, _personas):
        person = simulator.people.add("Tomasz").id
        simulator.queue.twice = True
        await log_in(simulator, person)
        await simulator.people.until(lambda: simulator.queue.waiting == 0)
        async with opened(sqlite_url) as database, database.read() as conn:
            assert (await conn.execute(select(func.count()).select_from(LoginSession))).scalar_one() == 1


async def test_groups_edits_and_blocks_get_silence_and_nothing_breaks(sqlite_url: str, tmp_path: Path) -> None:
    async with running(sqlite_url, tmp_path) as (simulator, bot, _personas):
        person = simulator.people.add("Tomasz").id
        message = simulator.people.write(person, "/start")
        await simulator.people.until_says(person, "Dzień dobry!", 20)
        said = len(simulator.people.messages(person))
        simulator.people.in_group(person, "/start@ibok_demo_bot")
        simulator.people.edit(person, message.id, "/balance")
        simulator.people.block(person, blocked=True)
        simulator.people.write(person, "hm")
        await simulator.people.until(lambda: simulator.queue.waiting == 0, 20)
        simulator.people.block(person, blocked=False)
        await simulator.people.until(lambda: simulator.queue.waiting == 0, 20)
        assert len(simulator.people.messages(person)) == said + 1
        simulator.people.send(person, {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular"}})
        await simulator.people.until_says(person, "Tego nie można dodać")
        assert "error" not in bot.log.lower()


async def test_a_forged_press_gets_a_kind_word(sqlite_url: str, tmp_path: Path) -> None:
    async with running(sqlite_url, tmp_path) as (simulator, _bot, _personas):
        person = simulator.people.add("Tomasz").id
        simulator.people.write(person, "/start")
        message = await simulator.people.until_says(person, "Dzień dobry!", 20)
        answer = await simulator.people.press(person, message.id, "a:1:7")
        assert answer["answered"]
        assert "nieaktualny" in str(answer["text"])


async def test_a_refused_token_is_a_clear_exit(sqlite_url: str, tmp_path: Path) -> None:
    async with Simulator() as simulator:
        bot = Bot(simulator, sqlite_url, tmp_path, {"IBOK_TELEGRAM_TOKEN": "1:wrong-token-wrong-token-wrong-token-000"})
        await bot.start()
        assert bot.process
        assert await asyncio.wait_for(bot.process.wait(), 20) == 1
        assert "Telegram refuses the token" in bot.log
        assert "Traceback" not in bot.log
        assert "wrong-token" not in bot.log


async def test_a_port_in_use_is_a_clear_exit(sqlite_url: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        async with Simulator() as simulator:
            extra = {
                "IBOK_LISTEN": listen,
                "IBOK_WEBHOOK_URL": "https://office.example.pl",
                "IBOK_WEBHOOK_SECRET": "a_secret_long_enough_0123",
            }
            bot = Bot(simulator, sqlite_url, tmp_path, extra)
            await bot.start()
            assert bot.process
            assert await asyncio.wait_for(bot.process.wait(), 20) == 1
            assert f"Cannot listen on {listen}" in bot.log
            assert "Traceback" not in bot.log


async def test_a_start_without_telegram_waits_and_then_works(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    simulator = Simulator(port=port)
    bot = Bot(simulator, sqlite_url, tmp_path, {"IBOK_TELEGRAM_API_URL": f"http://127.0.0.1:{port}"})
    await bot.start()
    try:
        await asyncio.sleep(1.5)
        async with simulator:
            person = simulator.people.add("Ewa").id
            simulator.people.write(person, "/start")
            await simulator.people.until_says(person, "Dzień dobry!", 20)
    finally:
        assert await bot.kill(signal.SIGTERM) == 0
