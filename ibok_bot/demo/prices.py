"""The invented supplier's price lists. Network prices of 2026 that are published ones are marked with their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ibok_bot.domain.tariff import INVENTED, SELLER, Band, Component, Price, PriceList, Unit, Zone, by_group

_PUBLISHED = "krzysztofhajdamowicz.github.io/CenyPradu/data/tariffs"
_G12 = f"Tauron Dystrybucja 2026, G12: {_PUBLISHED}/tauron-g12.json"
_G13 = f"Tauron Dystrybucja 2026, G13: {_PUBLISHED}/tauron-g13.json"
_NATIONAL = frozenset({Component.QUALITY, Component.RENEWABLES, Component.COGENERATION, Component.CAPACITY})
"""The same for all customers in the country."""

YEARS = (date(2022, 1, 1), date(2025, 1, 1), date(2026, 1, 1))
"""Days on which new prices begin; the last go on without an end."""

_ZONES = {
    "G11": (Zone.ALL,),
    "G12": (Zone.DAY, Zone.NIGHT),
    "C11": (Zone.ALL,),
    "G12w": (Zone.DAY, Zone.NIGHT),
    "G13": (Zone.MORNING_PEAK, Zone.AFTERNOON_PEAK, Zone.OFF_PEAK),
    "C12a": (Zone.DAY, Zone.NIGHT),
}

_BY_ZONE: dict[tuple[str, Component], dict[Zone, tuple[str, str, str]]] = {
    ("G11", Component.ENERGY): {Zone.ALL: ("0.5120", "0.5050", "0.5020")},
    ("G12", Component.ENERGY): {
        Zone.DAY: ("0.5800", "0.5600", "0.5500"),
        Zone.NIGHT: ("0.4300", "0.4100", "0.4000"),
    },
    ("C11", Component.ENERGY): {Zone.ALL: ("0.7490", "0.7150", "0.6890")},
    ("G12w", Component.ENERGY): {
        Zone.DAY: ("0.6300", "0.6100", "0.6000"),
        Zone.NIGHT: ("0.4400", "0.4200", "0.4100"),
    },
    ("G13", Component.ENERGY): {
        Zone.MORNING_PEAK: ("0.5700", "0.5500", "0.5400"),
        Zone.AFTERNOON_PEAK: ("0.8100", "0.7800", "0.7600"),
        Zone.OFF_PEAK: ("0.4300", "0.4100", "0.4000"),
    },
    ("C12a", Component.ENERGY): {
        Zone.DAY: ("0.9100", "0.8800", "0.8500"),
        Zone.NIGHT: ("0.6700", "0.6400", "0.6200"),
    },
    ("G11", Component.NETWORK_VARIABLE): {Zone.ALL: ("0.1870", "0.2030", "0.2190")},
    ("G12", Component.NETWORK_VARIABLE): {
        Zone.DAY: ("0.2430", "0.2630", "0.2841"),
        Zone.NIGHT: ("0.0470", "0.0510", "0.0558"),
    },
    ("C11", Component.NETWORK_VARIABLE): {Zone.ALL: ("0.2210", "0.2390", "0.2580")},
    ("G12w", Component.NETWORK_VARIABLE): {
        Zone.DAY: ("0.2790", "0.3020", "0.3260"),
        Zone.NIGHT: ("0.0480", "0.0520", "0.0570"),
    },
    ("G13", Component.NETWORK_VARIABLE): {
        Zone.MORNING_PEAK: ("0.1880", "0.2040", "0.2203"),
        Zone.AFTERNOON_PEAK: ("0.3330", "0.3610", "0.3898"),
        Zone.OFF_PEAK: ("0.0330", "0.0360", "0.0392"),
    },
    ("C12a", Component.NETWORK_VARIABLE): {
        Zone.DAY: ("0.3050", "0.3300", "0.3560"),
        Zone.NIGHT: ("0.1250", "0.1350", "0.1460"),
    },
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
    if group.startswith("C"):
        yield from _dated(group, _a_month(Component.TRADE_FEE), _TRADE_FEE)


def _a_month(component: Component) -> Price:
    return Price(component, Unit.MONTH, Decimal(0), YEARS[0])


def _dated(group: str, like: Price, three: tuple[str, str, str]) -> Iterator[Price]:
    """The three prices one after another; only the newest can have a published source."""
    for place, (net, first) in enumerate(zip(three, YEARS, strict=True)):
        newest = place == len(YEARS) - 1
        last = None if newest else YEARS[place + 1] - timedelta(days=1)
        source = _source(group, like.component) if newest else INVENTED
        yield replace(like, price=Decimal(net), valid_from=first, valid_to=last, source=source)


def _source(group: str, component: Component) -> str:
    """Where a price of 2026 was published; what the supplier charges is invented in every group."""
    if component in _NATIONAL or (group == "G12" and component not in SELLER):
        return _G12
    return _G13 if (group, component) == ("G13", Component.NETWORK_VARIABLE) else INVENTED


PRICE_LISTS = by_group(PriceList(group, zones, tuple(_prices(group))) for group, zones in _ZONES.items())
"""The price list of each tariff group."""
