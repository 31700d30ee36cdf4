"""A phone number as people type it: with spaces, dashes, brackets, with or without the country's number."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\s().\-/]")
_DIALLED = re.compile(r"(?:\+|00)([1-9]\d{7,14})")
_POLISH = re.compile(r"(?:0)?([1-9]\d{8})")
_POLAND = "48"


class NoPhone(ValueError):
    """What was typed is no number that somebody could call."""


def phone(typed: str) -> str:
    """The number as it is kept: `+48 600 100 200`, a foreign one as `+380501234567`. Raises NoPhone."""
    bare = _SIGNS.sub("", typed)
    if not bare.isascii():
        raise NoPhone
    abroad = _DIALLED.fullmatch(bare)
    if abroad and not abroad[1].startswith(_POLAND):
        return f"+{abroad[1]}"
    own = abroad[1].removeprefix(_POLAND) if abroad else bare
    if not abroad and own.startswith(_POLAND) and len(own) == len(_POLAND) + 9:
        own = own.removeprefix(_POLAND)
    found = _POLISH.fullmatch(own)
    if not found:
        raise NoPhone
    digits = found[1]
    return f"+{_POLAND} {digits[:3]} {digits[3:6]} {digits[6:]}"
