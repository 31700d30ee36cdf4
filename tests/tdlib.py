"""Telegram's own text parser, as TDLib carries it; it works without a network."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.databases import missing

Execute = Callable[[str], dict[str, object]]


def html_parser() -> Execute:
    """A function from HTML to TDLib's answer: a formattedText, or an error. Skips where TDLib is not installed."""
    try:
        import tdjson  # noqa: PLC0415 - PyPI has it for some machines only
    except ImportError:
        missing("tdjson is not installed: PyPI has it for Linux on x86-64 alone")
    quiet = {"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}
    tdjson.td_execute(json.dumps(quiet).encode())

    def execute(html: str) -> dict[str, object]:
        mode = {"@type": "textParseModeHTML"}
        request = {"@type": "parseTextEntities", "text": html, "parse_mode": mode}
        answer: dict[str, object] = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
        return answer

    return execute
