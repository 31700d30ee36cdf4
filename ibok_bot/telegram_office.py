"""The office on Telegram: the bot, its command menu, and receiving by webhook or by polling."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import msgspec
import structlog
from telegram.error import InvalidToken, TelegramError

from ibok_bot.app import CannotStart, Office, open_office
from ibok_bot.config import Settings
from ibok_bot.delivery.limits import Limits
from ibok_bot.delivery.progress import Followed
from ibok_bot.delivery.sender import Sender
from ibok_bot.domain.staff import Role
from ibok_bot.handlers.polling import Polling, TokenRefused, Trouble
from ibok_bot.handlers.post import TelegramPost
from ibok_bot.handlers.request import AiohttpRequest, encoded, make_bot
from ibok_bot.handlers.staff_menus import StaffMenus
from ibok_bot.handlers.telegram import TelegramChannel, set_up_commands
from ibok_bot.handlers.updates import ALLOWED, Ignored, Membership, Read, read_update
from ibok_bot.i18n import DEFAULT, LANGUAGES, Voice
from ibok_bot.storage.blocking import follow_membership
from ibok_bot.turns.catalogue import COMMANDS, staff_commands
from ibok_bot.web.server import PortInUse, Webhook, make_app, serve

_MOST_CONNECTIONS = 250
_IDLE = 15.0
"""Seconds after which the sender drops an idle connection: one that Telegram closes meanwhile leaves a doubt."""
_UNAUTHORISED = frozenset({401, 404})
_log = structlog.get_logger(__name__)


class TelegramOffice:
    """One bot, as an async context: its pools are opened on entry and closed on leaving."""

    def __init__(self, office: Office) -> None:
        token = office.settings.telegram_token
        if token is None:
            raise CannotStart("There is no bot's token. Set IBOK_TELEGRAM_TOKEN")
        self._office = office
        self._updates = AiohttpRequest(connections=2, timeout=40)
        api = office.settings.telegram_api_url
        self._limits = Limits.of_rate(office.settings.send_rate)
        at_once = min(_MOST_CONNECTIONS, self._limits.window)
        replies, pushes = AiohttpRequest(), AiohttpRequest(connections=at_once, keep_alive=_IDLE)
        self._pools = (self._updates, replies, pushes)
        self._bot = make_bot(token.get_secret_value(), api, replies, self._updates)
        pusher = make_bot(token.get_secret_value(), api, pushes, self._updates)
        self._base = f"{api}/bot{token.get_secret_value()}"
        self.channel = TelegramChannel(self._bot, office.press)
        self.post = TelegramPost(pusher, office.press, paid=office.settings.paid_broadcast)
        """Has a pool of its own, so that replies never wait behind messages that nobody asked for."""
        self.menus = StaffMenus(pusher, office.database, self.channel.name, staff_menu)
        office.bells.append(self.menus.ring)

    async def __aenter__(self) -> Self:
        """The pools open with their first call."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the pools."""
        for pool in self._pools:
            await pool.shutdown()

    def sender(self) -> Sender:
        """What sends through this bot. One token's senders take turns, on however many machines they are."""
        bot = int(self._base.rpartition("/bot")[2].partition(":")[0])
        return self._office.sender(self.channel.name, self.post, bot=bot, limits=self._limits)

    def followed(self, sender: Sender) -> Followed:
        """What keeps pages of sendings up to date."""
        return self._office.followed(self.channel.name, self.post, sender)

    async def introduce(self, stop: asyncio.Event) -> None:
        """Until Telegram answers that it knows this bot. Raises CannotStart."""
        try:
            await self._until_answered(stop, self._bot.initialize)
        except TokenRefused:
            raise CannotStart("Telegram refuses the token. Check IBOK_TELEGRAM_TOKEN, or ask @BotFather") from None

    async def receive(self, stop: asyncio.Event) -> None:
        """Receive until `stop`. Raises CannotStart for a token that Telegram refuses and for a port in use."""
        settings = self._office.settings
        webhook = self._webhook()
        app = make_app(self._office.ready, webhook, self._office.api())
        try:
            runner = await serve(app, *settings.host_and_port) if settings.listens else None
        except PortInUse as taken:
            raise CannotStart(str(taken)) from None
        try:
            await self._until_answered(stop, self._greet)
            if stop.is_set():
                return
            if webhook:
                await self._announce(webhook)
                await stop.wait()
            else:
                await Polling(_BotUpdates(self._updates, self._base), self.handle).run(stop)
        except TokenRefused:
            raise CannotStart("Telegram refuses the token. Check IBOK_TELEGRAM_TOKEN, or ask @BotFather") from None
        finally:
            if runner:
                await runner.cleanup()

    async def handle(self, read: Read) -> None:
        """One update, seen through. Raises Unanswered."""
        match read:
            case Ignored(update_id, reason):
                _log.debug("ignored", update=update_id, reason=reason)
            case Membership(_update_id, chat, blocked):
                async with self._office.database.write() as conn:
                    await follow_membership(conn, self.channel.name, chat, blocked=blocked, now=self._office.clock())
            case incoming:
                await self._office.reception.handle(incoming, self.channel)

    async def _greet(self) -> None:
        """Who are we, and is the command menu as it should be."""
        await self._bot.initialize()
        self._office.doorplate.bot = self._bot.username
        await set_up_commands(self._bot, menus(), DEFAULT)
        if not self._office.settings.webhook_url:
            await self._bot.delete_webhook()
        _log.info("open", bot=self._bot.username, webhook=bool(self._office.settings.webhook_url))

    @staticmethod
    async def _until_answered(stop: asyncio.Event, ask: Callable[[], Awaitable[None]]) -> None:
        """Until Telegram answers. Raises TokenRefused."""
        wait = 1.0
        while not stop.is_set():
            try:
                await ask()
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as error:
                _log.warning("Telegram cannot be reached yet", error=type(error).__name__)
                try:
                    await asyncio.wait_for(stop.wait(), timeout=wait)
                except TimeoutError:
                    wait = min(30.0, wait * 2)
            else:
                return

    def _webhook(self) -> Webhook | None:
        settings = self._office.settings
        if not settings.webhook_url or not settings.webhook_secret:
            return None
        path = f"/telegram/{self._office.keys.of('webhook path').hex()[:32]}"

        async def handle(body: bytes) -> None:
            await self.handle(read_update(body))

        return Webhook(path, settings.webhook_secret.get_secret_value(), handle)

    async def _announce(self, webhook: Webhook) -> None:
        await self._bot.set_webhook(
            f"{self._office.settings.webhook_url}{webhook.path}",
            secret_token=webhook.secret,
            allowed_updates=ALLOWED,
            max_connections=100,
        )


