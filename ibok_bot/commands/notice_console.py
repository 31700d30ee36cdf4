"""What `ibok-bot notice …` does: each step is one transaction on an up-to-date schema, done as the console."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram.error import TelegramError

from ibok_bot import app
from ibok_bot.commands.office import in_one_go, opened
from ibok_bot.config import Settings
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_draft import Sent
from ibok_bot.domain.notices import Draft
from ibok_bot.domain.posting import Outcome, Recipients, Status
from ibok_bot.domain.staff import CONSOLE, Role
from ibok_bot.handlers.request import AiohttpRequest, make_bot
from ibok_bot.i18n import Voice, _
from ibok_bot.storage.colleagues import colleagues
from ibok_bot.storage.leases import is_held
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.noticedesk import NoticeDesk
from ibok_bot.turns.posting import Listed, Posting

T = TypeVar("T")
_CHANNEL = "telegram"
_EVERY = 0.5


class CannotAttach(Exception):
    """A file that cannot go with a notice, and why."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A notice that can be posted, and whom it would reach."""

    recipients: Recipients
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at a notice: how it stands, and whether anybody sends now."""

    status: Status
    sends: bool
    at: datetime


def check(settings: Settings, draft: Draft, at: datetime | None) -> Checked:
    """Whether it can be posted. Raises CannotPost or CannotStart."""

    async def work(conn: AsyncConnection, now: datetime) -> Checked:
        supplier = read_supplier(settings.supplier)
        Posting(conn, now, supplier).check(draft, at)
        desk = NoticeDesk(conn, now, supplier)
        recipients = await desk.count(draft)
        return Checked(recipients, desk.needs_approval(recipients))

    return in_one_go(settings, work)


def post(settings: Settings, draft: Draft, at: datetime | None) -> Sent:
    """Post it. Raises CannotPost or CannotStart."""
    return in_one_go(settings, lambda conn, now: _desk(settings, conn, now).send(draft, CONSOLE, at))


def status(settings: Settings, notice: int) -> Status | None:
    """How it stands; None where there is no such notice."""
    return in_one_go(settings, lambda conn, now: _desk(settings, conn, now).status(NoticeId(notice)))


def listing(settings: Settings, most: int) -> Sequence[Listed]:
    """The newest first."""
    return in_one_go(settings, lambda conn, now: _desk(settings, conn, now).listing(None, most))


def change(settings: Settings, notice: int, act: str) -> Outcome:
    """Pause, resume, cancel or recall it."""

    async def work(conn: AsyncConnection, now: datetime) -> Outcome:
        desk = _desk(settings, conn, now)
        acts = {"pause": desk.pause, "resume": desk.resume, "cancel": desk.cancel, "recall": desk.recall}
        return await acts[act](NoticeId(notice), CONSOLE)

    return in_one_go(settings, work)


def follow(settings: Settings, notice: int, show: Callable[[Seen], bool]) -> Status | None:
    """Look again and again, until `show` says that it has seen enough."""

    async def run() -> Status | None:
        async with opened(settings) as database:
            while True:
                async with database.read() as conn:
                    found = await _desk(settings, conn, app.utc_now()).status(NoticeId(notice))
                    sends = await is_held(conn, _bot(settings))
                if found is None or show(Seen(found, sends, app.utc_now())):
                    return found
                await asyncio.sleep(_EVERY)

    return asyncio.run(run())


def _bot(settings: Settings) -> int | None:
    """The bot's own number, where the command knows its token."""
    token = settings.telegram_token
    return int(token.get_secret_value().partition(":")[0]) if token else None


def upload(settings: Settings, file: Path, kind: MediaKind) -> Media:
    """Let Telegram keep the file: it is shown to the first clerk who has a chat. Raises CannotAttach."""

    async def run() -> Media:
        async with opened(settings) as database, database.read() as conn:
            chats = [one for one in await colleagues(conn, Role.CLERK) if one.channel == _CHANNEL]
        if not chats:
            raise CannotAttach(
                "Telegram keeps a file only for somebody it was shown to, and nobody of the staff has a chat yet. "
                "Invite a clerk first: ibok-bot staff invite NAME --role clerk"
            )
        caption = Voice(chats[0].language, ZoneInfo(settings.timezone)).plain(
            _("📎 This file goes with a notice that is posted from the command line.")
        )
        return await _kept(settings, file, kind, chats[0].chat, caption)

    return asyncio.run(run())


async def _kept(settings: Settings, file: Path, kind: MediaKind, chat: int, caption: str) -> Media:
    if settings.telegram_token is None:
        raise CannotAttach("A file needs IBOK_TELEGRAM_TOKEN: it is Telegram that keeps it")
    pool = AiohttpRequest(connections=1)
    bot = make_bot(settings.telegram_token.get_secret_value(), settings.telegram_api_url, pool, pool)
    content = await asyncio.to_thread(file.read_bytes)
    try:
        if kind is MediaKind.PHOTO:
            photos = (await bot.send_photo(chat, content, caption)).photo
            return Media(kind, photos[-1].file_id)
        document = (await bot.send_document(chat, content, caption, filename=file.name)).document
        if document is None:
            raise CannotAttach("Telegram did not keep the file as a document")
        return Media(kind, document.file_id)
    except TelegramError as error:
        raise CannotAttach(f"Telegram did not take the file: {error.message}") from None
    finally:
        await pool.shutdown()


def _desk(settings: Settings, conn: AsyncConnection, now: datetime) -> NoticeDesk:
    return NoticeDesk(conn, now, read_supplier(settings.supplier), ZoneInfo(settings.timezone))
