"""Registers of invented meters beyond the usual: one that counts all zones, one about to begin again with zeros."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ibok_bot.demo.history import Register
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.tariff import Zone

OBIS = {Zone.ALL: "1.8.0", Zone.DAY: "1.8.1", Zone.NIGHT: "1.8.2"}
DIGITS = 6
_FEW_DIGITS = 5
_LEFT = 10
"""So few kWh before its zeros such a register stands."""


def total_of(zones: Sequence[Register]) -> Register:
    """The register of all zones together, read whenever they are; nothing is billed by it."""
    together = zip(*(zone.readings for zone in zones), strict=True)
    readings = tuple(
        replace(several[0], value=Energy(sum(reading.value.wh for reading in several))) for several in together
    )
    return Register(OBIS[Zone.ALL], Zone.ALL, DIGITS, readings)


def nearly_full(register: Register) -> Register:
    """The same use on a register of five digits that has nearly come to its end."""
    more = Energy.of(10**_FEW_DIGITS - _LEFT) - register.readings[-1].value
    readings = tuple(replace(reading, value=reading.value + more) for reading in register.readings)
    return replace(register, digits=_FEW_DIGITS, readings=readings)
