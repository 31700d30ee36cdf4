"""What goes between a channel and the office: one thing a person did, and the messages that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import msgspec

from ibok_bot.dialogs.exchange import Heard
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.media import Media
from ibok_bot.domain.papers import Paper


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update: who, where, and what they did. The channel's update id makes a repeat recognisable.

    `message_id` is the message typed, or the one whose button was pressed.
    """

    channel: str
    update_id: int
    chat: ChatId
    heard: Heard
    language_code: str | None = None
    message_id: int | None = None
    press_id: str | None = None
    sent_at: datetime | None = None


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button in the person's language: pressed, it sends `data`, or copies `copies`. `style`: danger, success …"""

    label: str
    data: str | None = None
    copies: str | None = None
    style: str | None = None


class Screen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message in the person's language, in the HTML subset; of any length, a channel divides it.

    It replaces the pressed message when `in_place`. The `live` one holds the keyboard in force: the channel takes
    the buttons off the one before.
    """

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    in_place: bool = False
    live: bool = False
    files: tuple[Paper, ...] = ()
    without_files: str = ""
    """What is said in place of the screen where its files cannot be made."""
    rich: str | None = None
    """The same with Telegram's own tables, in its rich HTML, where the person wishes for them."""
    media: Media | None = None
    """A photo or document that the channel keeps already, shown with the text."""


class Outgoing(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to one update: stored before it is sent, so that it can be sent again."""

    screens: tuple[Screen, ...] = ()
    toast: str | None = None


class Unanswered(Exception):
    """The answer could not be delivered now; the same update must be handled again later, after `wait` seconds."""

    def __init__(self, why: str, wait: float = 1.0) -> None:
        super().__init__(why)
        self.wait = wait


class NotAnUpdate(Exception):
    """What came is no update of the channel: there is nothing that could be handled or repeated."""


class NotFetched(Exception):
    """What a person sent is larger than wanted, or the channel does not keep it any more."""


class Gone(Exception):
    """The person has blocked the bot or left: nothing can be delivered, and nothing is lost by going on."""


class Channel(Protocol):
    """A way to speak with people: Telegram, or the terminal."""

    async def show(self, incoming: Incoming, outgoing: Outgoing, live_message: int | None) -> int | None:
        """Deliver the answer: screens in order, then the toast of a press.

        `live_message` holds the keyboard in force until now. Returns the message that holds it from now on (None:
        unchanged). Raises Unanswered or Gone.
        """
        ...

    async def forget(self, incoming: Incoming) -> None:
        """Delete the person's message at once (it held a password). Never raises: at worst it stays, and is logged."""
        ...

    async def fetch(self, media: Media, most: int) -> bytes:
        """What a person sent, of at most so many bytes. Raises NotFetched, or Unanswered."""
        ...
