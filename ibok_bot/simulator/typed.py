"""What Telegram's apps make of typed marks: **bold**, __italic__, ~~struck~~, ||hidden||, `code`, [words](address)."""

from __future__ import annotations

import re

from ibok_bot.simulator.html import Entity, units

_MARKS = {"**": "bold", "__": "italic", "~~": "strikethrough", "||": "spoiler", "`": "code"}
_MARKED = re.compile(
    r"\[(?P<words>[^\]\n]+)\]\((?P<url>https?://[^\s)]+)\)|(?P<mark>\*\*|__|~~|\|\||`)(?P<inside>[^\n]+?)(?P=mark)"
)


def typed(text: str) -> tuple[str, list[Entity]]:
    """The text without the marks, and its formatted parts; marks do not stand within each other."""
    plain, entities, at = "", [], 0
    for found in _MARKED.finditer(text):
        plain += text[at : found.start()]
        words = found["words"] or found["inside"]
        if found["url"]:
            entities.append(Entity("text_link", units(plain), units(words), found["url"]))
        else:
            entities.append(Entity(_MARKS[found["mark"]], units(plain), units(words)))
        plain, at = plain + words, found.end()
    return plain + text[at:], entities
