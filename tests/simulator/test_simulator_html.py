"""Telegram's HTML: the same text, entities and complaints as TDLib's own parser."""

from __future__ import annotations

import html
import importlib.util
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ibok_bot.simulator.html import CannotParse, Entity, parse, units
from ibok_bot.simulator.shown import to_html
from tests.databases import missing

_KINDS = {
    "TextUrl": "text_link", "Bold": "bold", "Italic": "italic", "Underline": "underline",
    "Strikethrough": "strikethrough", "Code": "code", "Pre": "pre", "PreCode": "pre", "Spoiler": "spoiler",
    "BlockQuote": "blockquote", "ExpandableBlockQuote": "expandable_blockquote", "CustomEmoji": "custom_emoji",
}  # fmt: skip
_TAGS = ("b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler", "strong", "del", "B")
_WORDS = st.sampled_from(
    ["a", "ż", "😀", " ", "\n", "&lt;", "&amp", "&#65;", "&#x1f600;", "&no;", "&", "x.pl", ">", "'"]
)
_PIECES = st.one_of(
    _WORDS,
    st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
    st.sampled_from(["<", "</", "</>", "<i a=b", "<b c='&lt;'>", "<br/>", "=", '"', "&#55357;", "</b >", "<span>"]),
)
_OPEN = st.sampled_from(
    [(f"<{tag}>", f"</{tag}>") for tag in _TAGS]
    + [
        ('<a href="http://a.pl/?x=1&amp;y">', "</a>"),
        ('<code class="language-py">', "</code>"),
        ('<span class="tg-spoiler">', "</span>"),
        ("<blockquote expandable>", "</blockquote>"),
        ("<tg-emoji emoji-id='5'>", "</tg-emoji>"),
    ]
)
_NESTED = st.recursive(
    _WORDS, lambda inner: st.builds(lambda tag, parts: tag[0] + "".join(parts) + tag[1], _OPEN, st.lists(inner))
)


@pytest.mark.parametrize(
    ("written", "text", "entities"),
    [
        ("<b>Saldo</b>: 5 zł", "Saldo: 5 zł", [Entity("bold", 0, 5)]),
        ("⚡😀<i>x</i>", "⚡😀x", [Entity("italic", 3, 1)]),
        ("<b>a<i>b</i></b>", "ab", [Entity("bold", 0, 2), Entity("italic", 1, 1)]),
        ("1 &lt; 2 &amp;&quot;&#65;&#x42;&nbsp;", '1 < 2 &"AB&nbsp;', []),
        ("<b></b>x", "x", []),
        ('<a href="https://a.pl/?x=1&amp;y=2">y</a>', "y", [Entity("text_link", 0, 1, "https://a.pl/?x=1&y=2")]),
        ('<a href="http://localhost/">y</a>', "y", []),
        ("<blockquote expandable>x</blockquote>", "x", [Entity("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [Entity("pre", 0, 1, language="py")]),
        ('<span class="tg-spoiler">x</span>', "x", [Entity("spoiler", 0, 1)]),
    ],
)
def test_markup_becomes_text_and_entities(written: str, text: str, entities: list[Entity]) -> None:
    assert parse(written) == (text, entities)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("żó<br/>", 'Unsupported start tag "br/" at byte offset 4'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<i =a>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(written: str, complaint: str) -> None:
    with pytest.raises(CannotParse) as refused:
        parse(written)
    assert str(refused.value) == complaint


@given(st.text())
@example("<b>&amp;</b>")
def test_escaped_text_always_reads_back_as_itself(text: str) -> None:
    assert parse(html.escape(text, quote=False)) == (text, [])
    assert parse(f"<b>{html.escape(text, quote=False)}</b>")[0] == text


@given(_NESTED)
def test_the_page_shows_only_tags_of_our_own_making(written: str) -> None:
    text, entities = parse(written) if "tg-emoji" not in written else ("", [])
    shown = to_html(text, entities)
    assert html.unescape(parse_back(shown)) == text


def parse_back(shown: str) -> str:
    """The text between tags, as a browser would see it."""
    out, inside = "", False
    for sign in shown.replace("<br>", "\n"):
        inside = (inside or sign == "<") and sign != ">"
        out += "" if inside or sign == ">" else sign
    return out


def _tdlib(written: str) -> object:
    from tdjson import td_execute  # noqa: PLC0415 - only where it is installed

    td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')
    request = {"@type": "parseTextEntities", "text": written, "parse_mode": {"@type": "textParseModeHTML"}}
    found = json.loads(td_execute(json.dumps(request).encode()) or b"")
    if found["@type"] == "error":
        return found["message"]
    return found["text"], [_tdlib_entity(one) for one in found["entities"]]


def _tdlib_entity(one: dict[str, object]) -> Entity:
    kind = one["type"]
    assert isinstance(kind, dict)
    offset, length = one["offset"], one["length"]
    assert isinstance(offset, int)
    assert isinstance(length, int)
    name = _KINDS[kind["@type"].removeprefix("textEntityType")]
    return Entity(name, offset, length, kind.get("url"), kind.get("language") or None, kind.get("custom_emoji_id"))


def _ours(written: str) -> object:
    try:
        return parse(written)
    except CannotParse as why:
        return f"Can't parse entities: {why}"


@given(st.one_of(st.lists(_PIECES).map("".join), _NESTED))
def test_tdlib_says_the_same(written: str) -> None:
    if importlib.util.find_spec("tdjson") is None:
        missing("PyPI's tdjson is not here to compare with")
    assert _ours(written) == _tdlib(written)


@given(st.text())
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == sum(2 if ord(sign) > 0xFFFF else 1 for sign in text)
