"""The payer (płatnik) as they stand on a transfer form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer's name, address, number, and the virtual account (NRB) that is theirs alone to pay to."""

    customer_number: str
    name: str
    street: str
    postcode: str
    town: str
    account: str
    business: bool = False

    @property
    def place(self) -> str:
        """Postcode and town, as on an envelope."""
        return f"{self.postcode} {self.town}"
