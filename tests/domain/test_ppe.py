"""Codes of metering points: the GS1 check, whatever the operator's share of the digits; old codes without a check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain import ppe

bodies = st.text("0123456789", min_size=14, max_size=14).map(lambda tail: f"590{tail}")


def test_known_value() -> None:
    assert ppe.make("59024380000000001") == "590243800000000012"
    assert ppe.masked("590243800000000012") == "590 … 0012"


@given(bodies)
def test_what_is_made_is_valid(body: str) -> None:
    assert ppe.is_valid(ppe.make(body))
    assert not ppe.is_old(ppe.make(body))


@given(bodies, st.integers(0, 17), st.integers(1, 9))
def test_every_single_mistyped_digit_is_caught(body: str, place: int, shift: int) -> None:
    made = ppe.make(body)
    assert not ppe.is_valid(f"{made[:place]}{(int(made[place]) + shift) % 10}{made[place + 1 :]}")


@pytest.mark.parametrize("code", ["", "59024380000000001", "5902438000000000120", "٥" * 18, "123456789012345678"])
def test_refuses_what_is_no_code(code: str) -> None:
    assert not ppe.is_valid(code)


def test_old_codes_have_a_form_but_no_check() -> None:
    assert ppe.is_old("PL0037000000000001")
    assert ppe.is_old("PLENED000000000001")
    assert not ppe.is_old("PL003700000000001")
    assert not ppe.is_old("DE0037000000000001")
    assert not ppe.is_old("PL0037-00000000001")
