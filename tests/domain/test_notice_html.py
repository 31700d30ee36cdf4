"""The formatting of a staff text is kept, and nothing else: whatever comes in, Telegram takes what comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ibok_bot.domain.media import Entity
from ibok_bot.domain.notice_html import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    LONGEST_TITLE,
    BadMarkup,
    Missing,
    SafeHtml,
    TooLong,
    check,
    from_entities,
    from_file,
    kept,
)
from ibok_bot.simulator.html import parse

CODE = Path(__file__).parents[2] / "ibok_bot"
KINDS = (
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "blockquote",
    "expandable_blockquote",
)  # fmt: skip
URLS = (
    "https://example.org/a?b=1&c=2", "http://example.org", "tg://resolve?domain=x", "mailto:a@example.org", "tel:991",
    "javascript:alert(1)", 'https://example.org/"><b>', "ftp://example.org", "", None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "entities", "html"),
    [
        ("a < b & c", [], "a &lt; b &amp; c"),
        ("bold", [Entity("bold", 0, 4)], "<b>bold</b>"),
        ("🙂 bold", [Entity("bold", 3, 4)], "🙂 <b>bold</b>"),
        ("both", [Entity("bold", 0, 4), Entity("italic", 0, 4)], "<b><i>both</i></b>"),
        ("abcdef", [Entity("italic", 0, 4), Entity("bold", 2, 4)], "<i>ab</i><b><i>cd</i>ef</b>"),
        ("see it", [Entity("text_link", 4, 2, "https://example.org/?a=1&b=2")],
         'see <a href="https://example.org/?a=1&amp;b=2">it</a>'),
        ("see it", [Entity("text_link", 4, 2, "javascript:alert(1)")], "see it"),
        ("see it", [Entity("text_link", 4, 2, "tel:991")], 'see <a href="tel:991">it</a>'),
        ("q\nr", [Entity("expandable_blockquote", 0, 3)], "<blockquote expandable>q\nr</blockquote>"),
        ("x = 1", [Entity("pre", 0, 5, language="python"), Entity("bold", 0, 1)], "<pre>x = 1</pre>"),
        ("code", [Entity("blockquote", 0, 4), Entity("code", 0, 4)], "<blockquote><code>code</code></blockquote>"),
        ("@me #tag", [Entity("mention", 0, 3), Entity("hashtag", 4, 4), Entity("custom_emoji", 0, 1)], "@me #tag"),
        ("ab", [Entity("bold", -5, 6)], "<b>a</b>b"),
        ("ab", [Entity("bold", 1, 2**40)], "a<b>b</b>"),
        ("ab", [Entity("bold", 9, 1), Entity("bold", 1, 0), Entity("bold", 1, -1)], "ab"),
        ("a\x00b\ud800", [Entity("bold", 2, 1)], "a<b>b</b>\ufffd"),
        ("s", [Entity("spoiler", 0, 1), Entity("underline", 0, 1), Entity("strikethrough", 0, 1)],
         "<u><s><tg-spoiler>s</tg-spoiler></s></u>"),
    ],
)  # fmt: skip
def test_what_telegram_tells_of_is_kept(text: str, entities: list[Entity], html: str) -> None:
    assert from_entities(text, entities).html == html


ENTITIES = st.lists(
    st.builds(
        Entity,
        kind=st.sampled_from((*KINDS, "mention", "custom_emoji", "")),
        offset=st.integers(-3, 30),
        length=st.integers(-3, 30),
        url=st.sampled_from(URLS) | st.text(max_size=20),
    ),
    max_size=12,
)
TEXTS = st.text(st.sampled_from("ab <>&\"'\n🙂é\u202e\x00\ud800/=;#") | st.characters(), max_size=30)


@given(TEXTS, ENTITIES)
@example("🙂🙂", [Entity("bold", 1, 2), Entity("italic", 2, 2)])
def test_whatever_comes_in_telegram_takes_what_comes_out(text: str, entities: list[Entity]) -> None:
    made = from_entities(text, entities)
    plain, found = parse(made.html)
    assert plain == made.plain
    assert made.length == len(plain.encode("utf-16-le")) // 2
    assert {one.kind for one in found} <= set(KINDS)
    assert all(re.match(r"(?:https?|tg)://", one.url) for one in found if one.url)
    assert re.findall(r'href="(?!https?://|tg://|mailto:|tel:)', made.html) == []
    assert kept(made.html) == made


@given(st.text(st.sampled_from("ab"), min_size=8, max_size=8), ENTITIES)
def test_each_sign_has_the_formats_it_was_given_where_telegram_allows_them(text: str, entities: list[Entity]) -> None:
    simple = [one for one in entities if one.kind in {"bold", "italic", "underline", "strikethrough", "spoiler"}]
    _plain, found = parse(from_entities(text, simple).html)
    for place in range(8):
        given_ = {one.kind for one in simple if one.offset <= place < one.offset + one.length}
        assert {one.kind for one in found if one.offset <= place < one.offset + one.length} == given_


@given(TEXTS)
def test_a_file_is_understood_or_refused_with_a_line(source: str) -> None:
    bad = None
    try:
        assert parse(from_file(source).html)[0] == from_file(source).plain
    except BadMarkup as refused:
        bad = refused
    if bad:
        assert 1 <= bad.line <= source.count("\n") + 1
        assert str(bad).startswith(f"Line {bad.line}: ")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("plain: 2 < 3 & so on", "plain: 2 &lt; 3 &amp; so on"),
        ("<b>Bold</b> and <EM>soft</EM>", "<b>Bold</b> and <i>soft</i>"),
        ("<strong>a</strong><ins>b</ins><del>c</del>", "<b>a</b><u>b</u><s>c</s>"),
        ("2 &lt; 3 &amp; AT&T &#322;", "2 &lt; 3 &amp; AT&amp;T ł"),
        ("<a href='https://example.org?a=1&amp;b=2'>x</a>", '<a href="https://example.org?a=1&amp;b=2">x</a>'),
        ("<blockquote expandable>q</blockquote>", "<blockquote expandable>q</blockquote>"),
        ("<b>one\r\ntwo</b>", "<b>one\ntwo</b>"),
        ("\ufefftext", "text"),
    ],
)
def test_a_file_is_plain_or_the_same_small_html(source: str, html: str) -> None:
    assert from_file(source).html == html


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("ok\n<b>never", 2, "<b> is never closed"),
        ("<b>a\n<i>b\n</b></i>", 3, "</b> stands where </i> should: <i> of line 2 is open"),
        ("a\n\n<h1>Title</h1> <b>x</b>", 3, "<h1> is not known"),
        ("<b>x</b>\n2 < 3", 2, "write &lt;"),
        ("<b class='x'>x</b>", 1, "<b> takes nothing"),
        ("<a>x</a>", 1, 'a link looks like this: <a href="https://example.org">'),
        ("<a href='javascript:x'>x</a>", 1, "a link begins with https://"),
        ("x</b>", 1, "</b> closes nothing"),
        ("<b>x</b y>", 1, "</b> takes nothing"),
    ],
)
def test_what_a_file_has_wrong_is_told_with_its_line(source: str, line: int, reason: str) -> None:
    with pytest.raises(BadMarkup, match=re.escape(reason)) as caught:
        from_file(source)
    assert caught.value.line == line


def test_what_somebody_else_put_into_the_database_is_shown_as_plain_text() -> None:
    assert kept("<script>x</script>") == SafeHtml("&lt;script&gt;x&lt;/script&gt;", "<script>x</script>")


def test_limits_are_those_of_telegram() -> None:
    check("t" * LONGEST_TITLE, from_entities("🙂" * (LONGEST_TEXT // 2)), with_file=False)
    check("t", from_file(f"<b>{'x' * LONGEST_CAPTION}</b>"), with_file=True)
    with pytest.raises(TooLong, match="1025 characters long, and at most 1024"):
        check("t", from_entities("x" * (LONGEST_CAPTION + 1)), with_file=True)
    with pytest.raises(TooLong, match="text"):
        check("t", from_entities("🙂" * (LONGEST_TEXT // 2) + "x"), with_file=False)
    with pytest.raises(TooLong, match="title"):
        check("🙂" * 61, from_entities("x"), with_file=False)
    with pytest.raises(Missing, match="title"):
        check(" ", from_entities("x"), with_file=False)
    with pytest.raises(Missing, match="text"):
        check("t", from_entities(" \n"), with_file=False)


def test_markup_that_is_not_escaped_is_made_in_one_place() -> None:
    made = {path.name for path in CODE.rglob("*.py") if re.search(r"(?<!case )(?<!class )SafeHtml\(", path.read_text())}
    assert made == {"notice_html.py"}
