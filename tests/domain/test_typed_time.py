"""Times as people type them: what is meant is found, and what cannot be meant is refused for its own reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.typed_time import FURTHEST, NoTime, Past, TooFar, read

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jutro 8:00", "2026-11-25 08:00"),
        ("jutro o 8", "2026-11-25 08:00"),
        ("Jutro, 8.30", "2026-11-25 08:30"),
        ("tomorrow at 8:00", "2026-11-25 08:00"),
        ("завтра о 8:00", "2026-11-25 08:00"),
        ("pojutrze 18", "2026-11-26 18:00"),
        ("dziś 18:00", "2026-11-24 18:00"),
        ("18:00", "2026-11-24 18:00"),
        ("8:30", "2026-11-25 08:30"),
        ("25.11 8:00", "2026-11-25 08:00"),
        ("25.11. 8:00", "2026-11-25 08:00"),
        ("25/11/2026 8:00", "2026-11-25 08:00"),
        ("2026-11-25 8:00", "2026-11-25 08:00"),
        ("2026-11-25T08:00", "2026-11-25 08:00"),
        ("15.1 8:00", "2027-01-15 08:00"),
    ],
)
def test_what_is_meant_is_read_in_polish_time(typed: str, meant: str) -> None:
    assert f"{read(typed, NOW).astimezone(WARSAW):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", NoTime), ("kiedyś", NoTime), ("25.11", NoTime), ("8.12", NoTime), ("12", NoTime), ("31.2 8:00", NoTime),
        ("jutro 25:00", NoTime), ("jutro 8:60", NoTime), ("29.2 8:00", NoTime), ("x 8", NoTime),
        ("24.11 8:00", Past), ("24.11.2026 8:00", Past), ("dziś 8:00", Past), ("1.1.2020 8:00", Past),
        ("1.1.2029 8:00", TooFar),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_for_its_reason(typed: str, why: type[ValueError]) -> None:
    with pytest.raises(why):
        read(typed, NOW)


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,2}[./][0-9]{1,2}[./]?[0-9]{0,4} [0-9]{1,2}:[0-9]{2}"))
def test_whatever_is_typed_is_a_time_ahead_or_refused(typed: str) -> None:
    try:
        moment = read(typed, NOW)
    except (NoTime, Past, TooFar):
        return
    assert NOW < moment <= NOW + FURTHEST


@given(st.datetimes(NOW.replace(tzinfo=None) + timedelta(days=1), NOW.replace(tzinfo=None) + timedelta(days=300)))
def test_a_written_time_is_read_back(naive: datetime) -> None:
    local = naive.replace(tzinfo=UTC, second=0, microsecond=0).astimezone(WARSAW)
    if local.fold:
        return  # the hour that comes twice is read as its first
    assert read(f"{local:%d.%m.%Y %H:%M}", NOW) == local
