"""Staff and customers around a notice, for the tests of writing, approving and following it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, insert, select

from ibok_bot.dialogs.exchange import Sent, Typed
from ibok_bot.domain.ids import ChatId, NoticeId
from ibok_bot.domain.media import Entity, Media, MediaKind
from ibok_bot.domain.posting import Status
from ibok_bot.domain.staff import Role
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Account, TelegramLink
from ibok_bot.storage.schema.notices import Notice
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.desk import DeskMaker
from ibok_bot.turns.noticedesk import NoticeDesk
from tests.office import Chat, OpenOffice
from tests.staff import let_in

PHOTO = Media(MediaKind.PHOTO, "photo-1", size=2000)
PDF = Media(MediaKind.DOCUMENT, "pdf-1", size=2000, mime="application/pdf", name="a.pdf")


async def clerk(office: OpenOffice, number: int = 7, name: str = "Anna Próbna", language: str = "en") -> Chat:
    """A clerk at work."""
    chat = office.chat(number, language)
    await let_in(chat, Role.CLERK, name)
    await chat.says("/menu")
    return chat


async def customers(
    office: OpenOffice, count: int = 3, languages: tuple[str, ...] = ("pl", "en", "uk")
) -> list[ChatId]:
    """So many chats of registered customers, in these languages by turns."""
    chats = [ChatId(9000 + place) for place in range(count)]
    async with office.database.write() as conn:
        account = (await conn.execute(select(Account.id).order_by(Account.id))).scalars().first()
        for place, chat in enumerate(chats):
            await conn.execute(
                insert(table(Conversation)),
                {
                    "channel": "telegram", "chat_id": chat, "language": languages[place % len(languages)],
                    "trail": "[]", "choices": "[]", "turn": 0, "updated_at": office.clock(),
                },
            )  # fmt: skip
            await conn.execute(
                insert(table(TelegramLink)),
                {"account_id": account, "channel": "telegram", "chat_id": chat, "linked_at": office.clock()},
            )
    return chats


async def writes(chat: Chat, title: str = "Przerwa 3 grudnia", text: str = "Od 8:00 do 12:00.") -> str:
    """From the first question to the preview, in Polish, to everybody."""
    await chat.says("/newnotice", title, text)
    await chat.presses("That is all")
    await chat.presses("Planned work")
    await chat.presses("A week")
    return await chat.presses("All customers")


def bold(text: str, first: int, length: int) -> Typed:
    """Typed words, some of them bold."""
    return Typed(text, (Entity("bold", first, length),))


def sent(media: Media, caption: str | None = None) -> Sent:
    """A photo or document with its caption."""
    return Sent(media.kind.value, media, caption)


async def status(office: OpenOffice, notice: int = 1) -> Status:
    """How a notice stands, and how its sending."""
    async with office.database.read() as conn:
        found = await NoticeDesk(conn, office.clock(), read_supplier(None)).status(NoticeId(notice))
    assert found is not None
    return found


def crowd_from(office: OpenOffice, approve_above: int) -> None:
    """In this office so many chats are a crowd."""
    supplier = replace(read_supplier(None), approve_above=approve_above)
    office.reception._make_desk = DeskMaker(supplier, b"key")


async def newest(office: OpenOffice) -> int:
    """The number of the notice written last."""
    async with office.database.read() as conn:
        return int(await conn.scalar(select(func.max(Notice.id))) or 0)
