"""Tariffs: components of a bill and their dated net prices. Prices are data; here is only how they are looked up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ibok_bot.domain.ids import OperatorId


class Zone(StrEnum):
    """A tariff zone (strefa): all day in one-zone groups; day or peak, night or off-peak; two peaks and the rest."""

    ALL = "all"
    DAY = "day"
    NIGHT = "night"
    MORNING_PEAK = "morning_peak"
    AFTERNOON_PEAK = "afternoon_peak"
    OFF_PEAK = "off_peak"

    @property
    def cheap(self) -> bool:
        """Whether it is the zone in which energy costs least: night, or off-peak (pozaszczyt)."""
        return self in (Zone.NIGHT, Zone.OFF_PEAK)


class Unit(StrEnum):
    """What a price is for."""

    KWH = "kWh"
    MONTH = "month"


class Component(StrEnum):
    """A line of the bill, in the order in which bills print them."""

    ENERGY = "energy"
    """energia czynna, with excise inside (0,005 zł/kWh)"""
    TRADE_FEE = "trade_fee"
    """opłata handlowa"""
    SUBSCRIPTION = "subscription"
    """opłata abonamentowa"""
    NETWORK_FIXED = "network_fixed"
    """opłata sieciowa stała"""
    NETWORK_VARIABLE = "network_variable"
    """opłata sieciowa zmienna"""
    QUALITY = "quality"
    """opłata jakościowa"""
    RENEWABLES = "renewables"
    """opłata OZE"""
    COGENERATION = "cogeneration"
    """opłata kogeneracyjna"""
    CAPACITY = "capacity"
    """opłata mocowa"""


SELLER = frozenset({Component.ENERGY, Component.TRADE_FEE})
"""What the supplier charges; all else is the network operator's."""


class Band(StrEnum):
    """Annual use, on which the flat capacity fee of households depends (opłata mocowa)."""

    UP_TO_500 = "0-500"
    UP_TO_1200 = "500-1200"
    UP_TO_2800 = "1200-2800"
    ABOVE = "2800+"

    @classmethod
    def of(cls, annual_kwh: Decimal) -> Band:
        """The band of an annual use in kWh."""
        for limit, band in ((500, cls.UP_TO_500), (1200, cls.UP_TO_1200), (2800, cls.UP_TO_2800)):
            if annual_kwh < limit:
                return band
        return cls.ABOVE


INVENTED = "invented"
"""The source of a price that is but an example."""


class NoPrice(LookupError):
    """The price list has no price, or more than one, for a component on a day."""


@dataclass(frozen=True, slots=True)
class Price:
    """A net price in złoty with at most five decimals, valid from a day up to and including another (None: open)."""

    component: Component
    unit: Unit
    price: Decimal
    valid_from: date
    valid_to: date | None = None
    zone: Zone | None = None
    phases: int | None = None
    band: Band | None = None
    source: str = ""

    def fits(self, day: date, zone: Zone | None, phases: int, band: Band) -> bool:
        """Whether it is the price on this day for such a customer; None in the price means: for all."""
        return (
            self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
            and self.zone in (None, zone)
            and self.phases in (None, phases)
            and self.band in (None, band)
        )


@dataclass(frozen=True, slots=True)
class PriceList:
    """The dated prices of one tariff group at one operator."""

    group: str
    zones: tuple[Zone, ...]
    prices: tuple[Price, ...]

    def price(self, component: Component, day: date, zone: Zone | None, phases: int, band: Band) -> Price:
        """The one price on that day. Raises NoPrice for a gap or an overlap."""
        found = [p for p in self.prices if p.component is component and p.fits(day, zone, phases, band)]
        if len(found) != 1:
            raise NoPrice(f"{len(found)} prices of {component} in {self.group} on {day}")
        return found[0]

    def components(self) -> list[Component]:
        """The components that this tariff charges, in the order of the bill."""
        charged = {price.component for price in self.prices}
        return [component for component in Component if component in charged]

    def changes(self, first: date, last: date) -> list[date]:
        """The days after `first`, up to `last`, on which some price begins."""
        return sorted({p.valid_from for p in self.prices if first < p.valid_from <= last})


@dataclass(frozen=True, slots=True)
class Operator:
    """A network operator (OSD), on whose tariffs its customers are."""

    id: OperatorId
    name: str


def by_group(lists: Iterable[PriceList]) -> dict[str, PriceList]:
    """Price lists by the name of their tariff group."""
    return {one.group: one for one in lists}
