"""Money in whole grosze: never a float, never a rounding that nobody asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_MOST_DIGITS = 12
_TYPED = re.compile(r"^(?P<zloty>\d{1,3}(?:[ .]?\d{3})*|\d+)(?:[.,](?P<grosze>\d{1,2}))?$")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of Polish złoty, held in grosze; it may be negative (an overpayment)."""

    grosze: int

    @classmethod
    def of(cls, zloty: Decimal | str) -> Money:
        """From złoty, rounded half up to a grosz, as an invoice line is."""
        return cls(int((Decimal(zloty) * 100).quantize(Decimal(1), ROUND_HALF_UP)))

    @classmethod
    def parse(cls, typed: str) -> Money:
        """What a person types as an amount: ``512,63``, ``512.63 zł``, ``1 234,50``, ``1.234,50``, ``512``.

        Raises ValueError for anything else, also for a sign: nobody types a negative bill.
        """
        bare = re.sub(r"(zł|zl|pln)\.?$", "", typed.strip().lower()).replace("\u00a0", " ").strip()
        found = _TYPED.match(bare.replace("\u202f", " "))
        if not found:
            raise ValueError("not an amount of money")
        zloty = re.sub(r"[ .]", "", found["zloty"])
        if len(zloty) > _MOST_DIGITS:
            raise ValueError("not an amount of money")
        try:
            return cls.of(Decimal(f"{zloty}.{found['grosze'] or '0'}"))
        except InvalidOperation:
            raise ValueError("not an amount of money") from None

    @property
    def zloty(self) -> Decimal:
        """The same amount in złoty, with two decimals."""
        return Decimal(self.grosze).scaleb(-2)

    def __add__(self, other: Money) -> Money:
        return Money(self.grosze + other.grosze)

    def __sub__(self, other: Money) -> Money:
        return Money(self.grosze - other.grosze)

    def __neg__(self) -> Money:
        return Money(-self.grosze)

    def __bool__(self) -> bool:
        return self.grosze != 0


ZERO = Money(0)


def total(amounts: list[Money]) -> Money:
    """The sum of several amounts; of none it is zero."""
    return Money(sum(amount.grosze for amount in amounts))
