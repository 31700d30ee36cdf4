"""Messages with Telegram's own tables (Bot API 10.1), and when the plain form must be sent in their place.

An older server, or a message that it refuses, must leave nobody without an answer. What may have arrived is never sent
a second time in another form: a call that was cut off, came too often, or went to somebody who left is no reason.
"""

from __future__ import annotations

import structlog
from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, EndPointNotFound, InvalidToken

from ibok_bot.domain.ids import ChatId

_REFUSED = ("rich", "parse")
"""In what Telegram says of a message that it cannot show."""
_NO_TEXT = "message text is empty"
"""An older server's word on an edit: it passes over what it does not know."""
_log = structlog.get_logger(__name__)


class PlainInstead(Exception):
    """The tables cannot be shown natively: nothing was sent, and the plain form may be."""


class RichMessages:
    """Sends them through a Bot, until the server turns out to know none."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.known = True
        """False once the server has shown that it is older."""

    async def send(self, chat: ChatId, html: str, markup: InlineKeyboardMarkup | None) -> int:
        """A new message; its number. Raises PlainInstead, and what any call raises."""
        sent = await self._call("sendRichMessage", {"chat_id": chat}, html, markup)
        return sent.message_id

    async def edit(self, chat: ChatId, message: int, html: str, markup: InlineKeyboardMarkup | None) -> None:
        """In place of a message without a file. Raises PlainInstead, and what any call raises."""
        # in small letters: python-telegram-bot warns of its own method's name, and Telegram minds no case
        await self._call("editmessagetext", {"chat_id": chat, "message_id": message}, html, markup)

    async def _call(
        self, method: str, where: dict[str, int], html: str, markup: InlineKeyboardMarkup | None
    ) -> Message:
        shown = {"rich_message": {"html": html, "skip_entity_detection": True}, "reply_markup": markup}
        try:
            sent: Message = await self._bot.do_api_request(method, api_kwargs=where | shown, return_type=Message)
        except (EndPointNotFound, InvalidToken) as error:
            if "unauthorized" in str(error.__cause__).lower():
                raise
            raise self._unknown() from None
        except BadRequest as error:
            words = str(error).lower()
            if _NO_TEXT in words:
                raise self._unknown() from None
            if not any(word in words for word in _REFUSED):
                raise
            _log.error("Telegram refuses native tables of ours", error=str(error))
            raise PlainInstead from None
        return sent

    def _unknown(self) -> PlainInstead:
        self.known = False
        _log.warning("this server shows no native tables; plain ones are sent until the next start")
        return PlainInstead()
