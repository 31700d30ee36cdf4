"""What each method takes: names, types, what is required. Stricter than Telegram: unknown names are refused."""

from __future__ import annotations

import json
from dataclasses import dataclass

Json = dict[str, object]

_SEND: Json = {
    "chat_id": int, "disable_notification": bool, "protect_content": bool, "reply_markup": dict,
    "reply_parameters": dict, "allow_paid_broadcast": bool, "message_effect_id": str, "parse_mode": str,
}  # fmt: skip

TAKES: dict[str, Json] = {
    "getMe": {},
    "getUpdates": {"offset": int, "limit": int, "timeout": int, "allowed_updates": list},
    "setWebhook": {
        "url": str, "secret_token": str, "allowed_updates": list, "max_connections": int,
        "drop_pending_updates": bool, "ip_address": str,
    },
    "deleteWebhook": {"drop_pending_updates": bool},
    "getWebhookInfo": {},
    "sendMessage": _SEND | {"text": str, "link_preview_options": dict},
    "sendRichMessage": {name: kind for name, kind in _SEND.items() if name != "parse_mode"} | {"rich_message": dict},
    "sendPhoto": _SEND | {"photo": str, "caption": str},
    "sendDocument": _SEND | {"document": str, "caption": str,
                             "disable_content_type_detection": bool},
    "editMessageText": {"chat_id": int, "message_id": int, "text": str, "parse_mode": str,
                        "link_preview_options": dict, "reply_markup": dict, "rich_message": dict},
    "editMessageCaption": {"chat_id": int, "message_id": int, "caption": str, "parse_mode": str,
                           "reply_markup": dict},
    "editMessageReplyMarkup": {"chat_id": int, "message_id": int, "reply_markup": dict},
    "deleteMessage": {"chat_id": int, "message_id": int},
    "deleteMessages": {"chat_id": int, "message_ids": list},
    "answerCallbackQuery": {"callback_query_id": str, "text": str, "show_alert": bool, "url": str,
                            "cache_time": int},
    "sendChatAction": {"chat_id": int, "action": str},
    "getFile": {"file_id": str},
    "getChat": {"chat_id": int},
    "setMyCommands": {"commands": list, "scope": dict, "language_code": str},
    "getMyCommands": {"scope": dict, "language_code": str},
    "deleteMyCommands": {"scope": dict, "language_code": str},
}  # fmt: skip
NEEDS = {
    "sendMessage": ("chat_id", "text"), "sendPhoto": ("chat_id", "photo"), "sendDocument": ("chat_id", "document"),
    "sendRichMessage": ("chat_id", "rich_message"),
    "editMessageText": ("chat_id", "message_id"), "editMessageReplyMarkup": ("chat_id", "message_id"),
    "editMessageCaption": ("chat_id", "message_id"), "deleteMessage": ("chat_id", "message_id"),
    "deleteMessages": ("chat_id", "message_ids"), "answerCallbackQuery": ("callback_query_id",),
    "sendChatAction": ("chat_id", "action"), "getFile": ("file_id",), "getChat": ("chat_id",),
    "setWebhook": ("url",), "setMyCommands": ("commands",),
}  # fmt: skip
_MISSING = {"text": "message text is empty", "chat_id": "chat_id is empty"}


@dataclass(frozen=True)
class Refused(Exception):
    """A call that Telegram answers with an error."""

    code: int
    description: str
    retry_after: int | None = None

    def as_json(self) -> Json:
        """The body of the answer."""
        found: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return found | ({"parameters": {"retry_after": self.retry_after}} if self.retry_after else {})


def bad(why: str) -> Refused:
    """400, with Telegram's words."""
    return Refused(400, f"Bad Request: {why}")


def decoded(method: str, given: Json) -> Json:
    """The parameters with their types. Raises Refused for unknown, mistyped and missing ones."""
    takes = TAKES[method]
    unknown = sorted(given.keys() - takes.keys())
    if unknown:
        raise bad(f"unknown parameter {unknown[0]} (this local server is stricter than Telegram)")
    found = {name: _typed(name, value, takes[name]) for name, value in given.items()}
    for name in NEEDS.get(method, ()):
        if found.get(name) in (None, ""):
            raise bad(_MISSING.get(name, f"there is no {name} in the request"))
    return found


def _typed(name: str, value: object, kind: object) -> object:
    if kind is str:
        return value if isinstance(value, str) else json.dumps(value)
    if isinstance(value, str) and kind is not str:
        try:
            value = json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name}: it is no JSON") from None
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind in (dict, list) and isinstance(value, kind):
        return value
    raise bad(f"can't parse {name}: wrong type")
