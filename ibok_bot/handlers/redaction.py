"""Bot tokens never reach logs, exceptions or tracebacks."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

_TOKEN = re.compile(r"(?<!\d)(\d{1,20}):[A-Za-z0-9_-]{30,}|\bbot(\d{1,20}):[A-Za-z0-9_-]{3,}")
_USERINFO = re.compile(r"(?<=://)([^/\s:@]*):[^/\s]+@")


def redact(text: str) -> str:
    """The text with tokens and passwords in addresses replaced by ***."""
    text = _TOKEN.sub(lambda found: f"{found[1] or 'bot' + (found[2] or '')}:***", text)
    return _USERINFO.sub(r"\1:***@", text)


def redact_event(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: redacts every string of an event, however deep."""
    for key, value in event.items():
        if not key.startswith("_"):  # structlog's own, never rendered
            event[key] = _redacted(value)
    return event


def _redacted(value: object) -> object:
    match value:
        case str():
            return redact(value)
        case dict():
            return {key: _redacted(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_redacted(inner) for inner in value]
        case int() | float() | bool() | None:
            return value
        case _:
            return redact(repr(value))  # as a renderer would write it
