"""What people do: write, press, send things, edit, block. Used by the chat page and by tests alike."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ibok_bot.simulator.methods import Happened
from ibok_bot.simulator.parameters import Json
from ibok_bot.simulator.typed import typed
from ibok_bot.simulator.updates import Queue
from ibok_bot.simulator.world import Message, Person, StoredFile, World

_PRESS_PATIENCE = 10.0
_LOOK_AGAIN = 0.05


@dataclass
class People:
    """Acts for people, and lets tests wait for what the bot does."""

    world: World
    queue: Queue
    presses: dict[str, Callable[[Json], None]]
    tell: Callable[[Happened], None]
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))
    _press_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _noticed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, first_name: str, **facts: str) -> Person:
        """A newcomer with the next free number; facts are those of `Person`."""
        number = next(n for n in self._ids if n not in self.world.people)
        return self.world.add_person(Person(number, first_name, **facts))  # type: ignore[arg-type]

    def write(self, person: int, text: str) -> Message:
        """Type a message, with marks for its formatting as in the apps; a leading slash makes a command."""
        message = self._new(person)
        message.text, message.entities = (text, []) if text.startswith("/") else typed(text)
        found = re.match(r"/\w+(@\w+)?", text)
        if found:
            message.extra["entities"] = [{"type": "bot_command", "offset": 0, "length": found.end()}]
        return self._sent(message)

    def send(self, person: int, extra: Json) -> Message:
        """Send something that is no text: location, sticker, voice, contact …"""
        message = self._new(person)
        message.extra |= extra
        return self._sent(message)

    def send_file(self, person: int, kind: str, file: StoredFile, caption: str = "") -> Message:
        """Send a photo or a document."""
        message = self._new(person)
        message.photo, message.document = (file, None) if kind == "photo" else (None, file)
        message.text, message.entities = typed(caption)
        return self._sent(message)

    async def press(self, person: int, message_id: int, data: str) -> Json:
        """Press a button, or forge a press; what the bot answered."""
        who = self.world.people[person]
        press = str(next(self._press_ids))
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.presses[press] = lambda given: None if answered.done() else answered.set_result(given)
        content: Json = {"id": press, "from": who.as_user(), "chat_instance": str(person), "data": data}
        message = self.world.chats[person].get(message_id)
        if message:
            content["message"] = self.world.message_json(message)
        self.queue.add("callback_query", person, content)
        try:
            given = await asyncio.wait_for(answered, _PRESS_PATIENCE)
        except TimeoutError:
            return {"answered": False, "text": "", "show_alert": False}
        return {
            "answered": True,
            "text": given.get("text", ""),
            "show_alert": bool(given.get("show_alert")),
        }

    async def press_label(self, person: int, label: str) -> Json:
        """Press the newest button with this label (or part of it). Raises LookupError when there is none."""
        for message in reversed(self.world.chats[person].values()):
            for button in (button for row in message.buttons for button in row):
                if label in str(button["text"]):
                    return await self.press(person, message.id, str(button.get("callback_data", "")))
        raise LookupError(f"no button says {label!r}")

    def edit(self, person: int, message_id: int, text: str) -> None:
        """The person edits their own message."""
        message = self.world.chats[person][message_id]
        message.text, message.edited = text, datetime.now(UTC)
        self.tell(Happened("edit", person, message))
        self.queue.add("edited_message", person, self.world.message_json(message))

    def delete(self, person: int, message_id: int) -> None:
        """The person deletes a message; the bot is not told."""
        message = self.world.chats[person].pop(message_id)
        self.tell(Happened("delete", person, message))

    def block(self, person: int, *, blocked: bool) -> None:
        """Block the bot, or open it again; the bot is told."""
        who = self.world.people[person]
        who.blocked = blocked
        standing = {True: "kicked", False: "member"}
        bot = self.world.bot_user()
        self.queue.add(
            "my_chat_member",
            person,
            {
                "chat": who.as_chat(),
                "from": who.as_user(),
                "date": int(datetime.now(UTC).timestamp()),
                "old_chat_member": {"user": bot, "status": standing[not blocked], "until_date": 0},
                "new_chat_member": {"user": bot, "status": standing[blocked], "until_date": 0},
            },
        )

    def in_group(self, person: int, text: str) -> int:
        """Write into a group that the bot is in; the number of the update."""
        who = self.world.people[person]
        group: Json = {"id": -1001, "type": "supergroup", "title": "Sąsiedzi"}
        message: Json = {"message_id": 1, "from": who.as_user(), "chat": group, "date": 1, "text": text}
        return self.queue.add("message", -1001, message)

    def messages(self, person: int) -> list[Message]:
        """The chat, oldest first."""
        return list(self.world.chats[person].values())

    def notice(self, _happened: Happened) -> None:
        """Something happened in a chat: wake those who wait."""
        self._noticed.set()

    async def until(self, seen: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until something is seen. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not seen():
                self._noticed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._noticed.wait(), _LOOK_AGAIN)

    async def until_says(self, person: int, words: str, seconds: float = 10.0) -> Message:
        """Wait until the bot's newest message says this; that message. Raises TimeoutError."""

        def newest() -> Message | None:
            said = [message for message in self.messages(person) if message.from_bot]
            return said[-1] if said else None

        await self.until(lambda: (found := newest()) is not None and words in found.text, seconds)
        found = newest()
        if found is None:
            raise LookupError(words)
        return found

    def _new(self, person: int) -> Message:
        self.world.people[person].started = True
        return self.world.new_message(person, from_bot=False)

    def _sent(self, message: Message) -> Message:
        self.tell(Happened("message", message.chat, message))
        self.queue.add("message", message.chat, self.world.message_json(message))
        return message
