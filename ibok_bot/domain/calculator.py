"""What a use of electricity costs under a tariff, which tariff is cheapest, and from what share of cheap hours.

A bill here is a settlement at the prices of one day, so it is rounded as an invoice is. Use known by the zones of one
tariff is carried into the zones of another by their hours, as if it were even within each zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.domain.settlement import Settlement, Use, divided, settle
from ibok_bot.domain.tariff import INVENTED, Band, Component, NoPrice, PriceList, Unit, Zone
from ibok_bot.domain.zones import NoHours, Timetable, shared_minutes

YEAR = 12
ASSUMED_CHEAP = Decimal(40)
"""The per cent of use in the cheaper zone, where a meter with one register cannot know: an assumption, said as such."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A tariff group that one may have: its name, its dated prices, the hours of its zones."""

    name: str
    prices: PriceList
    hours: Timetable

    @property
    def group(self) -> str:
        """G11, G12w …"""
        return self.prices.group

    @property
    def by_phases(self) -> bool:
        """Whether some fee depends on the number of phases."""
        return any(price.phases is not None for price in self.prices.prices)

    @property
    def by_band(self) -> bool:
        """Whether some fee depends on the use of a year."""
        return any(price.band is not None for price in self.prices.prices)


@dataclass(frozen=True, slots=True)
class Demand:
    """Use in the zones of a tariff group, in a month or a year (12 months), at a connection of so many phases."""

    group: str
    uses: tuple[Use, ...]
    months: int
    phases: int
    band: Band | None = None
    """The band of annual use, where it is known to be another than this use makes for: after one cold month, say."""

    @property
    def annual_band(self) -> Band:
        """On what the capacity fee depends."""
        return self.band or Band.of(self.over(YEAR).energy.kwh)

    @property
    def by_zone(self) -> bool:
        """Whether it is known in which zones the use was."""
        return any(use.zone is not Zone.ALL for use in self.uses)

    @property
    def energy(self) -> Energy:
        """All of it together."""
        return Energy(sum(use.energy.wh for use in self.uses))

    def over(self, months: int) -> Demand:
        """The same use in so many months: a year of such months, or an average month of the year."""
        uses = tuple(replace(use, energy=_times(use.energy, months, self.months)) for use in self.uses)
        return replace(self, uses=uses, months=months)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a year under a tariff costs, gross, and how much more than under the present one; less is negative."""

    offer: Offer
    bill: Settlement
    more: Money | None


class Pays(Enum):
    """A two-zone tariff that is cheaper at any share of cheap hours, or at none."""

    ALWAYS = "always"
    NEVER = "never"


def kind_of(group: str) -> str:
    """The kind of customers a group is for: G for households, C for firms; nobody may choose one of another kind."""
    return group[:1].upper()


def split(energy: Energy, offer: Offer, cheap_percent: Decimal) -> tuple[Use, ...]:
    """Use divided between the dear and the cheap zone of a two-zone tariff."""
    cheap = Energy(int((energy.wh * cheap_percent / 100).quantize(Decimal(1), ROUND_HALF_UP)))
    return tuple(Use(zone, cheap if zone.cheap else energy - cheap) for zone in offer.prices.zones)


def cheap_percent(uses: Iterable[Use]) -> Decimal:
    """The share of use in cheap zones, to a tenth of a per cent; of no use it is zero."""
    uses = list(uses)
    whole = sum(use.energy.wh for use in uses)
    cheap = sum(use.energy.wh for use in uses if use.zone.cheap)
    return (Decimal(100 * cheap) / Decimal(whole or 1)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def with_share(demand: Demand, offers: Sequence[Offer], percent: Decimal) -> Demand | None:
    """All of the use divided by a guess between the zones of a two-zone tariff of the customer's kind.

    None where no tariff of the kind has two zones.
    """
    double = two_zones([offer for offer in offers if kind_of(offer.group) == kind_of(demand.group)])
    if double is None:
        return None
    return replace(demand, group=double.group, uses=split(demand.energy, double, percent))


def two_zones(offers: Sequence[Offer]) -> Offer | None:
    """The first tariff with a dear and a cheap zone, in whose zones a split is asked for."""
    return next((offer for offer in offers if _is_two_zone(offer)), None)


def carried(uses: Sequence[Use], known: Timetable, wanted: Timetable, day: date) -> tuple[Use, ...]:
    """Use by the zones of one tariff as use by the zones of another, in the year of this day. Raises NoHours."""
    known, wanted = known.as_on(day), wanted.as_on(day)
    if not wanted.hours:
        return (Use(Zone.ALL, Energy(sum(use.energy.wh for use in uses))),)
    minutes = shared_minutes(known, wanted, day.year)
    zones = [zone for zone in Zone if zone in wanted.zones]
    sums = dict.fromkeys(zones, 0)
    for use in uses:
        weights = [minutes[use.zone, zone] for zone in zones]
        if not any(weights):
            raise NoHours(f"no hours of {use.zone}")
        for zone, part in zip(zones, divided(use.energy, weights), strict=True):
            sums[zone] += part.wh
    return tuple(Use(zone, Energy(wh)) for zone, wh in sums.items())


def bill(offer: Offer, demand: Demand, day: date) -> Settlement:
    """The bill for use in this tariff's own zones, at the prices of a day. Raises NoPrice."""
    months = Decimal(demand.months)
    return settle(offer.prices, demand.uses, day, day, months, phases=demand.phases, band=demand.annual_band)


