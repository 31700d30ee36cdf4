"""Tax numbers (NIP): ten digits, the last of which checks the others."""

from __future__ import annotations

_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)


def is_valid(nip: str) -> bool:
    """Whether the tenth digit is the weighed sum of the others modulo 11; a remainder of ten is never given out."""
    if len(nip) != len(_WEIGHTS) + 1 or not (nip.isascii() and nip.isdigit()):
        return False
    return check_digit(nip[:-1]) == int(nip[-1])


def check_digit(first: str) -> int:
    """The weighed sum of the first nine digits modulo 11; 10 means that the number is never given out."""
    return sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11


def printed(nip: str) -> str:
    """As printed: `525-000-73-13`."""
    return f"{nip[:3]}-{nip[3:6]}-{nip[6:8]}-{nip[8:]}"
