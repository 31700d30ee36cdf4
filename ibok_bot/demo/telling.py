"""Tells the history of an invented customer: 24 months read, billed by the real rules, and paid, up to a day."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from ibok_bot.demo.history import Bill, History, Meter, Point, Reading, Register, Span
from ibok_bot.demo.payments import Habit, payments
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.demo.registers import DIGITS, OBIS, nearly_full, total_of
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import total
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.domain.settlement import Line, Settlement, Use, consumption, divided, settle, vat_of
from ibok_bot.domain.tariff import Band, Zone

_MONTHS = 24
_ISSUED_AFTER = timedelta(days=5)
_CORRECTED_AFTER = timedelta(days=20)
"""From an invoice on an estimate to its correction."""
_TO_PAY_WITHIN = timedelta(days=30)
"""So long that the newest bill, a month or two months long, is not late before the next one."""
_SEASON = (125, 115, 110, 95, 85, 80, 80, 80, 90, 105, 115, 120)
"""Each month's share of a year's use, in 1/1200."""


@dataclass(frozen=True, slots=True)
class PointPlan:
    """A metering point to invent: its tariff group, use a year, and the day on which its meter was swapped, if any.

    `corrected` is the bill that rested on a low estimate and was corrected, counted back from the newest (0), if any.
    A meter with `total` counts all zones together too (1.8.0). Its registers may be about to begin again with
    zeros: `turns_over`.
    """

    group: str
    annual_kwh: int
    phases: int = 1
    power_w: int = 4000
    night_percent: int = 40
    multiplier: int = 1
    remote: bool = False
    swapped_on: date | None = None
    corrected: int | None = None
    total: bool = False
    turns_over: bool = False


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
    points: list[Point] = []
    made: list[Bill] = []
    for place, point in enumerate(plan.points):
        log = _PointLog(point, bills[0][0], chance)
        for ago, (first, last) in zip(reversed(range(len(bills))), bills, strict=True):
            wrong = point.corrected == ago
            made.append(log.bill(place, first, last, plan.bill_months, estimated=wrong))
            if wrong:
                made.append(log.correction(made[-1], plan.bill_months, len(made) - 1))
        points.append(log.facts())
    in_order = _in_order(made)
    return History(tuple(points), in_order, payments(in_order, plan.habit, today, chance))


def _in_order(made: Sequence[Bill]) -> tuple[Bill, ...]:
    """By the day of issue; corrections still name the bill that they correct."""
    order = sorted(range(len(made)), key=lambda place: (made[place].issued_on, made[place].point))
    now_at = {place: new for new, place in enumerate(order)}
    bills = (made[place] for place in order)
    return tuple(bill if bill.corrects is None else replace(bill, corrects=now_at[bill.corrects]) for bill in bills)


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
        self._meters = [_MeterLog(plan.multiplier, since, self._zones, [chance.randrange(500, 40_000) for _ in OBIS])]

    def bill(self, place: int, first: date, last: date, months: int, *, estimated: bool = False) -> Bill:
        """Read the meters for the period, and settle it."""
        spans: list[Span] = []
        uses: list[Use] = []
        for end, share in self._stays(first, last):
            meter = self._meters[-1]
            by = ReadingKind.REMOVAL if end != last else ReadingKind.ESTIMATED if estimated else self._kind()
            for number, (zone, used) in enumerate(zip(self._zones, share, strict=True)):
                opening, closing, energy = meter.read(number, end, by, used)
                uses.append(Use(zone, energy, len(spans)))
                spans.append(Span(len(self._meters) - 1, number, opening, closing))
            if by is ReadingKind.REMOVAL:
                self._swap(end)
        issued = last + _ISSUED_AFTER
        energy = Energy(sum(use.energy.wh for use in uses))
        settlement = self._settle(uses, first, last, months)
        due = issued + _TO_PAY_WITHIN
        return Bill(place, first, last, issued, due, energy, settlement, tuple(spans))

    def correction(self, wrong: Bill, months: int, corrects: int) -> Bill:
        """The customer has read the meter: a third more than was estimated. Lines that stay the same are left out."""
        issued = wrong.issued_on + _CORRECTED_AFTER
        spans = list(wrong.spans)
        uses: list[Use] = []
        for place, span in enumerate(wrong.spans):
            closing, energy = self._meters[span.meter].reread(span, wrong.last, issued)
            uses.append(Use(self._zones[span.register], energy, len(wrong.spans) + place))
            spans.append(replace(span, closing=closing))
        energy = Energy(sum(use.energy.wh for use in uses))
        right = self._settle(uses, wrong.first, wrong.last, months)
        return Bill(
            wrong.point,
            wrong.first,
            wrong.last,
            issued,
            issued + _TO_PAY_WITHIN,
            energy - wrong.energy,
            _difference(wrong.settlement, right),
            tuple(spans),
            corrects,
        )

    def _settle(self, uses: Sequence[Use], first: date, last: date, months: int) -> Settlement:
        return settle(
            PRICE_LISTS[self._plan.group],
            uses,
            first,
            last,
            Decimal(months),
            phases=self._plan.phases,
            band=Band.of(Decimal(self._plan.annual_kwh)),
        )

    def facts(self) -> Point:
        """The metering point, when all has been written."""
        meters = [meter.facts() for meter in self._meters]
        if self._plan.total:
            meters = [replace(meter, registers=(*meter.registers, total_of(meter.registers))) for meter in meters]
        if self._plan.turns_over:
            meters = [replace(meter, registers=tuple(map(nearly_full, meter.registers))) for meter in meters]
        return Point(self._plan.group, self._plan.power_w, self._plan.phases, self._since, tuple(meters))

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

    def _kind(self) -> ReadingKind:
        if self._plan.remote:
            return ReadingKind.REMOTE
        return self._chance.choice(
            (ReadingKind.CONTROLLER, ReadingKind.CONTROLLER, ReadingKind.CUSTOMER, ReadingKind.ESTIMATED)
        )

    def _swap(self, day: date) -> None:
        self._meters[-1].removed_on = day
        self._meters.append(_MeterLog(self._plan.multiplier, day, self._zones, [0 for _ in self._zones]))


class _MeterLog:
    """A meter while its readings are being written. It shows whole kilowatt-hours."""

    def __init__(self, multiplier: int, mounted_on: date, zones: Sequence[Zone], starts: Sequence[int]) -> None:
        self._multiplier, self._mounted_on, self._zones = multiplier, mounted_on, zones
        self.removed_on: date | None = None
        shown = [Reading(mounted_on, ReadingKind.MOUNTING, Energy.of(start)) for start in starts]
        self._readings = [[shown[number]] for number, _zone in enumerate(zones)]

    def read(self, number: int, day: date, by: ReadingKind, used: Energy) -> tuple[int, int, Energy]:
        """Read a register after so much use: places of both readings, and the energy between them."""
        readings = self._readings[number]
        previous = readings[-1].value
        present = previous + Energy.of(used.wh // 1000 // self._multiplier)
        readings.append(Reading(day, by, present))
        return len(readings) - 2, len(readings) - 1, consumption(previous, present, self._multiplier)

    def reread(self, span: Span, day: date, known_on: date) -> tuple[int, Energy]:
        """A reading in place of an estimate: its place, and the energy since the opening of the span."""
        readings = self._readings[span.register]
        opening, estimate = readings[span.opening], readings[span.closing]
        withdrawn_at = datetime.combine(known_on, time(9), tzinfo=UTC)
        readings[span.closing] = replace(estimate, withdrawn_at=withdrawn_at)
        present = opening.value + Energy.of((estimate.value - opening.value).wh * 4 // 3000)
        readings.append(Reading(day, ReadingKind.CUSTOMER, present))
        return len(readings) - 1, consumption(opening.value, present, self._multiplier)

    def facts(self) -> Meter:
        """The meter, when all has been written."""
        registers = tuple(
            Register(OBIS[zone], zone, DIGITS, tuple(readings))
            for zone, readings in zip(self._zones, self._readings, strict=True)
        )
        return Meter(self._multiplier, self._mounted_on, self.removed_on, registers)


def _difference(wrong: Settlement, right: Settlement) -> Settlement:
    """What was wrong taken back, what is right charged; VAT is that of the difference."""
    pairs = list(zip(wrong.lines, right.lines, strict=True))
    changed = [(old, new) for old, new in pairs if old.quantity != new.quantity]
    lines = (*(_taken_back(old) for old, _new in changed), *(new for _old, new in changed))
    net = total([line.net for line in lines])
    vat = vat_of(net)
    return Settlement(lines, net, vat, net + vat)


def _taken_back(line: Line) -> Line:
    return replace(line, quantity=-line.quantity, net=-line.net)


def _month_start(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
