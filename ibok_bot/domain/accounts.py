"""Account numbers found in any text: an invoice pasted whole, a message of somebody who asks for money."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ibok_bot.domain import nrb

LENGTH = 26
LONGEST_TEXT = 8000
MOST_DIFFERENCES = 2
_NEARLY = range(LENGTH - 2, LENGTH + 3)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_RUN = re.compile(r"\d+(?:[ \t\r\n-]{1,3}\d+)*", re.ASCII)
_PRINTED = (2, 4, 4, 4, 4, 4, 4)
"""How an account's digits are grouped in print."""
_ABOUT_TWO, _ABOUT_FOUR = range(1, 4), range(3, 6)


@dataclass(frozen=True, slots=True)
class Found:
    """Digits that are an account, or were surely meant to be one."""

    digits: str

    @property
    def is_valid(self) -> bool:
        """Whether there are 26 and the check digits fit."""
        return nrb.is_valid(self.digits)

    @property
    def complete(self) -> bool:
        """Whether there are 26 digits, right or wrong."""
        return len(self.digits) == LENGTH

    def resembles(self, account: str) -> bool:
        """Whether it is this account with a slip of the finger: other digits in a place or two, or one place off."""
        if self.complete:
            return sum(a != b for a, b in zip(self.digits, account, strict=False)) <= MOST_DIFFERENCES
        short, long = sorted((self.digits, account), key=len)
        return any(long[:cut] + long[cut + len(long) - len(short) :] == short for cut in range(len(short) + 1))


def found_in(text: str) -> list[Found]:
    """The accounts in a text, in order and each once: with spaces, no-break spaces, dashes, PL, or line breaks.

    Where other numbers stand beside an account, its check digits tell where it begins. Digits grouped as an account
    whose check fails are named too: somebody has mistyped them.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).translate(dict.fromkeys(map(ord, _DASHES), "-"))
    found: dict[str, Found] = {}
    for run in _RUN.finditer(plain):
        for digits in _accounts(re.findall(r"\d+", run[0], re.ASCII)):
            found.setdefault(digits, Found(digits))
    return list(found.values())


def _accounts(groups: list[str]) -> Iterator[str]:
    """Valid accounts first come, first served; of the groups between them, those that look like one."""
    rest: list[str] = []
    place = 0
    while place < len(groups):
        width = _width(groups[place:])
        if width and nrb.is_valid("".join(groups[place : place + width])):
            yield from _mistyped(rest)
            yield "".join(groups[place : place + width])
            rest = []
            place += width
        else:
            rest.append(groups[place])
            place += 1
    yield from _mistyped(rest)


def _width(groups: list[str]) -> int | None:
    """How many groups from here make 26 digits, if they do."""
    length = 0
    for width, group in enumerate(groups, 1):
        length += len(group)
        if length >= LENGTH:
            return width if length == LENGTH else None
    return None


def _mistyped(groups: list[str]) -> Iterator[str]:
    """Groups set as an account is printed; else one that has nearly its digits, alone or in groups of about four."""
    windows = [groups[place : place + len(_PRINTED)] for place in range(len(groups))]
    printed = ["".join(window) for window in windows if tuple(map(len, window)) == _PRINTED]
    if printed:
        yield from printed
        return
    yield from (group for group in groups if len(group) in _NEARLY)
    if len(groups) > 1 and len(groups[0]) in _ABOUT_TWO and all(len(group) in _ABOUT_FOUR for group in groups[1:]):
        digits = "".join(groups)
        if len(digits) in _NEARLY:
            yield digits
