"""One update, one turn, one transaction; then speak; only then is the update done.

A crash at any point loses no update and doubles no effect: the update comes again, and either nothing had
happened yet, or its stored answer is sent once more.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
import structlog

from ibok_bot.dialogs.engine import Engine
from ibok_bot.dialogs.exchange import Heard, Moved, Prepared, Pressed
from ibok_bot.dialogs.trail import Archive, Conversation
from ibok_bot.domain.ids import ChatId
from ibok_bot.i18n import Text, Voice, _, supported
from ibok_bot.storage.conversations import Conversations, Opened
from ibok_bot.storage.deliveries import Deliveries
from ibok_bot.storage.transactions import Database, is_outage, is_transient
from ibok_bot.turns.desk import Desk, DeskMaker
from ibok_bot.turns.faults import whereabouts
from ibok_bot.turns.mail import MailFailed
from ibok_bot.turns.messages import Channel, Gone, Incoming, Outgoing, Screen, Unanswered
from ibok_bot.turns.rendering import outgoing
from ibok_bot.turns.tools import Tools

_RUNS_AGAIN = 8
_FAULTS_BEFORE_GIVING_UP = 3
_LATE = timedelta(seconds=60)
_MOST_KEPT_WAITING = 10_000
_OUTAGE_WAIT = 2.0

T = TypeVar("T")
_ENCODE = msgspec.json.Encoder()
_OUTGOING = msgspec.json.Decoder(Outgoing)
_log = structlog.get_logger(__name__)


class _NeedsWork(Exception):
    """The answer needs slow work first: leave the transaction, do it, and come back."""

    def __init__(self, talk: Conversation, language: str) -> None:
        super().__init__()
        self.talk, self.language = talk, language


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent for an update, and the message that holds the keyboard in force until then."""

    outgoing: Outgoing
    live_message: int | None


