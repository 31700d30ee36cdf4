"""Formatted text as safe HTML for the chat page: only tags of our own making, everything else escaped."""

from __future__ import annotations

from html import escape

from ibok_bot.simulator.html import Entity, units

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


def to_html(text: str, entities: list[Entity]) -> str:
    """The text with its formatting."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in entities:
        before, after = _tags(entity)
        opening.setdefault(entity.offset, []).append(before)
        closing.setdefault(entity.offset + entity.length, []).insert(0, after)
    out, place = list[str](), 0
    for sign in text:
        out += [*closing.get(place, []), *opening.get(place, []), escape(sign)]
        place += units(sign)
    return "".join([*out, *closing.get(place, [])]).replace("\n", "<br>")


def _tags(entity: Entity) -> tuple[str, str]:
    if entity.kind == "text_link" and (entity.url or "").startswith(("http://", "https://")):
        return f'<a href="{escape(entity.url or "")}" rel="noopener" target="_blank">', "</a>"
    if entity.kind == "spoiler":
        return '<span class="spoiler">', "</span>"
    tag = _TAGS.get(entity.kind)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
