"""A survey's file: what is right is read as written, and each mistake is told with its own line."""

from __future__ import annotations

import tomllib
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.survey_file import read_survey
from ibok_bot.domain.survey_mistakes import SAID, Broken, Mistake, Wrong
from ibok_bot.domain.surveys import Multiple, Nps, Option, Single, Span, Survey, Words
from ibok_bot.domain.toml_lines import toml_lines

TODAY = date(2026, 11, 24)
GOOD = '''\
# a comment with [[question]] in it
name = "short"
title = { pl = "Tytuł", en = "Title" }
intro = """
Kilka
pytań."""
from = 2026-11-25
to = 2026-12-01
audience = "town:Kraków"

[[question]]
id = "one"
kind = "single"
text = "Co?"
options = [
  # first
  "a", { pl = "b", en = "B" },
  { text = "c", next = "three" },
]

[[question]]
id = "two"
kind = "multiple"
text = "Które?"
options = ["x", "y"]
required = false

[[question]]
id = "three"
kind = "nps"
text = "Ile?"
branches = [{ from = 0, to = 6, next = "four" }, { from = 9, to = 10, next = "end" }]

[[question]]
id = "four"
kind = "text"
text = "Czemu?"
'''


def mistakes(text: str) -> list[tuple[int, Wrong]]:
    with pytest.raises(Broken) as broken:
        read_survey(text.encode(), TODAY)
    return [(one.line, one.wrong) for one in broken.value.mistakes]


def test_everything_is_read_as_it_was_written() -> None:
    survey = read_survey(GOOD.encode(), TODAY)
    assert survey.title == Words("Tytuł", "Title")
    assert survey.intro == Words("Kilka pytań.")
    assert (survey.first, survey.last) == (date(2026, 11, 25), date(2026, 12, 1))
    one, two, three, _four = survey.questions
    assert one == Single(
        "one", Words("Co?"), (Option(Words("a")), Option(Words("b", "B")), Option(Words("c"), "three"))
    )
    assert isinstance(two, Multiple)
    assert not two.required
    assert isinstance(three, Nps)
    assert three.spans == (Span(0, 6, "four"), Span(9, 10, "end"))
    assert survey.opens_at is not None
    assert survey.closes_at is not None
    assert survey.closes_at.isoformat() == "2026-12-02T00:00:00+01:00"
    assert msgspec.json.decode(msgspec.json.encode(survey), type=Survey) == survey


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ('name = "short"', 'name = "Za długa"', 2, Wrong.BAD_NAME),
        ('name = "short"', 'name = "after-fault"', 2, Wrong.BAD_NAME),
        ('name = "short"', "", 1, Wrong.BAD_NAME),
        ('pl = "Tytuł"', 'de = "Titel"', 3, Wrong.UNKNOWN),
        ('title = { pl = "Tytuł", en = "Title" }', "title = 7", 3, Wrong.NO_TEXT),
        ('"Tytuł"', f'"{"ą" * 101}"', 3, Wrong.TOO_LONG),
        ("from = 2026-11-25", 'from = "jutro"', 7, Wrong.DAY),
        ("from = 2026-11-25", "from = 2026-12-25", 8, Wrong.ENDS_BEFORE),
        ("from = 2026-11-25\nto = 2026-12-01", "to = 2026-11-01", 7, Wrong.OVER),
        ("town:Kraków", "miasto:Kraków", 9, Wrong.AUDIENCE),
        ('audience = "town:Kraków"', "push = 1", 9, Wrong.YES_NO),
        ('audience = "town:Kraków"', "colour = 1", 9, Wrong.UNKNOWN),
        ('id = "two"', 'id = "one"', 22, Wrong.TWICE),
        ('id = "two"', 'id = "end"', 22, Wrong.BAD_NAME),
        ('kind = "multiple"', 'kind = "many"', 23, Wrong.NO_KIND),
        ('kind = "multiple"', "", 21, Wrong.NO_KIND),
        ('text = "Które?"', 'text = ""', 24, Wrong.NO_TEXT),
        ('options = ["x", "y"]', 'options = ["x"]', 25, Wrong.OPTIONS),
        ('options = ["x", "y"]', 'options = ["x", "x"]', 25, Wrong.TWICE),
        ("required = false", 'required = "no"', 26, Wrong.YES_NO),
        ('{ text = "c", next = "three" }', '{ text = "c", next = "tree" }', 18, Wrong.NO_SUCH),
        ('{ text = "c", next = "three" }', '{ text = "c", next = "one" }', 18, Wrong.GOES_BACK),
        ('{ text = "c", next = "three" }', "3", 18, Wrong.NO_TEXT),
        ('text = "Ile?"', 'text = "Ile?"\noptions = ["x", "y"]', 32, Wrong.NOT_HERE),
        ("from = 9", "from = 6", 32, Wrong.OVERLAP),
        ("to = 10", "to = 11", 32, Wrong.BRANCH),
        ('kind = "text"', 'kind = "text"\nbranches = []', 37, Wrong.NOT_HERE),
        ('next = "four" }', 'next = "end" }', 0, Wrong.UNREACHED),
    ],
)
def test_each_mistake_is_told_with_its_line(old: str, new: str, line: int, wrong: Wrong) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if wrong is Wrong.UNREACHED:
        text = text.replace('text = "Ile?"', 'text = "Ile?"\nnext = "end"')
        line = text.splitlines().index('id = "four"')
    if wrong is Wrong.OVERLAP:
        line = text.splitlines().index('text = "Ile?"') + 2
    assert (line, wrong) in mistakes(text)


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ('name = "a\ntitle = "b"', 1, Wrong.NOT_TOML),
        ('name = "a"\n\ntitle = [1,\n', 4, Wrong.NOT_TOML),
        ('name = "a"\nname = "b"\n', 2, Wrong.NOT_TOML),
        ("", 1, Wrong.NO_QUESTIONS),
        ('name = "a"\nquestion = 5\n', 2, Wrong.NO_QUESTIONS),
        ('name = "a"\nquestion = [1, 2]\n', 2, Wrong.NO_TABLE),
        ("#" * 100_001, 1, Wrong.TOO_LARGE),
    ],
)
def test_what_is_hardly_a_survey(text: str, line: int, wrong: Wrong) -> None:
    assert (line, wrong) in mistakes(text)


