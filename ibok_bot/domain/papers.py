"""Files that a reply names: what to draw or write, from which facts. `documents/` makes the bytes.

They are stored with the answer they belong to, as JSON tagged by kind, so that a repeated answer draws them again.
All words in them are in the reader's language already.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from ibok_bot.domain.money import Money


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A CSV file for a spreadsheet: its name, and its rows as people read them, the head first."""

    name: str
    rows: tuple[tuple[str, ...], ...]


class TextFile(msgspec.Struct, frozen=True, tag="text", omit_defaults=True):
    """A plain file, its lines as they are: a file of transfers for a bank."""

    name: str
    text: str
    mime: str = "text/plain"
    encoding: str = "utf-8"


class PaymentQr(msgspec.Struct, frozen=True, tag="qr"):
    """A picture of a payment code: its payload is ready, made by `domain/transfer.py`."""

    name: str
    payload: str


class Transfer(msgspec.Struct, frozen=True):
    """One transfer of money to the supplier: to whom, to which account, how much, and what for."""

    payee: str
    payee_address: str
    payee_nip: str
    account: str
    """26 digits."""
    amount: Money
    title: str


class TransferSlip(msgspec.Struct, frozen=True, tag="slip", omit_defaults=True):
    """The printed form "polecenie przelewu / wpłata gotówkowa" as PDF; a bank's form, so always in Polish."""

    name: str
    transfer: Transfer
    payer: str
    payer_address: str
    cash: bool = False


class Series(msgspec.Struct, frozen=True):
    """Numbers that belong together in a chart, one for each label; None where there is none."""

    name: str
    values: tuple[Decimal | None, ...]


class Chart(msgspec.Struct, frozen=True, tag="chart", omit_defaults=True):
    """A picture of bars: one a label, the series stacked in it (bottom first); a line against an axis of its own."""

    name: str
    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    hatched: tuple[bool, ...] = ()
    """Which bars rest on estimates; empty: none."""
    hatched_name: str = ""
    line: Series | None = None
    line_unit: str = ""
    horizontal: bool = False
    """Bars lie on their side, the first on top: for comparing things with long names."""


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """A table of a document: its head, rows, and which columns hold numbers (set to the right)."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    total: tuple[str, ...] = ()
    note: str = ""


class Document(msgspec.Struct, frozen=True, tag="document", omit_defaults=True):
    """A PDF of paragraphs and tables on A4."""

    name: str
    title: str
    lead: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    tail: tuple[str, ...] = ()


class CalendarEvent(msgspec.Struct, frozen=True, tag="event", omit_defaults=True):
    """An entry for a calendar (.ics). One with the same `uid` and a higher `sequence` takes the place of an older."""

    name: str
    uid: str
    sequence: int
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    text: str = ""
    cancelled: bool = False


Paper = Table | TextFile | PaymentQr | TransferSlip | Chart | Document | CalendarEvent
