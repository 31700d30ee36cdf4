"""Where the electricity will be off (obszar wyłączenia): metering points by PPE, and places by address.

The rule, by which a metering point of the same operator is within an area:

- its PPE code is listed; or
- it fits one of the places. A place names a town or a postcode, or both, and perhaps a street with house numbers; all
  that it names must agree. Names are compared whole, whatever their capitals and spaces; "ul." is left out, and al.,
  pl. and os. count, for they are other streets. Letters are not: Lodz is not Łódź.
- A house number without a letter takes in 12A too, and every flat; 12A is that house alone. Numbers without a street
  are those of a village. A point whose house number is not known fits: better one warning too many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ibok_bot.domain import ppe

MOST_POINTS, MOST_PLACES = 10_000, 200
LONGEST_NAME = 100
_KINDS = {
    "ul": "", "ulica": "",
    "al": "al ", "aleja": "al ", "aleje": "al ",
    "pl": "pl ", "plac": "pl ",
    "os": "os ", "osiedle": "os ",
}  # fmt: skip
_PREFIX = re.compile(rf"({'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:\.\s*|\s+)(?=\S)")
_HOUSE = re.compile(
    r"(?P<street>.*?)\s*(?<!\S)(?P<number>\d+)\s?(?P<letter>[^\W\d_])?"
    r"(?:\s?-\s?\d+[^\W\d_]?)?(?:\s?(?:/|m\.?|lok\.?)\s?\S+)?"
)


class Parity(StrEnum):
    """Which side of a street."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class House:
    """A house number: 12, 12a."""

    number: int
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Houses from a number to a number, or one with a letter."""

    first: int
    last: int
    letter: str = ""
    parity: Parity = Parity.ALL

    def holds(self, house: House) -> bool:
        """Whether this house is among them."""
        if not self.first <= house.number <= self.last or (self.letter and self.letter != house.letter):
            return False
        return self.parity is Parity.ALL or (house.number % 2 == 1) is (self.parity is Parity.ODD)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place by its address: what is "" is not named. With no `houses`, all of them."""

    postcode: str = ""
    town: str = ""
    street: str = ""
    houses: tuple[Span, ...] = ()

    @property
    def key(self) -> str:
        """By which it is found from an address."""
        street = self.street or (self.town if self.houses else "")
        return _key(self.postcode, folded(self.town), street_key(street))

    def holds(self, address: Address) -> bool:
        """Whether an address is in it."""
        if self.key not in address.keys:
            return False
        house = address.house
        return not self.houses or house is None or any(span.holds(house) for span in self.houses)


@dataclass(frozen=True, slots=True)
class PlannedArea:
    """All that is listed."""

    places: tuple[Stretch, ...] = ()
    points: tuple[str, ...] = ()
    """PPE codes."""

    @property
    def is_empty(self) -> bool:
        """Whether it is nowhere."""
        return not self.places and not self.points

    def holds(self, address: Address) -> bool:
        """Whether a metering point at this address is within."""
        return address.ppe in self.points or any(place.holds(address) for place in self.places)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a metering point is, as the supplier's data have it."""

    ppe: str
    postcode: str
    town: str
    street: str
    """With the number of the house."""

    @property
    def house(self) -> House | None:
        """The number of the house; None where there is none."""
        return _split(self.street)[1]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all places that it may be in."""
        street = _split(self.street)[0] or self.town
        return _keys(self.postcode, folded(self.town), street_key(street))


def folded(name: str) -> str:
    """As names are compared."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace("|", " ").split())


@lru_cache(4096)
def street_key(street: str) -> str:
    """The name of a street as it is compared, without "ul."."""
    name = folded(street)
    found = _PREFIX.match(name)
    return _KINDS[found[1]] + name[found.end() :] if found else name


def is_point(code: str) -> bool:
    """Whether it is a PPE code."""
    return ppe.is_valid(code)


def area_of(places: Iterable[Stretch], points: Iterable[str]) -> PlannedArea:
    """Each once, in an order of its own, so that the same area is always written the same."""
    return PlannedArea(tuple(sorted(set(places), key=_order)), tuple(sorted(set(points))))


def _order(place: Stretch) -> tuple[str, ...]:
    return (folded(place.town), place.postcode, street_key(place.street), repr(place))


@lru_cache(4096)
def _split(street: str) -> tuple[str, House | None]:
    """The name of a street and the number of the house in it. What comes after the number is a flat."""
    bare = " ".join(street.split())
    found = _HOUSE.fullmatch(bare)
    if found is None:
        return bare, None
    return found["street"], House(int(found["number"]), (found["letter"] or "").casefold())


@lru_cache(4096)
def _keys(postcode: str, town: str, street: str) -> frozenset[str]:
    towns = [(postcode, town), ("", town), (postcode, "")]
    return frozenset(_key(code, name, way) for code, name in towns if code or name for way in {"", street})


def _key(postcode: str, town: str, street: str) -> str:
    return f"{postcode}|{town}|{street}"
