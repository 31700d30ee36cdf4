"""Energy in whole watt-hours (0.001 kWh): exact on every database."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, order=True, slots=True)
class Energy:
    """An amount of electric energy, or what a register shows, held in watt-hours."""

    wh: int

    @classmethod
    def of(cls, kwh: Decimal | str | int) -> Energy:
        """From kilowatt-hours with at most three decimals; raises ValueError for finer ones."""
        wh = Decimal(kwh) * 1000
        if wh != wh.to_integral_value():
            raise ValueError("energy is counted to 0.001 kWh")
        return cls(int(wh))

    @property
    def kwh(self) -> Decimal:
        """The same energy in kilowatt-hours, with three decimals."""
        return Decimal(self.wh).scaleb(-3)

    def __add__(self, other: Energy) -> Energy:
        return Energy(self.wh + other.wh)

    def __sub__(self, other: Energy) -> Energy:
        return Energy(self.wh - other.wh)

    def __mul__(self, multiplier: int) -> Energy:
        return Energy(self.wh * multiplier)
