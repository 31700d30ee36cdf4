"""From what a reply names to the bytes of a file. `press.py` keeps what takes time off the event loop."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ibok_bot.domain.papers import CalendarEvent, Chart, Document, Paper, PaymentQr, Table, TextFile, TransferSlip

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
        case TextFile(name, text, mime, encoding):
            return File(name, mime, text.encode(encoding))
        case PaymentQr():
            return _payment_qr(paper)
        case TransferSlip():
            return _transfer_slip(paper)
        case Chart():
            return _chart(paper)
        case Document():
            return _document(paper)
        case CalendarEvent():
            return _calendar_event(paper)


def is_light(paper: Paper) -> bool:
    """Whether it is made at once, with no library to load."""
    return isinstance(paper, Table | TextFile)


def _payment_qr(paper: PaymentQr) -> File:
    from ibok_bot.documents import qr  # noqa: PLC0415 - needed only by those who draw

    return File(paper.name, "image/png", qr.png(paper.payload))


def _transfer_slip(paper: TransferSlip) -> File:
    from ibok_bot.documents import slip  # noqa: PLC0415 - a PDF library takes half a second to load

    return File(paper.name, "application/pdf", slip.pdf(paper))


def _chart(paper: Chart) -> File:
    from ibok_bot.documents import charts  # noqa: PLC0415 - only the worker loads the library

    return File(paper.name, "image/png", charts.png(paper))


def _document(paper: Document) -> File:
    from ibok_bot.documents import document  # noqa: PLC0415 - a PDF library takes half a second to load

    return File(paper.name, "application/pdf", document.pdf(paper))


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return "'" + text if text.startswith(_DANGEROUS) and not _NUMBER.fullmatch(text) else text


def _calendar_event(paper: CalendarEvent) -> File:
    from ibok_bot.documents import calendar  # noqa: PLC0415 - needed only by those who save an event

    return File(paper.name, "text/calendar", calendar.ics(paper))


def _cell(text: str) -> str:
    text = safe_cell(text)
    if any(sign in text for sign in ';"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
