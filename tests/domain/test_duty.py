"""Hours of duty: whether somebody is there, when the next hours begin, and by when an answer is promised."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.duty import Duty, Shift

WARSAW = ZoneInfo("Europe/Warsaw")
WEEK = Duty((Shift(frozenset(range(5)), time(8), time(18)),), timedelta(hours=4))


def at(text: str) -> datetime:
    """A moment as people in Poland write it."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        ("2026-11-24 07:59", False),
        ("2026-11-24 08:00", True),
        ("2026-11-24 17:59", True),
        ("2026-11-24 18:00", False),
        ("2026-11-28 12:00", False),  # a Saturday
        ("2026-11-11 12:00", False),  # Independence Day, a Wednesday
    ],
)
def test_whether_somebody_is_there(moment: str, there: bool) -> None:
    assert WEEK.is_on(at(moment)) is there


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2026-11-24 08:00", "2026-11-24 12:00"),
        ("2026-11-24 14:00", "2026-11-24 18:00"),
        ("2026-11-24 17:00", "2026-11-25 11:00"),
        ("2026-11-24 20:00", "2026-11-25 12:00"),
        ("2026-11-27 17:30", "2026-11-30 11:30"),  # over a weekend
        ("2026-12-23 17:00", "2026-12-28 11:00"),  # over Christmas
    ],
)
def test_an_answer_is_promised_after_so_many_hours_of_duty(asked: str, answered: str) -> None:
    assert WEEK.answer_by(at(asked)) == at(answered)


def test_when_the_clocks_change_an_hour_is_an_hour() -> None:
    nights = Duty((Shift(frozenset({6}), time(0), time(6)),), timedelta(hours=4))
    asked = at("2026-10-25 00:00")
    answered = nights.answer_by(asked)
    assert answered is not None
    assert answered.astimezone(UTC) - asked.astimezone(UTC) == timedelta(hours=4)
    assert answered == at("2026-10-25 03:00").replace(fold=1)


def test_where_nobody_is_ever_there_nothing_is_promised() -> None:
    assert Duty().answer_by(at("2026-11-24 12:00")) is None
    assert Duty().begins_after(at("2026-11-24 12:00")) is None
    assert not Duty().is_on(at("2026-11-24 12:00"))


SHIFTS = st.lists(
    st.builds(
        lambda days, begin, length: Shift(days, time(begin), time(min(23, begin + length))),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.integers(0, 22),
        st.integers(1, 12),
    ),
    min_size=1,
    max_size=4,
)


@given(SHIFTS, st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.integers(1, 1000))  # noqa: DTZ001
def test_the_promise_is_so_many_minutes_of_duty_after_the_question(
    shifts: list[Shift], moment: datetime, minutes: int
) -> None:
    asked, duty = moment.replace(tzinfo=UTC, second=0, microsecond=0), Duty(tuple(shifts), timedelta(minutes=minutes))
    by, begins = duty.answer_by(asked), duty.begins_after(asked)
    assert begins is not None
    assert begins >= asked
    assert duty.is_on(begins)
    if by is not None:
        step = timedelta(minutes=1)
        passed = sum(duty.is_on(asked + n * step) for n in range(int((by - asked) / step)))
        assert passed == minutes
