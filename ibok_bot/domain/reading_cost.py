"""What a new reading means: use since the last one, the daily average, and an estimate of the cost so far."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.meters import Meter, Register
from ibok_bot.domain.plausibility import used
from ibok_bot.domain.readings import Shown
from ibok_bot.domain.settlement import Settlement, Use, settle
from ibok_bot.domain.tariff import Band, NoPrice, PriceList, Zone

_YEAR = 365
_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class SinceLast:
    """Use since the previous reading, `first` being the day after it and `last` the day of the new one.

    `uses` are by register, the multiplier counted in. `bill` is an estimate by today's price list for these days,
    None where no price list fits or the use is below zero.
    """

    uses: tuple[Use, ...]
    first: date
    last: date
    multiplier: int
    bill: Settlement | None

    @property
    def days(self) -> int:
        """How many days it is."""
        return (self.last - self.first).days + 1

    @property
    def energy(self) -> Energy:
        """What was drawn in all zones."""
        return Energy(sum(use.energy.wh for use in self.uses))

    @property
    def daily(self) -> Energy:
        """The average of a day, to a watt-hour."""
        return Energy(round(Decimal(self.energy.wh) / self.days))


def since_last(meter: Meter, shown: Sequence[Shown], day: date, prices: PriceList | None) -> SinceLast | None:
    """What was used since the previous reading; None at the first reading, or when a value of a register is missing.

    `prices` are `tariffs.price_list(meter.operator, meter.group)`.
    """
    values = {one.register: one.value for one in shown}
    since, uses = meter.previous_day, []
    for register in _counted(meter):
        energy = used(meter, register.id, values[register.id]) if register.id in values else None
        if energy is None:
            return None
        uses.append(Use(register.zone, energy, register.id))
    if since is None or not uses:
        return None
    first = since + timedelta(days=1)
    bill = None if prices is None else _bill(meter, uses, first, day, prices)
    return SinceLast(tuple(uses), first, day, meter.multiplier, bill)


def _counted(meter: Meter) -> Sequence[Register]:
    """The registers of the zones, or the total where there are none."""
    drawn = [register for register in meter.registers if register.is_drawn]
    return [register for register in drawn if not register.is_total] or drawn


def _bill(meter: Meter, uses: Sequence[Use], first: date, last: date, prices: PriceList) -> Settlement | None:
    """A settlement of these days; a fee a month is taken for the part of the month."""
    if prices.zones == (Zone.ALL,):
        uses = [Use(Zone.ALL, Energy(sum(use.energy.wh for use in uses)))]
    if any(use.energy.wh < 0 for use in uses) or {use.zone for use in uses} != set(prices.zones):
        return None
    band = Band.of(_yearly(meter, uses, first, last).kwh)
    try:
        return settle(prices, uses, first, last, _months(first, last), phases=meter.phases, band=band)
    except NoPrice:
        return None


def _yearly(meter: Meter, uses: Sequence[Use], first: date, last: date) -> Energy:
    """The use of a year, on which the capacity fee depends: as it is usual, else as it is now."""
    usual = [register.usual for register in _counted(meter)]
    known = [each.yearly.wh for each in usual if each is not None]
    if len(known) == len(usual):
        return Energy(sum(known))
    return Energy(sum(use.energy.wh for use in uses) * _YEAR // ((last - first).days + 1))


def _months(first: date, last: date) -> Decimal:
    """How many months these days are, each as long as it is, to a thousandth."""
    months = Fraction(0)
    while first <= last:
        length = monthrange(first.year, first.month)[1]
        month_ends = first.replace(day=length)
        months += Fraction((min(last, month_ends) - first).days + 1, length)
        first = month_ends + timedelta(days=1)
    return (Decimal(months.numerator) / months.denominator).quantize(_THOUSANDTH, ROUND_HALF_UP)
