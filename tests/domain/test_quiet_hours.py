"""The quiet hours: over midnight, within a day, never; and over the night when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.quiet import QuietHours

NIGHT = QuietHours(time(21), time(7))
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_the_night_begins_with_its_first_minute_and_ends_before_its_last(clock: str, quiet: bool) -> None:
    at = datetime.combine(datetime(2026, 11, 24).date(), time.fromisoformat(clock), WARSAW)  # noqa: DTZ001
    assert NIGHT.hold(at.astimezone(UTC)) is quiet


def test_within_a_day_and_never() -> None:
    noon = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
    assert QuietHours(time(12), time(13)).hold(noon)
    assert not QuietHours(time(13), time(14)).hold(noon)
    assert not QuietHours(time(0), time(0)).hold(noon)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_after_they_are_over_it_is_not_quiet_and_a_minute_before_it_was(at: datetime) -> None:
    over = NIGHT.over(at)
    assert over >= at
    assert not NIGHT.hold(over)
    assert over == at or NIGHT.hold(over - timedelta(minutes=1))
