"""Command menus by scope and language, checked as Telegram checks them."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import cast

from ibok_bot.simulator.parameters import Json, bad

LONGEST_DESCRIPTION = 256
MOST = 100
_BROAD = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_OF_A_CHAT = ("chat", "chat_administrators", "chat_member")


def scope_of(given: Json, chats: Container[int]) -> tuple[str, str]:
    """The scope and the language that a call is about. Raises Refused."""
    language = str(given.get("language_code", ""))
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad("invalid language code specified")
    scope = cast("Json", given.get("scope", {"type": "default"}))
    kind = scope.get("type")
    if not isinstance(kind, str):
        raise bad("can't parse BotCommandScope: Can't find field \"type\"")
    if kind in _BROAD:
        return kind, language
    if kind not in _OF_A_CHAT:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    chat = scope.get("chat_id")
    if isinstance(chat, str) and chat.lstrip("-").isdigit():
        chat = int(chat)
    if not isinstance(chat, int) or isinstance(chat, bool):
        raise bad("can't parse BotCommandScope: Can't find field \"chat_id\"")
    if chat not in chats:
        raise bad("chat not found")
    if kind != "chat":
        raise bad("can't use specified scope with a private chat")
    return f"chat:{chat}", language


def checked(given: Json) -> list[Json]:
    """The commands of a call. Raises Refused."""
    commands = cast("list[Json]", given["commands"])
    if len(commands) > MOST:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict):
            raise bad("expected an Object")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= LONGEST_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
