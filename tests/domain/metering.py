"""Invented meters with a history for the tests of readings."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import MeterId, OperatorId, PointId, RegisterId
from ibok_bot.domain.invoices import Place, Taken
from ibok_bot.domain.meters import Meter, Register
from ibok_bot.domain.readings import ReadingKind, Shown
from ibok_bot.domain.seasonal_use import SeasonalUse, seasonal_use
from ibok_bot.domain.tariff import Zone
from ibok_bot.domain.yearly_use import Settled

READ_ON = date(2026, 9, 30)
TODAY = date(2026, 11, 24)
OBIS = {Zone.ALL: "1.8.0", Zone.DAY: "1.8.1", Zone.NIGHT: "1.8.2"}


def months(first: date, count: int) -> list[tuple[date, date]]:
    """So many whole months from a first day of a month on, each with its last day."""
    starts = [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count + 1)
    ]
    return [(start, after - timedelta(days=1)) for start, after in pairwise(starts)]


def steady(daily_kwh: int, zone: Zone = Zone.ALL) -> SeasonalUse | None:
    """Two years of the same use every day."""
    return seasonal_use(
        Settled(zone, first, last, Energy.of(daily_kwh * ((last - first).days + 1)))
        for first, last in months(date(2024, 10, 1), 24)
    )


def register(
    key: int,
    previous: int | None,
    usual: SeasonalUse | None = None,
    zone: Zone = Zone.ALL,
    *,
    digits: int = 6,
    kind: ReadingKind = ReadingKind.CONTROLLER,
) -> Register:
    """A register last read at the end of September."""
    taken = None if previous is None else Taken(READ_ON, kind, Energy.of(previous))
    return Register(RegisterId(key), OBIS[zone], zone, digits, taken, usual)


def meter(*registers: Register, key: int = 1, multiplier: int = 1, power_w: int = 6000, group: str = "G12") -> Meter:
    """A meter with these registers."""
    place = Place(PointId(key), "ul. Cicha 1", "Warszawa")
    return Meter(
        MeterId(key), f"6000000{key}", multiplier, place, OperatorId(1), group, 1, power_w, registers,
    )  # fmt: skip


def shown(*values: tuple[int, int]) -> list[Shown]:
    """Values in whole kWh by the keys of registers."""
    return [Shown(RegisterId(key), Energy.of(value)) for key, value in values]
