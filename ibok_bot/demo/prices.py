"""The invented supplier's price lists. The network prices of G12 in 2026 are real ones, marked with their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ibok_bot.domain.tariff import SELLER, Band, Component, Price, PriceList, Unit, Zone, by_group

_REAL = "Tauron Dystrybucja, G12, 2026 (published price list)"
_INVENTED = "invented"

YEARS = (date(2022, 1, 1), date(2025, 1, 1), date(2026, 1, 1))
"""Days on which new prices begin; the last go on without an end."""

_ZONES = {"G11": (Zone.ALL,), "G12": (Zone.DAY, Zone.NIGHT), "C11": (Zone.ALL,)}

_BY_ZONE: dict[tuple[str, Component], dict[Zone, tuple[str, str, str]]] = {
    ("G11", Component.ENERGY): {Zone.ALL: ("0.5120", "0.5050", "0.5020")},
    ("G12", Component.ENERGY): {
        Zone.DAY: ("0.5800", "0.5600", "0.5500"),
        Zone.NIGHT: ("0.4300", "0.4100", "0.4000"),
    },
    ("C11", Component.ENERGY): {Zone.ALL: ("0.7490", "0.7150", "0.6890")},
    ("G11", Component.NETWORK_VARIABLE): {Zone.ALL: ("0.1870", "0.2030", "0.2190")},
    ("G12", Component.NETWORK_VARIABLE): {
        Zone.DAY: ("0.2430", "0.2630", "0.2841"),
        Zone.NIGHT: ("0.0470", "0.0510", "0.0558"),
    },
    ("C11", Component.NETWORK_VARIABLE): {Zone.ALL: ("0.2210", "0.2390", "0.2580")},
}
"""Net złoty a kWh in the three times of YEARS; energy with excise inside."""

_PER_KWH = {
    Component.QUALITY: ("0.0314", "0.0321", "0.0331"),
    Component.RENEWABLES: ("0.0009", "0.0035", "0.0073"),
    Component.COGENERATION: ("0.0062", "0.0030", "0.0030"),
}
_SUBSCRIPTION = ("2.10", "2.19", "2.28")
_FIXED = {1: ("6.30", "6.84", "7.38"), 3: ("9.30", "10.08", "10.86")}
_CAPACITY = {
    Band.UP_TO_500: ("2.66", "2.86", "4.29"),
    Band.UP_TO_1200: ("6.39", "6.86", "10.31"),
    Band.UP_TO_2800: ("10.64", "11.44", "17.18"),
    Band.ABOVE: ("14.90", "16.01", "24.05"),
}
_TRADE_FEE = ("14.00", "15.00", "16.25")


def _prices(group: str) -> Iterator[Price]:
    for component in (Component.ENERGY, Component.NETWORK_VARIABLE):
        for zone, three in _BY_ZONE[group, component].items():
            only = None if zone is Zone.ALL else zone
            yield from _dated(group, Price(component, Unit.KWH, Decimal(0), YEARS[0], zone=only), three)
    for component, three in _PER_KWH.items():
        yield from _dated(group, Price(component, Unit.KWH, Decimal(0), YEARS[0]), three)
    yield from _dated(group, _a_month(Component.SUBSCRIPTION), _SUBSCRIPTION)
    for phases, three in _FIXED.items():
        yield from _dated(group, replace(_a_month(Component.NETWORK_FIXED), phases=phases), three)
    for band, three in _CAPACITY.items():
        yield from _dated(group, replace(_a_month(Component.CAPACITY), band=band), three)
    if group == "C11":
        yield from _dated(group, _a_month(Component.TRADE_FEE), _TRADE_FEE)


def _a_month(component: Component) -> Price:
    return Price(component, Unit.MONTH, Decimal(0), YEARS[0])


def _dated(group: str, like: Price, three: tuple[str, str, str]) -> Iterator[Price]:
    """The three prices one after another; only the newest of G12's network can have a published source."""
    for place, (net, first) in enumerate(zip(three, YEARS, strict=True)):
        newest = place == len(YEARS) - 1
        last = None if newest else YEARS[place + 1] - timedelta(days=1)
        real = newest and group == "G12" and like.component not in SELLER
        source = _REAL if real else _INVENTED
        yield replace(like, price=Decimal(net), valid_from=first, valid_to=last, source=source)


PRICE_LISTS = by_group(PriceList(group, zones, tuple(_prices(group))) for group, zones in _ZONES.items())
"""The price list of each tariff group."""
