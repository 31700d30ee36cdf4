"""The hours of zones: every minute has one zone, holidays are known, and clocks that change confuse nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.demo.zone_hours import ZONE_HOURS
from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.holidays import easter, is_holiday
from ibok_bot.domain.tariff import Zone
from ibok_bot.domain.zones import DayKind, Hours, NoHours, Season, Timetable, shared_minutes

TIMETABLES = {group: Timetable(hours) for group, hours in ZONE_HOURS.items()}
G12, G12W, G13 = TIMETABLES["G12"], TIMETABLES["G12w"], TIMETABLES["G13"]
WORKDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 29)
SHORT, LONG = date(2026, 3, 29), date(2026, 10, 25)
DAYS = st.dates(date(2022, 1, 1), date(2035, 12, 1))
GROUPS = st.sampled_from(sorted(TIMETABLES))


def local(moment: datetime) -> str:
    return f"{moment.astimezone(WARSAW):%d.%m %H:%M}"


def at(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=WARSAW, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28"), (2035, "03-25"), (2038, "04-25")],
)
def test_easter(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


def test_the_holidays_of_a_year() -> None:
    holidays = [f"{day:%d.%m}" for n in range(365) if is_holiday(day := date(2026, 1, 1) + timedelta(days=n))]
    assert holidays == [
        "01.01", "06.01", "05.04", "06.04", "01.05", "03.05", "24.05", "04.06", "15.08", "01.11", "11.11",
        "24.12", "25.12", "26.12",
    ]  # fmt: skip
    assert not is_holiday(date(2024, 12, 24)), "a day off since 2025"


def test_kinds_of_days_and_seasons() -> None:
    assert DayKind.of(WORKDAY) is DayKind.WORKDAY
    assert DayKind.of(date(2026, 11, 28)) is DayKind.SATURDAY
    assert DayKind.of(SUNDAY) is DayKind.SUNDAY
    assert DayKind.of(date(2026, 8, 15)) is DayKind.HOLIDAY, "it falls on a Saturday"
    halves = [Season.of(date(2026, month, day)) for month, day in ((3, 31), (4, 1), (9, 30), (10, 1))]
    assert halves == [Season.WINTER, Season.SUMMER, Season.SUMMER, Season.WINTER]


@given(GROUPS, DAYS)
def test_each_minute_of_each_day_is_in_exactly_one_zone(group: str, day: date) -> None:
    hours = TIMETABLES[group].on(day)
    for minute in range(24 * 60):
        assert sum(each.from_minute <= minute < each.to_minute for each in hours) == 1


@given(GROUPS, DAYS | st.sampled_from([SHORT, LONG]), st.integers(0, 25 * 60 - 1))
def test_stretches_fill_the_day_and_say_what_the_moment_says(group: str, day: date, minute: int) -> None:
    stretches = TIMETABLES[group].stretches(day)
    assert local(stretches[0].start) == f"{day:%d.%m} 00:00"
    assert local(stretches[-1].end) == f"{day + timedelta(days=1):%d.%m} 00:00"
    for before, after in pairwise(stretches):
        assert before.end == after.start
        assert before.zone is not after.zone
    moment = stretches[0].start + timedelta(minutes=minute)
    if moment < stretches[-1].end:
        inside = next(each for each in stretches if each.start <= moment < each.end)
        assert inside.zone is TIMETABLES[group].zone_at(moment)


@pytest.mark.parametrize(("day", "hours"), [(SHORT, 23), (LONG, 25), (WORKDAY, 24)])
def test_days_on_which_clocks_change_are_longer_and_shorter(day: date, hours: int) -> None:
    for timetable in TIMETABLES.values():
        lasting = sum((each.end - each.start for each in timetable.stretches(day)), timedelta())
        assert lasting == timedelta(hours=hours)


def hourly(*changes: tuple[int, int, Zone]) -> Timetable:
    """The same zones on every day; each change as from, to, zone in minutes."""
    return Timetable(
        tuple(Hours(Season.ALL, kind, *change, date(2020, 1, 1)) for kind in DayKind for change in changes)
    )


def test_a_zone_that_ends_inside_the_hour_told_twice_comes_twice() -> None:
    table = hourly((0, 150, Zone.NIGHT), (150, 1440, Zone.DAY))
    assert [(local(each.start), each.zone) for each in table.stretches(LONG)] == [
        ("25.10 00:00", Zone.NIGHT), ("25.10 02:30", Zone.DAY), ("25.10 02:00", Zone.NIGHT), ("25.10 02:30", Zone.DAY),
    ]  # fmt: skip
    assert table.zone_at(at(LONG, 2, 45, fold=0)) is Zone.DAY
    assert table.zone_at(at(LONG, 2, 15, fold=1)) is Zone.NIGHT


def test_a_zone_that_ends_inside_the_hour_left_out_ends_where_the_clock_jumps() -> None:
    table = hourly((0, 150, Zone.NIGHT), (150, 1440, Zone.DAY))
    assert [(local(each.start), each.zone) for each in table.stretches(SHORT)] == [
        ("29.03 00:00", Zone.NIGHT), ("29.03 03:00", Zone.DAY),
    ]  # fmt: skip


def test_cheap_hours_of_a_workday_go_on_into_the_morning() -> None:
    assert [(local(each.start), local(each.end)) for each in G12.cheap_from(WORKDAY)] == [
        ("24.11 13:00", "24.11 15:00"),
        ("24.11 22:00", "25.11 06:00"),
    ]


def test_a_friday_evening_of_g12w_lasts_till_monday() -> None:
    friday = date(2026, 11, 27)
    assert [(local(each.start), local(each.end)) for each in G12W.cheap_from(friday)] == [
        ("27.11 13:00", "27.11 15:00"),
        ("27.11 22:00", "30.11 06:00"),
    ]
    saturday = G12W.cheap_from(date(2026, 11, 28))
    assert [(local(each.start), local(each.end)) for each in saturday] == [("28.11 00:00", "30.11 06:00")]


def test_christmas_is_cheap_all_day_and_new_year_ends_it() -> None:
    christmas = date(2026, 12, 24)
    assert {each.zone for each in G12.stretches(christmas)} == {Zone.NIGHT}
    going_on = G12W.going_on(at(christmas, 12))
    assert local(going_on.end) == "28.12 06:00", "Thursday's Christmas Eve, Friday, and the weekend"


def test_now_and_until_when() -> None:
    now = G12.going_on(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    assert (now.zone, local(now.end)) == (Zone.NIGHT, "24.11 15:00")
    peak = G13.going_on(at(WORKDAY, 17))
    assert (peak.zone, local(peak.end)) == (Zone.AFTERNOON_PEAK, "24.11 21:00")


def test_the_season_turns_at_midnight() -> None:
    wednesday, thursday = date(2026, 9, 30), date(2026, 10, 1)
    assert G13.zone_at(at(wednesday, 17)) is Zone.OFF_PEAK
    assert G13.zone_at(at(thursday, 17)) is Zone.AFTERNOON_PEAK
    assert G13.zone_at(at(wednesday, 21, 30)) is Zone.AFTERNOON_PEAK
    assert G13.zone_at(at(thursday, 21, 30)) is Zone.OFF_PEAK
    assert local(G13.going_on(at(wednesday, 23)).end) == "01.10 07:00"


def test_hours_are_dated() -> None:
    old = [Hours(Season.ALL, kind, 0, 1440, Zone.DAY, date(2020, 1, 1), date(2026, 6, 30)) for kind in DayKind]
    new = [Hours(Season.ALL, kind, 0, 1440, Zone.NIGHT, date(2026, 7, 1)) for kind in DayKind]
    table = Timetable((*old, *new))
    assert table.zone_at(at(date(2026, 6, 30), 23, 59)) is Zone.DAY
    assert table.zone_at(at(date(2026, 7, 1), 0)) is Zone.NIGHT
    assert local(table.going_on(at(date(2026, 6, 30), 12)).end) == "01.07 00:00"
    assert table.as_on(date(2026, 7, 1)).zone_at(at(date(2026, 1, 1), 12)) is Zone.NIGHT


def test_on_the_first_day_of_new_hours_the_night_before_is_not_needed() -> None:
    first = date(2022, 1, 3)
    new = Timetable(tuple(replace(each, valid_from=first) for each in ZONE_HOURS["G12"]))
    assert [local(each.start) for each in new.cheap_from(first)] == ["03.01 00:00", "03.01 13:00", "03.01 22:00"]


def test_on_the_last_days_of_known_hours_they_are_still_told() -> None:
    last = date(2026, 12, 31)
    old = Timetable(tuple(replace(each, valid_to=last) for each in ZONE_HOURS["G12"]))
    assert local(old.going_on(at(last, 14)).end) == "31.12 15:00"
    assert [(local(each.start), local(each.end)) for each in old.cheap_from(last)] == [
        ("31.12 13:00", "31.12 15:00"),
        ("31.12 22:00", "01.01 00:00"),
    ]
    with pytest.raises(NoHours):
        old.ahead(date(2027, 1, 1))


def test_a_gap_and_an_overlap_are_told() -> None:
    for table in (
        hourly((0, 700, Zone.DAY), (720, 1440, Zone.NIGHT)),
        hourly((0, 740, Zone.DAY), (720, 1440, Zone.NIGHT)),
        hourly((60, 1440, Zone.DAY)),
        hourly((0, 1380, Zone.DAY)),
    ):
        with pytest.raises(NoHours):
            table.on(WORKDAY)
    with pytest.raises(NoHours):
        G12.on(date(2021, 12, 31))


def test_without_hours_there_is_one_zone() -> None:
    assert {each.zone for each in Timetable().stretches(WORKDAY)} == {Zone.ALL}
    assert Timetable().cheap_from(WORKDAY) == []


@given(GROUPS, GROUPS, st.integers(2023, 2035))
def test_shared_minutes_are_all_the_minutes_of_a_year(one: str, other: str, year: int) -> None:
    shared = shared_minutes(TIMETABLES[one], TIMETABLES[other], year)
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    assert sum(shared.values()) == days * 24 * 60
    if one == other:
        assert all(here is there for here, there in shared)
