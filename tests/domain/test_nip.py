"""Tax numbers: the weights, and the remainder that is never given out."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ibok_bot.domain import nip

nines = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize("number", ["8567346215", "5250007313"])
def test_known_values(number: str) -> None:
    assert nip.is_valid(number)


@given(nines)
def test_exactly_one_tenth_digit_fits_or_none(first: str) -> None:
    fitting = [digit for digit in "0123456789" if nip.is_valid(first + digit)]
    check = nip.check_digit(first)
    assert fitting == ([] if check == 10 else [str(check)])


@given(nines, st.integers(0, 9), st.integers(1, 9))
def test_every_single_mistyped_digit_is_caught(first: str, place: int, shift: int) -> None:
    assume(nip.check_digit(first) < 10)
    number = f"{first}{nip.check_digit(first)}"
    assert not nip.is_valid(f"{number[:place]}{(int(number[place]) + shift) % 10}{number[place + 1 :]}")


@pytest.mark.parametrize("number", ["", "856734621", "85673462150", "856-734-62-15", "٨" * 10])
def test_refuses_what_is_no_number(number: str) -> None:
    assert not nip.is_valid(number)


def test_printed() -> None:
    assert nip.printed("8567346215") == "856-734-62-15"
