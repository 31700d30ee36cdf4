"""The total register (1.8.0) against the registers of the zones (1.8.1, 1.8.2 …), where a meter has both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.meters import Meter, Register, RegisterValue
from ibok_bot.domain.readings import ReadingKind, used_between

Sums = tuple[Energy, Energy]
"""The total, and what the zones make together."""


def disagreement(meter: Meter, given: Sequence[RegisterValue]) -> Sums | None:
    """Both sums, where all drawn registers were given and neither what they show nor what they counted adds up.

    Registers that did not begin together are compared by what they counted since a day on which all were read.
    """
    drawn = [each for each in given if each[0].is_drawn]
    totals = [each for each in drawn if each[0].is_total]
    zones = [each for each in drawn if not each[0].is_total]
    if len(totals) != 1 or not zones or len(drawn) < sum(register.is_drawn for register in meter.registers):
        return None
    shown = totals[0][1], _sum(value for _register, value in zones)
    if _adds_up(shown, len(drawn)):
        return None
    if all(register.previous is None for register, _value in drawn):
        return shown
    if not _read_together([register for register, _value in drawn]):
        return None
    counted = _counted(*totals[0]), _sum(_counted(*each) for each in zones)
    return None if _adds_up(counted, len(drawn)) else counted


def _adds_up(sums: Sums, registers: int) -> bool:
    """Each register hides less than a kilowatt-hour behind its comma."""
    return abs((sums[0] - sums[1]).wh) <= registers * Energy.of(1).wh


def _read_together(registers: Sequence[Register]) -> bool:
    previous = [register.previous for register in registers]
    real = [taken.day for taken in previous if taken is not None and taken.kind is not ReadingKind.ESTIMATED]
    return len(real) == len(registers) and len(set(real)) == 1


def _counted(register: Register, value: Energy) -> Energy:
    return value if register.previous is None else used_between(register.previous.value, value, register.digits, 1)


def _sum(energies: Iterable[Energy]) -> Energy:
    return Energy(sum(each.wh for each in energies))
