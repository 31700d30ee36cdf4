"""The invented supplier: its bank, its network operator, and the hours of its tariff zones."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.domain import nrb, ppe
from ibok_bot.domain.tariff import Zone

BANK = "99900009"
"""A sort code with a valid check digit, of no bank."""
_OPERATOR_CODE = "5909999"
"""The beginning of our metering points' codes; no network operator is known to have this number."""


@dataclass(frozen=True, slots=True)
class OperatorFacts:
    """The network operator (OSD) of all customers."""

    code: str = "STO"
    name: str = "Sieci Testowe S.A."
    emergency_phone: str = "991"


@dataclass(frozen=True, slots=True)
class Hours:
    """A zone in force on a kind of day, from minute to minute."""

    day_kind: str
    from_minute: int
    to_minute: int
    zone: Zone


OPERATOR = OperatorFacts()

G12_HOURS = tuple(
    Hours(day_kind, from_hour * 60, to_hour * 60, zone)
    for day_kind in ("workday", "saturday")
    for from_hour, to_hour, zone in (
        (0, 6, Zone.NIGHT),
        (6, 13, Zone.DAY),
        (13, 15, Zone.NIGHT),
        (15, 22, Zone.DAY),
        (22, 24, Zone.NIGHT),
    )
) + tuple(Hours(day_kind, 0, 24 * 60, Zone.NIGHT) for day_kind in ("sunday", "holiday"))
"""Tauron Dystrybucja's hours of G12 in 2026."""

GROUP_NAMES = {
    "G11": "Dom, całą dobę",
    "G12": "Dom, dzień i noc",
    "C11": "Firma, całą dobę",
}


def virtual_account(customer_number: str) -> str:
    """The account (NRB) that this customer alone pays to: the number is in it."""
    return nrb.make(BANK, f"20260000{customer_number:>08}")


def metering_point_code(running: int) -> str:
    """The PPE code of our metering point with this running number, below 10 000 million."""
    return ppe.make(f"{_OPERATOR_CODE}{running:010}")
