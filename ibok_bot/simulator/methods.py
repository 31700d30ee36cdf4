"""The methods of the Bot API that the office uses, answered as Telegram answers them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from ibok_bot.simulator.commands import checked, scope_of
from ibok_bot.simulator.contents import LONGEST_CAPTION, LONGEST_TEXT, formatted, rich
from ibok_bot.simulator.html import units
from ibok_bot.simulator.keyboards import keyboard
from ibok_bot.simulator.parameters import Json, Refused, bad
from ibok_bot.simulator.updates import Hook, Queue
from ibok_bot.simulator.world import Message, Person, StoredFile, World

_MOST_DELETED = 100
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
"""How the files begin that Telegram takes for a photo."""
_ACTIONS = ("typing", "upload_photo", "upload_document", "choose_sticker", "find_location", "record_voice")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


@dataclass(frozen=True)
class Happened:
    """What the page is told: a message came or changed, was deleted, the bot is typing, a press was answered."""

    kind: str
    person: int
    message: Message | None = None
    detail: Json | None = None


class Methods:
    """Each public method is one of the Bot API, named as in the API; it takes decoded parameters."""

    def __init__(self, world: World, queue: Queue, tell: Callable[[Happened], None]) -> None:
        self._world = world
        self._queue = queue
        self._tell = tell
        self.presses: dict[str, Callable[[Json], None]] = {}

    def table(self) -> dict[str, Callable[[Json], object]]:
        """The methods by name; getUpdates is the server's own, as it waits."""
        return {
            "getMe": lambda _given: self._world.bot_user(),
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": lambda _given: self._webhook_info(),
            "sendMessage": self._send_message,
            "sendRichMessage": self._send_rich,
            "sendPhoto": lambda given: self._send_file(given, "photo"),
            "sendDocument": lambda given: self._send_file(given, "document"),
            "editMessageText": lambda given: self._edit(given, "text"),
            "editMessageCaption": lambda given: self._edit(given, "caption"),
            "editMessageReplyMarkup": lambda given: self._edit(given, None),
            "deleteMessage": self._delete_message,
            "deleteMessages": self._delete_messages,
            "answerCallbackQuery": self._answer_press,
            "sendChatAction": self._chat_action,
            "getFile": self._get_file,
            "getChat": lambda given: self._person(given).as_chat(),
            "setMyCommands": self._set_commands,
            "getMyCommands": lambda given: self._world.commands.get(self._scope(given), []),
            "deleteMyCommands": self._delete_commands,
        }

    def _person(self, given: Json) -> Person:
        person = self._world.people.get(cast("int", given["chat_id"]))
        if person is None:
            raise bad("chat not found")
        return person

    def _reachable(self, given: Json) -> Person:
        person = self._person(given)
        if person.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not person.started:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return person

    def _send_message(self, given: Json) -> Json:
        person = self._reachable(given)
        text, entities = formatted(given, "text", LONGEST_TEXT)
        if not text.strip():
            raise bad("message text is empty")
        markup = keyboard(given)
        message = self._world.new_message(person.id, from_bot=True)
        message.text, message.entities, message.markup = text, entities, markup
        message.protected = bool(given.get("protect_content"))
        self._tell(Happened("message", person.id, message))
        return self._world.message_json(message)

    def _send_rich(self, given: Json) -> Json:
        person = self._reachable(given)
        blocks, markup = rich(given), keyboard(given)
        message = self._world.new_message(person.id, from_bot=True)
        message.rich, message.markup = blocks, markup
        message.protected = bool(given.get("protect_content"))
        self._tell(Happened("message", person.id, message))
        return self._world.message_json(message)

    def _send_file(self, given: Json, kind: str) -> Json:
        person = self._reachable(given)
        file = self._world.files.get(str(given[kind]))
        if file is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if not file.data:
            raise bad("file must be non-empty")
        if kind == "photo" and not file.data.startswith(_PICTURES):
            raise bad("IMAGE_PROCESS_FAILED")
        text, entities = formatted(given, "caption", LONGEST_CAPTION)
        markup = keyboard(given)
        message = self._world.new_message(person.id, from_bot=True)
        message.text, message.entities, message.markup = text, entities, markup
        message.protected = bool(given.get("protect_content"))
        _attach(message, kind, file)
        self._tell(Happened("message", person.id, message))
        return self._world.message_json(message)

    def _edit(self, given: Json, what: str | None) -> Json:
        person = self._reachable(given)
        message = self._world.chats[person.id].get(cast("int", given["message_id"]))
        if message is None:
            raise bad("message to edit not found")
        if not message.from_bot:
            raise bad("message can't be edited")
        with_file = bool(message.photo or message.document)
        if what == "text" and with_file:
            raise bad("there is no text in the message to edit")
        if what == "caption" and not with_file:
            raise bad("there is no caption in the message to edit")
        text, entities, blocks = message.text, message.entities, message.rich
        if what == "text" and "rich_message" in given:
            text, entities, blocks = "", [], rich(given)
        elif what:
            blocks = None
            text, entities = formatted(given, what, LONGEST_TEXT if what == "text" else LONGEST_CAPTION)
            if what == "text" and not text.strip():
                raise bad("message text is empty")
        markup = keyboard(given)
        if (text, entities, blocks, markup) == (message.text, message.entities, message.rich, message.markup):
            raise bad(_NOT_MODIFIED)
        message.text, message.entities, message.rich, message.markup = text, entities, blocks, markup
        if what:
            message.edited = datetime.now(UTC)
        self._tell(Happened("edit", person.id, message))
        return self._world.message_json(message)

    def _delete_message(self, given: Json) -> bool:
        person = self._person(given)
        message = self._world.chats[person.id].pop(cast("int", given["message_id"]), None)
        if message is None:
            raise bad("message to delete not found")
        self._tell(Happened("delete", person.id, message))
        return True

    def _delete_messages(self, given: Json) -> bool:
        person = self._person(given)
        numbers = cast("list[int]", given["message_ids"])
        if len(numbers) > _MOST_DELETED:
            raise bad("too many message identifiers specified")
        if not all(type(number) is int for number in numbers):
            raise bad("invalid message identifier specified")
        for number in numbers:
            message = self._world.chats[person.id].pop(number, None)
            if message:
                self._tell(Happened("delete", person.id, message))
        return True

    def _answer_press(self, given: Json) -> bool:
        answer = self.presses.pop(str(given["callback_query_id"]), None)
        if answer is None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if units(str(given.get("text", ""))) > 200:  # noqa: PLR2004 - Telegram's own limit
            raise bad("MESSAGE_TOO_LONG")
        answer(given)
        return True

    def _chat_action(self, given: Json) -> bool:
        person = self._reachable(given)
        if given["action"] not in _ACTIONS:
            raise bad("wrong parameter action in request")
        self._tell(Happened("action", person.id, detail={"action": given["action"]}))
        return True

    def _get_file(self, given: Json) -> Json:
        file = self._world.files.get(str(given["file_id"]))
        if file is None:
            raise bad("invalid file_id")
        return {"file_id": file.id, "file_unique_id": file.id, "file_size": len(file.data), "file_path": file.id}

    def _set_commands(self, given: Json) -> bool:
        scope, commands = self._scope(given), checked(given)
        if commands:
            self._world.commands[scope] = commands
        else:
            self._world.commands.pop(scope, None)
        return True

    def _delete_commands(self, given: Json) -> bool:
        self._world.commands.pop(self._scope(given), None)
        return True

    def _scope(self, given: Json) -> tuple[str, str]:
        started = {person.id for person in self._world.people.values() if person.started}
        return scope_of(given, started)

    def _set_webhook(self, given: Json) -> bool:
        url, secret = str(given["url"]), str(given.get("secret_token", ""))
        if not 1 <= cast("int", given.get("max_connections", 40)) <= 100:  # noqa: PLR2004 - Telegram's own limit
            raise bad("bad webhook: max_connections is out of range")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad("secret token contains unallowed characters")
        if not url.startswith("https://") and not re.match(r"http://(127\.0\.0\.1|localhost)(:\d+)?/", url):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if given.get("drop_pending_updates"):
            self._queue.drop_pending()
        if "allowed_updates" in given:
            self._queue.allowed = tuple(cast("list[str]", given["allowed_updates"]))
        self._queue.set_hook(Hook(url, secret, cast("int", given.get("max_connections", 40))))
        return True

    def _delete_webhook(self, given: Json) -> bool:
        if given.get("drop_pending_updates"):
            self._queue.drop_pending()
        self._queue.hook = None
        return True

    def _webhook_info(self) -> Json:
        hook = self._queue.hook
        found: Json = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": self._queue.waiting,
        }
        return found | ({"last_error_message": hook.last_error} if hook and hook.last_error else {})


def _attach(message: Message, kind: str, file: StoredFile) -> None:
    if kind == "photo":
        message.photo = file
    else:
        message.document = file
