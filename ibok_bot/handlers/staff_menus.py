"""Staff commands appear in staff chats only: a chat that joins gets its menu, one that lost its access loses it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from hashlib import sha256

import structlog
from telegram import Bot, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from ibok_bot.domain.staff import Role
from ibok_bot.storage.menus import Menus, StaffChat
from ibok_bot.storage.transactions import Database, is_outage, is_transient

_LOOK_EVERY = 30.0
"""Access may be taken away in another process too, or in the console; then nothing rings here."""
Menu = list[tuple[str, str]]
_log = structlog.get_logger(__name__)


class StaffMenus:
    """Keeps the command menus of staff chats as they should be; any number of processes may do so at once."""

    def __init__(self, bot: Bot, database: Database, channel: str, menu_of: Callable[[Role, str | None], Menu]) -> None:
        self._bot = bot
        self._database = database
        self._channel = channel
        self._menu_of = menu_of
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """A turn may have changed who belongs to the staff: look at once."""
        self._bell.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: bring the menus up to date, then wait for the bell or a while."""
        while not stop.is_set():
            try:
                await self.update()
            except Exception as error:
                if not (isinstance(error, TelegramError) or is_outage(error) or is_transient(error)):
                    raise
                _log.warning("menus of the staff wait", error=type(error).__name__)
            await self._rest(stop)

    async def update(self) -> None:
        """Send what differs. Raises what Telegram or the database raises; the next look begins where this ended."""
        async with self._database.read() as conn:
            chats = await Menus(conn, self._channel).all()
        for chat in chats:
            menu = self._menu_of(chat.role, chat.language) if chat.role else None
            fingerprint = _fingerprint(menu) if menu else None
            if fingerprint != chat.fingerprint and await self._sent(chat, menu):
                async with self._database.write() as conn:
                    await Menus(conn, self._channel).given(chat.chat, fingerprint)

    async def _sent(self, chat: StaffChat, menu: Menu | None) -> bool:
        """Whether there is nothing more to do; who has blocked the bot gets the menu when they are back."""
        scope = BotCommandScopeChat(chat.chat)
        try:
            if menu is None:
                await self._bot.delete_my_commands(scope)
            else:
                await self._bot.set_my_commands(menu, scope)
        except (BadRequest, Forbidden) as error:
            _log.warning("a staff chat takes no menu now", error=str(error))
            return menu is None
        return True

    async def _rest(self, stop: asyncio.Event) -> None:
        waits = {asyncio.create_task(self._bell.wait()), asyncio.create_task(stop.wait())}
        _done, pending = await asyncio.wait(waits, timeout=_LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._bell.clear()


def _fingerprint(menu: Menu) -> str:
    return sha256(repr(menu).encode()).hexdigest()[:16]
