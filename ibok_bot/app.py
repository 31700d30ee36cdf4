"""The composition root: the only place where things are built and joined."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from ibok_bot.config import Settings
from ibok_bot.delivery.outbox import Outbox
from ibok_bot.dialogs.engine import Engine
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import LANGUAGES, Voice
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.transactions import Database
from ibok_bot.storage.upgrade import status, upgrade
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.catalogue import COMMANDS, DIALOGS
from ibok_bot.turns.desk import Desk, DeskMaker
from ibok_bot.turns.mail import Mailer
from ibok_bot.turns.reception import Reception
from ibok_bot.turns.tools import Hashing, Keys, Tools

Clock = Callable[[], datetime]
_log = structlog.get_logger(__name__)


class OutdatedSchema(Exception):
    """The database's schema is not the one this release needs."""


def utc_now() -> datetime:
    """The clock of the real office."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """Everything that answers people, whatever the channel."""

    settings: Settings
    supplier: Supplier
    database: Database
    reception: Reception
    hashing: Hashing
    clock: Clock


@asynccontextmanager
async def open_office(
    settings: Settings, *, clock: Clock = utc_now, after_commit: Callable[[], None] = lambda: None
) -> AsyncIterator[Office]:
    """The office on its database, closed in the end. Raises OutdatedSchema or WrongSettings."""
    supplier = read_supplier(settings.supplier)
    keys = Keys(settings.secret)
    await ready_schema(settings)
    database = Database(make_engine(settings.database))
    hashing = Hashing()
    mailer = _mailer(settings, supplier)

    def tools(voice: Voice) -> Tools:
        return Tools(database, hashing, keys, mailer, clock, voice)

    reception = Reception(
        database,
        Engine[Desk](DIALOGS),
        DeskMaker(supplier, keys.of("mailed codes")),
        tools,
        clock=clock,
        after_commit=after_commit,
    )
    try:
        yield Office(settings, supplier, database, reception, hashing, clock)
    finally:
        hashing.close()
        await database.dispose()


async def ready_schema(settings: Settings) -> None:
    """SQLite in the data folder is upgraded by itself; a shared database only by its operator. Raises OutdatedSchema."""
    if settings.embedded:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    found = await status(settings.database)
    if found.up_to_date:
        return
    if settings.embedded and not settings.database_url:
        await upgrade(settings.database)
        return
    raise OutdatedSchema(
        f"The database is at {found.current or 'nothing yet'}, this release needs {found.head}. Run: ibok-bot db upgrade"
    )


def _mailer(settings: Settings, supplier: Supplier) -> Mailer | None:
    if not settings.smtp_url:
        return None
    return Mailer(settings.smtp_url.get_secret_value(), settings.mail_from, supplier.name)


async def run(settings: Settings, stop: asyncio.Event, *, started: Callable[[], None] = lambda: None) -> None:
    """Everything in one process on Telegram: receives, answers, sends. Until `stop`; what is in flight is finished.

    Raises TokenRefused, PortInUse, OutdatedSchema, WrongSettings.
    """
    from ibok_bot.telegram_office import TelegramOffice  # noqa: PLC0415 - the terminal needs no Telegram

    bell: list[Outbox] = []
    async with open_office(settings, after_commit=lambda: [outbox.ring() for outbox in bell] and None) as office:
        async with TelegramOffice(office) as telegram:
            outbox = Outbox(office.database, telegram.channel.name, telegram.channel, office.clock)
            bell.append(outbox)
            gc.freeze()
            async with asyncio.TaskGroup() as group:
                group.create_task(outbox.run(stop))
                group.create_task(telegram.receive(stop, started))


def commands() -> dict[str, list[tuple[str, str]]]:
    """The command menu in each language."""
    return {language: [(name, Voice(language).plain(text)) for name, text in COMMANDS] for language in LANGUAGES}
