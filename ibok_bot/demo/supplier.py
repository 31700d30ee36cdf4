"""The invented supplier: its bank, its network operator, and its tariff groups."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.domain import nrb, ppe

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


OPERATOR = OperatorFacts()

GROUP_NAMES = {
    "G11": "Dom, całą dobę",
    "G12": "Dom, dzień i noc",
    "C11": "Firma, całą dobę",
    "G12w": "Dom, szczyt i pozaszczyt, tańsze weekendy",
    "G13": "Dom, trzy strefy",
    "C12a": "Firma, szczyt i pozaszczyt",
}


def virtual_account(customer_number: str) -> str:
    """The account (NRB) that this customer alone pays to: the number is in it."""
    return nrb.make(BANK, f"20260000{customer_number:>08}")


def metering_point_code(running: int) -> str:
    """The PPE code of our metering point with this running number, below 10 000 million."""
    return ppe.make(f"{_OPERATOR_CODE}{running:010}")
