"""What is usual in a season: by the same months of earlier years, else by the mean of all days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.seasonal_use import SeasonalUse, seasonal_use
from ibok_bot.domain.tariff import Zone
from ibok_bot.domain.yearly_use import Settled
from tests.domain.metering import months, steady


def known(*periods: tuple[date, date, int]) -> SeasonalUse:
    """What is usual after these settlements, in whole kWh."""
    found = seasonal_use(Settled(Zone.ALL, first, last, Energy.of(kwh)) for first, last, kwh in periods)
    assert found is not None
    return found


WINTER_AND_SUMMER = known(
    (date(2025, 1, 1), date(2025, 1, 31), 310),
    (date(2025, 7, 1), date(2025, 7, 31), 31),
)


def test_the_same_month_of_earlier_years() -> None:
    assert WINTER_AND_SUMMER.between(date(2025, 12, 31), date(2026, 1, 10)) == Energy.of(100)
    assert WINTER_AND_SUMMER.between(date(2026, 6, 30), date(2026, 7, 10)) == Energy.of(10)
    assert WINTER_AND_SUMMER.knows(date(2025, 12, 31), date(2026, 1, 10))


def test_a_month_that_is_not_known_is_as_the_mean_of_all_days() -> None:
    assert WINTER_AND_SUMMER.between(date(2026, 3, 31), date(2026, 4, 2)) == Energy.of(11)
    assert not WINTER_AND_SUMMER.knows(date(2025, 12, 31), date(2026, 2, 1))
    assert WINTER_AND_SUMMER.yearly == Energy.of("2007.5")


def test_a_period_over_two_months_gives_each_day_the_same() -> None:
    two = known((date(2025, 9, 1), date(2025, 10, 31), 610), (date(2024, 10, 1), date(2024, 10, 31), 620))
    assert two.between(date(2026, 9, 1), date(2026, 9, 2)) == Energy.of(10)
    assert two.between(date(2026, 10, 1), date(2026, 10, 2)) == Energy.of(15), "the mean of both Octobers"


def test_a_correction_is_no_second_period_and_nothing_is_below_zero() -> None:
    period = (date(2025, 1, 1), date(2025, 1, 31))
    assert known((*period, 310), (*period, -100)).between(date(2026, 1, 1), date(2026, 1, 2)) == Energy.of("6.774")
    assert known((*period, 310), (*period, -400)).between(date(2026, 1, 1), date(2026, 1, 2)) == Energy(0)


def test_too_little_is_nothing_to_go_by() -> None:
    assert seasonal_use([]) is None
    assert seasonal_use([Settled(Zone.ALL, date(2025, 1, 1), date(2025, 1, 27), Energy.of(9))]) is None


def test_no_days_no_use() -> None:
    assert WINTER_AND_SUMMER.between(date(2026, 1, 5), date(2026, 1, 5)) == Energy(0)


@given(st.integers(0, 400), st.integers(0, 60), st.integers(1, 90), st.integers(1, 40))
def test_parts_add_up_to_the_whole(start: int, first: int, second: int, daily: int) -> None:
    usual = steady(daily)
    assert usual is not None
    day = date(2026, 1, 1) + timedelta(days=start)
    middle, end = day + timedelta(days=first), day + timedelta(days=first + second)
    assert usual.between(day, middle) + usual.between(middle, end) == usual.between(day, end)
    assert usual.between(day, end) == Energy.of(daily * (first + second))
    assert len(months(date(2024, 10, 1), 24)) == 24
