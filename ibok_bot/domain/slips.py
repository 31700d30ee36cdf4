"""Slips of the finger or the eye that explain an odd reading: what the value may have been meant to be.

A value that raises no question itself explains one that does; of several the one nearest to the usual comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import RegisterId
from ibok_bot.domain.meters import Meter, Register, RegisterValue
from ibok_bot.domain.plausible_use import Measure

_DECIMALS = (1, 2, 3)
"""So many decimals a register may show."""


@dataclass(frozen=True, slots=True)
class Swapped:
    """The values of two registers of the meter would be usual the other way round."""

    register: RegisterId
    obis: str
    maybe: Energy
    other: RegisterId
    other_obis: str
    other_maybe: Energy


@dataclass(frozen=True, slots=True)
class Transposed:
    """Two neighbouring digits may have changed places: 14 935 for 14 395."""

    register: RegisterId
    obis: str
    value: Energy
    maybe: Energy


@dataclass(frozen=True, slots=True)
class DecimalsTyped:
    """The decimals may have been typed without the comma: 143 957 for 14 395,7."""

    register: RegisterId
    obis: str
    value: Energy
    maybe: Energy
    decimals: int


@dataclass(frozen=True, slots=True)
class AnotherRegister:
    """The value would be usual for another register of this customer's: of the same meter, or of another one."""

    register: RegisterId
    obis: str
    value: Energy
    meter_number: str
    other_obis: str
    same_meter: bool


Explanation = Swapped | Transposed | DecimalsTyped | AnotherRegister
_Found = Iterator[tuple[int, Explanation]]
"""Each with how far from the usual it is."""


def explained(
    meter: Meter, given: Sequence[RegisterValue], odd: Iterable[RegisterId], day: date, meters: Sequence[Meter]
) -> tuple[Explanation, ...]:
    """What explains the values of these odd registers, the most likely first."""
    odd = frozenset(odd)
    found: list[tuple[int, Explanation]] = []
    swapped: set[RegisterId] = set()
    for one, other in combinations(given, 2):
        if odd & {one[0].id, other[0].id}:
            several = list(_swapped(meter, one, other, day))
            swapped |= {key for key in (one[0].id, other[0].id) if several}
            found += several
    for register, value in given:
        if register.id in odd:
            found += _mistyped(meter, register, value, day)
            found += _elsewhere(meter, register, value, day, meters, but_not_here=register.id in swapped)
    return tuple(each for _deviation, each in sorted(found, key=lambda pair: pair[0]))


def _deviation(meter: Meter, register: Register, value: Energy, day: date) -> int | None:
    measure = Measure.of(meter, register, day)
    return None if measure is None else measure.deviation(value)


def _swapped(meter: Meter, one: RegisterValue, other: RegisterValue, day: date) -> _Found:
    (register, value), (other_register, other_value) = one, other
    here = _deviation(meter, register, other_value, day)
    there = _deviation(meter, other_register, value, day)
    if here is not None and there is not None:
        maybe = Swapped(register.id, register.obis, other_value, other_register.id, other_register.obis, value)
        yield max(here, there), maybe


def _mistyped(meter: Meter, register: Register, value: Energy, day: date) -> _Found:
    """Digits that changed places, and decimals without a comma."""
    for maybe in _transpositions(value, register.digits):
        if (deviation := _deviation(meter, register, maybe, day)) is not None:
            yield deviation, Transposed(register.id, register.obis, value, maybe)
    for decimals in _DECIMALS:
        maybe = Energy.of(value.wh // 1000 // 10**decimals)
        if (deviation := _deviation(meter, register, maybe, day)) is not None:
            yield deviation, DecimalsTyped(register.id, register.obis, value, maybe, decimals)


def _transpositions(value: Energy, digits: int) -> Iterator[Energy]:
    """The value with two neighbouring digits in each other's place; zeros in front are on the register too."""
    shown = str(value.wh // 1000).zfill(digits)
    for place, (left, right) in enumerate(pairwise(shown)):
        if left != right:
            yield Energy.of(int(shown[:place] + right + left + shown[place + 2 :]))


def _elsewhere(
    meter: Meter, register: Register, value: Energy, day: date, meters: Sequence[Meter], *, but_not_here: bool
) -> _Found:
    """Registers whose usual use is known, and for which the value would be usual."""
    known = {each.id: each for each in (*meters, meter)}
    for other in known.values():
        same_meter = other.id == meter.id
        if same_meter and but_not_here:
            continue
        for each in other.registers:
            if each.id == register.id or each.usual is None:
                continue
            if (deviation := _deviation(other, each, value, day)) is not None:
                yield deviation, AnotherRegister(register.id, register.obis, value, other.number, each.obis, same_meter)
