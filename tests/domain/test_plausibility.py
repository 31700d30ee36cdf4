"""Odd readings and what explains them: nothing where all is as usual, and each slip found where it was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import RegisterId
from ibok_bot.domain.invoices import Taken
from ibok_bot.domain.plausibility import (
    AnotherRegister,
    BelowEstimate,
    BelowPrevious,
    DecimalsTyped,
    FarAboveUsual,
    Judgement,
    MoreThanPossible,
    NoUse,
    RolledOver,
    Swapped,
    TooManyDigits,
    TotalDiffers,
    Transposed,
    judged,
    used,
)
from ibok_bot.domain.readings import ReadingKind, used_between
from ibok_bot.domain.seasonal_use import seasonal_use
from ibok_bot.domain.tariff import Zone
from ibok_bot.domain.yearly_use import Settled
from tests.domain.metering import READ_ON, TODAY, meter, months, register, shown, steady

DAYS = (TODAY - READ_ON).days
USUAL = 6 * DAYS
"""Of a register that uses 6 kWh a day."""
ONE = RegisterId(1)


def of_one(value: int, previous: int = 14_208, daily: int | None = 6, **how: int) -> Judgement:
    """A meter with one register, and what is thought of a value."""
    usual = None if daily is None else steady(daily)
    multiplier, power_w = how.get("multiplier", 1), how.get("power_w", 6000)
    one = register(1, previous, usual, digits=how.get("digits", 6))
    return judged(meter(one, multiplier=multiplier, power_w=power_w), shown((1, value)), TODAY)


@pytest.mark.parametrize("more", [1, USUAL // 2, USUAL, 2 * USUAL, 3 * USUAL])
def test_what_is_usual_raises_no_question(more: int) -> None:
    found = of_one(14_208 + more)
    assert found.findings == ()
    assert not found.doubtful
    assert not found.refused


def test_far_above_the_usual_says_by_how_much() -> None:
    found = of_one(14_208 + 6 * USUAL)
    [trouble] = found.troubles
    assert isinstance(trouble, FarAboveUsual)
    assert (trouble.used, trouble.usual, trouble.times) == (Energy.of(6 * USUAL), Energy.of(USUAL), 6)
    assert trouble.same_season
    assert found.doubtful
    assert not found.wants_photo


def test_a_few_days_of_guests_are_no_mistake() -> None:
    yesterday = TODAY - timedelta(days=1)
    one = register(1, 14_208, steady(6))
    one = replace(one, previous=Taken(yesterday, ReadingKind.CUSTOMER, Energy.of(14_208)))
    assert judged(meter(one), shown((1, 14_208 + 50)), TODAY).findings == ()
    assert judged(meter(one), shown((1, 14_208)), TODAY).findings == (), "a day without use is nothing odd"
    [trouble] = judged(meter(one), shown((1, 14_208 + 60)), TODAY).troubles
    assert isinstance(trouble, FarAboveUsual)


def test_the_multiplier_counts() -> None:
    assert of_one(14_208 + USUAL // 20, multiplier=20).findings == ()
    [trouble] = of_one(14_208 + USUAL, multiplier=20, power_w=40_000).troubles
    assert isinstance(trouble, FarAboveUsual)
    assert trouble.used == Energy.of(20 * USUAL)


def test_more_than_the_connection_can_deliver() -> None:
    [trouble] = of_one(14_208 + 9000).troubles
    assert isinstance(trouble, MoreThanPossible)
    assert trouble.possible == Energy.of(6 * 24 * (DAYS + 1))
    assert of_one(14_208 + 9000).wants_photo
    [unknown] = of_one(14_208 + 9000, daily=None).troubles
    assert isinstance(unknown, MoreThanPossible), "also where nothing is known of the usual"
    assert of_one(14_208 + 5000, daily=None).findings == ()


def test_no_use_is_odd_only_where_some_is_usual() -> None:
    [trouble] = of_one(14_208).troubles
    assert isinstance(trouble, NoUse)
    assert trouble.usual == Energy.of(USUAL)
    assert of_one(14_208, daily=0).findings == ()
    assert of_one(14_208, daily=None).findings == ()
    assert of_one(14_208, multiplier=200).findings == (), "the register has not made a step yet"


def test_below_the_previous_reading() -> None:
    found = of_one(14_000)
    [trouble] = found.troubles
    assert trouble == BelowPrevious(
        ONE, "1.8.0", Energy.of(14_000), Taken(READ_ON, ReadingKind.CONTROLLER, Energy.of(14_208))
    )
    assert found.wants_photo


def test_decimals_of_the_previous_reading_are_no_step_back() -> None:
    remote = Taken(READ_ON, ReadingKind.REMOTE, Energy.of("14208.734"))
    one = replace(register(1, 14_208, steady(0)), previous=remote)
    assert judged(meter(one), shown((1, 14_208)), TODAY).findings == ()
    assert used(meter(one), ONE, Energy.of(14_208)) == Energy(0)
    assert used(meter(one), ONE, Energy.of(14_209)) == Energy.of("0.266")
    [trouble] = judged(meter(one), shown((1, 14_207)), TODAY).troubles
    assert isinstance(trouble, BelowPrevious)
    used_some = replace(one, usual=steady(6))
    [trouble] = judged(meter(used_some), shown((1, 14_208)), TODAY).troubles
    assert isinstance(trouble, NoUse)


def test_below_an_estimate_the_estimate_was_too_high() -> None:
    estimate = register(1, 14_208, steady(6), kind=ReadingKind.ESTIMATED)
    [trouble] = judged(meter(estimate), shown((1, 14_000)), TODAY).troubles
    assert isinstance(trouble, BelowEstimate)
    [trouble] = judged(meter(estimate), shown((1, 1_420)), TODAY).troubles
    assert isinstance(trouble, BelowPrevious), "no estimate is wrong by more than a year"


def test_a_rollover_is_told_and_one_too_large_is_a_mistake() -> None:
    found = of_one(99, previous=99_900, digits=5)
    [trouble] = found.troubles
    assert isinstance(trouble, RolledOver)
    assert trouble.used == Energy.of(199)
    assert not found.doubtful
    assert found.explanations == ()
    too_much = 3 * USUAL - 100 + 1
    [trouble] = of_one(too_much, previous=99_900, digits=5).troubles
    assert isinstance(trouble, BelowPrevious)
    [trouble] = of_one(too_much - 1, previous=99_900, digits=5).troubles
    assert isinstance(trouble, RolledOver)
    [trouble] = of_one(99, previous=99_900, digits=5, daily=None).troubles
    assert isinstance(trouble, BelowPrevious), "without a usual use no rollover is believed"


def test_too_many_digits_are_refused_and_may_be_decimals() -> None:
    found = of_one(143_957, digits=5)
    [trouble] = found.troubles
    assert trouble == TooManyDigits(ONE, "1.8.0", Energy.of(143_957), 5)
    assert found.refused
    assert DecimalsTyped(ONE, "1.8.0", Energy.of(143_957), Energy.of(14_395), 1) in found.explanations


def test_digits_that_changed_places_as_in_the_example() -> None:
    found = of_one(14_935, daily=3)
    [trouble] = found.troubles
    assert isinstance(trouble, FarAboveUsual)
    first, *_rest = found.explanations
    assert first == Transposed(ONE, "1.8.0", Energy.of(14_935), Energy.of(14_395))


def test_the_value_of_another_meter() -> None:
    house, shed = meter(register(1, 14_208, steady(6))), meter(register(2, 81_000, steady(2)), key=2)
    found = judged(house, shown((1, 81_100)), TODAY, [house, shed])
    assert AnotherRegister(ONE, "1.8.0", Energy.of(81_100), "60000002", "1.8.0", False) in found.explanations
    assert judged(house, shown((1, 81_100)), TODAY).explanations == (), "it is not looked for where it cannot be"


def test_the_other_register_s_value_while_only_the_first_is_known() -> None:
    both = meter(register(1, 14_208, steady(6), Zone.DAY), register(2, 8_765, steady(3), Zone.NIGHT))
    found = judged(both, shown((1, 8_900)), TODAY, [both])
    assert found.explanations == (AnotherRegister(ONE, "1.8.1", Energy.of(8_900), "60000001", "1.8.2", True),)


def test_swapped_registers_are_one_explanation_and_not_three() -> None:
    both = meter(register(1, 14_208, steady(6), Zone.DAY), register(2, 8_765, steady(3), Zone.NIGHT))
    found = judged(both, shown((1, 8_900), (2, 14_500)), TODAY, [both])
    assert len(found.troubles) == 2
    assert found.explanations == (
        Swapped(ONE, "1.8.1", Energy.of(14_500), RegisterId(2), "1.8.2", Energy.of(8_900)),
    )  # fmt: skip


def test_the_total_and_the_zones_add_up_to_a_kilowatt_hour_each() -> None:
    three = meter(
        register(1, 10_000, steady(6), Zone.DAY),
        register(2, 5_000, steady(3), Zone.NIGHT),
        register(3, 15_001, steady(9), Zone.ALL),
    )
    fine = shown((1, 10_300), (2, 5_150), (3, 15_452))
    assert judged(three, fine, TODAY).findings == ()
    assert judged(three, fine[:2], TODAY).findings == (), "not all are given yet"
    [differs] = judged(three, shown((1, 10_300), (2, 5_150), (3, 15_500)), TODAY).troubles
    assert differs == TotalDiffers(Energy.of(499), Energy.of(450))
    [above] = judged(three, shown((1, 13_000), (2, 5_150), (3, 15_450)), TODAY).troubles
    assert isinstance(above, FarAboveUsual), "one question at a time"


def test_a_total_that_began_before_the_zones_is_compared_by_what_it_counted() -> None:
    since_the_change = meter(
        register(1, 300, steady(6), Zone.DAY),
        register(2, 200, steady(3), Zone.NIGHT),
        register(3, 41_000, steady(9), Zone.ALL),
    )
    assert judged(since_the_change, shown((1, 600), (2, 350), (3, 41_450)), TODAY).findings == ()
    new = meter(register(1, None, None, Zone.DAY), register(3, None, None, Zone.ALL))
    [differs] = judged(new, shown((1, 20), (3, 50)), TODAY).troubles
    assert differs == TotalDiffers(Energy.of(50), Energy.of(20))


def test_a_first_reading_is_taken_as_it_is() -> None:
    assert judged(meter(register(1, None)), shown((1, 999_999)), TODAY).findings == ()


_DAILY = st.integers(1, 60)
_PREVIOUS = st.integers(0, 900_000)


_TWO_YEARS = st.lists(st.integers(60, 140), min_size=24, max_size=24)
"""Each month's use, in per cent of the mean."""


