"""What a person types as a meter reading: one value, or one for each register, in whole kilowatt-hours.

``14395``, ``00 14 395``, ``14.395``, ``14395,7 kWh`` (what stands after the comma is dropped, and told), ``1234 567``
or two lines for two registers, ``noc 567 dzień 1234``, ``1.8.2: 567``. Where spaces or a comma may be understood in
two ways, the way that goes on from the previous readings is taken; where that does not help, it is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.typed_kwh import Named, has_minus, joined_decimals, meanings, named, plain, values

_MOST_DIGITS = 12


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
    text = plain(typed)
    if text is None or not asked:
        return NoNumber()
    if has_minus(text):
        return BelowZero()
    by_name = named(text)
    if by_name is None:
        return NoNumber()
    return _by_name(by_name, asked) if by_name else _in_order(text, asked)


def _by_name(found: Sequence[Named], asked: Sequence[Asked]) -> tuple[Entered, ...] | Misread:
    entered: dict[str, Entered] = {}
    for each in found:
        register = next((one for one in asked if one.obis == each.obis or one.obis.startswith(f"{each.obis}.")), None)
        if register is None:
            return UnknownRegister(each.obis)
        groups = values(joined_decimals(each.text))
        if groups is None or len(groups) != 1:
            return NoNumber()
        only = _one(groups[0], register)
        if not isinstance(only, Entered):
            return only
        if register.obis in entered:
            return TooMany(len(found), len(entered))
        entered[register.obis] = only
    return tuple(entered[register.obis] for register in asked if register.obis in entered)


def _in_order(text: str, asked: Sequence[Asked]) -> tuple[Entered, ...] | Misread:
    chunks = values(text if len(asked) > 1 else joined_decimals(text))
    if not chunks:
        return NoNumber()
    if len(chunks) == 1:
        return _divided(chunks[0], asked) if len(asked) > 1 else _alone(_one(chunks[0], asked[0]))
    if len(chunks) > len(asked):
        return TooMany(len(chunks), len(asked))
    entered = []
    for chunk, register in zip(chunks, asked, strict=False):
        one = _one(chunk, register)
        if not isinstance(one, Entered):
            return one
        entered.append(one)
    return tuple(entered)


def _alone(one: Entered | Misread) -> tuple[Entered, ...] | Misread:
    return (one,) if isinstance(one, Entered) else one


def _one(groups: Sequence[str], register: Asked) -> Entered | Misread:
    """The value that these groups are together; of two meanings that which goes on from the previous reading."""
    found = [Entered(register.obis, each.whole, each.decimals) for each in meanings(groups)]
    if not found:
        return NoNumber()
    likely = min(found, key=lambda each: _step(each, register))
    if len(found) > 1 and register.previous is None:
        return Unclear(tuple((each.kwh,) for each in found))
    digits = len(str(likely.kwh))
    return TooLong(digits) if digits > _MOST_DIGITS else likely


def _step(entered: Entered, register: Asked) -> tuple[bool, int]:
    """How far a value is from the previous one; any that is not below it is nearer."""
    step = entered.kwh - (register.previous or 0)
    return step < 0, abs(step)


Way = tuple[Entered, ...]


def _divided(groups: Sequence[str], asked: Sequence[Asked]) -> Way | Misread:
    """Groups with only spaces between them, of which the first several may be the first register's."""
    ways = [
        entered
        for count in range(1, min(len(groups), len(asked)) + 1)
        for cuts in combinations(range(1, len(groups)), count - 1)
        if (entered := _cut(groups, cuts, asked))
    ]
    fitting = [way for way in ways if all(_goes_on(*pair) for pair in zip(way, asked, strict=False))]
    if len(fitting) > 1 and any(register.previous is None for register in asked):
        return Unclear(tuple(tuple(each.kwh for each in way) for way in fitting))
    if fitting:
        return _best(fitting, {id(way): _worst(way, asked) for way in fitting})
    if ways:
        return _best(ways, {id(way): _other_digits(way, asked) for way in ways})
    whole = _one(groups, asked[0])
    return whole if not isinstance(whole, Entered) else NoNumber()


def _cut(groups: Sequence[str], cuts: Sequence[int], asked: Sequence[Asked]) -> Way | None:
    """The values when groups are divided at these places; None where some part is no value."""
    edges = (0, *cuts, len(groups))
    parts = [_one(groups[start:end], register) for (start, end), register in zip(pairwise(edges), asked, strict=False)]
    entered = tuple(each for each in parts if isinstance(each, Entered))
    return entered if len(entered) == len(parts) else None


def _goes_on(entered: Entered, register: Asked) -> bool:
    """Whether the register can show it, and has not shown more before."""
    return len(str(entered.kwh)) <= register.digits and entered.kwh >= (register.previous or 0)


def _worst(way: Way, asked: Sequence[Asked]) -> int:
    """The greatest step that some register makes."""
    return max(each.kwh - (register.previous or 0) for each, register in zip(way, asked, strict=False))


def _other_digits(way: Way, asked: Sequence[Asked]) -> int:
    """By how many digits values differ from those before."""
    pairs = zip(way, asked, strict=False)
    return sum(abs(len(str(each.kwh)) - len(str(register.previous or 0))) for each, register in pairs)


def _best(ways: Sequence[Way], worth: Mapping[int, int]) -> Way | Unclear:
    """The way of the least worth, if it is but one."""
    least = min(worth.values())
    best = [way for way in ways if worth[id(way)] == least]
    return best[0] if len(best) == 1 else Unclear(tuple(tuple(each.kwh for each in way) for way in best))
