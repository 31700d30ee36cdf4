"""Which metering points are within a planned outage: the rule, what people write, and that both ways agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain import ppe
from ibok_bot.domain.planned_area import Address, Parity, PlannedArea, Span, Stretch, area_of, street_key
from ibok_bot.domain.planned_text import CannotRead, Unread, parse, written

CODES = [ppe.make(f"5909999{number:010}") for number in range(5)]


def at(street: str, town: str = "Warszawa", postcode: str = "00-950", code: str = CODES[0]) -> Address:
    return Address(code, postcode, town, street)


@pytest.mark.parametrize(
    ("line", "street"),
    [
        ("00-950 Warszawa, Jasna 1-15", "ul. Jasna 12/3"),
        ("Warszawa, ul. Jasna 12", "JASNA 12A m. 4"),
        ("00-950, Jasna", "Jasna 7"),
        ("warszawa", "Jasna 7"),
        ("00-950", "Jasna 7"),
        ("Warszawa, Jasna 1-15 nieparzyste", "Jasna 7"),
        ("Warszawa, Jasna 12a", "Jasna 12A"),
        ("Warszawa, Jasna 1-3", "Jasna"),
        ("Warszawa, al. Róż 2", "Aleja Róż 2"),
        ("Warszawa, 3 Maja 5", "3 Maja 5"),
        ("Warszawa, 5-7", "Warszawa 6"),
        ("Warszawa, 5-7", "6"),
        (CODES[0], "Jasna 7"),
    ],
)
def test_within(line: str, street: str) -> None:
    assert parse(line).holds(at(street))


@pytest.mark.parametrize(
    ("line", "street"),
    [
        ("00-951 Warszawa, Jasna", "Jasna 7"),
        ("Wola, Jasna", "Jasna 7"),
        ("Warszawa, Jasna 1-6", "Jasna 7"),
        ("Warszawa, Jasna 1-15 parzyste", "Jasna 7"),
        ("Warszawa, Jasna 12a", "Jasna 12"),
        ("Warszawa, Jasna 12a", "Jasna 12b"),
        ("Warszawa, Wolności", "pl. Wolności 7"),
        ("Warszawa, Jas", "Jasna 7"),
        ("Warszawa, 5-7", "Długa 6"),
        (CODES[1], "Jasna 7"),
    ],
)
def test_not_within(line: str, street: str) -> None:
    assert not parse(line).holds(at(street))


def test_letters_are_not_mixed_up() -> None:
    assert not parse("Lodz").holds(at("Jasna 1", "Łódź"))
    assert parse("ŁÓDŹ").holds(at("Jasna 1", "Łódź"))
    assert parse("Ło\u0301dz\u0301").holds(at("Jasna 1", "Łódź"))


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("", 1, Unread.NOTHING),
        ("Warszawa\n, Jasna 5", 2, Unread.PLACE),
        ("Warszawa\n\n590999900000000013", 3, Unread.PPE),
        ("Warszawa, Jasna 1-", 1, Unread.HOUSES),
        ("Warszawa, Jasna 5-1", 1, Unread.HOUSES),
        ("Warszawa, Jasna 0", 1, Unread.HOUSES),
        ("00-950, 12", 1, Unread.PLACE),
        ("Warszawa, " + "a" * 101, 1, Unread.TOO_LONG),
        ("a" * 500, 1, Unread.TOO_LONG),
        ("Warszawa\n" * 201, 201, Unread.TOO_MANY),
    ],
)
def test_a_mistake_is_said_with_its_line(text: str, line: int, wrong: Unread) -> None:
    with pytest.raises(CannotRead) as said:
        parse(text)
    assert (said.value.wrong, said.value.line) == (wrong, line)


names = st.sampled_from(
    ["Jasna", "3 Maja", "al. Jana Pawła II", "os. 1000-lecia", "Łódzka", "Plac 1905 Roku", "ul. Cicha"]
)
spans = st.one_of(
    st.builds(lambda number, letter: Span(number, number, letter), st.integers(1, 999), st.sampled_from(["", "ł"])),
    st.builds(lambda first, more, side: Span(first, first + more, "", side),
              st.integers(1, 99), st.integers(1, 99), st.sampled_from(Parity)),
)  # fmt: skip
places = st.builds(
    Stretch,
    st.sampled_from(["", "00-950", "62-800"]),
    st.sampled_from(["Warszawa", "Bielsko-Biała", "Wola"]),
    st.one_of(st.just(""), names),
    st.lists(spans, max_size=3).map(tuple),
)
areas = st.builds(area_of, st.lists(places, min_size=1, max_size=4), st.lists(st.sampled_from(CODES), max_size=3))


@given(areas)
def test_what_is_written_reads_the_same(area: PlannedArea) -> None:
    assert parse(written(area)) == area


@given(
    areas, names, st.integers(1, 200), st.sampled_from(["", "A", "/3", "b m. 7"]), st.sampled_from(["Wola", "WARSZAWA"])
)
def test_whatever_holds_an_address_is_found_from_it(
    area: PlannedArea, street: str, number: int, rest: str, town: str
) -> None:
    address = at(f"{street} {number}{rest}", town, "62-800", CODES[0])
    found_by = {*area.points, *(place.key for place in area.places)}
    if area.holds(address):
        assert found_by & {address.ppe, *address.keys}


@given(st.text(max_size=60))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        area = parse(text)
    except CannotRead:
        return
    assert not area.is_empty
    assert parse(written(area)) == area
    assert all(len(place.key) <= 250 for place in area.places)


@given(st.text(max_size=200))
def test_any_street_of_the_data_can_be_compared(street: str) -> None:
    address = at(street)
    assert street_key(street) == street_key(street.upper()) or not street.isascii()
    assert len(address.keys) <= 6