@given(_TWO_YEARS, st.integers(1, 60), st.integers(1, 120), st.integers(60, 140), st.sampled_from([1, 20, 40]))
def test_a_clean_history_raises_no_question(
    shares: list[int], daily: int, days: int, share: int, multiplier: int
) -> None:
    usual = seasonal_use(
        Settled(Zone.ALL, first, last, Energy(daily * percent * 10 * ((last - first).days + 1)))
        for percent, (first, last) in zip(shares, months(date(2024, 10, 1), 24), strict=True)
    )
    assert usual is not None
    day = READ_ON + timedelta(days=days)
    steps = usual.between(READ_ON, day).wh * share // 100 // multiplier // 1000
    one = meter(register(1, 899_999 - 7919 * daily, usual), multiplier=multiplier, power_w=12_000)
    findings = judged(one, shown((1, 899_999 - 7919 * daily + steps)), day, [one]).findings
    assert findings == () or (steps == 0 and isinstance(findings[0], NoUse))


@given(_PREVIOUS, st.integers(4, 7), st.integers(0, 400), st.sampled_from([1, 20]))
def test_rollover_arithmetic_is_exact(previous: int, digits: int, more: int, multiplier: int) -> None:
    span = 10**digits
    previous %= span
    assume(more * 2 < span)
    present = (previous + more) % span
    one = meter(register(1, previous, steady(6 * multiplier), digits=digits), multiplier=multiplier)
    assert used(one, ONE, Energy.of(present)) == Energy.of(more * multiplier)
    assert used_between(Energy.of(present), Energy.of(previous), digits, multiplier) == Energy.of(-more * multiplier)
    troubles = judged(one, shown((1, present)), TODAY).troubles
    rolled = [each for each in troubles if isinstance(each, RolledOver)]
    if present < previous and more <= 3 * USUAL:
        assert [each.used for each in rolled] == [Energy.of(more * multiplier)]
    else:
        assert rolled == []


