"""Keyboards under messages, judged as Telegram judges them."""

from __future__ import annotations

from typing import cast

from ibok_bot.simulator import links
from ibok_bot.simulator.parameters import Json, bad

_KINDS = ("callback_data", "url", "copy_text", "web_app", "switch_inline_query", "login_url", "pay")
_STYLES = (None, "danger", "success", "primary")
_OTHERS = {"keyboard", "remove_keyboard", "force_reply"}


def keyboard(given: Json) -> Json | None:
    """The keyboard. Raises Refused for a button that Telegram would refuse."""
    markup = cast("Json | None", given.get("reply_markup"))
    if not markup:
        return None
    rows = markup.get("inline_keyboard")
    if rows is None:
        if not _OTHERS & markup.keys():
            raise bad("object expected as reply markup")
        return markup
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('can\'t parse inline keyboard: Field "inline_keyboard" must be an Array of Arrays')
    for button in (button for row in rows for button in row):
        _check_button(button)
    return markup if any(rows) else None


def _check_button(button: object) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")):
        raise bad("can't parse inline keyboard button: Text buttons are empty")
    if sum(kind in button for kind in _KINDS) != 1:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:  # noqa: PLR2004
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and links.checked(str(button["url"])) is None:
        raise bad("BUTTON_URL_INVALID")
    if "copy_text" in button and not 1 <= len(_copied(button)) <= 256:  # noqa: PLR2004 - Telegram's own limit
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if button.get("style") not in _STYLES:
        raise bad("BUTTON_STYLE_INVALID")


def _copied(button: Json) -> str:
    copy = button["copy_text"]
    return str(copy.get("text", "")) if isinstance(copy, dict) else ""
