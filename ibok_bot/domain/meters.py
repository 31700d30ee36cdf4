"""Meters (liczniki) that a customer can read: registers with what they showed last and what is usual for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import MeterId, OperatorId, RegisterId
from ibok_bot.domain.invoices import Place, Taken
from ibok_bot.domain.reading_entry import Asked
from ibok_bot.domain.seasonal_use import SeasonalUse
from ibok_bot.domain.tariff import Zone

DRAWN = "1.8."
"""How the OBIS codes of registers begin that count energy taken from the network."""
_TOTAL = "1.8.0"


@dataclass(frozen=True, slots=True)
class Register:
    """A counter of a meter (liczydło). `previous` is its newest reading of any kind before the day asked for.

    `usual` is what is used a day in each month, by the customer's own settlements; None where too little is known.
    """

    id: RegisterId
    obis: str
    zone: Zone
    digits: int
    previous: Taken | None = None
    usual: SeasonalUse | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether it counts energy taken from the network, and not energy fed into it."""
        return self.obis.startswith(DRAWN)

    @property
    def is_total(self) -> bool:
        """Whether it counts what was drawn in all zones together."""
        return self.obis == _TOTAL or self.obis.startswith(f"{_TOTAL}.")

    @property
    def span(self) -> Energy:
        """After how much it begins again with zeros."""
        return Energy.of(10**self.digits)

    @property
    def asked(self) -> Asked:
        """What `reading_entry.understood` has to know of it."""
        previous = None if self.previous is None else self.previous.value.wh // 1000
        return Asked(self.obis, self.digits, previous)


RegisterValue = tuple[Register, Energy]
"""A register, and what is said to stand on it."""


@dataclass(frozen=True, slots=True)
class GivenToday:
    """What the customer gave on the same day already: another reading takes its place."""

    number: str
    values: tuple[tuple[RegisterId, Energy], ...]


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter in force at a metering point under contract. Registers are in the order in which they are asked.

    `remote` says that its newest reading came by itself: such a meter need not be read, though it may.
    """

    id: MeterId
    number: str
    multiplier: int
    place: Place
    operator: OperatorId
    group: str
    phases: int
    power_w: int
    registers: tuple[Register, ...]
    remote: bool = False
    given_today: GivenToday | None = None

    @property
    def previous_day(self) -> date | None:
        """Since when use is counted: the day of the previous reading, the earliest where registers differ."""
        days = [one.previous.day for one in self.registers if one.previous and one.is_drawn]
        return min(days, default=None)

    def register(self, key: RegisterId) -> Register | None:
        """The register with this key."""
        return next((one for one in self.registers if one.id == key), None)


def in_asking_order(registers: Iterable[Register]) -> tuple[Register, ...]:
    """Zones first (1.8.1, 1.8.2 …), then the total, then what is fed in."""
    return tuple(sorted(registers, key=lambda one: (not one.is_drawn, one.is_total, one.obis)))


def of_number(meters: Sequence[Meter], key: MeterId) -> Meter | None:
    """The meter with this key."""
    return next((one for one in meters if one.id == key), None)