@dataclass(slots=True)
class _Line:
    """The updates of one chat that wait for their turn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Reception:
    """Receives updates from any channel and sees each through to its delivered answer."""

    def __init__(
        self,
        database: Database,
        engine: Engine[Desk],
        make_desk: DeskMaker,
        make_tools: Callable[[Voice], Tools],
        *,
        clock: Callable[[], datetime],
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._engine = engine
        self._archive = Archive(engine.dialogs.values())
        self._make_desk = make_desk
        self._make_tools = make_tools
        self._clock = clock
        self._after_commit = after_commit
        self._lines: dict[tuple[str, ChatId], _Line] = {}
        self._kept_waiting: set[tuple[str, int]] = set()

    async def handle(self, incoming: Incoming, channel: Channel) -> None:
        """Answer one update. On return it is done for good. Raises Unanswered when it must come again."""
        with structlog.contextvars.bound_contextvars(update=f"{incoming.channel}:{incoming.update_id}"):
            async with self._in_order(incoming):
                try:
                    answer = await self._answer(incoming, channel)
                except Unanswered:
                    if len(self._kept_waiting) < _MOST_KEPT_WAITING:
                        self._kept_waiting.add((incoming.channel, incoming.update_id))
                    raise
                await self._deliver(incoming, answer, channel)
                self._kept_waiting.discard((incoming.channel, incoming.update_id))

    async def _deliver(self, incoming: Incoming, answer: Answer, channel: Channel) -> None:
        try:
            live = await channel.show(incoming, answer.outgoing, answer.live_message)
        except Gone:
            _log.info("the person has left; nothing more to deliver")
            return
        if live is not None and live != answer.live_message:
            await self._outliving(lambda: self._remember_live(incoming, live))

    async def _remember_live(self, incoming: Incoming, live: int) -> None:
        async with self._database.write_one() as conn:
            await Conversations(conn).set_live_message(incoming.channel, incoming.chat, live)

    async def _answer(self, incoming: Incoming, channel: Channel) -> Answer:
        """The committed answer; a fault of ours ends as a dead letter with an apology, never as silence."""
        for fault in range(_FAULTS_BEFORE_GIVING_UP):
            try:
                return await self._outliving(lambda: self._run(incoming, channel))
            except Unanswered:
                raise
            except Exception as error:  # noqa: BLE001 - whatever a dialog raises, the person gets an answer
                _log.error("turn failed", tries=fault + 1, fault=whereabouts(error))
                failure = error
        return await self._outliving(lambda: self._apologise(incoming, failure))

    async def _outliving(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run again what met a deadlock or lost a race: it had no effect. Raises Unanswered on an outage."""
        for again in range(_RUNS_AGAIN):
            try:
                return await work()
            except MailFailed:
                raise Unanswered("mail server unreachable", _OUTAGE_WAIT) from None
            except Exception as error:
                if is_outage(error):
                    _log.warning("database unreachable; the update is kept", error=type(error).__name__)
                    raise Unanswered("database unreachable", _OUTAGE_WAIT) from None
                if not is_transient(error) or again == _RUNS_AGAIN - 1:
                    raise
                await asyncio.sleep(random.uniform(0, 0.02 * 2**again))  # noqa: S311 - spreads rivals, no secret
        raise AssertionError

    async def _run(self, incoming: Incoming, channel: Channel) -> Answer:
        prepared: Prepared | None = None
        for _round in range(_RUNS_AGAIN):
            try:
                return await self._turn(incoming, prepared)
            except _NeedsWork as needed:
                if self._engine.is_secret(incoming.heard, needed.talk):
                    await channel.forget(incoming)
                tools = replace(self._make_tools(self._voice(needed.language)), files=channel)
                prepared = await self._engine.prepare(incoming.heard, needed.talk, tools)
            except Moved:
                prepared = None
        raise Unanswered("the conversation would not stand still")

    async def _turn(self, incoming: Incoming, prepared: Prepared | None) -> Answer:
        now = self._clock()
        async with self._database.write() as conn:
            shelf = Conversations(conn)
            opened = await self._open(shelf, incoming, now)
            if opened.replies is not None:
                return Answer(_OUTGOING.decode(opened.replies), opened.live_message)
            talk = self._archive.load(opened.stored)
            heard = self._heard(incoming, opened)
            if prepared is None and self._engine.is_slow(heard, talk, opened.visit):
                raise _NeedsWork(talk, opened.visit.language)
            desk = self._make_desk(conn, opened.visit, now)
            turn = await self._engine.turn(heard, talk, desk, prepared)
            sorry = self._sorry_for_the_wait(incoming, now)
            answer = outgoing(turn, desk.voice(), sorry, native_tables=opened.visit.native_tables)
            await shelf.save(opened, self._archive.dump(turn.talk), incoming.update_id, _text(answer), now)
            pushes = desk.pushes.wanted
            if pushes:
                await desk.pushes.save(opened.visit, Deliveries(conn, opened.visit, now), desk.timezone)
        if pushes or opened.visit.menus_changed:
            self._after_commit()
        return Answer(answer, opened.live_message)

    async def _open(self, shelf: Conversations, incoming: Incoming, now: datetime) -> Opened:
        return await shelf.open(
            incoming.channel,
            incoming.update_id,
            incoming.chat,
            supported(incoming.language_code),
            idle_after=self._make_desk.supplier.idle_log_out,
            now=now,
        )

    def _heard(self, incoming: Incoming, opened: Opened) -> Heard:
        """A press on any message but the newest screen is a press on an old one."""
        if isinstance(incoming.heard, Pressed):
            return replace(incoming.heard, on_live_screen=incoming.message_id == opened.live_message)
        return incoming.heard

    def _sorry_for_the_wait(self, incoming: Incoming, now: datetime) -> Text | None:
        """An apology to whom we kept waiting: this process knows, and to another the message's own age tells."""
        late = incoming.sent_at is not None and now - incoming.sent_at >= _LATE
        if not late and (incoming.channel, incoming.update_id) not in self._kept_waiting:
            return None
        return _("We are sorry for the wait: our office could not be reached for a while. Here is the answer.")

    async def _apologise(self, incoming: Incoming, error: Exception) -> Answer:
        """Keep what happened as a dead letter, and answer with its number; what the person wrote is not kept."""
        now, incident = self._clock(), secrets.token_hex(3).upper()
        async with self._database.write() as conn:
            shelf = Conversations(conn)
            opened = await self._open(shelf, incoming, now)
            if opened.replies is not None:
                return Answer(_OUTGOING.decode(opened.replies), opened.live_message)
            sorry = _(
                "Something went wrong on our side, and we are sorry. Number of the incident: <b>{incident}</b>. "
                "Please try again from the /menu, or call us and give the number.",
                incident=incident,
            )
            answer = Outgoing((Screen(self._voice(opened.visit.language).html(sorry)),))
            kind = type(incoming.heard).__name__
            await shelf.bury(incident, opened.visit, incoming.update_id, kind=kind, error=type(error).__name__, now=now)
            await shelf.keep_replies(incoming.channel, incoming.update_id, _text(answer), now)
        _log.error("update given up", incident=incident, error=type(error).__name__)
        return Answer(answer, opened.live_message)

    def _voice(self, language: str) -> Voice:
        return Voice(language, self._make_desk.timezone)

    @asynccontextmanager
    async def _in_order(self, incoming: Incoming) -> AsyncIterator[None]:
        """One chat at a time within this process; between processes the conversation's row does the same."""
        key = (incoming.channel, incoming.chat)
        line = self._lines.setdefault(key, _Line())
        line.waiting += 1
        try:
            async with line.lock:
                yield
        finally:
            line.waiting -= 1
            if not line.waiting:
                del self._lines[key]


def _text(answer: Outgoing) -> str:
    return _ENCODE.encode(answer).decode()