def under(offer: Offer, demand: Demand, offers: Sequence[Offer], day: date) -> Demand:
    """The use as this tariff's zones would count it. Raises NoHours."""
    if offer.group == demand.group:
        return demand
    known = next((one.hours for one in offers if one.group == demand.group), Timetable())
    return replace(demand, group=offer.group, uses=carried(demand.uses, known, offer.hours, day))


def compare(offers: Sequence[Offer], demand: Demand, current: str | None, day: date) -> list[Quote]:
    """A year of this use under each tariff of the customer's kind, the cheapest first.

    A tariff whose prices or hours are not known for the day is left out.
    """
    year = demand.over(YEAR)
    bills: list[tuple[Offer, Settlement]] = []
    for offer in offers:
        if kind_of(offer.group) != kind_of(demand.group):
            continue
        try:
            bills.append((offer, bill(offer, under(offer, year, offers, day), day)))
        except (NoPrice, NoHours):
            continue
    now = next((one.gross for offer, one in bills if offer.group == current), None)
    quotes = [Quote(offer, one, None if now is None else one.gross - now) for offer, one in bills]
    return sorted(quotes, key=lambda quote: (quote.bill.gross, quote.offer.group != current))


def break_even(single: Offer, double: Offer, year: Demand, day: date) -> Fraction | Pays | None:
    """The share (0 to 1) of use in the cheap zone from which a two-zone tariff costs less than a one-zone one.

    Exact: on prices before any rounding; the same VAT is on both. None where the one has zones, or the other not two.
    Raises NoPrice.
    """
    if single.prices.zones != (Zone.ALL,) or not _is_two_zone(double):
        return None
    kwh = Fraction(year.energy.wh, 1000)
    dear, cheap = sorted(double.prices.zones, key=lambda zone: zone.cheap)
    simple = _fees(single, year, day) + kwh * _a_kwh(single, Zone.ALL, year, day)
    all_dear = _fees(double, year, day) + kwh * _a_kwh(double, dear, year, day)
    saved = kwh * (_a_kwh(double, dear, year, day) - _a_kwh(double, cheap, year, day))
    if all_dear < simple:
        return Pays.ALWAYS
    if saved <= 0 or all_dear - saved >= simple:
        return Pays.NEVER
    return (all_dear - simple) / saved


def sources(offer: Offer, demand: Demand, day: date) -> dict[str, list[Component]]:
    """Where the prices of a day come from; INVENTED ones are but examples. Raises NoPrice."""
    band = demand.annual_band
    found: dict[str, list[Component]] = {}
    for component in offer.prices.components():
        for zone in offer.prices.zones:
            source = offer.prices.price(component, day, zone, demand.phases, band).source or INVENTED
            if component not in (known := found.setdefault(source, [])):
                known.append(component)
    return found


def _is_two_zone(offer: Offer) -> bool:
    return sorted(zone.cheap for zone in offer.prices.zones) == [False, True]


def _times(energy: Energy, months: int, of_months: int) -> Energy:
    return Energy(int((Decimal(energy.wh) * months / of_months).quantize(Decimal(1), ROUND_HALF_UP)))


def _fees(offer: Offer, year: Demand, day: date) -> Fraction:
    """What a year costs in fees that do not depend on use."""
    return YEAR * _sum(offer, Unit.MONTH, None, year, day)


def _a_kwh(offer: Offer, zone: Zone, year: Demand, day: date) -> Fraction:
    """What a kilowatt-hour costs in a zone, all components together."""
    return _sum(offer, Unit.KWH, zone, year, day)


def _sum(offer: Offer, unit: Unit, zone: Zone | None, year: Demand, day: date) -> Fraction:
    components = {price.component for price in offer.prices.prices if price.unit is unit}
    found = (offer.prices.price(component, day, zone, year.phases, year.annual_band) for component in components)
    return sum((Fraction(price.price) for price in found), Fraction())
