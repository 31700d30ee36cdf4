"""Readings as a file for a spreadsheet: a row for each register and day, numbers without anything between digits."""

from __future__ import annotations

from collections.abc import Sequence

from ibok_bot.dialogs.billwords import READ_BY, ZONES
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.invoices import Place
from ibok_bot.domain.papers import Table
from ibok_bot.domain.readings import Entry
from ibok_bot.i18n import Text, Voice, _

_HEAD: tuple[Text, ...] = (
    _("Date"),
    _("Address"),
    _("Meter"),
    _("Register"),
    _("Zone"),
    _("How it was read"),
    _("Value, kWh"),
    _("Use, kWh"),
    _("Invoice"),
    _("Reading number"),
)


def table(year: int, entries: Sequence[Entry], places: Sequence[Place], voice: Voice) -> Table:
    """All entries of the year, in the reader's language."""
    streets = {place.point: f"{place.street}, {place.town}" for place in places}
    rows = [row for entry in entries for row in _rows(entry, streets.get(entry.point, ""), voice)]
    return Table(f"ibok-readings-{year}.csv", (tuple(voice.plain(title) for title in _HEAD), *rows))


def _rows(entry: Entry, address: str, voice: Voice) -> list[tuple[str, ...]]:
    invoice = entry.invoice.number if entry.invoice else ""
    return [
        (
            entry.day.isoformat(),
            address,
            entry.meter_number,
            one.obis,
            voice.plain(ZONES[one.zone]),
            voice.plain(READ_BY[entry.kind]),
            _plain(one.value, voice),
            _plain(one.used, voice) if one.used is not None else "",
            invoice,
            entry.number or "",
        )
        for one in entry.registers
    ]


def _plain(energy: Energy, voice: Voice) -> str:
    """As a spreadsheet of that language reads a number."""
    whole = f"{energy.kwh:f}".rstrip("0").rstrip(".")
    return whole if voice.language == "en" else whole.replace(".", ",")
