"""Neighbours with chats who reported a fault, and a dispatcher at work, for the tests of the faults desk."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert

from ibok_bot.domain.fault_reports import NewReport
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.outages import Area, FaultKind
from ibok_bot.domain.staff import Act, Role
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import TelegramLink
from tests.office import Chat, OpenOffice
from tests.staff import let_in
from tests.storage.faults import household

FIRST_CHAT = 9100


async def dispatcher(office: OpenOffice, number: int = 7, name: str = "Daria Próbna", language: str = "en") -> Chat:
    """A dispatcher at work."""
    chat = office.chat(number, language)
    await let_in(chat, Role.DISPATCHER, name)
    await chat.says("/menu")
    return chat


async def reporter(
    office: OpenOffice,
    number: int,
    kind: FaultKind = FaultKind.NO_POWER_AREA,
    *,
    area: Area | None = None,
    photos: tuple[str, ...] = (),
    postcode: str = "00-950",
    words: str = "",
    language: str = "en",
) -> str:
    """A household with a chat reports a fault; the number of the incident."""
    async with office.database.write() as conn:
        home = await household(conn, 500 + number, postcode)
        chat = ChatId(FIRST_CHAT + number)
        talk = {"channel": "telegram", "chat_id": chat, "language": language, "trail": "[]", "choices": "[]", "turn": 0}
        await conn.execute(insert(table(Conversation)), talk | {"updated_at": office.clock()})
        link = {"account_id": home.account, "channel": "telegram", "chat_id": chat, "linked_at": office.clock()}
        await conn.execute(insert(table(TelegramLink)), link)
        new = NewReport(kind, words, phone="600 100 200", photos=photos, point=None if area else home.point)
        if area:
            new = replace(new, area=area, address="at the river")
        return (await Reports(conn, office.clock()).file(home.account, new)).report.incident


async def reports_of(office: OpenOffice, case: str) -> list[str]:
    """The numbers of the reports in an incident."""
    async with office.database.read() as conn:
        shelf = Dispatch(conn, office.clock())
        found = await shelf.case(case)
        assert found is not None
        return [one.number for one in await shelf.reports(found.id, 0, 100)]


async def acts(office: OpenOffice) -> list[tuple[Act, str]]:
    """The audit log, the newest first."""
    async with office.database.read() as conn:
        return [(entry.act, entry.subject) for entry in await Audit(conn, office.clock()).entries(0, 50)]


async def told(office: OpenOffice) -> list[tuple[int, str]]:
    """What the reporters' chats have got so far."""
    return [(chat - FIRST_CHAT, screen.html) for chat, screen in await office.post() if chat > FIRST_CHAT]
