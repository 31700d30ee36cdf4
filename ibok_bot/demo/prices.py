"""The invented supplier's price lists. Network prices of 2026 in G12 are real ones, marked with their source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ibok_bot.domain.tariff import Band, Component, Price, PriceList, Unit, Zone

_REAL = "Tauron Dystrybucja, G12, 2026 (published price list)"
_INVENTED = "invented"
_YEARS = (2024, 2025, 2026)
_CAPACITY_2026 = {
    Band.UP_TO_500: "4.29",
    Band.UP_TO_1200: "10.31",
    Band.UP_TO_2800: "17.18",
    Band.ABOVE: "24.05",
}
_EARLIER = {2024: Decimal("0.90"), 2025: Decimal("0.95"), 2026: Decimal(1)}
"""What the prices of earlier years are of those of 2026; invented."""


def _prices(energy: dict[Zone, str], network: dict[Zone, str], fees: dict[Component, object], real: str) -> list[Price]:
    found = []
    for year in _YEARS:
        first, last = date(year, 1, 1), date(year, 12, 31) if year != _YEARS[-1] else None
        source = real if year == _YEARS[-1] else _INVENTED

        def price(
            component: Component,
            unit: Unit,
            amount: str,
            *,
            zone: Zone | None = None,
            phases: int | None = None,
            band: Band | None = None,
            of: tuple[int, date, date | None, str] = (year, first, last, source),
        ) -> Price:
            in_year = (Decimal(amount) * _EARLIER[of[0]]).quantize(Decimal("0.0001"))
            return Price(component, unit, in_year, of[1], of[2], zone, phases, band, of[3])

        found += [price(Component.ENERGY, Unit.KWH, amount, zone=zone) for zone, amount in energy.items()]
        found += [price(Component.NETWORK_VARIABLE, Unit.KWH, amount, zone=zone) for zone, amount in network.items()]
        for component, amounts in fees.items():
            if isinstance(amounts, str):
                unit = Unit.KWH if component in _PER_KWH else Unit.MONTH
                found.append(price(component, unit, amounts))
            elif component is Component.NETWORK_FIXED and isinstance(amounts, dict):
                found += [price(component, Unit.MONTH, amount, phases=count) for count, amount in amounts.items()]
        found += [price(Component.CAPACITY, Unit.MONTH, amount, band=band) for band, amount in _CAPACITY_2026.items()]
    return found


_PER_KWH = frozenset({Component.QUALITY, Component.RENEWABLES, Component.COGENERATION})
_COMMON: dict[Component, object] = {
    Component.QUALITY: "0.0331",
    Component.RENEWABLES: "0.0073",
    Component.COGENERATION: "0.0030",
}

G11 = PriceList(
    "G11",
    (Zone.ALL,),
    tuple(
        _prices(
            {Zone.ALL: "0.5020"},
            {Zone.ALL: "0.2410"},
            _COMMON | {Component.SUBSCRIPTION: "2.28", Component.NETWORK_FIXED: {1: "6.90", 3: "10.20"}},
            _INVENTED,
        )
    ),
)
G12 = PriceList(
    "G12",
    (Zone.DAY, Zone.NIGHT),
    tuple(
        _prices(
            {Zone.DAY: "0.5500", Zone.NIGHT: "0.4000"},
            {Zone.DAY: "0.2841", Zone.NIGHT: "0.0558"},
            _COMMON | {Component.SUBSCRIPTION: "2.28", Component.NETWORK_FIXED: {1: "7.38", 3: "10.86"}},
            _REAL,
        )
    ),
)
C11 = PriceList(
    "C11",
    (Zone.ALL,),
    tuple(
        _prices(
            {Zone.ALL: "0.6150"},
            {Zone.ALL: "0.2630"},
            _COMMON
            | {
                Component.TRADE_FEE: "15.00",
                Component.SUBSCRIPTION: "4.56",
                Component.NETWORK_FIXED: {1: "12.40", 3: "18.60"},
            },
            _INVENTED,
        )
    ),
)
PRICE_LISTS = {one.group: one for one in (G11, G12, C11)}
