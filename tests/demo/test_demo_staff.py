"""The demo's staff: one of each role, the same at each start, with menus to be sent anew."""

from __future__ import annotations

from ibok_bot.demo.staff import CHANNEL, STAFF, let_in
from ibok_bot.domain.staff import CONSOLE, Role
from ibok_bot.storage.menus import Menus
from ibok_bot.storage.staff import Team
from tests.databases import opened
from tests.office import NOW


async def test_one_of_each_role_and_the_same_at_the_second_start(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        first = await let_in(database, NOW)
        async with database.write() as conn:
            await Menus(conn, CHANNEL).given(first[0][0], "sent")
        assert await let_in(database, NOW) == first
        async with database.read() as conn:
            assert {chat.fingerprint for chat in await Menus(conn, CHANNEL).all()} == {None}
    assert {member.role for _chat, member in first} == set(Role)
    assert [(chat, member.name) for chat, member in first] == [(chat, name) for chat, name, _role in STAFF]


async def test_whose_access_was_taken_away_is_back_at_the_next_start(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        [(_chat, maria), *_others] = await let_in(database, NOW)
        async with database.write() as conn:
            await Team(conn, NOW).revoke(maria.id, CONSOLE)
        [(_chat, again), *_others] = await let_in(database, NOW)
    assert (again.name, again.role) == (maria.name, maria.role)
    assert again.id != maria.id
