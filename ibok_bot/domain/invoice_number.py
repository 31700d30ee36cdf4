"""Invoice numbers: there is no national format, so they are compared as printed, but for case and spaces."""

from __future__ import annotations


def number_key(printed: str) -> str:
    """The form in which two numbers are compared: upper case, no spaces; `/` and `-` stay."""
    return "".join(printed.split()).upper()[:60]
