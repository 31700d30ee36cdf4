"""Keeps the page of a sending up to date for the staff who look at it, and brings them the report in the end.

The process whose sender is active does it, so that edits keep to the bot's pace together with the messages. Should two
think so for a moment, of one page's refreshes each is done by one of them, and the report comes once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.delivery.post import Post
from ibok_bot.dialogs import broadcastreport, keyboard
from ibok_bot.dialogs.engine import Engine
from ibok_bot.dialogs.onebroadcast import One, gathered
from ibok_bot.dialogs.talk import Entry
from ibok_bot.dialogs.trail import Archive, Conversation
from ibok_bot.domain.ids import ChatId
from ibok_bot.i18n import Voice, _
from ibok_bot.storage.deliveries import Deliveries
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from ibok_bot.storage.watching import Watcher, Watching
from ibok_bot.turns.desk import Desk, DeskMaker
from ibok_bot.turns.messages import Gone, Screen
from ibok_bot.turns.noticedesk import DIALOG, KIND, NoticeDesk
from ibok_bot.turns.outcomes import InDoubt, NotSent, Rejected, TooMany
from ibok_bot.turns.rendering import buttons, shown

EVERY = 3.0
"""Seconds between two refreshes of a page: Telegram counts edits as messages."""
_PATIENCE = 2.0
_LAST_PATIENCE = 10.0
"""Seconds for which the last refresh waits for its turn: none comes after it."""
_OF_STAFF = frozenset({DIALOG, "newnotice"})
_ENCODE = msgspec.json.Encoder()
_log = structlog.get_logger(__name__)


class Pace(Protocol):
    """The pace of the bot, as the sender of this process keeps it."""

    active: bool

    def turn(self, chat: ChatId, patience: float) -> AbstractAsyncContextManager[bool]: ...
    def hush(self, seconds: float) -> None: ...


@dataclass(slots=True)
class Followed:
    """Refreshes pages of sendings in one channel."""

    database: Database
    channel: str
    post: Post
    engine: Engine[Desk]
    make_desk: DeskMaker
    clock: Callable[[], datetime]
    pace: Pace
    every: float = EVERY
    _last: dict[ChatId, tuple[int, Screen]] = field(default_factory=dict)
    _silent_until: dict[ChatId, datetime] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`."""
        while not stop.is_set():
            try:
                await self.look()
            except Exception as error:
                if not (is_outage(error) or is_transient(error)):
                    raise
                _log.warning("pages of sendings wait for the database", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self.every / 2)

    async def look(self) -> None:
        """Once over all who follow something; nothing while another process sends."""
        if not self.pace.active:
            return
        async with self.database.read() as conn:
            watchers = await Watching(conn, self.clock()).watchers(self.channel)
        archive = Archive(self.engine.dialogs.values())
        for chat in self._last.keys() - {watcher.visit.chat for watcher in watchers}:
            del self._last[chat]
        for watcher in watchers:
            talk = archive.load(watcher.stored)
            if watcher.ended or _looks(talk, watcher):
                await self._serve(watcher, talk, archive)

    async def _serve(self, watcher: Watcher, talk: Conversation, archive: Archive) -> None:
        chat, now = watcher.visit.chat, self.clock()
        if now < self._silent_until.get(chat, now):
            return
        screen: Screen | None = None
        async with self.database.write() as conn:
            watching = Watching(conn, now)
            if not await watching.take(watcher, now - timedelta(seconds=self.every)):
                return
            if _looks(talk, watcher):
                screen = await self._screen(conn, watcher, talk)
            if watcher.ended and await watching.leave(watcher):
                await self._report(conn, watcher, now)
        if screen is None or watcher.live_message is None:
            return
        if self._last.get(chat) != (watcher.live_message, screen):
            await self._revise(watcher, screen)
            await self._mend(watcher, archive)

    async def _screen(self, conn: AsyncConnection, watcher: Watcher, talk: Conversation) -> Screen | None:
        desk = self.make_desk(conn, watcher.visit, self.clock())
        reply = await self.engine.look_again(talk, desk)
        return None if reply is None else shown(reply, desk.voice(), native_tables=watcher.visit.native_tables)

    async def _revise(self, watcher: Watcher, screen: Screen) -> None:
        """A page that cannot be refreshed now is refreshed the next time, or not at all: it is only looked at."""
        chat, message = watcher.visit.chat, watcher.live_message
        if message is None:
            return
        async with self.pace.turn(chat, _LAST_PATIENCE if watcher.ended else _PATIENCE) as granted:
            if granted:
                self._last[chat] = (message, screen)
                await self._edit(chat, message, screen)

    async def _edit(self, chat: ChatId, message: int, screen: Screen) -> None:
        try:
            await self.post.revise(chat, message, screen)
        except TooMany as slow:
            self.pace.hush(slow.wait)
            self._silent_until[chat] = self.clock() + timedelta(seconds=slow.wait)
        except (Gone, InDoubt, NotSent, Rejected) as failure:
            _log.info("a page of a sending was not refreshed", why=type(failure).__name__)

    async def _mend(self, watcher: Watcher, archive: Archive) -> None:
        """Whoever went on while we were refreshing may see our page instead of theirs: they are shown theirs again."""
        async with self.database.read() as conn:
            everybody = await Watching(conn, self.clock()).watchers(self.channel)
        found = [one for one in everybody if one.visit.chat == watcher.visit.chat]
        if not found or found[0].stored.turn == watcher.stored.turn or found[0].live_message != watcher.live_message:
            return
        talk = archive.load(found[0].stored)
        if talk.dialog not in _OF_STAFF:
            return
        async with self.database.write() as conn:
            screen = await self._screen(conn, found[0], talk)
        if screen is not None:
            await self._revise(found[0], screen)

    async def _report(self, conn: AsyncConnection, watcher: Watcher, now: datetime) -> None:
        notices = NoticeDesk(conn, now, self.make_desk.supplier, self.make_desk.timezone)
        status = await notices.status(watcher.notice) if watcher.notice is not None else None
        if status is None or status.progress is None or status.progress.started_at is None:
            return
        facts = await gathered(notices, status)
        voice = Voice(watcher.visit.language, self.make_desk.timezone)
        html = voice.html(broadcastreport.words(facts))
        key = keyboard.entry(Entry(DIALOG, _("📨 See the notice"), str(watcher.notice)))
        screen = Screen(
            html,
            buttons([(key,)], voice),
            files=broadcastreport.papers(facts, voice),
            without_files=html,
        )
        await Deliveries(conn, None, now).add(
            self.channel, watcher.visit.chat, _ENCODE.encode(screen).decode(), kind=KIND, urgent=True
        )


def _looks(talk: Conversation, watcher: Watcher) -> bool:
    """Whether the page of this very sending is what the chat shows."""
    if watcher.live_message is None or watcher.notice is None or talk.dialog != DIALOG or not talk.trail:
        return False
    return talk.trail[-1] == One(str(watcher.notice))
