"""Late interest: nothing before the day is over, exact over changes of the rate, rounded once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.dues import Due
from ibok_bot.domain.ids import DueId
from ibok_bot.domain.interest import Rate, accrued, interest, interest_on, spans
from ibok_bot.domain.money import Money

RATES = (
    Rate(Decimal("0.1125"), date(2023, 10, 5)),
    Rate(Decimal("0.1075"), date(2025, 5, 8)),
    Rate(Decimal("0.1050"), date(2025, 7, 3)),
)
days = st.dates(date(2023, 10, 4), date(2027, 1, 1))
amounts = st.integers(1, 10**9).map(Money)
rate_tables = st.dictionaries(
    st.dates(date(2023, 10, 6), date(2026, 12, 31)),
    st.integers(0, 3000).map(lambda n: Decimal(n).scaleb(-4)),
    max_size=6,
).map(lambda table: (RATES[0], *(Rate(yearly, day) for day, yearly in table.items())))


def due(number: int, remaining: Money, due_on: date) -> Due:
    return Due(DueId(number), f"FV/{number}", "Energia", due_on, remaining, remaining)


def test_a_worked_example_under_one_rate() -> None:
    # 1000,00 zł × 11,25 % × 30 / 365 = 9,2465…
    assert interest(Money(100_000), date(2024, 3, 1), date(2024, 3, 31), RATES) == Money(925)


def test_a_worked_example_over_a_change_of_the_rate() -> None:
    # due 30.04.2025: 7 days to 7.05. at 11,25 %, then 8 to 20.05. is 13 days at 10,75 %
    assert [(span.days, span.yearly) for span in spans(date(2025, 4, 30), date(2025, 5, 20), RATES) or ()] == [
        (7, Decimal("0.1125")),
        (13, Decimal("0.1075")),
    ]
    # 500,00 zł × (0,1125 × 7 + 0,1075 × 13) / 365 = 2,993…
    assert interest(Money(50_000), date(2025, 4, 30), date(2025, 5, 20), RATES) == Money(299)


def test_half_a_grosz_is_rounded_up() -> None:
    whole_year = Rate(Decimal("0.1"), date(2024, 1, 1))
    assert interest(Money(5), date(2024, 12, 31), date(2025, 12, 31), [whole_year]) == Money(1)
    assert interest(Money(4), date(2024, 12, 31), date(2025, 12, 31), [whole_year]) == Money(0)


def test_each_due_is_rounded_by_itself() -> None:
    whole_year = [Rate(Decimal("0.1"), date(2024, 1, 1))]
    two = [due(1, Money(5), date(2024, 12, 31)), due(2, Money(5), date(2024, 12, 31))]
    assert interest_on(two, date(2025, 12, 31), whole_year) == Money(2)


def test_where_the_rates_do_not_reach_there_is_no_estimate() -> None:
    early = date(2023, 10, 3)
    assert interest(Money(100), early, date(2024, 1, 1), RATES) is None
    assert interest(Money(100), early, date(2024, 1, 1), ()) is None
    assert interest_on([due(1, Money(1), early), due(2, Money(1), date(2024, 1, 1))], date(2025, 1, 1), RATES) is None
    assert interest(Money(100), date(2023, 10, 4), date(2023, 10, 5), RATES) is not None


@given(amounts, days, st.integers(0, 400))
def test_before_and_on_its_day_a_due_bears_none(amount: Money, due_on: date, before: int) -> None:
    assert interest(amount, due_on, due_on - timedelta(days=before), RATES) == Money(0)
    assert interest(amount, due_on, due_on, ()) == Money(0)


@given(amounts, st.lists(days, min_size=3, max_size=3).map(sorted), rate_tables)
def test_the_parts_of_a_delay_add_up_to_the_whole(amount: Money, three: list[date], rates: tuple[Rate, ...]) -> None:
    first, middle, last = three
    whole, one, two = (spans(a, b, rates) for a, b in ((first, last), (first, middle), (middle, last)))
    assert whole is not None
    assert one is not None
    assert two is not None
    assert accrued(amount, one) + accrued(amount, two) == accrued(amount, whole)
    assert sum(span.days for span in whole) == (last - first).days


@given(amounts, days, st.integers(1, 900), rate_tables)
def test_it_is_within_half_a_grosz_of_day_by_day(
    amount: Money, due_on: date, late: int, rates: tuple[Rate, ...]
) -> None:
    by_day = Fraction(0)
    for each in range(1, late + 1):
        day = due_on + timedelta(days=each)
        rate = max((rate for rate in rates if rate.valid_from <= day), key=lambda rate: rate.valid_from)
        by_day += amount.grosze * Fraction(rate.yearly) / 365
    found = interest(amount, due_on, due_on + timedelta(days=late), rates)
    assert found is not None
    assert abs(found.grosze - by_day) <= Fraction(1, 2)
