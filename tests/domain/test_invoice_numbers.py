"""Invoice numbers: compared but for case and spaces; slashes and dashes count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.invoice_number import number_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FV/2026/09/00123", "fv/2026/09/00123"),
        ("T/K1/0497035/23", " t / K1 / 0497035 / 23\n"),
        ("SOS-FV 12", "sos-fv\u00a012"),
        ("ŻÓŁ/1", "żół/1"),
    ],
)
def test_the_same_number_typed_otherwise(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize(("one", "other"), [("FV/12", "FV12"), ("FV-12", "FV/12"), ("FV/012", "FV/12")])
def test_different_numbers(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@given(st.text(max_size=100))
def test_a_key_is_its_own_key_and_fits_the_column(typed: str) -> None:
    key = number_key(typed)
    assert number_key(key) == key
    assert len(key) <= 60
