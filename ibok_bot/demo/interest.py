"""Statutory rates of late interest (odsetki ustawowe za opóźnienie) for the demo: dated, each to be checked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

_SOURCE = "stopa referencyjna NBP + 5,5 p.p. (art. 481 k.c.); do sprawdzenia przez operatora w Monitorze Polskim"
_NEWEST = f"{_SOURCE}; późniejszych zmian nie wpisano"

RATES: tuple[tuple[date, Decimal, str], ...] = (
    (date(2022, 9, 8), Decimal("0.1225"), _SOURCE),
    (date(2023, 9, 7), Decimal("0.1150"), _SOURCE),
    (date(2023, 10, 5), Decimal("0.1125"), _SOURCE),
    (date(2025, 5, 8), Decimal("0.1075"), _SOURCE),
    (date(2025, 7, 3), Decimal("0.1050"), _SOURCE),
    (date(2025, 9, 4), Decimal("0.1025"), _SOURCE),
    (date(2025, 10, 9), Decimal("0.1000"), _SOURCE),
    (date(2025, 11, 6), Decimal("0.0975"), _SOURCE),
    (date(2025, 12, 4), Decimal("0.0950"), _SOURCE),
)
"""From which day, the yearly rate, and where it is from."""