class _Updates(msgspec.Struct):
    ok: bool = False
    result: list[msgspec.Raw] = []
    description: str = ""
    parameters: dict[str, int] = {}


_DECODER = msgspec.json.Decoder(_Updates)


class _BotUpdates:
    """getUpdates, with each update left as JSON."""

    def __init__(self, request: AiohttpRequest, base: str) -> None:
        self._request = request
        self._base = base

    async def fetch(self, offset: int, limit: int, patience: int, allowed: tuple[str, ...]) -> list[msgspec.Raw]:
        """Updates from this number on. Raises Trouble or TokenRefused."""
        wanted = {"offset": str(offset), "limit": str(limit), "timeout": str(patience)}
        wanted["allowed_updates"] = msgspec.json.encode(allowed).decode()
        try:
            status, body = await self._request.exchange(
                "POST", f"{self._base}/getUpdates", encoded(wanted), patience + 10
            )
        except TelegramError as error:
            raise Trouble(type(error).__name__) from None
        if status in _UNAUTHORISED:
            raise TokenRefused
        try:
            answer = _DECODER.decode(body)
        except (msgspec.DecodeError, RecursionError):
            raise Trouble(f"HTTP {status}") from None
        if not answer.ok:
            wait = float(answer.parameters.get("retry_after", 1))
            raise Trouble(f"HTTP {status}: {answer.description}", wait)
        return answer.result


def menus() -> dict[str, list[tuple[str, str]]]:
    """The command menu in each language."""
    return {language: [(name, Voice(language).plain(text)) for name, text in COMMANDS] for language in LANGUAGES}


def staff_menu(role: Role, language: str | None) -> list[tuple[str, str]]:
    """The command menu of a staff chat in its own language."""
    voice = Voice(language or DEFAULT)
    return [(name, voice.plain(text)) for name, text in staff_commands(role)]


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Everything in one process on Telegram: receives, answers, sends. Until `stop`; what is in flight is finished.

    Raises CannotStart or WrongSettings.
    """
    async with open_office(settings) as office, TelegramOffice(office) as telegram:
        sender, scheduler = telegram.sender(), office.scheduler()
        gc.freeze()
        async with asyncio.TaskGroup() as group:
            group.create_task(sender.run(stop))
            group.create_task(scheduler.run(stop))
            group.create_task(telegram.followed(sender).run(stop))
            group.create_task(telegram.menus.run(stop))
            group.create_task(telegram.receive(stop))


async def serve_webhook(settings: Settings, stop: asyncio.Event) -> None:
    """Receives and answers, and leaves sending to others. Until `stop`. Raises CannotStart or WrongSettings."""
    async with open_office(settings) as office, TelegramOffice(office) as telegram:
        gc.freeze()
        async with asyncio.TaskGroup() as group:
            group.create_task(telegram.menus.run(stop))
            group.create_task(telegram.receive(stop))


async def send(settings: Settings, stop: asyncio.Event) -> None:
    """Sends, and does scheduled work, or stands by for whoever does. Until `stop`. Raises CannotStart or WrongSettings.

    What is in flight is finished; what was not sent yet is left to the next.
    """
    async with open_office(settings) as office, TelegramOffice(office) as telegram:
        sender, scheduler = telegram.sender(), office.scheduler()
        gc.freeze()
        await telegram.introduce(stop)
        async with asyncio.TaskGroup() as group:
            group.create_task(sender.run(stop))
            group.create_task(scheduler.run(stop))
            group.create_task(telegram.followed(sender).run(stop))
