"""How bills are spoken of: charges, zones, readings, kinds of invoices, differences of money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.invoices import InvoiceKind
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.domain.readings import ReadingKind
from ibok_bot.domain.tariff import Component, Unit, Zone
from ibok_bot.i18n import Rate, Text, _

COMPONENTS: dict[Component, Text] = {
    Component.ENERGY: _("Electric energy"),
    Component.TRADE_FEE: _("Trade fee"),
    Component.SUBSCRIPTION: _("Subscription fee"),
    Component.NETWORK_FIXED: _("Fixed network fee"),
    Component.NETWORK_VARIABLE: _("Variable network fee"),
    Component.QUALITY: _("Quality fee"),
    Component.RENEWABLES: _("Renewables fee (OZE)"),
    Component.COGENERATION: _("Cogeneration fee"),
    Component.CAPACITY: _("Capacity fee"),
}
"""The charges of a bill by the names that bills print."""

ZONES: dict[Zone, Text] = {
    Zone.ALL: _("all day"),
    Zone.DAY: _("day zone"),
    Zone.NIGHT: _("night zone"),
    Zone.MORNING_PEAK: _("morning peak"),
    Zone.AFTERNOON_PEAK: _("afternoon peak"),
    Zone.OFF_PEAK: _("off-peak zone"),
}

READ_BY: dict[ReadingKind, Text] = {
    ReadingKind.CONTROLLER: _("read by our meter reader"),
    ReadingKind.CUSTOMER: _("given by the customer"),
    ReadingKind.REMOTE: _("read remotely"),
    ReadingKind.ESTIMATED: _("estimated"),
    ReadingKind.MOUNTING: _("at mounting"),
    ReadingKind.REMOVAL: _("at removal"),
}
"""How a reading became known."""

KINDS: dict[InvoiceKind, Text] = {
    InvoiceKind.SETTLEMENT: _("settlement"),
    InvoiceKind.FORECAST: _("forecast"),
    InvoiceKind.CORRECTION: _("correction"),
}


def charge(component: Component, zone: Zone | None) -> Text:
    """A charge by its name, with its zone where there is more than one."""
    name = COMPONENTS[component]
    if zone in (None, Zone.ALL):
        return name
    return _("{charge}, {zone}", charge=name, zone=ZONES[zone])


def amount(quantity: Decimal, unit: Unit) -> Text:
    """So many kilowatt-hours or months."""
    if unit is Unit.KWH:
        return _("{energy}", energy=Energy.of(quantity))
    return _("{months}\u00a0mo.", months=quantity)


def price(net: Decimal, unit: Unit) -> Text:
    """A net price with its unit."""
    if unit is Unit.KWH:
        return _("{price}\u00a0zł/kWh", price=Rate(net))
    return _("{price}\u00a0zł/mo.", price=Rate(net, 2))


def money(sum_: Money) -> Text:
    """An amount on its own, for a cell of a table."""
    return _("{sum}", sum=sum_)


def signed(difference: Money) -> Text:
    """A difference of money with its sign."""
    if difference > ZERO:
        return _("+{sum}", sum=difference)
    return _("−{sum}", sum=-difference) if difference else money(difference)


def period(first: date, last: date) -> Text:
    """From a day to a day."""
    return _("{first} – {last}", first=first, last=last)
