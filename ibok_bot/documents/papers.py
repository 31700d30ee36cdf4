"""From what a reply names to the bytes of a file, made off the event loop."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from ibok_bot.domain.papers import Paper, Table

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[-+]?\d[\d\s\u00a0]*([.,]\d+)?")


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its name, its media type, its bytes."""

    name: str
    mime: str
    data: bytes = field(repr=False)


def make(paper: Paper) -> File:
    """The file that a paper describes."""
    match paper:
        case Table(name, rows):
            text = "".join(";".join(_cell(cell) for cell in row) + "\r\n" for row in rows)
            return File(name, "text/csv", text.encode("utf-8-sig"))


async def make_in_pool(paper: Paper) -> File:
    """The same, off the event loop."""
    return await asyncio.to_thread(make, paper)


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if text.startswith(_DANGEROUS) and not _NUMBER.fullmatch(text):
        text = "'" + text
    if any(sign in text for sign in ';"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
