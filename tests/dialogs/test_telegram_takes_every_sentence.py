"""Every sentence of every language, filled with awkward names, goes through Telegram's own parser."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from itertools import cycle
from pathlib import Path

import pytest

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.i18n import LANGUAGES, Arg, Msg, Verbatim, Voice
from ibok_bot.simulator.html import parse
from tests.tdlib import html_parser

AWKWARD = (
    "<b>",
    "</b>",
    "&",
    "&lt;",
    "_x_*y*[z](u)",
    "🙂👩‍👩‍👧‍👦",
    "\u202eRTL\u2066x",
    "<a href='x'>",
    "`code`",
    "\"'",
)
VALUES: tuple[Arg, ...] = (
    Money(-123456),
    Energy(1_234_567),
    Decimal("0.001"),
    date(2026, 11, 24),
    datetime(2026, 11, 24, tzinfo=UTC),
)
CODE = Path(__file__).parent.parent.parent / "ibok_bot"


def sentences() -> list[Msg]:
    found = []
    awkward = cycle((*(Verbatim(text) for text in AWKWARD), *AWKWARD, *VALUES))
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "n_"}):
                continue
            keys = [key.value for key in node.args[: 2 if node.func.id == "n_" else 1] if isinstance(key, ast.Constant)]
            names = sorted(set(re.findall(r"\{(\w+)\}", str(keys[-1]))))
            for _variant in range(3 if names else 1):
                args = tuple((name, 5 if name == "n" else next(awkward)) for name in names)
                found.append(Msg(str(keys[0]), args, str(keys[1]) if len(keys) > 1 else None, 5))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_local_telegram_takes_them_and_shows_what_was_meant(language: str) -> None:
    voice = Voice(language)
    for sentence in sentences():
        html = voice.html(sentence)
        text, _entities = parse(html)
        assert text == unescape(re.sub(r"</?(b|i|code)>", "", html))


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegrams_own_parser_takes_them(language: str) -> None:
    tdlib = html_parser()
    voice = Voice(language)
    for sentence in sentences():
        html = voice.html(sentence)
        if not html.strip():
            continue
        told = tdlib(html)
        assert told["@type"] == "formattedText", (html, told)
        assert told["text"] == parse(html)[0]
