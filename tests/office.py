"""An office for tests: the real reception on a real database, a channel that is a list, and a clock that we turn."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from ibok_bot.delivery.limits import Limits
from ibok_bot.delivery.sender import Sender
from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.load import load
from ibok_bot.dialogs.engine import Engine
from ibok_bot.dialogs.exchange import Heard, Pressed, Sent, Typed
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.media import Media
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.i18n import Voice
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.catalogue import DIALOGS
from ibok_bot.turns.desk import Desk, DeskMaker
from ibok_bot.turns.mail import Mailer
from ibok_bot.turns.messages import Button, Incoming, NotFetched, Outgoing, Screen
from ibok_bot.turns.reception import Reception
from ibok_bot.turns.tools import Hashing, Keys, Tools
from tests.databases import opened

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SEED, CUSTOMERS = 1, 8
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Passwords of tests are hashed at no cost: the real one is tested by itself, and would cost most of the time."""


@dataclass
class Clock:
    """The time, turned by tests."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def go(self, **forward: float) -> None:
        self.at += timedelta(**forward)


@dataclass
class ListChannel:
    """A channel that keeps what it was given."""

    name: str = "telegram"
    shown: list[tuple[Incoming, Outgoing]] = field(default_factory=list)
    pushed: list[tuple[ChatId, Screen]] = field(default_factory=list)
    revised: list[tuple[ChatId, int, Screen]] = field(default_factory=list)
    recalled: list[tuple[ChatId, int]] = field(default_factory=list)
    forgotten: list[int | None] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    """What people sent, by file_id."""
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))
    live: dict[ChatId, int | None] = field(default_factory=dict)

    async def show(self, incoming: Incoming, outgoing: Outgoing, live_message: int | None) -> int | None:
        self.shown.append((incoming, outgoing))
        live = live_message
        for screen in outgoing.screens:
            number = incoming.message_id if screen.in_place and incoming.message_id else next(self.numbers)
            live = number if screen.live else live
        self.live[incoming.chat] = live
        return live

    async def forget(self, incoming: Incoming) -> None:
        self.forgotten.append(incoming.message_id)

    async def fetch(self, media: Media, most: int) -> bytes:
        if media.file_id not in self.kept or len(self.kept[media.file_id]) > most:
            raise NotFetched
        return self.kept[media.file_id]

    async def push(self, chat: ChatId, screen: Screen) -> int:
        self.pushed.append((chat, screen))
        return next(self.numbers)

    async def revise(self, chat: ChatId, message: int, screen: Screen) -> None:
        self.revised.append((chat, message, screen))

    async def recall(self, chat: ChatId, message: int) -> None:
        self.recalled.append((chat, message))


@dataclass
class OpenOffice:
    """The office and its people."""

    database: Database
    reception: Reception
    channel: ListChannel
    clock: Clock
    personas: dict[str, CustomerFacts]
    updates: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def chat(self, number: int = 501, language: str = "en") -> Chat:
        """Somebody's chat."""
        return Chat(self, ChatId(number), language)

    def sender(self) -> Sender:
        """What sends in the office's channel: without any pace, at any hour."""
        return Sender(
            self.database,
            self.channel.name,
            self.channel,
            bot=1,
            clock=self.clock,
            quiet=QuietHours(time(0), time(0)),
            limits=Limits(1000, 1000, chat_gap=0, settling=0),
        )

    async def post(self) -> list[tuple[ChatId, Screen]]:
        """Send what is due to other chats, broadcasts too; all that was sent so far."""
        await self.sender().drain()
        return self.channel.pushed


@dataclass
class Chat:
    """Plays one person; what the bot says is in `text`, `labels`, `toast`."""

    office: OpenOffice
    number: ChatId
    language: str = "en"
    live: int | None = None
    last: Outgoing = field(default_factory=Outgoing)

    async def says(self, *words: str) -> str:
        """Type, one message after another; the last answer."""
        for text in words:
            await self.does(Typed(text))
        return self.text

    async def presses(self, label: str) -> str:
        """Press the button with this label (or part of it) on the newest screen."""
        return await self.does(Pressed(self.button(label).data or ""), self.live)

    async def presses_data(self, data: str, message: int | None = None) -> str:
        """Press an old or a forged button."""
        return await self.does(Pressed(data), message)

    async def sends(self, kind: str) -> str:
        """Send a sticker, a photo …"""
        return await self.does(Sent(kind))

    async def does(self, heard: Heard, message: int | None = None, update: int | None = None) -> str:
        """Anything; the same `update` twice is a repeat."""
        number = next(self.office.updates) if update is None else update
        typed = number + 10_000 if message is None else message
        press = str(number) if isinstance(heard, Pressed) else None
        incoming = Incoming(
            self.office.channel.name, number, self.number, heard, self.language, typed, press, self.office.clock()
        )
        await self.office.reception.handle(incoming, self.office.channel)
        self.last = self.office.channel.shown[-1][1]
        self.live = self.office.channel.live.get(self.number)
        return self.text

    def button(self, label: str) -> Button:
        """The button on the newest screen."""
        for screen in reversed(self.last.screens):
            for button in (button for row in screen.rows for button in row):
                if label in button.label:
                    return button
        raise LookupError(f"no button says {label!r} among {self.labels}")

    @property
    def text(self) -> str:
        """Everything the last answer said."""
        return "\n".join([screen.html for screen in self.last.screens] + [self.last.toast or ""])

    @property
    def labels(self) -> list[str]:
        """The buttons of the last answer."""
        return [button.label for screen in self.last.screens for row in screen.rows for button in row]

    async def logs_in(self, persona: str) -> str:
        """As one of the registered personas."""
        login = self.office.personas[persona].login
        assert login is not None
        return await self.says("/login", login.email, login.password)


_STOCK: dict[bytes, tuple[bytes, list[CustomerFacts]]] = {}
"""What a SQLite database is like once the invented customers are in, by what it was like before."""


async def _stocked(database: Database, url: str) -> list[CustomerFacts]:
    """The invented customers are in; loaded once for all databases that begin alike. Their personas."""
    file = Path(url.partition(":///")[2]) if url.startswith("sqlite") else None
    before = file.read_bytes() if file else b""
    if file and before in _STOCK:
        after, personas = _STOCK[before]
        file.write_bytes(after)
        return personas
    personas = await load(database, CUSTOMERS, SEED, date(2026, 11, 24), hashed=QUICK.hash)
    if file:
        with closing(sqlite3.connect(file)) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _STOCK[before] = file.read_bytes(), personas
    return personas


@asynccontextmanager
async def open_office(
    url: str, *, mailer: Mailer | None = None, engine: Engine[Desk] | None = None
) -> AsyncIterator[OpenOffice]:
    """An office on this migrated database, with a few invented customers."""
    clock, hashing, keys = Clock(), Hashing(hasher=QUICK), Keys(b"a secret of the tests, long enough")
    async with opened(url) as database:
        personas = await _stocked(database, url)

        def tools(voice: Voice) -> Tools:
            return Tools(database, hashing, keys, mailer, clock, voice)

        make_desk = DeskMaker(read_supplier(None), keys.of("mailed codes"))
        reception = Reception(database, engine or Engine[Desk](DIALOGS), make_desk, tools, clock=clock)
        known = {facts.persona: facts for facts in personas if facts.persona}
        yield OpenOffice(database, reception, ListChannel(), clock, known)
        hashing.close()
