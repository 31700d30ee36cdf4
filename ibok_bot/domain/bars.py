"""Energy by invoice, as a chart draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.tariff import Zone


@dataclass(frozen=True, slots=True)
class Bar:
    """The energy of one settlement for a chart, corrections included; `estimated` when its last reading was guessed."""

    number: str
    first: date
    last: date
    zones: tuple[tuple[Zone, Energy], ...]
    estimated: bool

    @property
    def energy(self) -> Energy:
        """In all zones."""
        return Energy(sum(energy.wh for _zone, energy in self.zones))

    @property
    def days(self) -> int:
        """The length of its period, both days included."""
        return (self.last - self.first).days + 1

    @property
    def daily(self) -> Decimal:
        """Kilowatt-hours a day, to two decimals."""
        return (self.energy.kwh / self.days).quantize(Decimal("0.01"))
