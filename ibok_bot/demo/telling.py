"""Tells the history of an invented customer: 24 months read, billed by the real rules, and paid, up to a day."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ibok_bot.demo.history import Bill, History, Meter, Point, ReadBy, Reading, Register, Span
from ibok_bot.demo.payments import Habit, payments
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.settlement import Use, consumption, divided, settle
from ibok_bot.domain.tariff import Band, Zone

_MONTHS = 24
_ISSUED_AFTER = timedelta(days=5)
_TO_PAY_WITHIN = timedelta(days=30)
"""So long that the newest bill, a month or two months long, is not late before the next one."""
_SEASON = (125, 115, 110, 95, 85, 80, 80, 80, 90, 105, 115, 120)
"""Each month's share of a year's use, in 1/1200."""
_OBIS = {Zone.ALL: "1.8.0", Zone.DAY: "1.8.1", Zone.NIGHT: "1.8.2"}


@dataclass(frozen=True, slots=True)
class PointPlan:
    """A metering point to invent: its tariff group, use a year, and the day on which its meter was swapped, if any."""

    group: str
    annual_kwh: int
    phases: int = 1
    power_w: int = 4000
    night_percent: int = 40
    multiplier: int = 1
    remote: bool = False
    swapped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A customer to invent: points, months in a bill (a divisor of 24), how long ago the newest ended, habit."""

    points: tuple[PointPlan, ...]
    bill_months: int = 2
    months_ago: int = 0
    habit: Habit = Habit.IN_TIME


def tell(plan: Plan, today: date, chance: random.Random) -> History:
    """What happened to this customer up to today. Raises NoPrice where the price lists do not reach so far back."""
    bills = _periods(today, plan.bill_months, plan.months_ago)
    points, made = [], []
    for place, point in enumerate(plan.points):
        log = _PointLog(point, bills[0][0], chance)
        made += [log.bill(place, first, last, plan.bill_months) for first, last in bills]
        points.append(log.facts())
    made.sort(key=lambda bill: (bill.issued_on, bill.point))
    return History(tuple(points), tuple(made), payments(made, plan.habit, today, chance))


def _periods(today: date, bill_months: int, months_ago: int) -> list[tuple[date, date]]:
    """The billing periods of 24 months, whole months each; the newest bill has been issued by today."""
    settled = today - _ISSUED_AFTER
    end = settled.year * 12 + settled.month - 1 - months_ago
    if (settled + timedelta(days=1)).day == 1:
        end += 1
    starts = range(end - _MONTHS, end, bill_months)
    return [(_month_start(start), _month_start(start + bill_months) - timedelta(days=1)) for start in starts]


class _PointLog:
    """A metering point while its history is being written."""

    def __init__(self, plan: PointPlan, since: date, chance: random.Random) -> None:
        self._plan, self._since, self._chance = plan, since, chance
        self._zones = (Zone.DAY, Zone.NIGHT) if plan.group == "G12" else (Zone.ALL,)
        self._meters = [_MeterLog(plan.multiplier, since, self._zones, [chance.randrange(500, 40_000) for _ in _OBIS])]

    def bill(self, place: int, first: date, last: date, months: int) -> Bill:
        """Read the meters for the period, and settle it."""
        spans: list[Span] = []
        uses: list[Use] = []
        for end, share in self._stays(first, last):
            meter = self._meters[-1]
            by = ReadBy.REMOVAL if end != last else self._read_by()
            for number, (zone, used) in enumerate(zip(self._zones, share, strict=True)):
                opening, closing, energy = meter.read(number, end, by, used)
                uses.append(Use(zone, energy, len(spans)))
                spans.append(Span(len(self._meters) - 1, number, opening, closing))
            if by is ReadBy.REMOVAL:
                self._swap(end)
        issued = last + _ISSUED_AFTER
        energy = Energy(sum(use.energy.wh for use in uses))
        settlement = settle(
            PRICE_LISTS[self._plan.group],
            uses,
            first,
            last,
            Decimal(months),
            phases=self._plan.phases,
            band=Band.of(Decimal(self._plan.annual_kwh)),
        )
        due = issued + _TO_PAY_WITHIN
        return Bill(place, first, last, issued, due, energy, settlement, tuple(spans))

    def facts(self) -> Point:
        """The metering point, when all has been written."""
        meters = tuple(meter.facts() for meter in self._meters)
        return Point(self._plan.group, self._plan.power_w, self._plan.phases, self._since, meters)

    def _stays(self, first: date, last: date) -> list[tuple[date, list[Energy]]]:
        """The last days of the parts of a period with one meter each, and what was used in each zone."""
        used = [self._used(first, last, zone) for zone in self._zones]
        swap = self._plan.swapped_on
        if swap is None or not first <= swap < last:
            return [(last, used)]
        days = [(swap - first).days + 1, (last - swap).days]
        before, after = zip(*(divided(energy, days) for energy in used), strict=True)
        return [(swap, list(before)), (last, list(after))]

    def _used(self, first: date, last: date, zone: Zone) -> Energy:
        """The use of a period in a zone: by season, and as chance has it."""
        percent = {Zone.ALL: 100, Zone.NIGHT: self._plan.night_percent, Zone.DAY: 100 - self._plan.night_percent}
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        season = sum(_SEASON[month % 12] for month in months)
        return Energy(self._plan.annual_kwh * season * percent[zone] * self._chance.randrange(88, 113) // 12_000)

    def _read_by(self) -> ReadBy:
        if self._plan.remote:
            return ReadBy.REMOTE
        return self._chance.choice((ReadBy.CONTROLLER, ReadBy.CONTROLLER, ReadBy.CUSTOMER, ReadBy.ESTIMATED))

    def _swap(self, day: date) -> None:
        self._meters[-1].removed_on = day
        self._meters.append(_MeterLog(self._plan.multiplier, day, self._zones, [0 for _ in self._zones]))


class _MeterLog:
    """A meter while its readings are being written. It shows whole kilowatt-hours."""

    def __init__(self, multiplier: int, mounted_on: date, zones: Sequence[Zone], starts: Sequence[int]) -> None:
        self._multiplier, self._mounted_on, self._zones = multiplier, mounted_on, zones
        self.removed_on: date | None = None
        shown = [Reading(mounted_on, ReadBy.MOUNTING, Energy.of(start)) for start in starts]
        self._readings = [[shown[number]] for number, _zone in enumerate(zones)]

    def read(self, number: int, day: date, by: ReadBy, used: Energy) -> tuple[int, int, Energy]:
        """Read a register after so much use: places of both readings, and the energy between them."""
        readings = self._readings[number]
        previous = readings[-1].value
        present = previous + Energy.of(used.wh // 1000 // self._multiplier)
        readings.append(Reading(day, by, present))
        return len(readings) - 2, len(readings) - 1, consumption(previous, present, self._multiplier)

    def facts(self) -> Meter:
        """The meter, when all has been written."""
        registers = tuple(
            Register(_OBIS[zone], zone, 6, tuple(readings))
            for zone, readings in zip(self._zones, self._readings, strict=True)
        )
        return Meter(self._multiplier, self._mounted_on, self.removed_on, registers)


def _month_start(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
