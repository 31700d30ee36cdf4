"""On which line of a TOML file each key and each element of a list stands: tomllib itself does not tell.

Reads text that tomllib has accepted already, and so need not judge it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where a value is: keys, and places in lists."""

_HEADER = re.compile(r"\[\[?\s*([^\]]+?)\s*\]\]?")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w.-]+)\s*=""")
_STRINGS = ('"""', "'''", '"', "'")
_OPENS, _CLOSES = "[{", "]}"


@dataclass(frozen=True, slots=True)
class TomlLines:
    """Line numbers by path, the first line is 1."""

    known: dict[Path, int]

    def of(self, path: Path) -> int:
        """The line of this value, or of the nearest that holds it."""
        while path and path not in self.known:
            path = path[:-1]
        return self.known.get(path, 1)


def toml_lines(text: str) -> TomlLines:
    """Where everything stands."""
    known: dict[Path, int] = {}
    under: Path = ()
    lists: dict[str, int] = {}
    for number, statement in _statements(text):
        if header := _HEADER.match(statement.strip()):
            name = _bare(header[1])
            under = (name,)
            if statement.strip().startswith("[["):
                lists[name] = lists.get(name, -1) + 1
                under = (name, lists[name])
            known[under] = number
        elif key := _KEY.match(statement):
            path = (*under, *(_bare(part) for part in key[1].split(".")))
            known[path] = number
            for place, offset in enumerate(_elements(statement[key.end() :])):
                known[*path, place] = number + statement[: key.end() + offset].count("\n")
    return TomlLines(known)


def _bare(key: str) -> str:
    return key.strip().strip("\"'")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Headers and assignments, each with the number of its first line; those of several lines whole."""
    number, begun, depth, start, at_header = 1, 1, 0, 0, False
    for place, sign in _tokens(text):
        if not text[start:place].strip():
            at_header = sign == "["  # brackets of a header hold no list
        if sign in _OPENS and not at_header:
            depth += 1
        elif sign in _CLOSES and not at_header:
            depth -= 1
        elif sign == "\n" and depth <= 0:
            if text[start:place].strip():
                yield begun, text[start:place]
            number += text[start : place + 1].count("\n")
            start, begun, depth, at_header = place + 1, number, 0, False
    if text[start:].strip():
        yield begun, text[start:]


def _elements(value: str) -> Iterator[int]:
    """Where each element of a list begins."""
    depth, waiting = 0, False
    if not value.lstrip().startswith("["):
        return
    for place, sign in _tokens(value):
        if waiting and depth == 1 and sign not in "],\n#" and sign.strip():
            yield place
            waiting = False
        if sign in _OPENS:
            depth += 1
            waiting = waiting or depth == 1
        elif sign in _CLOSES:
            depth -= 1
        elif sign == "," and depth == 1:
            waiting = True


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Signs that matter, one by one; a string is one token (its quote), a comment none."""
    place = 0
    while place < len(text):
        quote = next((one for one in _STRINGS if text.startswith(one, place)), None)
        if quote:
            yield place, quote
            place = _end_of_string(text, place + len(quote), quote)
        elif text[place] == "#":
            end = text.find("\n", place)
            place = len(text) if end < 0 else end
        else:
            yield place, text[place]
            place += 1


def _end_of_string(text: str, place: int, quote: str) -> int:
    while place < len(text):
        if text[place] == "\\" and quote[0] == '"':
            place += 2
        elif text.startswith(quote, place):
            return place + len(quote)
        else:
            place += 1
    return len(text)
