"""The real bot process and the staff: a link from the shelf is accepted, commands come at once, and go at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from ibok_bot.domain.staff import CONSOLE, Role
from ibok_bot.simulator.server import Simulator
from ibok_bot.storage.staff import Team
from tests.databases import opened
from tests.e2e.test_bot_process import running


async def commands(simulator: Simulator, person: int, *, with_staff: bool) -> list[str]:
    """The person's command menu, once it does or does not begin with the staff's own."""
    names: list[str] = []
    for _look in range(100):
        names = [str(one["command"]) for one in simulator.world.commands_for(simulator.world.people[person])]
        if names and ("staff" in names) is with_staff:
            return names
        await asyncio.sleep(0.05)
    raise AssertionError(names)


async def joins(simulator: Simulator, url: str, person: int, name: str) -> None:
    """Through a one-time invitation to be an administrator."""
    async with opened(url) as database, database.write() as conn:
        secret = await Team(conn, datetime.now(UTC)).invite(name, Role.ADMIN, CONSOLE)
    simulator.people.write(person, f"/start staff_{secret}")
    await simulator.people.until_says(person, f"zaprasza do zespołu: {name}", 20)
    await simulator.people.press_label(person, "Dołącz do zespołu")
    await simulator.people.until_says(person, f"Witamy w zespole, {name}")


async def test_commands_of_the_staff_come_and_go_with_the_access(sqlite_url: str, tmp_path: Path) -> None:
    async with running(sqlite_url, tmp_path) as (simulator, bot, _personas):
        maria, ewa, customer = (simulator.people.add(name).id for name in ("Maria", "Ewa", "Anna"))
        simulator.people.write(customer, "/start")
        await joins(simulator, sqlite_url, maria, "Maria")
        await joins(simulator, sqlite_url, ewa, "Ewa")
        assert (await commands(simulator, ewa, with_staff=True))[:1] == ["staff"]
        simulator.people.write(maria, "/team")
        await simulator.people.until_says(maria, "z dostępem lub zaproszeniem")
        await simulator.people.press_label(maria, "Ewa")
        await simulator.people.until_says(maria, "Zespół › Ewa")
        await simulator.people.press_label(maria, "Odbierz dostęp")
        await simulator.people.until_says(maria, "Odebrać ten dostęp?")
        await simulator.people.press_label(maria, "Odbierz dostęp")
        await simulator.people.until_says(maria, "Ewa nie ma już dostępu")
        assert "team" not in await commands(simulator, ewa, with_staff=False)
        assert "staff" in await commands(simulator, maria, with_staff=True)
        assert "staff" not in await commands(simulator, customer, with_staff=False)
        simulator.people.write(ewa, "/team")
        await simulator.people.until_says(ewa, "Nie ma polecenia /team")
        assert "staff_" not in bot.log
