"""Invented staff: one of each role, let in already, so that the rooms of the staff can be tried at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.staff import CONSOLE, Role, StaffMember, secret_hash
from ibok_bot.storage.menus import Menus
from ibok_bot.storage.staff import Team
from ibok_bot.storage.transactions import Database

CHANNEL = "telegram"
STAFF: tuple[tuple[ChatId, str, Role], ...] = (
    (ChatId(2001), "Maria Administracka", Role.ADMIN),
    (ChatId(2002), "Celina Biurowa", Role.CLERK),
    (ChatId(2003), "Dawid Dyspozytorski", Role.DISPATCHER),
)
"""In which chat of the local Telegram who is to be found; far from the numbers of customers and newcomers."""


async def let_in(database: Database, now: datetime) -> Sequence[tuple[ChatId, StaffMember]]:
    """Whoever is not there yet, through an invitation of their own. Their chats have lost their menus, if any."""
    async with database.write() as conn:
        team, menus = Team(conn, now), Menus(conn, CHANNEL)
        found = []
        for chat, name, role in STAFF:
            member = await team.of_chat(CHANNEL, chat)
            if member is None:
                member = await team.accept(secret_hash(await team.invite(name, role, CONSOLE)), CHANNEL, chat)
            if member is not None:
                found.append((chat, member))
        for known in await menus.all():
            await menus.given(known.chat, None)  # the local Telegram begins anew each time
    return found
