"""Telegram as a post: one try each, and what came of it told apart as exactly as it can be known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, EndPointNotFound, Forbidden, InvalidToken, RetryAfter, TelegramError

from ibok_bot.documents.papers import File
from ibok_bot.documents.press import Press
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.papers import Paper
from ibok_bot.handlers import request
from ibok_bot.handlers.keyboards import keyboard
from ibok_bot.handlers.telegram import TelegramChannel, is_gone, seconds_of
from ibok_bot.turns.messages import Gone, Screen
from ibok_bot.turns.outcomes import InDoubt, NotSent, Rejected, TooMany

T = TypeVar("T")
_BETWEEN_CALLS = 1.05
_UNCHANGED = "message is not modified"
_DELETED = "message to delete not found"
_calls: ContextVar[list[bool]] = ContextVar("calls")
"""The calls of this try, and whether each was taken."""


class TelegramPost(TelegramChannel):
    """Pushes through a Bot, without trying again: the sender does that, and knows when it may."""

    def __init__(self, bot: Bot, press: Press, *, paid: bool = False) -> None:
        super().__init__(bot, press, {"allow_paid_broadcast": True} if paid else None)

    async def push(self, chat: ChatId, screen: Screen) -> int:
        """Put it into the chat; its number there."""
        _calls.set([])
        try:
            return await super().push(chat, screen)
        except BadRequest as refused:
            raise Rejected(str(refused)) from None

    async def revise(self, chat: ChatId, message: int, screen: Screen) -> None:
        """Show this in place of what the message showed."""
        _calls.set([])
        try:
            await self._in_either_form(screen, lambda form: self._revised(chat, message, form))
        except BadRequest as refused:
            if _UNCHANGED not in str(refused).lower():
                raise Rejected(str(refused)) from None

    async def recall(self, chat: ChatId, message: int) -> None:
        """Delete it."""
        _calls.set([])
        try:
            await self._call(lambda: self._bot.delete_message(chat, message))
        except BadRequest as refused:
            if _DELETED not in str(refused).lower():
                raise Rejected(str(refused)) from None

    async def _revised(self, chat: ChatId, message: int, screen: Screen) -> int:
        if screen.media or screen.files:
            words, markup = screen.html, keyboard(screen)
            await self._call(
                lambda: self._bot.edit_message_caption(
                    chat, message, caption=words, parse_mode="HTML", reply_markup=markup
                )
            )
        else:
            await self._call(lambda: self._edited(chat, message, screen))
        return message

    async def _text(self, chat: ChatId, html: str, markup: InlineKeyboardMarkup | None) -> int:
        """No other form is tried: a text that Telegram refuses would be refused for everybody, and is to be mended."""
        return await self._message(chat, html, "HTML", markup)

    async def _rendered(self, chat: ChatId, paper: Paper) -> File:  # noqa: ARG002 - nobody waits for it
        return await self._press.make(paper)

    async def _call(self, call: Callable[[], Awaitable[T]]) -> T:
        """One call; the second and every further one of a try waits a second, as a message of its own would."""
        calls = _calls.get()
        if calls:
            await asyncio.sleep(_BETWEEN_CALLS)
        calls.append(False)
        try:
            result = await call()
        except TelegramError as error:
            raise self._judged(error, part_arrived=any(calls)) from None
        calls[-1] = True
        return result

    @staticmethod
    def _judged(error: TelegramError, *, part_arrived: bool) -> Exception:
        """What it means for the whole message; where a part is in the chat already, sending all again doubles it."""
        wait = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
        if isinstance(error, Forbidden) or is_gone(error):
            return Gone()
        if isinstance(error, BadRequest):
            return error
        if part_arrived:
            return InDoubt(f"a part arrived: {type(error).__name__}", wait)
        if isinstance(error, RetryAfter):
            return TooMany(wait)
        if isinstance(error, (request.NotSent, InvalidToken, EndPointNotFound, Conflict)):
            return NotSent(type(error).__name__)
        return InDoubt(type(error).__name__)
