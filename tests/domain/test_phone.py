"""Phone numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.phone import NoPhone, phone


@pytest.mark.parametrize(
    "typed",
    ["600100200", "600 100 200", "600-100-200", "+48 600 100 200", "0048600100200", "48600100200", "(600) 100.200",
     "0600100200", "600 100 200\u00a0"],
)  # fmt: skip
def test_a_polish_number_in_any_dress_is_one(typed: str) -> None:
    assert phone(typed) == "+48 600 100 200"


@pytest.mark.parametrize(
    ("typed", "kept"), [("+380 50 123 45 67", "+380501234567"), ("00491711234567", "+491711234567")]
)
def test_numbers_from_abroad_keep_their_country(typed: str, kept: str) -> None:
    assert phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "12", "991", "60010020", "6001002000", "abc", "+48 60010020", "000000000", "٦٠٠١٠٠٢٠٠"]
)
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    with pytest.raises(NoPhone):
        phone(typed)


@given(st.text(max_size=40) | st.from_regex(r"[+0-9 ()-]{0,24}", fullmatch=True))
def test_what_is_kept_is_short_and_is_kept_the_same_again(typed: str) -> None:
    try:
        kept = phone(typed)
    except NoPhone:
        return
    assert len(kept) <= 16
    assert phone(kept) == kept
