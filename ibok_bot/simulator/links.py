"""Which addresses Telegram takes for a link, and how it writes them."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#@]*@)?((?:[\w.!$,~*'();&+=-]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*)(?::(\d*))?"
    r"([/?#].*)?",
    re.DOTALL,
)
_LAST_PORT = 65_535
_SPACE = re.compile(r"[\x00-\x20]")


def checked(url: str) -> str | None:
    """The address as Telegram keeps it, or None when Telegram refuses it: a host must have a dot, so no localhost."""
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return None
    scheme, user, host, port, rest = (found[1] or "http").lower(), found[2] or "", found[3], found[4], found[5] or "/"
    if scheme == "tg":
        return f"tg://{host.lower()}{found[5] or ''}"
    if scheme not in {"http", "https"} or "." not in host or host == ".":
        return None
    if port is not None and not 0 < int(port or 0) <= _LAST_PORT:
        return None
    rest = rest if rest.startswith("/") else f"/{rest}"
    return f"{scheme}://{user}{host.lower()}{f':{int(port)}' if port else ''}{_SPACE.sub(_quoted, rest)}"


def start_payload(words: str, bot: str) -> str | None:
    """The payload of a deep link to this bot; None for any other words."""
    found = re.fullmatch(r"(?:https?://)?t\.me/(\w+)\?start=([A-Za-z0-9_-]{1,64})", words.strip())
    return found[2] if found and found[1].lower() == bot.lower() else None


def _quoted(space: re.Match[str]) -> str:
    return f"%{ord(space[0]):02X}"