@given(_PREVIOUS, _PREVIOUS, _DAILY, _DAILY)
def test_swapped_registers_are_found(day_before: int, night_before: int, day_use: int, night_use: int) -> None:
    both = meter(
        register(1, day_before, steady(day_use), Zone.DAY), register(2, night_before, steady(night_use), Zone.NIGHT),
        power_w=20_000,
    )  # fmt: skip
    day, night = day_before + day_use * DAYS, night_before + night_use * DAYS
    assert judged(both, shown((1, day), (2, night)), TODAY).findings == ()
    found = judged(both, shown((1, night), (2, day)), TODAY)
    swapped = Swapped(ONE, "1.8.1", Energy.of(day), RegisterId(2), "1.8.2", Energy.of(night))
    if any(not isinstance(each, RolledOver | NoUse) for each in found.troubles):
        assert swapped in found.explanations
    else:
        assert abs(day_before - night_before) <= 4 * DAYS * 60, "only values alike may pass for each other"


@given(_PREVIOUS, _DAILY, st.integers(0, 5))
def test_digits_that_changed_places_are_found(previous: int, daily: int, place: int) -> None:
    value = previous + daily * DAYS
    digits = list(str(value).zfill(6))
    assume(len(digits) == 6 and place < 5 and digits[place] != digits[place + 1])
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    typed = int("".join(digits))
    found = judged(meter(register(1, previous, steady(daily)), power_w=20_000), shown((1, typed)), TODAY)
    if any(not isinstance(each, RolledOver | NoUse) for each in found.troubles):
        assert Transposed(ONE, "1.8.0", Energy.of(typed), Energy.of(value)) in found.explanations
    else:
        assert abs(typed - value) <= max(3 * daily * DAYS, daily * DAYS + 51)


