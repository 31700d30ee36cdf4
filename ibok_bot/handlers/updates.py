"""From an update's JSON to what a person did. Only private chats are spoken with; everything else gets silence.

The few fields we need are read by msgspec, which takes a twentieth of the time of building python-telegram-bot's
objects for the whole update; those objects serve the calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from ibok_bot.dialogs.exchange import Heard, Pressed, Sent, Typed
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.media import Entity, Media, MediaKind, Spot
from ibok_bot.turns.messages import Incoming, NotAnUpdate

NAME = "telegram"
ALLOWED = ("message", "callback_query", "my_chat_member")
_KINDS = (
    "photo", "document", "location", "contact", "sticker", "voice", "video", "video_note", "audio", "animation",
    "dice", "poll", "venue", "story", "game", "paid_media", "checklist",
)  # fmt: skip


class _User(msgspec.Struct):
    id: int
    is_bot: bool = False
    language_code: str | None = None


class _Chat(msgspec.Struct):
    id: int
    type: str


class _Message(msgspec.Struct):
    message_id: int
    chat: _Chat
    date: int = 0
    sender: _User | None = msgspec.field(default=None, name="from")
    text: str | None = None
    entities: tuple[Entity, ...] = ()


class _File(msgspec.Struct):
    file_id: str
    file_size: int | None = None
    mime_type: str | None = None
    file_name: str | None = None


class _Location(msgspec.Struct):
    latitude: float
    longitude: float


class _Contact(msgspec.Struct):
    phone_number: str
    user_id: int | None = None


class _Contents(msgspec.Struct):
    """What a message holds beside text; a photo comes in several sizes, the largest last."""

    photo: tuple[_File, ...] = ()
    document: _File | None = None
    location: _Location | None = None
    contact: _Contact | None = None
    caption: str | None = None
    caption_entities: tuple[Entity, ...] = ()


class _Press(msgspec.Struct):
    id: str
    sender: _User = msgspec.field(name="from")
    data: str | None = None
    message: _Message | None = None


class _Standing(msgspec.Struct):
    status: str


class _Membership(msgspec.Struct):
    chat: _Chat
    new_chat_member: _Standing


class RawUpdate(msgspec.Struct):
    """An update, each part still as it came; a part that is not there is empty."""

    update_id: int
    message: msgspec.Raw = msgspec.Raw()
    callback_query: msgspec.Raw = msgspec.Raw()
    my_chat_member: msgspec.Raw = msgspec.Raw()


@dataclass(frozen=True, slots=True)
class Membership:
    """A person has blocked the bot, or opened it again."""

    update_id: int
    chat: ChatId
    blocked: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that is not for us, and why."""

    update_id: int
    reason: str


Read = Incoming | Membership | Ignored

_UPDATE = msgspec.json.Decoder(RawUpdate)
_MESSAGE = msgspec.json.Decoder(_Message)
_CONTENTS = msgspec.json.Decoder(_Contents)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_PRESS = msgspec.json.Decoder(_Press)
_MEMBERSHIP = msgspec.json.Decoder(_Membership)


def read_update(body: bytes | msgspec.Raw) -> Read:
    """What a person did. Raises NotAnUpdate for what has no update_id; an odd part of an update is ignored."""
    try:
        update = _UPDATE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotAnUpdate("no update") from None
    try:
        if bytes(update.message):
            return _message(update.update_id, update.message)
        if bytes(update.callback_query):
            return _press(update.update_id, _PRESS.decode(update.callback_query))
        if bytes(update.my_chat_member):
            return _membership(update.update_id, _MEMBERSHIP.decode(update.my_chat_member))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError, OSError, ValueError):
        return Ignored(update.update_id, "unreadable")
    return Ignored(update.update_id, "kind")


def _message(update_id: int, raw: msgspec.Raw) -> Read:
    message = _MESSAGE.decode(raw)
    if message.chat.type != "private":
        return Ignored(update_id, "not a private chat")
    if message.sender is None or message.sender.is_bot:
        return Ignored(update_id, "nobody")
    heard: Heard
    if message.text is not None:
        heard = Typed(message.text, message.entities)
    else:
        fields = _FIELDS.decode(raw)
        kind = next((kind for kind in _KINDS if kind in fields), None)
        if kind is None:
            return Ignored(update_id, "service message")
        heard = _sent(kind, raw, ChatId(message.sender.id))
    return Incoming(
        NAME,
        update_id,
        ChatId(message.chat.id),
        heard,
        message.sender.language_code,
        message.message_id,
        sent_at=datetime.fromtimestamp(message.date, UTC),
    )


def _sent(kind: str, raw: msgspec.Raw, sender: ChatId) -> Sent:
    """A phone counts only when it is the sender's own: anybody's contact can be forwarded."""
    try:
        held = _CONTENTS.decode(raw)
    except msgspec.DecodeError:
        return Sent(kind)
    media = spot = None
    if held.photo:
        largest = max(held.photo, key=lambda size: size.file_size or 0)
        media = Media(MediaKind.PHOTO, largest.file_id, largest.file_size)
    elif held.document:
        file = held.document
        media = Media(MediaKind.DOCUMENT, file.file_id, file.file_size, file.mime_type, file.file_name)
    if held.location:
        spot = Spot(round(held.location.latitude * 1_000_000), round(held.location.longitude * 1_000_000))
    phone = held.contact.phone_number if held.contact and held.contact.user_id == sender else None
    return Sent(kind, media, held.caption, held.caption_entities, spot, phone)


def _press(update_id: int, press: _Press) -> Read:
    """In a private chat the chat's number is the person's; a press from elsewhere is answered by silence."""
    if press.message is None or press.message.chat.type != "private" or press.message.chat.id != press.sender.id:
        return Ignored(update_id, "a press outside the private chat")
    return Incoming(
        NAME,
        update_id,
        ChatId(press.message.chat.id),
        Pressed(press.data or ""),
        press.sender.language_code,
        press.message.message_id,
        press.id,
    )


def _membership(update_id: int, change: _Membership) -> Read:
    if change.chat.type != "private":
        return Ignored(update_id, "not a private chat")
    return Membership(update_id, ChatId(change.chat.id), change.new_chat_member.status in {"kicked", "left"})
