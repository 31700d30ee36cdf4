"""The hours of the demo operator's tariff zones.

Those of G12 and G13 are Tauron Dystrybucja's of 2026 (krzysztofhajdamowicz.github.io/CenyPradu/data/tariffs/
tauron-g12.json, tauron-g13.json), and the weekends of G12w too (tauron-dystrybucja.pl, 16.10.2018). The afternoon of
G13 in winter, the workdays of G12w and all of C12a are examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ibok_bot.demo.prices import YEARS
from ibok_bot.domain.tariff import Zone
from ibok_bot.domain.zones import DAY_MINUTES, DayKind, Hours, Season

_Day = tuple[tuple[int, Zone], ...]
"""The zones of a day, each with the hour at which it begins."""

_EVERY = tuple(DayKind)
_WORKDAY, _SATURDAY, _DAYS_OFF = (DayKind.WORKDAY,), (DayKind.SATURDAY,), (DayKind.SUNDAY, DayKind.HOLIDAY)
_WEEKEND = (*_SATURDAY, *_DAYS_OFF)

_DAY_AND_NIGHT: _Day = ((0, Zone.NIGHT), (6, Zone.DAY), (13, Zone.NIGHT), (15, Zone.DAY), (22, Zone.NIGHT))
_ALL_NIGHT: _Day = ((0, Zone.NIGHT),)
_ALL_OFF_PEAK: _Day = ((0, Zone.OFF_PEAK),)

_PLANS: dict[str, Sequence[tuple[Season, Sequence[DayKind], _Day]]] = {
    "G12": (
        (Season.ALL, (*_WORKDAY, *_SATURDAY), _DAY_AND_NIGHT),
        (Season.ALL, _DAYS_OFF, _ALL_NIGHT),
    ),
    "G12w": (
        (Season.ALL, _WORKDAY, _DAY_AND_NIGHT),
        (Season.ALL, _WEEKEND, _ALL_NIGHT),
    ),
    "G13": (
        (Season.SUMMER, _WORKDAY, (
            (0, Zone.OFF_PEAK), (7, Zone.MORNING_PEAK), (13, Zone.OFF_PEAK),
            (19, Zone.AFTERNOON_PEAK), (22, Zone.OFF_PEAK),
        )),
        (Season.WINTER, _WORKDAY, (
            (0, Zone.OFF_PEAK), (7, Zone.MORNING_PEAK), (13, Zone.OFF_PEAK),
            (16, Zone.AFTERNOON_PEAK), (21, Zone.OFF_PEAK),
        )),
        (Season.ALL, _WEEKEND, _ALL_OFF_PEAK),
    ),
    "C12a": (
        (Season.SUMMER, _EVERY, (
            (0, Zone.NIGHT), (8, Zone.DAY), (11, Zone.NIGHT), (20, Zone.DAY), (21, Zone.NIGHT),
        )),
        (Season.WINTER, _EVERY, (
            (0, Zone.NIGHT), (8, Zone.DAY), (11, Zone.NIGHT), (16, Zone.DAY), (21, Zone.NIGHT),
        )),
    ),
}  # fmt: skip


def _hours(group: str) -> Iterator[Hours]:
    for season, kinds, day in _PLANS[group]:
        ends = [*(hour * 60 for hour, _zone in day[1:]), DAY_MINUTES]
        for kind in kinds:
            for (hour, zone), end in zip(day, ends, strict=True):
                yield Hours(season, kind, hour * 60, end, zone, YEARS[0])


ZONE_HOURS = {group: tuple(_hours(group)) for group in _PLANS}
"""The hours of each group that has several zones."""
