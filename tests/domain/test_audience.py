"""Whom a notice is for: what people write is understood, kept, and written back; what is wrong is named."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain import ppe
from ibok_bot.domain.audience import (
    EVERYONE,
    MOST_POINTS,
    Audience,
    CannotRead,
    Condition,
    Languages,
    OneCustomer,
    Operators,
    Overdue,
    Points,
    Postcodes,
    Tariffs,
    Towns,
    Wrong,
    decode,
    encode,
    parse,
    points_of,
    written,
)

POINTS = tuple(ppe.make(f"5909999{number:010}") for number in range(3))


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("all", ()),
        (" ALL ", ()),
        ("town:Warszawa", (Towns(("Warszawa",)),)),
        ("town:Zielona  Góra, Bielsko-Biała", (Towns(("Zielona Góra", "Bielsko-Biała")),)),
        ("postcode:00-950", (Postcodes(("00-950",)),)),
        ("postcode:00-9,02", (Postcodes(("00-9", "02")),)),
        ("operator:STO", (Operators(("STO",)),)),
        ("tariff:G12,G12w", (Tariffs(("G12", "G12w")),)),
        ("language:UK", (Languages(("uk",)),)),
        (f"ppe:{POINTS[0]},{POINTS[1]}", (Points(POINTS[:2]),)),
        (f"ppe:\n{POINTS[0]}\n{POINTS[1]}\n{POINTS[0]}\n", (Points(POINTS[:2]),)),
        ("overdue", (Overdue(),)),
        ("customer:10000007", (OneCustomer("10000007"),)),
        ("town:Zielona Góra and tariff:G12 AND overdue", (Towns(("Zielona Góra",)), Tariffs(("G12",)), Overdue())),
        ("town:Nowy Sącz tariff:G12 overdue", (Towns(("Nowy Sącz",)), Tariffs(("G12",)), Overdue())),
        ("overdue language:pl,en", (Overdue(), Languages(("pl", "en")))),
    ],
)
def test_what_people_write_is_understood(text: str, conditions: tuple[Condition, ...]) -> None:
    assert parse(text) == Audience(conditions)


@pytest.mark.parametrize(
    ("text", "wrong", "given"),
    [
        ("", Wrong.EMPTY, ""),
        ("  and  ", Wrong.EMPTY, ""),
        ("everybody", Wrong.WORD, "everybody"),
        ("city:Warszawa", Wrong.WORD, "city"),
        ("Warszawa tariff:G12", Wrong.WORD, "Warszawa"),
        ("all and tariff:G12", Wrong.WITH_ALL, ""),
        ("tariff:G11 and tariff:G12", Wrong.TWICE, "tariff"),
        ("overdue overdue", Wrong.TWICE, "overdue"),
        ("town:", Wrong.NO_VALUE, "town:"),
        ("town: and overdue", Wrong.NO_VALUE, "town:"),
        ("ppe:,", Wrong.NO_VALUE, "ppe:"),
        ("customer:1,2", Wrong.TOO_MANY, "customer:"),
        ("town:<b>", Wrong.TOWN, "<b>"),
        ("town:Łódź%", Wrong.TOWN, "Łódź%"),
        ("postcode:00950", Wrong.POSTCODE, "00950"),
        ("postcode:0_-", Wrong.POSTCODE, "0_-"),
        ("tariff:G12'", Wrong.CODE, "G12'"),
        ("language:de", Wrong.LANGUAGE, "de"),
        ("ppe:590999900000000000", Wrong.PPE, "590999900000000000"),
        (f"ppe:{POINTS[0]},PL0037000000000000", Wrong.PPE, "PL0037000000000000"),
        ("customer:a b", Wrong.TOO_MANY, "customer:"),
        ("customer:10%", Wrong.CUSTOMER, "10%"),
    ],
)
def test_what_is_wrong_is_named_with_an_example(text: str, wrong: Wrong, given: str) -> None:
    with pytest.raises(CannotRead, match="Example: town:Warszawa and tariff:G12") as caught:
        parse(text)
    assert (caught.value.wrong, caught.value.given) == (wrong, given)


def test_a_list_of_points_is_bounded() -> None:
    many = [ppe.make(f"5909999{number:010}") for number in range(MOST_POINTS + 1)]
    assert points_of("\n".join(many[:-1])) == Audience((Points(tuple(many[:-1])),))
    with pytest.raises(CannotRead, match="too many"):
        points_of("\n".join(many))


def test_a_long_mistake_is_quoted_in_part() -> None:
    with pytest.raises(CannotRead) as caught:
        parse("town:" + "x" * 5000)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "text",
    [" " * 30_000 + "overdue", "town:Nowy" + " " * 30_000 + "Sącz", "overdue" + " \n" * 30_000, "a_" * 30_000 + ":"],
)
def test_long_gaps_are_read_at_once(text: str) -> None:
    began = time.process_time()
    with contextlib.suppress(CannotRead):
        parse(text)
    assert time.process_time() - began < 0.5


def several(words: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(words, min_size=1, max_size=4, unique=True).map(tuple)


CODE = st.from_regex(r"[A-Za-z0-9]{1,6}", fullmatch=True)
TOWN = st.sampled_from(["Warszawa", "Zielona Góra", "Bielsko-Biała", "Łódź", "Nowy Dwór Mazowiecki", "Київ"])
KINDS: list[st.SearchStrategy[Condition]] = [
    st.builds(Towns, several(TOWN)),
    st.builds(Postcodes, several(st.from_regex(r"[0-9]{2}-[0-9]{0,3}|[0-9]", fullmatch=True))),
    st.builds(Operators, several(CODE)),
    st.builds(Tariffs, several(CODE)),
    st.builds(Languages, several(st.sampled_from(["pl", "en", "uk"]))),
    st.builds(Points, several(st.sampled_from(POINTS))),
    st.just(Overdue()),
    st.builds(OneCustomer, CODE),
]
AUDIENCES = st.lists(st.sampled_from(KINDS), unique=True, max_size=4).flatmap(
    lambda kinds: st.tuples(*kinds).map(lambda conditions: Audience(tuple(conditions)))
)


@given(AUDIENCES)
def test_it_is_kept_and_written_back_as_it_was(audience: Audience) -> None:
    assert decode(encode(audience)) == audience
    assert parse(written(audience)) == audience
    assert audience.is_everyone == (audience == EVERYONE)


@given(st.text(max_size=60))
def test_anything_written_is_understood_or_refused(text: str) -> None:
    try:
        found = parse(text)
    except CannotRead:
        return
    assert parse(written(found)) == found


@pytest.mark.parametrize("kept", ["", "{}", '[{"type":"everyone"}]', '[{"type":"town"}]', "null"])
def test_what_was_not_kept_by_us_is_refused(kept: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode(kept)
