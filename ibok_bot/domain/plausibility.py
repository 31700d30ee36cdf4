"""Whether a reading can be true, explained: what is wrong with it, and what it may have been meant to be.

Troubles are what is odd about a value; explanations are other values that would be quite usual. An explanation is
only looked for where there is a trouble, so readings as they usually are raise no question at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import RegisterId
from ibok_bot.domain.invoices import Taken
from ibok_bot.domain.meters import Meter, Register
from ibok_bot.domain.plausible_use import Measure
from ibok_bot.domain.readings import Shown, used_between
from ibok_bot.domain.slips import AnotherRegister, DecimalsTyped, Explanation, Swapped, Transposed, explained
from ibok_bot.domain.total_register import disagreement

__all__ = [
    "AnotherRegister",
    "BelowEstimate",
    "BelowPrevious",
    "DecimalsTyped",
    "Explanation",
    "FarAboveUsual",
    "Finding",
    "Judgement",
    "MoreThanPossible",
    "NoUse",
    "RolledOver",
    "Swapped",
    "TooManyDigits",
    "TotalDiffers",
    "Transposed",
    "Trouble",
    "judged",
    "used",
]


@dataclass(frozen=True, slots=True)
class BelowPrevious:
    """The register shows less than at the previous reading, and a rollover would mean far too much use."""

    register: RegisterId
    obis: str
    value: Energy
    previous: Taken


@dataclass(frozen=True, slots=True)
class BelowEstimate:
    """The register shows less than the estimate before it: the estimate was too high, which billing puts right."""

    register: RegisterId
    obis: str
    value: Energy
    previous: Taken


@dataclass(frozen=True, slots=True)
class RolledOver:
    """The register has begun again with zeros, which makes a believable use (in kWh, the multiplier counted in)."""

    register: RegisterId
    obis: str
    value: Energy
    previous: Taken
    digits: int
    used: Energy


@dataclass(frozen=True, slots=True)
class FarAboveUsual:
    """Far more was used than is usual in this season."""

    register: RegisterId
    obis: str
    value: Energy
    used: Energy
    usual: Energy
    same_season: bool
    """Whether `usual` is of the same months in earlier years; else it is the mean of the year."""

    @property
    def times(self) -> int:
        """How many times the usual, rounded; 0 where nothing is usual."""
        return round(self.used.wh / self.usual.wh) if self.usual.wh > 0 else 0


@dataclass(frozen=True, slots=True)
class MoreThanPossible:
    """More was used than the contracted power could have delivered in all the hours since."""

    register: RegisterId
    obis: str
    value: Energy
    used: Energy
    possible: Energy


@dataclass(frozen=True, slots=True)
class NoUse:
    """The register shows the same as before, where some use is usual."""

    register: RegisterId
    obis: str
    value: Energy
    previous: Taken
    usual: Energy


@dataclass(frozen=True, slots=True)
class TooManyDigits:
    """The value has more digits than the register: it cannot be shown."""

    register: RegisterId
    obis: str
    value: Energy
    digits: int


@dataclass(frozen=True, slots=True)
class TotalDiffers:
    """The total register and the zones' registers do not add up: what the total counted, and what the zones did.

    Both are what the registers show, or, where they did not begin together, what they counted since the last reading.
    """

    total: Energy
    zones: Energy


Trouble = (
    BelowPrevious | BelowEstimate | RolledOver | FarAboveUsual | MoreThanPossible | NoUse | TooManyDigits | TotalDiffers
)


Finding = Trouble | Explanation


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found: troubles in the order of the registers, and explanations, the most likely first."""

    troubles: tuple[Trouble, ...] = ()
    explanations: tuple[Explanation, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of it."""
        return (*self.troubles, *self.explanations)

    @property
    def refused(self) -> bool:
        """Whether it cannot be sent as it is: a register never shows this."""
        return any(isinstance(one, TooManyDigits) for one in self.troubles)

    @property
    def doubtful(self) -> bool:
        """Whether it may be sent only after "yes, it shows this": a believable rollover is told, not asked."""
        return any(not isinstance(one, RolledOver) for one in self.troubles)

    @property
    def wants_photo(self) -> bool:
        """Whether a photo of the meter should be asked for beside the confirmation."""
        return any(isinstance(one, BelowPrevious | MoreThanPossible) for one in self.troubles)


def judged(meter: Meter, shown: Sequence[Shown], day: date, meters: Sequence[Meter] = ()) -> Judgement:
    """What is odd about these values on a day, of some or all registers of the meter; `meters` are all of the payer's.

    May be asked after each register: those not yet given are left out.
    """
    values = {one.register: one.value for one in shown}
    given = [(register, values[register.id]) for register in meter.registers if register.id in values]
    found = [(register.id, trouble) for register, value in given if (trouble := _trouble(meter, register, value, day))]
    odd = [register for register, trouble in found if isinstance(trouble, _SLIPS)]
    troubles: list[Trouble] = [trouble for _register, trouble in found]
    if not odd and (differs := disagreement(meter, given)):
        troubles.append(TotalDiffers(*differs))
    return Judgement(tuple(troubles), explained(meter, given, odd, day, meters))


def used(meter: Meter, register: RegisterId, value: Energy) -> Energy | None:
    """Energy since the previous reading, times the multiplier; through zero where a rollover is the shorter way.

    Below an estimate it may be negative. None where there is no previous reading.
    """
    found = meter.register(register)
    if found is None or found.previous is None:
        return None
    return used_between(found.previous.value, value, found.digits, meter.multiplier)


_SLIPS = (TooManyDigits, BelowPrevious, BelowEstimate, FarAboveUsual, MoreThanPossible)
"""Troubles that a slip may explain."""


def _trouble(meter: Meter, register: Register, value: Energy, day: date) -> Trouble | None:
    which = (register.id, register.obis, value)
    if value >= register.span:
        return TooManyDigits(*which, register.digits)
    measure = Measure.of(meter, register, day)
    if measure is None:
        return None
    use, previous, usual = measure.used(value), measure.previous, measure.usual
    if use.wh < 0:
        return _below(measure, value)
    if use > measure.possible:
        return MoreThanPossible(*which, use, measure.possible)
    if usual is not None and use > measure.most:
        return FarAboveUsual(*which, use, usual, measure.same_season)
    if usual is not None and use.wh == 0 and measure.expects_use:
        return NoUse(*which, previous, usual)
    return None


def _below(measure: Measure, value: Energy) -> Trouble:
    register, previous = measure.register, measure.previous
    which = (register.id, register.obis, value, previous)
    if measure.rolls_over(value):
        return RolledOver(*which, register.digits, measure.used_over_zero(value))
    return BelowEstimate(*which) if measure.corrects_estimate(value) else BelowPrevious(*which)
