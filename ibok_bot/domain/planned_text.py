"""An area as people write it, a place a line: "00-950 Warszawa, ul. Jasna 1-15 nieparzyste, 20, 22A", or PPE codes.

First the postcode, the town, or both; after the first comma the street, with or without house numbers.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from ibok_bot.domain.planned_area import (
    LONGEST_NAME,
    MOST_PLACES,
    MOST_POINTS,
    Parity,
    PlannedArea,
    Span,
    Stretch,
    area_of,
    is_point,
)

EXAMPLE = "00-950 Warszawa, Jasna 1-15, 20"
_LONGEST_LINE = 400
_PARITY = {
    "odd": Parity.ODD, "nieparzyste": Parity.ODD, "непарні": Parity.ODD,
    "even": Parity.EVEN, "parzyste": Parity.EVEN, "парні": Parity.EVEN,
}  # fmt: skip
_WRITTEN = {Parity.ODD: " nieparzyste", Parity.EVEN: " parzyste", Parity.ALL: ""}
_ITEM = rf"\d{{1,4}}(?:[^\W\d_]|\s?[-–]\s?\d{{1,4}}(?:\s(?:{'|'.join(_PARITY)}))?)?"
_SPAN = re.compile(r"(\d+)(?:([^\W\d_])|\s?[-–]\s?(\d+)(?:\s(\w+))?)?")
_HOUSES = re.compile(rf"(?P<street>.*?)\s?(?<!\S)(?P<houses>{_ITEM}(?:\s?[,;]\s?{_ITEM})*)", re.IGNORECASE)
_PLACE = re.compile(r"(?P<postcode>\d\d-\d\d\d)?\s?(?P<town>[^,]*?)\s?(?:,\s?(?P<rest>.*))?")
_CODES = re.compile(r"[\d\s,;]*\d{9,}[\d\s,;]*")
_NAME_ENDS = re.compile(r"(?:[^\W\d_]|[).])$")
_TOWN = re.compile(r"[^\W\d_](?:[^\W_]|[ .'()/-])*")


class Unread(StrEnum):
    """What is wrong with a line."""

    NOTHING = "nothing"
    PPE = "ppe"
    PLACE = "place"
    """neither a town nor a postcode"""
    HOUSES = "houses"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"


class CannotRead(ValueError):
    """A line that makes no sense; lines are counted from 1."""

    def __init__(self, wrong: Unread, line: int = 1) -> None:
        super().__init__(f"line {line}: {wrong}")
        self.wrong, self.line = wrong, line


def parse(text: str) -> PlannedArea:
    """All lines. Raises CannotRead."""
    places: list[Stretch] = []
    points: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            read = parse_line(line)
        except CannotRead as wrong:
            raise CannotRead(wrong.wrong, number) from None
        places += read.places
        points += read.points
        if len(places) > MOST_PLACES or len(points) > MOST_POINTS:
            raise CannotRead(Unread.TOO_MANY, number)
    if not places and not points:
        raise CannotRead(Unread.NOTHING)
    return area_of(places, points)


def parse_line(line: str) -> PlannedArea:
    """A place, or PPE codes. Raises CannotRead."""
    bare = " ".join(unicodedata.normalize("NFC", line).replace("|", " ").split())
    if _CODES.fullmatch(bare):
        codes = re.split(r"[\s,;]+", bare.strip(" ,;"))
        if not all(is_point(code) for code in codes):
            raise CannotRead(Unread.PPE)
        return PlannedArea((), tuple(codes))
    if len(bare) > _LONGEST_LINE:
        raise CannotRead(Unread.TOO_LONG)
    found = _PLACE.fullmatch(bare)
    if found is None or not (found["postcode"] or found["town"]):
        raise CannotRead(Unread.PLACE)
    town = found["town"]
    if town and (not _TOWN.fullmatch(town) or len(town) > LONGEST_NAME):
        raise CannotRead(Unread.PLACE)
    street, houses = _street((found["rest"] or "").strip(" ,"))
    if houses and not street and not town:
        raise CannotRead(Unread.PLACE)
    return PlannedArea((Stretch(found["postcode"] or "", town, street, houses),))


def written(area: PlannedArea) -> str:
    """So that `parse` reads the same again."""
    return "\n".join([*(line_of(place) for place in area.places), *area.points])


def line_of(place: Stretch) -> str:
    """One place."""
    houses = ", ".join(_span_written(span) for span in place.houses)
    first = " ".join(part for part in (place.postcode, place.town) if part)
    rest = " ".join(part for part in (place.street, houses) if part)
    return f"{first}, {rest}" if rest else first


def _street(rest: str) -> tuple[str, tuple[Span, ...]]:
    found = _HOUSES.fullmatch(rest)
    street, houses = (found["street"].strip(" ,"), found["houses"]) if found else (rest, "")
    if street and not (any(sign.isalpha() for sign in street) and _NAME_ENDS.search(street)):
        raise CannotRead(Unread.HOUSES)
    if len(street) > LONGEST_NAME:
        raise CannotRead(Unread.TOO_LONG)
    return street, tuple(_span(item) for item in re.split(r"\s?[,;]\s?", houses)) if houses else ()


def _span(item: str) -> Span:
    found = _SPAN.fullmatch(item)
    if found is None:
        raise CannotRead(Unread.HOUSES)
    first, letter, last, parity = found.groups()
    side = _PARITY.get((parity or "").lower(), Parity.ALL)
    span = Span(int(first), int(last or first), (letter or "").casefold(), side)
    if span.first > span.last or not span.first:
        raise CannotRead(Unread.HOUSES)
    return span


def _span_written(span: Span) -> str:
    if span.letter or (span.first == span.last and span.parity is Parity.ALL):
        return f"{span.first}{span.letter}"
    return f"{span.first}-{span.last}{_WRITTEN[span.parity]}"