def test_a_file_in_another_encoding_is_told_so() -> None:
    with pytest.raises(Broken) as broken:
        read_survey(GOOD.encode("cp1250"), TODAY)
    assert broken.value.mistakes == (Mistake(3, Wrong.NOT_UTF8),)


def test_windows_files_with_a_mark_and_carriage_returns_are_read() -> None:
    data = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert read_survey(data, TODAY) == read_survey(GOOD.encode(), TODAY)


def test_all_mistakes_come_at_once_in_the_order_of_lines() -> None:
    text = GOOD.replace('"multiple"', '"many"').replace('"Tytuł"', '""').replace('"nps"', '"npx"')
    found = mistakes(text)
    assert [line for line, _wrong in found] == sorted(line for line, _wrong in found)
    assert {Wrong.NO_TEXT, Wrong.NO_KIND} <= {wrong for _line, wrong in found}


def test_every_mistake_has_words() -> None:
    assert set(SAID) == set(Wrong)
    assert all("{" not in str(Mistake(1, wrong, "x")).replace("{ from", "") for wrong in Wrong)


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=15)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_that_is_sent_does_anything_but_be_read_or_refused(data: bytes) -> None:
    found: tuple[Mistake, ...] = ()
    try:
        read_survey(data, TODAY)
    except Broken as broken:
        found = broken.mistakes
    assert found, "no survey is so short"
    assert all(1 <= one.line <= data.count(b"\n") + 1 for one in found)


_QUOTED = _TEXTS.map(lambda text: msgspec.json.encode(text.translate({127: None})).decode())
_LONG = st.sampled_from(["'''\nx = [1,\n'''", '"""a\\"""" # [\n"""', "'[ # no comment'", '"\\"]"'])
_VALUES = st.recursive(
    st.integers().map(str) | _QUOTED | _LONG,
    lambda inner: st.lists(inner, max_size=3).map(lambda items: "[ # c ]\n" + ",\n ".join(items) + "]"),
    max_leaves=5,
)


@given(st.lists(st.tuples(st.sampled_from(["", "[[q]]\n", "# [x]\n\n"]), _VALUES), min_size=1, max_size=6))
def test_the_line_of_each_key_is_found_whatever_the_values_hold(parts: list[tuple[str, str]]) -> None:
    text, expected = "", {}
    for place, (before, value) in enumerate(parts):
        text += before
        expected[f"k{place}"] = text.count("\n") + 1
        text += f"k{place} = {value}\n"
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = {path[-1]: line for path, line in toml_lines(text).known.items() if str(path[-1]).startswith("k")}
    assert found == expected
