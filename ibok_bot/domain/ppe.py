"""Codes of metering points (PPE): 18 digits beginning with 590, a GS1 number with its check digit.

How many of the digits name the operator differs between operators, so nothing here depends on it. Old codes
(`PL` and 16 characters) live on older invoices; for them no check rule is known.
"""

from __future__ import annotations

_DIGITS = 18


def check_digit(first: str) -> int:
    """The GS1 check digit of the first 17 digits: weights 3, 1, 3 … from the right."""
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(first)))
    return (10 - weighed % 10) % 10


def is_valid(ppe: str) -> bool:
    """Whether this is a new code whose check digit fits."""
    if len(ppe) != _DIGITS or not (ppe.isascii() and ppe.isdigit()) or not ppe.startswith("590"):
        return False
    return check_digit(ppe[:-1]) == int(ppe[-1])


def is_old(code: str) -> bool:
    """Whether this has the form of a code from before the renumbering of 2020 to 2023."""
    return len(code) == _DIGITS and code.startswith("PL") and code[2:].isalnum()


def make(first: str) -> str:
    """The whole code from its first 17 digits."""
    return f"{first}{check_digit(first)}"


def masked(ppe: str) -> str:
    """Enough to recognise one's own: `590 … 0012`."""
    return f"{ppe[:3]} … {ppe[-4:]}"
