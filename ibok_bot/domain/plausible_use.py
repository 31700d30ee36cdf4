"""How much use a value of a register means, how much is usual, and how much there can be at most.

The most that is taken for granted is three times the usual, or the usual and 50 kWh (with one step of the register):
a few days of guests are no mistake. No more than the contracted power in every hour is possible at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.invoices import Taken
from ibok_bot.domain.meters import Meter, Register
from ibok_bot.domain.readings import ReadingKind

USUAL_TIMES = 3
"""Up to so many times the usual use is taken for granted; a rollover is believed up to this."""
_SLACK = Energy.of(50)
_NOTICED = Energy.of(10)
"""Where less than this is usual, or less than three steps of the register, no use at all is nothing odd."""
_STEP = Energy.of(1)
_HOURS = 24


@dataclass(frozen=True, slots=True)
class Measure:
    """A register between its previous reading and a day. Energy has the multiplier counted in; values have not."""

    meter: Meter
    register: Register
    previous: Taken
    day: date

    @classmethod
    def of(cls, meter: Meter, register: Register, day: date) -> Measure | None:
        """None where there is no previous reading to measure from."""
        return None if register.previous is None else cls(meter, register, register.previous, day)

    @property
    def usual(self) -> Energy | None:
        """The usual use until the day; None where too little is known."""
        usual = self.register.usual
        return None if usual is None else usual.between(self.previous.day, self.day)

    @property
    def same_season(self) -> bool:
        """Whether the usual is of the same months in earlier years."""
        usual = self.register.usual
        return usual is not None and usual.knows(self.previous.day, self.day)

    @property
    def possible(self) -> Energy:
        """What the contracted power delivers in every hour of the days since, the first one included."""
        days = (self.day - self.previous.day).days + 1
        return Energy(self.meter.power_w * _HOURS * days)

    @property
    def most(self) -> Energy:
        """The most that is taken for granted."""
        usual = self.usual
        if usual is None:
            return self.possible
        step = _STEP * self.meter.multiplier
        return min(self.possible, max(usual * USUAL_TIMES, usual + _SLACK + step))

    @property
    def expects_use(self) -> bool:
        """Whether it would be odd if nothing had been used."""
        usual = self.usual
        return usual is not None and usual >= max(_NOTICED, _STEP * (3 * self.meter.multiplier))

    def shows(self, value: Energy) -> bool:
        """Whether the register has digits enough for it."""
        return value < self.register.span

    def used(self, value: Energy) -> Energy:
        """Straight from the previous reading; negative where that is above the value by a kilowatt-hour or more."""
        step = value - self.previous.value
        return Energy(0) if -_STEP.wh < step.wh < 0 else step * self.meter.multiplier

    def used_over_zero(self, value: Energy) -> Energy:
        """The use if the register has begun again with zeros."""
        return self.used(value + self.register.span)

    def rolls_over(self, value: Energy) -> bool:
        """Whether that is believed: a use of at most three times the usual."""
        usual = self.usual
        return usual is not None and self.used(value).wh < 0 and self.used_over_zero(value) <= usual * USUAL_TIMES

    def corrects_estimate(self, value: Energy) -> bool:
        """Whether a value below an estimate is believed: the estimate was too high by less than a year's use."""
        usual = self.register.usual
        below = self.previous.value - value
        year = self.register.span if usual is None else usual.yearly
        return self.previous.kind is ReadingKind.ESTIMATED and below * self.meter.multiplier <= year

    def deviation(self, value: Energy) -> int | None:
        """How far from the usual this value is, in watt-hours; None where it would raise a question itself."""
        if not self.shows(value):
            return None
        used = self.used_over_zero(value) if self.rolls_over(value) else self.used(value)
        if used.wh < 0 or used > self.most:
            return None
        return abs(used.wh - (self.usual or Energy(0)).wh)
