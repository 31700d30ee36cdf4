"""Why a bill differs from another one: use, prices, length of the period, fixed fees, exact to the grosz.

The rule. Everything is counted in gross values, as fractions: quantity times price with the line's own VAT rate, not
yet rounded, so that prices that stayed the same have no effect. Lines are joined by component (and zone, where both
bills have the same zones); a quantity and a value give an average price. Then one thing after another takes its new
value, always in this order:

- a charge for energy: the length of the period changes (at the old use a day and the old price), then the use (in
  the new length, at the old price), then the price (for the new quantity);
- a fee a month: the number of months changes (at the old fee), then the fee.

The effects of all charges add up to the difference but for the rounding of lines and VAT, some grosze: the effects are
rounded down to grosze, and what is left of the real difference goes to those with the largest remainders, never to an
effect that is nil. A charge that one of the bills lacks has the price nil there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import floor

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.invoices import Bill
from ibok_bot.domain.money import Money
from ibok_bot.domain.settlement import Line
from ibok_bot.domain.tariff import Component, Unit, Zone


class Cause(StrEnum):
    """What makes a bill differ, in the order in which it is told."""

    USE = "use"
    PRICE = "price"
    PERIOD = "period"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two bills and its causes, which add up to it; all gross.

    `more_energy` is what was used beyond the old daily use; `more_days` the difference of the periods' lengths.
    """

    number: str
    first: date
    last: date
    before: Money
    after: Money
    causes: tuple[tuple[Cause, Money], ...]
    more_energy: Energy
    more_days: int

    @property
    def difference(self) -> Money:
        """How much more the newer bill asks for; negative when it is less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class _Charge:
    quantity: Fraction
    gross: Fraction
    """In grosze."""

    @property
    def price(self) -> Fraction | None:
        return self.gross / self.quantity if self.quantity else None


_Key = tuple[Component, Unit, Zone | None]


def explained(before: Bill, after: Bill) -> Change:
    """Why `after` differs from `before`. Corrections count if they were joined in (`Bill.corrected_by`)."""
    stretch = Fraction(after.invoice.days, before.invoice.days)
    old, new = _charges(before), _charges(after)
    unlike = {key[0] for key in old.keys() ^ new.keys()}
    old, new = _without_zones(old, unlike), _without_zones(new, unlike)
    effects: dict[Cause, Fraction] = dict.fromkeys(Cause, Fraction(0))
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        was = was or _Charge(_basis(before, key, now, 1 / stretch), Fraction(0))
        now = now or _Charge(_basis(after, key, was, stretch), Fraction(0))
        for cause, effect in (_of_energy if key[1] is Unit.KWH else _of_fee)(was, now, stretch).items():
            effects[cause] += effect
    causes = shared(after.invoice.gross - before.invoice.gross, effects)
    return Change(
        before.invoice.number,
        before.invoice.first,
        before.invoice.last,
        before.invoice.gross,
        after.invoice.gross,
        tuple(causes.items()),
        Energy(round((Fraction(after.kwh()) - Fraction(before.kwh()) * stretch) * 1000)),
        after.invoice.days - before.invoice.days,
    )


def shared(whole: Money, effects: Mapping[Cause, Fraction]) -> dict[Cause, Money]:
    """The effects (in fractions of a grosz) as whole grosze that add up to `whole`, by largest remainder."""
    rounded = {cause: floor(effect) for cause, effect in effects.items()}
    left = whole.grosze - sum(rounded.values())
    by_remainder = sorted(
        (cause for cause, effect in effects.items() if effect),
        key=lambda cause: effects[cause] - rounded[cause],
        reverse=True,
    ) or [Cause.PRICE]
    each, some_more = divmod(left, len(by_remainder))
    for place, cause in enumerate(by_remainder):
        rounded[cause] += each + (1 if place < some_more else 0)
    return {cause: Money(rounded[cause]) for cause in Cause}


def _charges(bill: Bill) -> dict[_Key, _Charge]:
    sums: dict[_Key, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for one in bill.lines:
        into = sums[one.line.component, one.line.unit, one.line.zone]
        into[0] += Fraction(one.line.quantity)
        into[1] += _exact_net(one.line) * (1 + Fraction(one.vat_rate))
    return {key: _Charge(*both) for key, both in sums.items()}


def _exact_net(line: Line) -> Fraction:
    """In grosze, before rounding; a printed value that no rounding explains is taken as it is."""
    exact = Fraction(line.quantity) * Fraction(line.price) * 100
    return exact if abs(exact - line.net.grosze) <= 1 else Fraction(line.net.grosze)


def _without_zones(charges: Mapping[_Key, _Charge], components: set[Component]) -> dict[_Key, _Charge]:
    """The charges of these components in all zones together."""
    joined: dict[_Key, _Charge] = {}
    for (component, unit, zone), charge in charges.items():
        key = (component, unit, None if component in components else zone)
        some = joined.get(key, _Charge(Fraction(0), Fraction(0)))
        joined[key] = _Charge(some.quantity + charge.quantity, some.gross + charge.gross)
    return joined


def _basis(bill: Bill, key: _Key, other: _Charge | None, stretch: Fraction) -> Fraction:
    """What a charge that this bill lacks would have been taken for: its energy, or as many months as the other had."""
    if key[1] is Unit.KWH:
        return Fraction(bill.kwh(key[2]))
    return other.quantity * stretch if other else Fraction(0)


def _of_energy(was: _Charge, now: _Charge, stretch: Fraction) -> dict[Cause, Fraction]:
    price = was.price if was.price is not None else now.price or Fraction(0)
    period = was.quantity * (stretch - 1) * price
    use = (now.quantity - was.quantity * stretch) * price
    return {Cause.PERIOD: period, Cause.USE: use, Cause.PRICE: now.gross - was.gross - period - use}


def _of_fee(was: _Charge, now: _Charge, _stretch: Fraction) -> dict[Cause, Fraction]:
    period = (now.quantity - was.quantity) * (was.price or Fraction(0))
    return {Cause.PERIOD: period, Cause.FIXED: now.gross - was.gross - period}
