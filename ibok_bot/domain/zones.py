"""The hours of tariff zones: which zone is in force now, until when, and when electricity is cheaper today.

Hours are data of the network operator, dated: season x kind of day x [from, to) -> zone. Zones follow the clock on
the wall, so a day on which clocks change has 23 or 25 hours of them. The meter decides; this is for planning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.holidays import is_holiday
from ibok_bot.domain.tariff import Zone

DAY_MINUTES = 24 * 60
_SUMMER = range(4, 10)
_SATURDAY, _SUNDAY = 5, 6
_DAYS_AHEAD = 14
_NEXT = timedelta(days=1)
_HOUR = timedelta(hours=1)


class Season(StrEnum):
    """The part of the year in which hours hold: April to September, October to March, or all of it."""

    ALL = "all"
    SUMMER = "summer"
    WINTER = "winter"

    @classmethod
    def of(cls, day: date) -> Season:
        """The half of the year that the day is in."""
        return cls.SUMMER if day.month in _SUMMER else cls.WINTER


class DayKind(StrEnum):
    """The kind of day on which hours hold; a holiday is one, whatever day of the week it falls on."""

    WORKDAY = "workday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"

    @classmethod
    def of(cls, day: date) -> DayKind:
        """The kind of this day in Poland."""
        if is_holiday(day):
            return cls.HOLIDAY
        return {_SATURDAY: cls.SATURDAY, _SUNDAY: cls.SUNDAY}.get(day.weekday(), cls.WORKDAY)


class NoHours(LookupError):
    """No zone, or more than one, is known for a minute of a day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A zone in force on a kind of day, from minute to minute, the last one excluded; valid from a day to a day."""

    season: Season
    day_kind: DayKind
    from_minute: int
    to_minute: int
    zone: Zone
    valid_from: date
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the day is between the first and the last of their validity."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time without a break in which one zone is in force: moments in UTC, the end excluded."""

    start: datetime
    end: datetime
    zone: Zone


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hours of one tariff group's zones; a group without any has one zone all day."""

    hours: tuple[Hours, ...] = ()

    def as_on(self, day: date) -> Timetable:
        """The hours valid on a day, as if they always had been and always would be: for reckoning with a year."""
        valid = (each for each in self.hours if each.valid_on(day))
        return Timetable(tuple(replace(each, valid_from=date.min, valid_to=None) for each in valid))

    @property
    def zones(self) -> frozenset[Zone]:
        """The zones that it tells apart."""
        return frozenset(hours.zone for hours in self.hours) or frozenset({Zone.ALL})

    def on(self, day: date) -> tuple[Hours, ...]:
        """The hours of a day by the clock on the wall, in order. Raises NoHours for a gap or an overlap."""
        season, kind = Season.of(day), DayKind.of(day)
        if not self.hours:
            return (Hours(season, kind, 0, DAY_MINUTES, Zone.ALL, day),)
        here = (each for each in self.hours if each.day_kind is kind and each.season in (Season.ALL, season))
        found = sorted((each for each in here if each.valid_on(day)), key=lambda each: each.from_minute)
        ends = [0, *(hours.to_minute for hours in found)]
        starts = [*(hours.from_minute for hours in found), DAY_MINUTES]
        if ends != starts:
            raise NoHours(f"the hours of {day} do not fill the day")
        return tuple(found)

    def zone_at(self, moment: datetime) -> Zone:
        """The zone in force. Raises NoHours."""
        return _zone(self.on(warsaw_day(moment)), moment)

    def stretches(self, day: date) -> list[Stretch]:
        """The zones of a day one after another, from midnight to midnight. Raises NoHours."""
        hours = self.on(day)
        start, end = _moment(day, 0), _moment(day + _NEXT, 0)
        walls = (_moment(day, each.from_minute, fold) for each in hours for fold in (0, 1))
        hourly = (start + _HOUR * hour for hour in range(25)) if end - start != _HOUR * 24 else ()
        cuts = [*sorted({cut for cut in (*walls, *hourly) if start <= cut < end}), end]
        return _merged(Stretch(*times, _zone(hours, times[0])) for times in pairwise(cuts))

    def ahead(self, day: date) -> list[Stretch]:
        """The zones from midnight of this day on for two weeks, or as far as hours are known.

        Those over midnights and weekends are in one piece. Raises NoHours where the day itself has none.
        """
        known = self.stretches(day)
        for days in range(1, _DAYS_AHEAD):
            try:
                known += self.stretches(day + _NEXT * days)
            except NoHours:
                break
        return _merged(known)

    def going_on(self, moment: datetime) -> Stretch:
        """What is in force now, and until when. Raises NoHours."""
        return next(each for each in self.ahead(warsaw_day(moment)) if moment < each.end)

    def cheap_from(self, day: date) -> list[Stretch]:
        """When it is cheaper: the cheap times that begin on this day, and one that lasts all the day."""
        midnight, next_midnight = _moment(day, 0), _moment(day + _NEXT, 0)
        return [
            each
            for each in self.ahead(day)
            if each.zone.cheap
            and each.start < next_midnight
            and (each.start > midnight or each.end >= next_midnight or not self._ends_cheap(day - _NEXT))
        ]

    def _ends_cheap(self, day: date) -> bool:
        try:
            return self.stretches(day)[-1].zone.cheap
        except NoHours:  # the hours of the day before the first known one
            return False


def shared_minutes(one: Timetable, other: Timetable, year: int) -> Counter[tuple[Zone, Zone]]:
    """How many minutes of a year are in a zone of the one and, at once, in a zone of the other. Raises NoHours."""
    first = date(year, 1, 1)
    days = Counter((Season.of(day), DayKind.of(day)) for day in _year(first))
    sample = {(Season.of(day), DayKind.of(day)): day for day in _year(first)}
    shared: Counter[tuple[Zone, Zone]] = Counter()
    for sort, count in days.items():
        for here in one.on(sample[sort]):
            for there in other.on(sample[sort]):
                minutes = min(here.to_minute, there.to_minute) - max(here.from_minute, there.from_minute)
                if minutes > 0:
                    shared[here.zone, there.zone] += count * minutes
    return shared


def _year(first: date) -> Iterator[date]:
    day = first
    while day.year == first.year:
        yield day
        day += _NEXT


def _zone(hours: Iterable[Hours], moment: datetime) -> Zone:
    """The zone by the clock on the wall, among the hours of the moment's day."""
    local = moment.astimezone(WARSAW)
    minute = local.hour * 60 + local.minute
    return next(each.zone for each in hours if each.from_minute <= minute < each.to_minute)


def _moment(day: date, minute: int, fold: int = 0) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60, fold=fold), WARSAW).astimezone(UTC)


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    merged: list[Stretch] = []
    for each in stretches:
        if merged and merged[-1].zone is each.zone and merged[-1].end == each.start:
            merged[-1] = replace(merged[-1], end=each.end)
        else:
            merged.append(each)
    return merged
