"""A customer's own use of the last 12 months, taken from the energy that was settled.

The year ends with the newest settled day. A period that reaches in from before is counted by its days. Less than a
year of settlements is extended to one in proportion to days; less than four weeks is too little to go by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import OperatorId
from ibok_bot.domain.invoices import Place
from ibok_bot.domain.settlement import Use, divided
from ibok_bot.domain.tariff import Zone

_LEAST_DAYS = 28
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """Energy of one zone that was settled for a period, both days included."""

    zone: Zone
    first: date
    last: date
    energy: Energy


@dataclass(frozen=True, slots=True)
class YearlyUse:
    """Use by zone in a year; `first` and `last` are the days that it was really taken from."""

    uses: tuple[Use, ...]
    first: date
    last: date
    whole: bool
    """Whether these days are the whole year; else the rest was added in proportion."""


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """A customer's metering point: its operator, tariff group, phases, and its use; None where too little is known."""

    place: Place
    operator: OperatorId
    group: str
    phases: int
    year: YearlyUse | None


def yearly_use(settled: Sequence[Settled]) -> YearlyUse | None:
    """The use of the last 12 months by zone, nothing below zero; None where too little was settled."""
    if not settled:
        return None
    last = max(each.last for each in settled)
    year_began = _year_before(last) + _DAY
    first = max(min(each.first for each in settled), year_began)
    days, year_days = (last - first).days + 1, (last - year_began).days + 1
    if days < _LEAST_DAYS:
        return None
    sums: dict[Zone, int] = {}
    for each in settled:
        sums[each.zone] = sums.get(each.zone, 0) + _within(each, first).wh
    uses = (Use(zone, Energy(max(0, sums[zone]) * year_days // days)) for zone in Zone if zone in sums)
    return YearlyUse(tuple(uses), first, last, days == year_days)


def known_by(zones: Iterable[Zone], year: YearlyUse) -> bool:
    """Whether the use is known by exactly these zones: not so when the tariff was another in the year."""
    return {use.zone for use in year.uses} == set(zones)


def _within(each: Settled, first: date) -> Energy:
    if each.first >= first:
        return each.energy
    if each.last < first:
        return Energy(0)
    return divided(each.energy, [(first - each.first).days, (each.last - first).days + 1])[1]


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return date(day.year - 1, 2, 28)
