"""What people type as a reading: spaces, commas, zeros, both registers at once; and whatever else they type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.reading_entry import (
    Asked,
    BelowZero,
    Entered,
    Misread,
    NoNumber,
    TooLong,
    TooMany,
    Unclear,
    UnknownRegister,
    understood,
)

DAY, NIGHT = Asked("1.8.1", 6, 14208), Asked("1.8.2", 6, 8765)
ONLY = Asked("1.8.0", 6, 14208)


@pytest.mark.parametrize(
    ("typed", "kwh", "dropped"),
    [
        ("14395", 14395, ""),
        ("00 14 395", 14395, ""),
        ("00014395", 14395, ""),
        (" 14\u00a0395 ", 14395, ""),
        ("14\u202f395 kWh", 14395, ""),
        ("14395kWh", 14395, ""),
        ("14 395 квт·год", 14395, ""),
        ("14395,7", 14395, "7"),
        ("14395.700", 14395, "700"),
        ("14395, 7", 14395, "7"),
        ("14.395,7", 14395, "7"),
        ("14,395.7", 14395, "7"),
        ("14.395", 14395, ""),
        ("14,395", 14395, ""),
        ("14’395", 14395, ""),
        ("１４３９５", 14395, ""),
        ("14395.", 14395, ""),
        ("Stan licznika: 14395", 14395, ""),
        ("1.8.0 = 14395", 14395, ""),
        ("1-0:1.8.0*255 14395", 14395, ""),
        ("1.8.0.0: 14395", 14395, ""),
        ("razem 14395", 14395, ""),
        ("0", 0, ""),
    ],
)
def test_one_value(typed: str, kwh: int, dropped: str) -> None:
    assert understood(typed, [ONLY]) == (Entered("1.8.0", kwh, dropped),)


@pytest.mark.parametrize(
    "typed",
    [
        "14395 8820",
        "14 395 8 820",
        "14395\n8820",
        "14 395\n\n008 820",
        "14395;8820",
        "14395, 8820",
        "14395 / 8820",
        "14395 - 8820",
        "14395-8820",
        "14395 i 8820",
        "14395 kWh 8820 kWh",
        "dzień 14395 noc 8820",
        "Noc: 8820, dzień: 14395",
        "14395 dzień, 8820 noc",
        "1.8.2 8820 1.8.1 14395",
        "T1 14395 T2 8820",
        "L1: 014395\nL2: 008820",
        "день 14395, ніч 8820",
        "strefa 1: 14395 strefa 2: 8820",
    ],
)
def test_both_registers_in_one_message(typed: str) -> None:
    assert understood(typed, [DAY, NIGHT]) == (Entered("1.8.1", 14395), Entered("1.8.2", 8820))


def test_the_example_of_two_numbers_with_a_space() -> None:
    registers = [Asked("1.8.1", 6, 1200), Asked("1.8.2", 6, 550)]
    assert understood("1234 567", registers) == (Entered("1.8.1", 1234), Entered("1.8.2", 567))


def test_a_space_within_the_first_of_two_registers() -> None:
    assert understood("14 395", [DAY, NIGHT]) == (Entered("1.8.1", 14395),)
    assert understood("13 395", [DAY, NIGHT]) == (Entered("1.8.1", 13395),), "below the previous, but of its length"


def test_one_of_several_by_its_name() -> None:
    assert understood("1.8.2: 8820", [DAY, NIGHT]) == (Entered("1.8.2", 8820),)
    assert understood("noc 8820,4", [NIGHT]) == (Entered("1.8.2", 8820, "4"),)
    assert understood("1.8.1: 14395", [Asked("1.8.1.0", 6)]) == (Entered("1.8.1.0", 14395),)


def test_a_value_has_its_energy() -> None:
    assert Entered("1.8.0", 14395, "7").value == Energy.of(14395)


@pytest.mark.parametrize(
    ("typed", "asked", "why"),
    [
        ("", [ONLY], NoNumber()),
        ("nie wiem", [ONLY], NoNumber()),
        ("14x395", [ONLY], NoNumber()),
        ("14395,1234", [ONLY], NoNumber()),
        ("1,2,3", [ONLY], NoNumber()),
        ("1.8.1", [DAY], NoNumber()),
        ("14395 " * 40, [ONLY], NoNumber()),
        ("14395", [], NoNumber()),
        ("5 dzień 14395 noc 8820", [DAY, NIGHT], NoNumber()),
        ("-5", [ONLY], BelowZero()),
        ("dzień: −5", [DAY], BelowZero()),
        ("1" * 30, [ONLY], TooLong(30)),
        ("1" * 30, [DAY, NIGHT], TooLong(30)),
        ("14395; 8820", [ONLY], TooMany(2, 1)),
        ("14395/8820/5", [DAY, NIGHT], TooMany(3, 2)),
        ("1.8.1: 5, 1.8.1: 6", [DAY, NIGHT], TooMany(2, 1)),
        ("1.8.3: 55", [DAY, NIGHT], UnknownRegister("1.8.3")),
        ("noc 8820", [DAY], UnknownRegister("1.8.2")),
        ("14,395", [Asked("1.8.0", 6)], Unclear(((14,), (14395,)))),
        ("1 234", [Asked("1.8.1", 6), Asked("1.8.2", 6)], Unclear(((1234,), (1, 234)))),
    ],
)
def test_what_is_not_understood_says_why(typed: str, asked: list[Asked], why: Misread) -> None:
    assert understood(typed, asked) == why


_REGISTERS = st.lists(
    st.builds(Asked, st.sampled_from(["1.8.0", "1.8.1", "1.8.2", "2.8.0"]), st.integers(4, 8),
              st.none() | st.integers(0, 999_999)),
    max_size=4, unique_by=lambda one: one.obis,
)  # fmt: skip
_LIKE_READINGS = st.text(st.sampled_from("0123456789 .,;:-/\n'²٣kWhdzieńnoct1.8"), max_size=40)


@given(st.text(max_size=60) | _LIKE_READINGS, _REGISTERS)
def test_whatever_is_typed_there_is_an_answer(typed: str, asked: list[Asked]) -> None:
    answer = understood(typed, asked)
    if isinstance(answer, tuple):
        assert 0 < len(answer) <= len(asked)
        order = [one.obis for one in asked]
        places = [order.index(one.obis) for one in answer]
        assert places == sorted(set(places))
        assert all(0 <= one.kwh < 10**12 for one in answer)
    else:
        assert isinstance(answer, Misread)


@given(st.integers(0, 999_999), st.integers(0, 300), st.sampled_from(["", "5", "25", "125"]), st.integers(0, 3))
def test_a_value_is_understood_however_it_is_written(previous: int, more: int, decimals: str, zeros: int) -> None:
    asked = Asked("1.8.0", 7, previous)
    value = previous + more
    grouped = f"{value:,}".replace(",", " ")
    for written in (f"{value}", f"{'0' * zeros}{value}", grouped, f"{grouped} kWh"):
        assert understood(written, [asked]) == (Entered("1.8.0", value),)
    if decimals and (value > 999 or len(decimals) < 3):
        assert understood(f"{value},{decimals}", [asked]) == (Entered("1.8.0", value, decimals),)


@given(st.integers(10, 99_999), st.integers(0, 300), st.integers(10, 99_999), st.integers(0, 300))
def test_two_values_apart_are_two_values(day: int, more: int, night: int, less: int) -> None:
    asked = [Asked("1.8.1", 6, day), Asked("1.8.2", 6, night)]
    both = (Entered("1.8.1", day + more), Entered("1.8.2", night + less))
    for between in ("\n", "; ", ", ", " / "):
        assert understood(f"{day + more}{between}{night + less}", asked) == both
    assert understood(f"noc {night + less} dzień {day + more}", asked) == both
