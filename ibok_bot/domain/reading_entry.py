"""What a person types as a meter reading: one value, or one for each register, in whole kilowatt-hours.

``14395``, ``00 14 395``, ``14.395``, ``14395,7 kWh`` (what stands after the comma is dropped, and told), ``1234 567``
or two lines for two registers, ``noc 567 dzień 1234``, ``1.8.2: 567``. Where spaces or a comma may be understood in
two ways, the way that goes on from the previous readings is taken; where that does not help, it is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ibok_bot.domain.energy import Energy


@dataclass(frozen=True, slots=True)
class Asked:
    """A register that is asked for: its OBIS code, its digits, and what it showed last in whole kWh, if known."""

    obis: str
    digits: int
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """A value for a register, in whole kWh; `dropped` are the decimals that were left out ("7"), or nothing."""

    obis: str
    kwh: int
    dropped: str = ""

    @property
    def value(self) -> Energy:
        """As a register shows it."""
        return Energy.of(self.kwh)


@dataclass(frozen=True, slots=True)
class NoNumber:
    """There is no number in it, or something that is none."""


@dataclass(frozen=True, slots=True)
class BelowZero:
    """A minus stands before a number: no register shows one."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """So many digits belong to no register."""

    digits: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """More values than registers were asked for."""

    found: int
    asked: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may mean several things: each way as its values. The registers should stand in lines of their own."""

    ways: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class UnknownRegister:
    """A register is named that this meter does not have, or that is not asked for."""

    name: str


Misread = NoNumber | BelowZero | TooLong | TooMany | Unclear | UnknownRegister
"""Why a text was not understood."""


def understood(typed: str, asked: Sequence[Asked]) -> tuple[Entered, ...] | Misread:
    """The values for these registers (some of the first, or those named), in the order asked. Raises nothing."""
    raise NotImplementedError
