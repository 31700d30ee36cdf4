"""What a message says: text with entities, or a rich message."""

from __future__ import annotations

import re
from typing import cast

from ibok_bot.simulator.html import CannotParse, Entity, parse, units
from ibok_bot.simulator.parameters import Json, bad
from ibok_bot.simulator.rich import read
from ibok_bot.simulator.rich_blocks import Block, CannotShow

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_FORMS = {"html", "markdown", "blocks"}
_SWITCHES = {"is_rtl", "skip_entity_detection"}
_HALF_AN_ADDRESS = re.compile(r"\w:\w+@\w")
"""Taken for a mail address, and then found to be none: the whole message is lost unless nothing is looked for."""
_OF_TEXT_ONLY = ("text", "parse_mode", "entities", "link_preview_options")


def formatted(given: Json, name: str, longest: int) -> tuple[str, list[Entity]]:
    """The text and its entities. Raises Refused for broken markup and for too long a text."""
    text = str(given.get(name, ""))
    mode = given.get("parse_mode")
    if mode not in (None, "HTML"):
        raise bad("unsupported parse_mode")
    try:
        plain, entities = parse(text) if mode else (text, [])
    except CannotParse as why:
        raise bad(f"can't parse entities: {why}") from None
    if units(plain) > longest:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return plain, entities


def rich(given: Json) -> list[Block]:
    """The blocks of a rich message. Raises Refused, also for what Telegram would pass over in silence."""
    wanted = cast("Json", given["rich_message"])
    needless = [name for name in _OF_TEXT_ONLY if name in given]
    unknown = sorted(wanted.keys() - _FORMS - _SWITCHES) + needless
    if unknown:
        raise bad(f"{unknown[0]} has no place in a rich message (this local server is stricter than Telegram)")
    if len(wanted.keys() & _FORMS) != 1:
        raise bad(
            "exactly one of html, markdown and blocks must be given (this local server is stricter than Telegram)"
        )
    if not all(isinstance(wanted.get(switch, False), bool) for switch in _SWITCHES):
        raise bad("can't parse rich_message: wrong type")
    html = wanted.get("html")
    if not isinstance(html, str):
        raise bad("this local server knows rich messages in HTML alone")
    if not wanted.get("skip_entity_detection") and _HALF_AN_ADDRESS.search(html):
        raise bad("RICH_MESSAGE_EMAIL_INVALID")
    try:
        return read(html)
    except CannotShow as why:
        raise bad(str(why)) from None
