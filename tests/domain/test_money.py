"""Money: what a person types, rounding, and sums."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.money import ZERO, Money, total

amounts = st.builds(Money, st.integers(-(10**12), 10**12))


@pytest.mark.parametrize(
    ("typed", "grosze"),
    [
        ("512,63", 51263),
        ("512.63", 51263),
        ("512,63 zł", 51263),
        ("512.63 PLN", 51263),
        ("512,6", 51260),
        ("512", 51200),
        ("0,01", 1),
        ("1 234,50", 123450),
        ("1.234,50", 123450),
        ("1\u00a0234,50 zł", 123450),
        ("1\u202f234,50", 123450),
        ("1234567,89", 123456789),
        ("  7,00  ", 700),
    ],
)
def test_reads_what_people_type(typed: str, grosze: int) -> None:
    assert Money.parse(typed) == Money(grosze)


@pytest.mark.parametrize(
    "typed",
    ["9" * 25, "", "zł", "abc", "-5", "+5", "5,", ",5", "1,2,3", "5 zł 10 gr", "1e3", "NaN", "12,345", "½", "1  000"],
)
def test_refuses_anything_else(typed: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.parse(typed)


@given(st.text(max_size=40))
def test_rubbish_is_a_value_error_and_nothing_else(typed: str) -> None:
    try:
        assert Money.parse(typed).grosze >= 0
    except ValueError as wrong:
        assert str(wrong) == "not an amount of money"  # noqa: PT017 - most texts are refused, a few are amounts


@given(st.integers(0, 10**12))
def test_what_is_printed_is_read_back(grosze: int) -> None:
    money = Money(grosze)
    assert Money.parse(f"{money.zloty}".replace(".", ",")) == money
    assert Money.parse(f"{money.zloty:,}".replace(",", " ")) == money


@given(st.integers(-(10**12), 10**12))
def test_zloty_and_back(grosze: int) -> None:
    assert Money.of(Money(grosze).zloty) == Money(grosze)


@pytest.mark.parametrize(("zloty", "grosze"), [("0.005", 1), ("0.0049", 0), ("-0.005", -1), ("95.8571", 9586)])
def test_rounds_half_up_to_a_grosz(zloty: str, grosze: int) -> None:
    assert Money.of(Decimal(zloty)) == Money(grosze)


@given(st.lists(amounts))
def test_total_is_the_sum(several: list[Money]) -> None:
    assert total(several) == Money(sum(one.grosze for one in several))
    assert total([]) == ZERO


@given(amounts, amounts)
def test_sums_and_differences_undo_each_other(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert one - one == ZERO
    assert -(one - other) == other - one
    assert bool(one) == (one.grosze != 0)