@given(st.integers(1000, 90_000), _DAILY, st.integers(1, 3), st.integers(0, 999))
def test_decimals_without_a_comma_are_found(previous: int, daily: int, decimals: int, fraction: int) -> None:
    value = previous + daily * DAYS
    typed = value * 10**decimals + fraction % 10**decimals
    found = judged(meter(register(1, previous, steady(daily)), power_w=20_000), shown((1, typed)), TODAY)
    assert found.doubtful
    assert DecimalsTyped(ONE, "1.8.0", Energy.of(typed), Energy.of(value), decimals) in found.explanations


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=3), st.integers(0, 10**6), st.integers(0, 500))
def test_explanations_are_values_that_raise_no_question(values: list[int], previous: int, days: int) -> None:
    zones = [Zone.DAY, Zone.NIGHT, Zone.ALL]
    registers = [register(n + 1, previous + 7000 * n, steady(4 + n), zone) for n, zone in enumerate(zones)]
    one, day = meter(*registers, power_w=20_000), READ_ON + timedelta(days=1 + days)
    found = judged(one, shown(*enumerate(values, start=1)), day, [one])
    for each in found.explanations:
        if isinstance(each, Transposed | DecimalsTyped):
            alone = judged(one, shown((int(each.register), each.maybe.wh // 1000)), day)
            assert not alone.doubtful or all(isinstance(trouble, NoUse) for trouble in alone.troubles)
    assert not found.explanations or found.doubtful
