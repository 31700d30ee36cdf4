"""When reminders come: each stage of a due once, the window's two words, the hour in Warsaw, the quiet hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.access import Preferences
from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.dues import Due
from ibok_bot.domain.ids import AccountId, DueId
from ibok_bot.domain.money import Money
from ibok_bot.domain.pushes import PushKind
from ibok_bot.domain.reading_window import Window
from ibok_bot.domain.reminders import (
    FURTHEST_DAY,
    WindowStage,
    due_span,
    due_stage,
    end_of,
    next_time,
    reminded_of,
    window_stage,
)

DUE_ON = date(2026, 11, 27)
USUAL = (-3, 0, 1)
stages = st.lists(st.integers(-FURTHEST_DAY, FURTHEST_DAY), max_size=5, unique=True).map(tuple)
days = st.integers(-40, 40).map(lambda n: DUE_ON + timedelta(days=n))


@pytest.mark.parametrize(
    ("after", "stage"),
    [(-4, None), (-3, -3), (-2, -3), (-1, -3), (0, 0), (1, 1), (2, 1), (3, 1), (4, None), (400, None)],
)
def test_a_due_is_reminded_of_before_on_and_after_its_day(after: int, stage: int | None) -> None:
    assert due_stage(DUE_ON, DUE_ON + timedelta(days=after), USUAL) == stage


def test_without_a_word_for_the_days_after_nothing_is_said_of_them() -> None:
    assert due_stage(DUE_ON, DUE_ON + timedelta(days=1), (-3, 0)) is None
    assert due_stage(DUE_ON, DUE_ON, ()) is None


@given(today=days, due_days=stages)
def test_what_is_looked_for_takes_in_every_due_to_be_reminded_of(today: date, due_days: tuple[int, ...]) -> None:
    span, stage = due_span(today, due_days), due_stage(DUE_ON, today, due_days)
    if stage is not None:
        assert span is not None
        assert span[0] <= DUE_ON <= span[1]
        assert stage in due_days


@given(due_days=stages)
def test_somebody_who_looks_every_day_meets_each_stage_once_on_its_own_day(due_days: tuple[int, ...]) -> None:
    met: dict[int, int] = {}
    for after in range(-40, 40):
        stage = due_stage(DUE_ON, DUE_ON + timedelta(days=after), due_days)
        if stage is not None:
            met.setdefault(stage, after)
    assert met == {stage: stage for stage in due_days}


def test_nothing_to_pay_is_nothing_to_remind_of() -> None:
    account = AccountId(1)
    owed = Due(DueId(7), "FV/1", "", DUE_ON, Money(100), Money(1))
    paid = Due(DueId(7), "FV/1", "", DUE_ON, Money(100), Money(0))
    assert reminded_of(account, paid, DUE_ON, USUAL) is None
    found = reminded_of(account, owed, DUE_ON, USUAL)
    assert found is not None
    assert found.mark == "due:7:2026-11-27:0"


@pytest.mark.parametrize(
    ("day", "stage"),
    [(24, None), (25, WindowStage.OPENED), (27, WindowStage.OPENED), (28, WindowStage.CLOSING),
     (29, WindowStage.CLOSING), (30, None)],
)  # fmt: skip
def test_the_window_opens_and_is_about_to_close(day: int, stage: WindowStage | None) -> None:
    window = Window(date(2026, 11, 25), date(2026, 11, 29))
    assert window_stage(window, date(2026, 11, day), 2) == stage


def test_a_supplier_may_do_without_the_last_word() -> None:
    assert window_stage(Window(DUE_ON, DUE_ON), DUE_ON, 0) is WindowStage.OPENED


@pytest.mark.parametrize(
    ("now", "following"),
    [
        (datetime(2026, 3, 28, 8, 0, tzinfo=UTC), datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 7, 0, tzinfo=UTC), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 7, 0, tzinfo=UTC), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 7, 59, 59, tzinfo=UTC), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
    ],
)
def test_nine_o_clock_is_nine_o_clock_when_clocks_change(now: datetime, following: datetime) -> None:
    assert next_time(time(9), now) == following


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    at=st.times().filter(lambda at: not 2 <= at.hour < 3),
)
def test_the_next_time_is_ahead_at_most_a_day_and_shows_the_hour(now: datetime, at: time) -> None:
    following = next_time(at, now)
    assert now < following <= now + timedelta(hours=25)
    assert following.astimezone(WARSAW).time() == at


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    at=st.times(),
)
def test_an_hour_that_a_clock_change_leaves_out_is_no_dead_end(now: datetime, at: time) -> None:
    assert now < next_time(at, now) <= now + timedelta(hours=26)


def test_a_day_ends_at_midnight_in_warsaw() -> None:
    assert end_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)
    assert end_of(date(2026, 10, 25)) == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)


def test_cheaper_hours_come_only_to_those_who_asked_and_security_to_everybody() -> None:
    nobody = Preferences()
    assert [kind for kind in PushKind if not nobody.wants(kind)] == [PushKind.CHEAP_HOURS]
    everything_off = nobody
    for kind in PushKind:
        if kind.is_chosen and nobody.wants(kind):
            everything_off = everything_off.switched(kind)
    assert [kind for kind in PushKind if everything_off.wants(kind)] == [PushKind.SERVICE, PushKind.SECURITY]


@given(kind=st.sampled_from([kind for kind in PushKind if kind.is_chosen]))
def test_a_switch_turns_one_kind_and_back(kind: PushKind) -> None:
    turned = Preferences().switched(kind)
    assert [each for each in PushKind if turned.wants(each) != Preferences().wants(each)] == [kind]
    assert turned.switched(kind) == Preferences()
