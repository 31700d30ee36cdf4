"""Long texts: nothing is lost, every part fits, and Telegram accepts the markup of each."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibok_bot.handlers.splitting import split, visible_length
from ibok_bot.simulator.html import parse, units

_WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(" \n<>&😀"), max_size=30)
_HTML = st.recursive(
    _WORDS.map(lambda words: escape(words, quote=False)),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["b", "i", "code"]), inner).map(lambda t: f"<{t[0]}>{t[1]}</{t[0]}>"),
        inner.map(lambda words: f'<a href="https://example.com/?a=1&amp;b=2">{words}</a>'),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=12,
)


def bare(text: str) -> str:
    """The letters alone: white space may be lost where a text is cut."""
    return "".join(text.split())


@settings(deadline=None)
@given(_HTML, st.integers(2, 40))
def test_parts_fit_are_accepted_and_together_say_everything(html: str, longest: int) -> None:
    whole, _entities = parse(html)
    parts = [parse(part)[0] for part in split(html, longest)]
    assert bare("".join(parts)) == bare(whole)
    assert all(part.strip() and units(part) <= longest for part in parts)


@settings(deadline=None)
@given(_HTML, st.integers(2, 40))
def test_what_is_bold_stays_bold_in_every_part(html: str, longest: int) -> None:
    assert marked(html) == "".join(marked(part) for part in split(html, longest))


def marked(html: str) -> str:
    """The letters in bold, without white space."""
    text, entities = parse(html)
    bold = [(e.offset, e.offset + e.length) for e in entities if e.kind == "bold"]
    found, place = "", 0
    for sign in text:
        if any(start <= place < end for start, end in bold) and not sign.isspace():
            found += sign
        place += units(sign)
    return found


def test_a_short_text_is_one_part_as_it_is() -> None:
    assert split("<b>Saldo</b>\n\n0,00&amp; zł") == ["<b>Saldo</b>\n\n0,00&amp; zł"]


@pytest.mark.parametrize("html", ["", " \n ", "<b></b>" * 2000 + " " * 5000])
def test_a_text_that_says_nothing_has_no_parts(html: str) -> None:
    assert split(html) == []


def test_it_is_cut_on_line_ends() -> None:
    assert split("pierwsza\ndruga\ntrzecia", 15) == ["pierwsza\ndruga", "trzecia"]


def test_an_open_tag_is_closed_and_opened_again() -> None:
    assert split('<a href="x y"><b>raz\ndwa</b></a>', 4) == [
        '<a href="x y"><b>raz</b></a>',
        '<a href="x y"><b>dwa</b></a>',
    ]


def test_a_long_line_is_cut_on_a_space_and_a_longer_word_anywhere() -> None:
    assert split("raz dwa trzy", 10) == ["raz dwa ", "trzy"]
    assert split("abcdefgh", 3) == ["abc", "def", "gh"]


def test_empty_lines_before_a_full_part_do_not_make_it_too_long() -> None:
    assert all(visible_length(part) <= 4096 for part in split("\n\n" + "x" * 4096))


def test_length_is_counted_as_telegram_counts() -> None:
    assert visible_length("<b>😀&lt;</b>é") == 4
    assert visible_length("&amp;lt;") == 4
