"""Menus of staff chats against the local Telegram: set on joining, cleared on losing access, kept in step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from telegram import Bot
from telegram.error import TelegramError

from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.staff import CONSOLE, Role, StaffMember, secret_hash
from ibok_bot.handlers.request import AiohttpRequest, make_bot
from ibok_bot.handlers.staff_menus import StaffMenus
from ibok_bot.simulator.faults import Fault, Kind
from ibok_bot.simulator.server import Simulator
from ibok_bot.simulator.world import Person
from ibok_bot.storage.conversations import Conversations
from ibok_bot.storage.staff import Team
from ibok_bot.storage.transactions import Database
from tests.databases import opened

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Menu = list[tuple[str, str]]


def menu_of(role: Role, language: str | None) -> Menu:
    return [("staff", f"menu {language}"), *([("team", "t")] if role is Role.ADMIN else [])]


@dataclass
class Stage:
    """A database with staff, and the local Telegram."""

    database: Database
    simulator: Simulator
    bot: Bot
    anna: Person
    menus: StaffMenus

    def shown(self) -> list[str]:
        """Anna's command menu."""
        return [f"{c['command']} {c['description']}" for c in self.simulator.world.commands_for(self.anna)]

    async def join(self, role: Role) -> StaffMember:
        async with self.database.write() as conn:
            team = Team(conn, NOW)
            secret = await team.invite("Anna", role, CONSOLE)
            member = await team.accept(secret_hash(secret), "telegram", ChatId(self.anna.id))
        assert member is not None
        return member

    async def leave(self, member: StaffMember) -> None:
        async with self.database.write() as conn:
            await Team(conn, NOW).revoke(member.id, CONSOLE)

    async def calls(self) -> int:
        """How many menus were sent or taken away by one look."""
        before = self._sent()
        await self.menus.update()
        return self._sent() - before

    def _sent(self) -> int:
        return sum(self.simulator.calls.get(method, 0) for method in ("setMyCommands", "deleteMyCommands"))


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    request = AiohttpRequest()
    async with Simulator() as simulator, opened(database_url) as database:
        bot = make_bot(simulator.token, simulator.url, request, request)
        anna = simulator.people.add("Anna")
        simulator.people.write(anna.id, "/start")
        async with database.write() as conn:
            later = NOW - NOW.replace(hour=11)
            await Conversations(conn).open("telegram", 1, ChatId(anna.id), "uk", idle_after=later, now=NOW)
        await bot.set_my_commands([("menu", "everybody's")])
        yield Stage(database, simulator, bot, anna, StaffMenus(bot, database, "telegram", menu_of))
        await request.shutdown()


async def test_a_chat_gets_its_menu_once_and_loses_it_with_the_access(stage: Stage) -> None:
    assert await stage.calls() == 0
    member = await stage.join(Role.ADMIN)
    assert [await stage.calls(), await stage.calls()] == [1, 0]
    assert stage.shown() == ["staff menu uk", "team t"]
    await stage.leave(member)
    assert [await stage.calls(), await stage.calls()] == [1, 0]
    assert stage.shown() == ["menu everybody's"]


async def test_who_comes_back_in_a_lesser_role_sees_the_lesser_menu(stage: Stage) -> None:
    await stage.leave(await stage.join(Role.ADMIN))
    await stage.join(Role.CLERK)
    assert await stage.calls() == 1
    assert stage.shown() == ["staff menu uk"]


async def test_trouble_leaves_the_menu_to_the_next_look(stage: Stage) -> None:
    await stage.join(Role.CLERK)
    stage.simulator.faults.waiting.append(Fault(Kind.BROKEN, 1, "setMyCommands"))
    with pytest.raises(TelegramError):
        await stage.menus.update()
    assert stage.shown() == ["menu everybody's"]
    assert await stage.calls() == 1
    assert stage.shown() == ["staff menu uk"]


async def test_a_chat_that_telegram_does_not_know_stops_nobody_else(stage: Stage) -> None:
    async with stage.database.write() as conn:
        team = Team(conn, NOW)
        for chat in (ChatId(1), ChatId(2)):
            member = await team.accept(secret_hash(await team.invite("Nikt", Role.CLERK, CONSOLE)), "telegram", chat)
            assert member is not None
    await stage.join(Role.CLERK)
    await stage.menus.update()
    assert stage.shown() == ["staff menu uk"]


async def test_a_ring_is_heard_at_once(stage: Stage) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(stage.menus.run(stop))
    await asyncio.sleep(0.1)
    await stage.join(Role.CLERK)
    stage.menus.ring()
    for _look in range(200):
        if stage.shown() == ["staff menu uk"]:
            break
        await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(running, 5)
    assert stage.shown() == ["staff menu uk"]
