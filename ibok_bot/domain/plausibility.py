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
from ibok_bot.domain.meters import Meter
from ibok_bot.domain.readings import Shown

USUAL_TIMES = 3
"""Up to so many times the usual use is taken for granted; a rollover is believed up to this."""


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
    raise NotImplementedError


def used(meter: Meter, register: RegisterId, value: Energy) -> Energy | None:
    """Energy since the previous reading, times the multiplier; through zero where a rollover is the shorter way.

    Below an estimate it may be negative. None where there is no previous reading.
    """
    raise NotImplementedError
