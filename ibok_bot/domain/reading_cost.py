"""What a new reading means: use since the last one, the daily average, and an estimate of the cost so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.meters import Meter
from ibok_bot.domain.readings import Shown
from ibok_bot.domain.settlement import Settlement, Use
from ibok_bot.domain.tariff import PriceList


@dataclass(frozen=True, slots=True)
class SinceLast:
    """Use since the previous reading, `first` being the day after it and `last` the day of the new one.

    `uses` are by register, the multiplier counted in. `bill` is an estimate by today's price list for these days,
    None where no price list fits or the use is not positive.
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
    raise NotImplementedError
