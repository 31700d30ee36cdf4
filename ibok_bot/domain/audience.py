"""Whom a notice is for (odbiorcy): everyone, or customers who meet every one of a few conditions.

What staff and scripts write is read by `parse`, kept as JSON by `encode`, and written back by `written`:
`all`, `town:Warszawa`, `postcode:00-9`, `operator:STO`, `tariff:G12`, `language:uk`, `ppe:590…,590…`, `overdue`,
`customer:10000007`; several joined by `and`. Values after a comma are alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec

from ibok_bot.domain import ppe

MOST_POINTS = 10_000
"""Metering points that one notice may list."""
MOST_VALUES = 100
"""Alternatives of any other condition."""
LANGUAGES = ("pl", "en", "uk")
EXAMPLE = "town:Warszawa and tariff:G12"


class Towns(msgspec.Struct, frozen=True, tag="town"):
    """Customers with a metering point in one of these towns (miejscowość)."""

    names: tuple[str, ...]


class Postcodes(msgspec.Struct, frozen=True, tag="postcode"):
    """Customers with a metering point whose postcode is, or begins like, one of these: 00-950, 00-9."""

    starts: tuple[str, ...]


class Operators(msgspec.Struct, frozen=True, tag="operator"):
    """Customers in the area of one of these network operators, by their codes."""

    codes: tuple[str, ...]


class Tariffs(msgspec.Struct, frozen=True, tag="tariff"):
    """Customers with a contract in force in one of these tariff groups."""

    groups: tuple[str, ...]


class Languages(msgspec.Struct, frozen=True, tag="language"):
    """Chats in which one of these languages is spoken."""

    codes: tuple[str, ...]


class Points(msgspec.Struct, frozen=True, tag="ppe"):
    """Customers with one of these metering points, by their PPE codes."""

    codes: tuple[str, ...]


class Overdue(msgspec.Struct, frozen=True, tag="overdue"):
    """Customers who have not paid in time."""


class OneCustomer(msgspec.Struct, frozen=True, tag="customer"):
    """The customer with this number alone."""

    number: str


Condition = Towns | Postcodes | Operators | Tariffs | Languages | Points | Overdue | OneCustomer
"""Where several conditions are about metering points, one and the same point must meet them all."""


class Audience(msgspec.Struct, frozen=True):
    """Customers who meet all the conditions, each kind of which stands at most once; with none, all customers."""

    conditions: tuple[Condition, ...] = ()

    @property
    def is_everyone(self) -> bool:
        """Whether no customer is left out."""
        return not self.conditions


EVERYONE = Audience()


class Wrong(StrEnum):
    """What is wrong with a written audience."""

    EMPTY = "empty"
    WORD = "word"
    TWICE = "twice"
    WITH_ALL = "with_all"
    NO_VALUE = "no_value"
    TOO_MANY = "too_many"
    TOWN = "town"
    POSTCODE = "postcode"
    CODE = "code"
    LANGUAGE = "language"
    PPE = "ppe"
    CUSTOMER = "customer"


_SAID = {
    Wrong.EMPTY: "Say whom it is for",
    Wrong.WORD: "There is no condition {given!r}",
    Wrong.TWICE: "{given!r} stands twice; put alternatives after a comma, as in town:Warszawa,Kraków",
    Wrong.WITH_ALL: "'all' means every customer, and nothing can stand beside it",
    Wrong.NO_VALUE: "Nothing stands after {given!r}",
    Wrong.TOO_MANY: "There are too many values after {given!r}",
    Wrong.TOWN: "{given!r} is no name of a town",
    Wrong.POSTCODE: "{given!r} is no postcode nor the beginning of one, as 00-950 or 00-9 are",
    Wrong.CODE: "{given!r} is no code of an operator or a tariff group, as STO or G12 are",
    Wrong.LANGUAGE: "{given!r} is no language of the office: pl, en, uk",
    Wrong.PPE: "{given!r} is no PPE code: it has 18 digits, begins with 590, and its last digit checks the others",
    Wrong.CUSTOMER: "{given!r} is no customer number, as 10000007 is",
}


class CannotRead(ValueError):
    """A written audience that makes no sense; its words say why, and show an example."""

    def __init__(self, wrong: Wrong, given: str = "") -> None:
        given = given if len(given) <= _LONGEST_QUOTED else f"{given[:_LONGEST_QUOTED]}…"
        super().__init__(f"{_SAID[wrong].format(given=given)}. Example: {EXAMPLE}")
        self.wrong, self.given = wrong, given


_LONGEST_QUOTED = 60
_AND = re.compile(r" and ", re.IGNORECASE)
_NEXT = re.compile(r" (?=[A-Za-z_]+:|overdue\b|all\b)", re.IGNORECASE)
_TOWN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'()/-]|\d){0,98}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
_POSTCODE = re.compile(r"\d{1,2}|\d\d-\d{0,3}")
_CUSTOMER = re.compile(r"[A-Za-z0-9/-]{1,40}")

_DECODER = msgspec.json.Decoder(tuple[Condition, ...])
_ENCODER = msgspec.json.Encoder()


def encode(audience: Audience) -> str:
    """As it is kept: a JSON list of conditions."""
    return _ENCODER.encode(audience.conditions).decode()


def decode(kept: str) -> Audience:
    """As `encode` wrote it. Raises ValueError."""
    return Audience(_DECODER.decode(kept))


def parse(text: str) -> Audience:
    """What a person or a script wrote. Raises CannotRead."""
    spaced = f" {' '.join(text.split())} "  # one space each: a pattern for many is slow where they find no end
    parts = [bit.strip() for part in _AND.split(spaced) for bit in _NEXT.split(part) if bit.strip()]
    if not parts:
        raise CannotRead(Wrong.EMPTY)
    if any(part.lower() == "all" for part in parts):
        if len(parts) > 1:
            raise CannotRead(Wrong.WITH_ALL)
        return EVERYONE
    conditions = [_condition(part) for part in parts]
    kinds = [type(one) for one in conditions]
    for part, kind in zip(parts, kinds, strict=True):
        if kinds.count(kind) > 1:
            raise CannotRead(Wrong.TWICE, part.partition(":")[0])
    return Audience(tuple(conditions))


def written(audience: Audience) -> str:
    """So that `parse` reads the same again."""
    return " and ".join(_written(one) for one in audience.conditions) or "all"


def points_of(text: str) -> Audience:
    """Metering points from a list that somebody pasted or sent, one a line or with commas. Raises CannotRead."""
    return Audience((_points(text),))


def _condition(part: str) -> Condition:
    word, colon, rest = part.partition(":")
    word = word.strip().lower()
    if not colon and word == "overdue":
        return Overdue()
    read = _READ.get(word)
    if read is None or not colon:
        raise CannotRead(Wrong.WORD, part if not colon else word)
    return read(rest)


def _points(rest: str) -> Points:
    return Points(_values("ppe", rest, ppe.is_valid, Wrong.PPE, MOST_POINTS))


def _customer(rest: str) -> OneCustomer:
    [*_several, number] = _values("customer", rest, lambda value: bool(_CUSTOMER.fullmatch(value)), Wrong.CUSTOMER, 1)
    return OneCustomer(number)


def _towns(rest: str) -> Towns:
    names = tuple(dict.fromkeys(" ".join(name.split()) for name in rest.split(",") if name.strip()))
    return Towns(_checked("town", names, lambda name: bool(_TOWN.fullmatch(name)), Wrong.TOWN, MOST_VALUES))


def _values(
    word: str, rest: str, fits: Callable[[str], bool], wrong: Wrong, most: int = MOST_VALUES
) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in re.split(r"[\s,;]+", rest) if value))
    return _checked(word, values, fits, wrong, most)


def _checked(word: str, values: Sequence[str], fits: Callable[[str], bool], wrong: Wrong, most: int) -> tuple[str, ...]:
    if not values:
        raise CannotRead(Wrong.NO_VALUE, f"{word}:")
    if len(values) > most:
        raise CannotRead(Wrong.TOO_MANY, f"{word}:")
    for value in values:
        if not fits(value):
            raise CannotRead(wrong, value)
    return tuple(values)


_READ: dict[str, Callable[[str], Condition]] = {
    "town": _towns,
    "postcode": lambda rest: Postcodes(
        _values("postcode", rest, lambda value: bool(_POSTCODE.fullmatch(value)), Wrong.POSTCODE)
    ),
    "operator": lambda rest: Operators(
        _values("operator", rest, lambda value: bool(_CODE.fullmatch(value)), Wrong.CODE)
    ),
    "tariff": lambda rest: Tariffs(_values("tariff", rest, lambda value: bool(_CODE.fullmatch(value)), Wrong.CODE)),
    "language": lambda rest: Languages(_values("language", rest.lower(), LANGUAGES.__contains__, Wrong.LANGUAGE)),
    "ppe": _points,
    "customer": _customer,
}


def _written(condition: Condition) -> str:
    match condition:
        case Towns(names):
            return f"town:{','.join(names)}"
        case Postcodes(starts):
            return f"postcode:{','.join(starts)}"
        case Operators(codes):
            return f"operator:{','.join(codes)}"
        case Tariffs(groups):
            return f"tariff:{','.join(groups)}"
        case Languages(codes):
            return f"language:{','.join(codes)}"
        case Points(codes):
            return f"ppe:{','.join(codes)}"
        case Overdue():
            return "overdue"
        case OneCustomer(number):
            return f"customer:{number}"
