"""Telegram as a channel: screens become messages, edits in place, files; presses are acknowledged."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from html import escape, unescape
from typing import TypeVar

import msgspec
import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from ibok_bot.dialogs.exchange import Pressed
from ibok_bot.documents.papers import File
from ibok_bot.documents.press import Press
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.papers import Chart, Paper, PaymentQr
from ibok_bot.handlers.keyboards import keyboard
from ibok_bot.handlers.rich import PlainInstead, RichMessages
from ibok_bot.handlers.splitting import LONGEST_CAPTION, split, visible_length
from ibok_bot.turns.faults import whereabouts
from ibok_bot.turns.messages import Gone, Incoming, NotFetched, Outgoing, Screen, Unanswered

T = TypeVar("T")
_TRIES = (0.3, 1.0, 2.5)
"""Pauses between tries of one call; after them the whole update is handled again later."""
_LONGEST_PAUSE = 5.0
_LONGEST_TOAST = 200
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_CANNOT_EDIT = ("message can't be edited", "message to edit not found", "there is no text in the message to edit")
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid")
_ANSWER_DATA = ("a:", "b:")
_log = structlog.get_logger(__name__)


class TelegramChannel:
    """Delivers answers and pushes through a Bot."""

    name = "telegram"

    def __init__(self, bot: Bot, press: Press, extra: dict[str, object] | None = None) -> None:
        self._extra = extra or {}
        """What every message is sent with besides."""
        self._bot = bot
        self._press = press
        self._rich = RichMessages(bot)

    async def show(self, incoming: Incoming, outgoing: Outgoing, live_message: int | None) -> int | None:
        """Deliver the answer; the message that holds the keyboard in force from now on. Raises Unanswered or Gone."""
        acknowledged = asyncio.create_task(self._acknowledge(incoming, outgoing.toast))
        try:
            live = live_message
            for screen in outgoing.screens:
                message = await self._in_either_form(screen, lambda form: self._screen(incoming, form))
                if screen.live:
                    live = message
            await self._strip_old(incoming, outgoing, live_message, live)
        finally:
            await acknowledged
        return live

    async def push(self, chat: ChatId, screen: Screen) -> int:
        """A message nobody asked for. Raises Unanswered or Gone."""
        return await self._in_either_form(screen, lambda form: self._send(chat, form))

    async def forget(self, incoming: Incoming) -> None:
        """Delete the message that held a password."""
        message = incoming.message_id
        if message is None:
            return
        try:
            await self._call(lambda: self._bot.delete_message(incoming.chat, message))
        except (BadRequest, Unanswered, Gone) as error:
            _log.warning("a message with a password could not be deleted", error=type(error).__name__)

    async def fetch(self, media: Media, most: int) -> bytes:
        """Telegram tells the file's size before it gives the file."""
        try:
            file = await self._call(lambda: self._bot.get_file(media.file_id))
            if file.file_path is None or (file.file_size or 0) > most:
                raise NotFetched
            data = await self._call(file.download_as_bytearray)
        except (BadRequest, Gone):
            raise NotFetched from None
        if len(data) > most:
            raise NotFetched
        return bytes(data)

    async def _acknowledge(self, incoming: Incoming, toast: str | None) -> None:
        press = incoming.press_id
        if press is None:
            return
        words = toast[:_LONGEST_TOAST] if toast else None
        try:
            await self._call(lambda: self._bot.answer_callback_query(press, words))
        except (BadRequest, Unanswered, Gone):
            _log.info("a press could not be acknowledged in time")

    async def _in_either_form(self, screen: Screen, show: Callable[[Screen], Awaitable[int]]) -> int:
        """With native tables where they are wished for and can be shown, else in the plain form."""
        if screen.rich is None:
            return await show(screen)
        if self._rich.known:
            try:
                return await show(screen)
            except PlainInstead:
                pass
        return await show(msgspec.structs.replace(screen, rich=None))

    async def _screen(self, incoming: Incoming, screen: Screen) -> int:
        message = incoming.message_id
        one_message = not (screen.files or screen.media) and (screen.rich is not None or len(split(screen.html)) == 1)
        if screen.in_place and message is not None and one_message:
            try:
                return await self._edit(incoming.chat, message, screen)
            except BadRequest as error:
                if not any(words in str(error).lower() for words in _CANNOT_EDIT):
                    _log.error("Telegram refuses an edit of ours", error=str(error))
        return await self._send(incoming.chat, screen)

    async def _edit(self, chat: ChatId, message: int, screen: Screen) -> int:
        try:
            await self._call(lambda: self._edited(chat, message, screen))
        except BadRequest as error:
            if "message is not modified" not in str(error).lower():
                raise
        return message

    async def _edited(self, chat: ChatId, message: int, screen: Screen) -> None:
        markup = keyboard(screen)
        if screen.rich is not None:
            await self._rich.edit(chat, message, screen.rich, markup)
        else:
            await self._bot.edit_message_text(
                screen.html,
                chat,
                message,
                parse_mode="HTML",
                link_preview_options=_NO_PREVIEW,
                reply_markup=markup,
            )

    async def _send(self, chat: ChatId, screen: Screen) -> int:
        if screen.files:
            return await self._send_files(chat, screen)
        if screen.media:
            return await self._send_media(chat, screen, screen.media)
        if screen.rich is not None:
            return await self._tables(chat, screen.rich, keyboard(screen))
        return await self._send_text(chat, screen)

    async def _send_text(self, chat: ChatId, screen: Screen) -> int:
        *before, last = split(screen.html) or ["…"]
        for part in before:
            await self._text(chat, part, None)
        return await self._text(chat, last, keyboard(screen))

    async def _tables(self, chat: ChatId, rich: str, markup: InlineKeyboardMarkup | None) -> int:
        """Raises PlainInstead also for a fault of ours in the buttons: the plain way finds one without them."""
        try:
            return await self._call(lambda: self._rich.send(chat, rich, markup))
        except BadRequest as error:
            _log.error("Telegram refuses a message of ours", error=str(error))
            raise PlainInstead from None

    async def _text(self, chat: ChatId, html: str, markup: InlineKeyboardMarkup | None) -> int:
        """A fault of ours in markup or buttons must not leave a person unanswered, nor stop what comes after."""
        plain = unescape(re.sub(r"<[^>]*>", "", html))
        ways = ((html, "HTML", markup), (plain, None, markup), (plain, None, None))
        for text, mode, buttons in ways:
            try:
                return await self._message(chat, text, mode, buttons)
            except BadRequest as error:
                _log.error("Telegram refuses a message of ours", error=str(error))
        raise Gone

    async def _message(self, chat: ChatId, text: str, mode: str | None, markup: InlineKeyboardMarkup | None) -> int:
        """Its number is all that we need of the sent message: the library would build a large object to hold it."""
        fields = {"chat_id": chat, "text": text, "parse_mode": mode, "link_preview_options": _NO_PREVIEW, **self._extra}
        sent = await self._call(
            # in small letters: python-telegram-bot warns of its own method's name, and Telegram minds no case
            lambda: self._bot.do_api_request("sendmessage", api_kwargs=fields | {"reply_markup": markup})
        )
        return int(sent["message_id"])

    async def _send_files(self, chat: ChatId, screen: Screen) -> int:
        """The text as the first file's caption where it fits, else as messages of its own before."""
        try:
            files = [await self._rendered(chat, paper) for paper in screen.files]
        except (Unanswered, Gone):
            raise
        except Exception as error:  # noqa: BLE001 - a fault in a drawing must leave nobody without an answer
            _log.error("a file could not be made", fault=whereabouts(error))
            return await self._text(chat, screen.without_files or screen.html, keyboard(screen))
        caption: str | None = screen.html
        if screen.rich is not None:
            await self._tables(chat, screen.rich, None)
            caption = None
        elif visible_length(screen.html) > LONGEST_CAPTION:
            for part in split(screen.html):
                await self._text(chat, part, None)
            caption = None
        message = 0
        for place, file in enumerate(files):
            markup = keyboard(screen) if place == len(files) - 1 else None
            words = caption if place == 0 else None
            try:
                message = await self._file(chat, file, words, markup)
            except BadRequest as error:
                _log.error("Telegram refuses a file of ours", error=str(error))
                message = await self._text(chat, words or escape(file.name), markup)
        return message

    async def _send_media(self, chat: ChatId, screen: Screen, media: Media) -> int:
        """A file that Telegram keeps, with the text as its caption; where it is kept no more, the text goes alone."""
        whole = visible_length(screen.html) <= LONGEST_CAPTION
        send = self._bot.send_photo if media.kind is MediaKind.PHOTO else self._bot.send_document
        caption, markup = (screen.html, keyboard(screen)) if whole else (None, None)
        try:
            sent = await self._call(
                lambda: send(
                    chat,
                    media.file_id,
                    caption=caption,
                    parse_mode="HTML",
                    reply_markup=markup,
                    api_kwargs=self._extra,
                )
            )
        except BadRequest as error:
            _log.error("Telegram refuses a file that it kept", error=str(error))
            return await self._send_text(chat, screen)
        return sent.message_id if whole else await self._send_text(chat, screen)

    async def _file(self, chat: ChatId, file: File, caption: str | None, markup: InlineKeyboardMarkup | None) -> int:
        if file.mime == "image/png":
            sent = await self._call(
                lambda: self._bot.send_photo(chat, file.data, caption, parse_mode="HTML", reply_markup=markup)
            )
        else:
            sent = await self._call(
                lambda: self._bot.send_document(
                    chat, file.data, caption, parse_mode="HTML", reply_markup=markup, filename=file.name
                )
            )
        return sent.message_id

    async def _rendered(self, chat: ChatId, paper: Paper) -> File:
        """The bytes of a file; a person who must wait sees that something is coming."""
        making = asyncio.create_task(self._press.make(paper))
        done, _pending = await asyncio.wait({making}, timeout=0.5)
        if not done:
            doing = "upload_photo" if isinstance(paper, Chart | PaymentQr) else "upload_document"
            await self._call(lambda: self._bot.send_chat_action(chat, doing))
        return await making

    async def _strip_old(self, incoming: Incoming, outgoing: Outgoing, before: int | None, live: int | None) -> None:
        """Only the newest screen keeps its buttons; entry buttons in older messages stay for ever."""
        old = {before} if before != live else set()
        heard = incoming.heard
        if isinstance(heard, Pressed) and heard.data.startswith(_ANSWER_DATA) and outgoing.screens:
            old.add(incoming.message_id)
        for message in old - {None, live}:
            try:
                await self._call(lambda m=message: self._bot.edit_message_reply_markup(incoming.chat, m))  # type: ignore[misc]
            except (BadRequest, Unanswered, Gone):
                _log.info("an old keyboard could not be taken off")

    async def _call(self, call: Callable[[], Awaitable[T]]) -> T:
        """One call, tried again through short troubles. Raises Gone, Unanswered, or BadRequest for a fault of ours."""
        for pause in (*_TRIES, None):
            try:
                return await call()
            except RetryAfter as slow:
                wait = seconds_of(slow)
                if pause is None or wait > _LONGEST_PAUSE:
                    raise Unanswered("Telegram asks us to slow down", wait) from None
                await asyncio.sleep(wait)
            except BadRequest as error:
                if is_gone(error):
                    raise Gone from None
                raise
            except Forbidden:
                raise Gone from None
            except (NetworkError, InvalidToken, TelegramError) as error:
                if pause is None:
                    raise Unanswered(f"Telegram unreachable: {type(error).__name__}") from None
                await asyncio.sleep(pause)
        raise AssertionError


def seconds_of(slow: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    wait = slow.retry_after
    return wait if isinstance(wait, (int, float)) else wait.total_seconds()


def is_gone(error: TelegramError) -> bool:
    """Whether a refusal says that there is nobody in this chat any more."""
    return isinstance(error, BadRequest) and any(words in str(error).lower() for words in _GONE)


async def set_up_commands(bot: Bot, menus: dict[str, list[tuple[str, str]]], default: str) -> None:
    """The command menu in each language; nothing is sent where it is as it should be."""
    for language, menu in menus.items():
        code = None if language == default else language
        now = await bot.get_my_commands(language_code=code)
        if [(command.command, command.description) for command in now] != menu:
            await bot.set_my_commands(menu, language_code=code)
