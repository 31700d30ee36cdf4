"""People, their chats with the bot, messages and files: the memory of the local Telegram."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from ibok_bot.simulator.html import Entity
from ibok_bot.simulator.rich_blocks import Block
from ibok_bot.simulator.rich_shown import blocks_to_html
from ibok_bot.simulator.shown import to_html

Json = dict[str, object]
BOT_ID = 7000000001
_ANY_FILE = "application/octet-stream"


@dataclass
class Person:
    """Somebody who uses Telegram."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "pl"
    role: str = "customer"
    hint: str = ""
    blocked: bool = False
    started: bool = False

    def as_user(self) -> Json:
        """The Bot API's User."""
        found: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            value = vars(self)[name]
            if value:
                found[name] = value
        return found

    def as_chat(self) -> Json:
        """The Bot API's private Chat."""
        found: Json = {"id": self.id, "type": "private", "first_name": self.first_name}
        return found | ({"last_name": self.last_name} if self.last_name else {})

    def as_page(self) -> Json:
        """For the chat page."""
        return dict(vars(self))


@dataclass
class StoredFile:
    """A file that somebody sent."""

    id: str
    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass
class Message:
    """A message in a private chat."""

    id: int
    chat: int
    from_bot: bool
    date: datetime
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    rich: list[Block] | None = None
    markup: Json | None = None
    photo: StoredFile | None = None
    document: StoredFile | None = None
    extra: Json = field(default_factory=dict)
    edited: datetime | None = None
    protected: bool = False

    @property
    def buttons(self) -> list[list[Json]]:
        """The rows of the inline keyboard."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return rows if isinstance(rows, list) else []


@dataclass
class World:
    """Everything the local Telegram remembers."""

    bot_name: str = "ibok_demo_bot"
    quiet: bool = False
    """For benchmarks: what the bot says is answered and counted, but not kept."""
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, dict[int, Message]] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def add_person(self, person: Person) -> Person:
        """A newcomer, whose chat with the bot is empty."""
        self.people[person.id] = person
        self.chats.setdefault(person.id, {})
        return person

    def new_message(self, chat: int, *, from_bot: bool) -> Message:
        """The next message of a chat, not yet filled."""
        message = Message(next(self._numbers), chat, from_bot, datetime.now(UTC))
        if not (self.quiet and from_bot):
            self.chats[chat][message.id] = message
        return message

    def keep_file(self, name: str, mime: str, data: bytes) -> StoredFile:
        """A file, under an id of its own."""
        kept = StoredFile(f"file{next(self._numbers)}", name, mime.partition(";")[0].strip() or _ANY_FILE, data)
        self.files[kept.id] = kept
        return kept

    def bot_user(self) -> Json:
        """The Bot API's User of the bot."""
        return {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": "IBOK",
            "username": self.bot_name,
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def message_json(self, message: Message) -> Json:
        """The Bot API's Message."""
        person = self.people[message.chat]
        found: Json = {
            "message_id": message.id,
            "from": self.bot_user() if message.from_bot else person.as_user(),
            "chat": person.as_chat(),
            "date": int(message.date.timestamp()),
        }
        if message.edited:
            found["edit_date"] = int(message.edited.timestamp())
        entities = [entity.as_json() for entity in message.entities]
        if message.photo or message.document:
            found |= {"caption": message.text, "caption_entities": entities} if message.text else {}
        elif message.rich:
            found["rich_message"] = {"blocks": msgspec.to_builtins(message.rich)}
        elif message.text:
            found |= {"text": message.text} | ({"entities": entities} if entities else {})
        if message.photo:
            size = {"file_id": message.photo.id, "file_unique_id": message.photo.id, "width": 640, "height": 480}
            size["file_size"] = len(message.photo.data)
            found["photo"] = [size]
        if message.document:
            file = message.document
            found["document"] = {
                "file_id": file.id,
                "file_unique_id": file.id,
                "file_name": file.name,
                "mime_type": file.mime,
                "file_size": len(file.data),
            }
        if message.markup and "inline_keyboard" in message.markup:
            found["reply_markup"] = message.markup
        return found | message.extra

    def message_page(self, message: Message) -> Json:
        """For the chat page; `html` is safe to show."""
        html = blocks_to_html(message.rich) if message.rich else to_html(message.text, message.entities)
        with_file = bool(message.photo or message.document)
        document = message.document
        keyboard = (message.markup or {}).get("keyboard")
        return {
            "message_id": message.id,
            "from": "bot" if message.from_bot else "person",
            "date": message.date.isoformat(),
            "edited": message.edited is not None,
            "text": message.text,
            "html": "" if with_file else html,
            "caption_html": html if with_file else "",
            "rich": message.rich is not None,
            "buttons": [[_page_button(button) for button in row] for row in message.buttons],
            "keyboard": keyboard,
            "photo": f"/chat/api/files/{message.photo.id}" if message.photo else None,
            "document": {
                "name": document.name,
                "size": len(document.data),
                "mime": document.mime,
                "url": f"/chat/api/files/{document.id}",
            }
            if document
            else None,
            "location": message.extra.get("location"),
            "protected": message.protected,
        }

    def commands_for(self, person: Person) -> list[Json]:
        """The command menu in force for somebody: of the narrowest scope that has one, first in their language."""
        for scope in (f"chat:{person.id}", "all_private_chats", "default"):
            for language in (person.language_code, ""):
                if (scope, language) in self.commands:
                    return self.commands[scope, language]
        return []


def _page_button(button: Json) -> Json:
    found: Json = {"label": button["text"], "style": button.get("style")}
    if "callback_data" in button:
        return found | {"kind": "callback", "data": button["callback_data"]}
    if "url" in button:
        return found | {"kind": "url", "url": button["url"]}
    copy = button.get("copy_text")
    if isinstance(copy, dict):
        return found | {"kind": "copy", "copy": copy["text"]}
    return found | {"kind": "web_app"}
