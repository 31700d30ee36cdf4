"""A file of planned outages: rows of one number are one outage, times are Warsaw's, mistakes have their line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.planned_file import Broken, Mistake, Wrong, moment, read
from ibok_bot.domain.planned_text import parse

HEAD = "number;operator;start;end;place;reason;state\n"
ROW = "A/1;STO;2026-12-04 08:00;2026-12-04 14:00;Łódź, Jasna 1-15;słup;\n"


def mistakes(text: str | bytes) -> list[tuple[int, Wrong]]:
    with pytest.raises(Broken) as broken:
        read(text)
    return [(each.line, each.wrong) for each in broken.value.mistakes]


def test_rows_of_one_number_are_one_outage() -> None:
    [one] = read((HEAD + ROW + "\n" + ROW.replace("Jasna 1-15", "Cicha")).encode("utf-8-sig"))
    assert (one.line, one.number, one.operator, one.reason, one.cancelled) == (2, "A/1", "STO", "słup", False)
    assert one.area == parse("Łódź, Jasna 1-15\nŁódź, Cicha")
    assert one.starts_at == datetime(2026, 12, 4, 7, tzinfo=UTC)


def test_a_polish_head_commas_and_any_order() -> None:
    text = 'koniec,początek,numer,osd,miejsce\n2026-12-04 14:00,4.12.2026 08:00,1,STO,"Łódź, Jasna"\n'
    [one] = read(text)
    assert (one.number, one.area, one.reason) == ("1", parse("Łódź, Jasna"), "")


def test_every_mistake_has_its_line() -> None:
    wrong = [
        ROW.replace("A/1", "A 1"),
        ROW.replace("2026-12-04 08:00", "2026-03-29 02:30"),
        ROW.replace("14:00", "25:00"),
        ROW.replace("Łódź, Jasna 1-15", '"Łódź\n, x"').replace("A/1", "B"),
        ROW.replace(";\n", ";perhaps\n"),
        "a;b\n",
        ROW.replace("14:00", "15:00"),
    ]
    assert mistakes(HEAD + ROW + "".join(wrong)) == [
        (3, Wrong.NUMBER), (4, Wrong.START), (5, Wrong.END), (8, Wrong.STATE), (9, Wrong.CELLS), (10, Wrong.DIFFERS),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", (1, Wrong.EMPTY)),
        (HEAD, (2, Wrong.EMPTY)),
        ("a;b\n1;2\n", (1, Wrong.HEAD)),
        (HEAD.replace("reason", "number") + ROW, (1, Wrong.HEAD)),
        (HEAD.encode() + b"\xb3\xf3d\xbc", (2, Wrong.TEXT)),
        (b"x" * 2_000_001, (1, Wrong.LARGE)),
    ],
)
def test_a_file_that_is_none(text: str | bytes, wrong: tuple[int, Wrong]) -> None:
    assert mistakes(text) == [wrong]


def test_the_hour_that_comes_twice_is_covered_and_the_one_that_is_skipped_is_refused() -> None:
    twice = "2026-10-25 02:30"
    assert moment(twice) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment(twice, last=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert moment("2026-10-25T02:30+01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for last in (False, True):
        with pytest.raises(ValueError, match="skip"):
            moment("29.03.2026 02:30", last=last)


@given(
    st.one_of(st.text(max_size=200), st.text("0123456789;\n-: ŁA", max_size=120).map(lambda tail: HEAD + ROW + tail))
)
def test_anything_is_read_or_refused_with_a_line_that_there_is(text: str) -> None:
    wrong: tuple[Mistake, ...] = ()
    try:
        assert read(text)
    except Broken as broken:
        wrong = broken.mistakes or (Mistake(0, Wrong.EMPTY),)
    assert all(each.line >= 1 for each in wrong)
