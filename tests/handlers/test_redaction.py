"""Tokens and passwords of addresses do not get past the log's processor, in whatever shape they come."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from ibok_bot.handlers.redaction import redact, redact_event

TOKEN = "7000000001:AAH-invented_token_of_thirty-five_ab"
_ADDRESS = f"https://api.telegram.org/bot{TOKEN}/sendMessage"


@dataclass
class Holder:
    """Something whose repr shows everything."""

    url: str


def test_the_number_of_the_bot_stays_so_that_one_knows_which() -> None:
    assert redact(f"POST {_ADDRESS} failed") == "POST https://api.telegram.org/bot7000000001:***/sendMessage failed"
    assert redact(TOKEN) == "7000000001:***"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("postgresql://ibok:secret@db:5432/ibok", "postgresql://ibok:***@db:5432/ibok"),
        ("smtp://user:p@ss:word@mail:25", "smtp://user:***@mail:25"),
        ("redis://:secret@cache", "redis://:***@cache"),
    ],
)
def test_passwords_in_addresses_are_hidden(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize("text", ["12:30:05", "10.0.0.1:8080", "http://127.0.0.1:8081/a@b", "update=telegram:123456"])
def test_other_things_stay(text: str) -> None:
    assert redact(text) == text


_OTHER_LETTERS = st.text(st.characters(exclude_characters="abcXYZ019_-"))


@settings(deadline=None)
@given(_OTHER_LETTERS, st.text(st.sampled_from("abcXYZ019_-"), min_size=30, max_size=40), _OTHER_LETTERS)
def test_no_token_is_left_wherever_it_stands(before: str, secret: str, after: str) -> None:
    assert secret not in redact(f"{before}bot123:{secret}{after}")


@pytest.mark.parametrize(
    "value",
    [
        _ADDRESS,
        {"deep": [{"deeper": (_ADDRESS,)}]},
        ValueError(_ADDRESS),
        URL(_ADDRESS),
        Holder(_ADDRESS),
        _ADDRESS.encode(),
        {_ADDRESS},
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_shape_of_value_lets_a_token_through(value: object) -> None:
    event = redact_event(None, "info", {"event": "call", "value": value, "count": 3})
    assert TOKEN.partition(":")[2] not in json.dumps(event, default=repr)
    assert event["count"] == 3


def test_tracebacks_too() -> None:
    written = io.StringIO()
    log = structlog.wrap_logger(
        structlog.WriteLogger(written),
        processors=[structlog.processors.format_exc_info, redact_event, structlog.processors.JSONRenderer()],
    )
    try:
        int(_ADDRESS)
    except ValueError:
        log.exception("failed")
    assert "ValueError" in written.getvalue()
    assert TOKEN.partition(":")[2] not in written.getvalue()
