"""Account numbers: the published test value, zero-padded check digits, every mistyped digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain import nrb

PUBLISHED = "61109010140000071219812874"


def digits(count: int) -> st.SearchStrategy[str]:
    """So many digits."""
    return st.text("0123456789", min_size=count, max_size=count)


@pytest.mark.parametrize(
    "typed",
    [
        PUBLISHED,
        f"PL{PUBLISHED}",
        f"pl {PUBLISHED}",
        "61 1090 1014 0000 0712 1981 2874",
        "PL61\u00a01090 1014-0000-0712-1981-2874",
    ],
)
def test_reads_an_account_as_people_write_it(typed: str) -> None:
    assert nrb.parse(typed) == PUBLISHED


@pytest.mark.parametrize(
    "typed", ["", "PL", PUBLISHED[:-1], PUBLISHED + "0", "DE" + PUBLISHED, "a" * 26, "٦" * 26, "²" * 26]
)
def test_refuses_what_is_no_account(typed: str) -> None:
    with pytest.raises(ValueError, match="not a Polish account"):
        nrb.parse(typed)


@given(digits(8), digits(16))
def test_what_is_made_is_valid_and_survives_printing(bank: str, account: str) -> None:
    made = nrb.make(bank, account)
    assert len(made) == 26
    assert nrb.is_valid(made)
    assert nrb.parse(nrb.printed(made)) == made
    assert nrb.parse(f"PL{made}") == made


def test_check_digits_are_padded_with_a_zero() -> None:
    small = [made for number in range(300) if (made := nrb.make("10901014", f"{number:016}"))[0] == "0"]
    assert small, "among 300 neighbours some check digits are below ten"
    assert all(len(made) == 26 and nrb.is_valid(made) for made in small)


@given(digits(8), digits(16), st.integers(0, 25), st.integers(1, 9))
def test_every_single_mistyped_digit_is_caught(bank: str, account: str, place: int, shift: int) -> None:
    made = nrb.make(bank, account)
    mistyped = f"{made[:place]}{(int(made[place]) + shift) % 10}{made[place + 1 :]}"
    assert not nrb.is_valid(mistyped)


@given(digits(8), digits(16), st.integers(0, 24))
def test_every_swap_of_neighbours_is_caught(bank: str, account: str, place: int) -> None:
    made = nrb.make(bank, account)
    swapped = made[:place] + made[place + 1] + made[place] + made[place + 2 :]
    assert (swapped == made) or not nrb.is_valid(swapped)


@pytest.mark.parametrize(("bank", "account"), [("1090101", "0" * 16), ("10901014", "0" * 15), ("1090101x", "0" * 16)])
def test_parts_of_a_wrong_length_are_refused(bank: str, account: str) -> None:
    with pytest.raises(ValueError, match="sort code"):
        nrb.make(bank, account)


@pytest.mark.parametrize("bank", ["10901014", "11401108", "10201026"])
def test_sort_codes_of_real_branches(bank: str) -> None:
    assert nrb.is_sort_code(bank)
    assert not nrb.is_sort_code(f"{bank[:-1]}{(int(bank[-1]) + 1) % 10}")
    assert not nrb.is_sort_code(bank[:-1])
    assert not nrb.is_sort_code("1090101x")


def test_printed_and_masked() -> None:
    assert nrb.printed(PUBLISHED) == "61 1090 1014 0000 0712 1981 2874"
    assert nrb.masked(PUBLISHED) == "61 **** … 2874"
