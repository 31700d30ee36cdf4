"""Numbers and names of registers in what people type: where one value ends, and what its comma may mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST = 200
_MOST_GROUPS = 12
_UNIT = re.compile(r"(?<![^\W\d_])(?:kwh|kw/h|квт\s*[·.*]?\s*год|квтг)(?!\w)\.?")
"""A digit may stand right before it."""
_FILLER = re.compile(
    r"\b(?:stan|licznika?|odczyt|wskazanie|wynosi|jest|to|meter|reading|shows|is|показник|показання|лічильника?)\b|[:=]"
)
_BETWEEN = re.compile(
    r"[\n;|/+&]|(?<=\s)(?:i|oraz|and|та|і|й)(?=\s)|(?<=[0-9])[-–—](?=[0-9])|(?<=\s)[-–—](?=\s)|[,.](?=\s|$)"
)
_APOSTROPHE = re.compile(r"(?<=[0-9])['’](?=[0-9]{3})")
"""Some write it between thousands."""
_LOOSE_DECIMALS = re.compile(r"(?<=[0-9])([.,])\s+(?=[0-9]{1,3}\D*$)")
_NEGATIVE = re.compile(r"[-–—−]\s*[0-9]")
_GROUP = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_NAMES = re.compile(
    r"(?<![0-9.])(?:[0-9]-[0-9]:)?(?P<obis>[0-9]\.8\.[0-9])(?:\.[0-9]+)?(?:\*[0-9]+)?(?![0-9.])"
    r"|\b(?:[tls]|strefa\s|zone\s|зона\s)(?P<zone>[0-9])(?![0-9.,])"
    r"|\b(?P<day>dzień|dzienn[aey]|dzien|day|день|денна)\b"
    r"|\b(?P<night>nocn[aey]|nocą|noc|night|ніч|нічна)\b"
    r"|\b(?P<total>razem|suma|total|разом|усього)\b"
)
_WORDS = {"day": "1.8.1", "night": "1.8.2", "total": "1.8.0"}


@dataclass(frozen=True, slots=True)
class Kwh:
    """Whole kilowatt-hours, and the decimals after them as they were typed."""

    whole: int
    decimals: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What was typed beside the name of a register, as its OBIS code."""

    obis: str
    text: str


def plain(typed: str) -> str | None:
    """In small letters and plain digits; None where it is far too long for a reading."""
    if len(typed) > _LONGEST:
        return None
    return _APOSTROPHE.sub("", unicodedata.normalize("NFKC", typed).strip().casefold())


def has_minus(text: str) -> bool:
    """Whether a number stands after a minus, and not after a dash between two numbers."""
    return _NEGATIVE.search(_BETWEEN.sub(" ", text)) is not None


def named(text: str) -> tuple[Named, ...] | None:
    """Values with the names of their registers before each, or after each; none where no register is named.

    None where some values have a name and some have not.
    """
    found = list(_NAMES.finditer(text))
    if not found:
        return ()
    edges = [0, *(edge for each in found for edge in each.span()), len(text)]
    between = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    before, after = between[:-1], between[1:]
    if not _has_digit(between[0]):
        texts = after
    elif not _has_digit(between[-1]):
        texts = before
    else:
        return None
    return tuple(Named(_obis(each), text) for each, text in zip(found, texts, strict=True))


def joined_decimals(text: str) -> str:
    """With the space after the comma left out, where but one value is asked for: "14395, 7"."""
    return _LOOSE_DECIMALS.sub(r"\1", text)


def values(text: str) -> list[list[str]] | None:
    """What is surely one value or more, each as its groups of digits; None where something else is there."""
    chunks = _BETWEEN.split(_FILLER.sub(" ", _UNIT.sub("\n", text)))
    groups = [chunk.split() for chunk in chunks if chunk.strip()]
    if not all(_GROUP.fullmatch(group) for chunk in groups for group in chunk):
        return None
    return groups if sum(len(chunk) for chunk in groups) <= _MOST_GROUPS else None


def meanings(groups: Sequence[str]) -> tuple[Kwh, ...]:
    """What these groups may mean as one number; nothing where they are no number.

    A comma or a dot before three digits may stand before decimals or between thousands.
    """
    parts = re.split(r"([.,])", "".join(groups))
    numbers, marks = parts[::2], parts[1::2]
    if not marks:
        return (Kwh(int(numbers[0])),)
    *thousands, last = numbers
    found = []
    if len(last) <= _THOUSAND and _are_thousands(thousands, marks[:-1]) and marks[-1] not in marks[:-1]:
        found.append(Kwh(int("".join(thousands)), last))
    if _are_thousands(numbers, marks):
        found.append(Kwh(int("".join(numbers))))
    return tuple(found)


_THOUSAND = 3


def _are_thousands(numbers: Sequence[str], marks: Sequence[str]) -> bool:
    """Whether these are groups of three with one and the same mark between them; a number alone is, too."""
    if not marks:
        return True
    return (
        len(set(marks)) == 1
        and len(numbers[0]) <= _THOUSAND
        and all(len(number) == _THOUSAND for number in numbers[1:])
    )


def _has_digit(text: str) -> bool:
    return any(each.isdecimal() for each in text)


def _obis(found: re.Match[str]) -> str:
    if found["obis"]:
        return found["obis"]
    if found["zone"]:
        return f"1.8.{found['zone']}"
    return _WORDS[found.lastgroup or "total"]
