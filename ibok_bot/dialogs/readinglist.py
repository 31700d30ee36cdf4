"""The list of readings: of which day and kind, what each register showed, the use since; and a year as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs import onereading
from ibok_bot.dialogs.billwords import READ_BY
from ibok_bot.dialogs.meterchoice import chosen_meter, meter_buttons
from ibok_bot.dialogs.onereading import OneReading
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.readingfile import table
from ibok_bot.dialogs.readingwords import short
from ibok_bot.dialogs.sheet import Block, Column, Sheet, cell
from ibok_bot.dialogs.talk import Ask, Button, Choice, Instead, Row, Said, Step
from ibok_bot.dialogs.talk import Entry as EntryButton
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import MeterId, PayerId
from ibok_bot.domain.invoices import Place
from ibok_bot.domain.meters import Meter
from ibok_bot.domain.readings import Entry
from ibok_bot.i18n import Text, Verbatim, Voice, _, joined, lines, n_

PAGE = 4
_NOTHING = Verbatim("")
_ENTRY = "entry:"
_YEAR = "year:"


class Shelf(onereading.Readings, Protocol):
    """A customer's readings as a list."""

    async def count(self, payer: PayerId, meter: MeterId | None = None) -> int: ...
    async def page(self, payer: PayerId, offset: int, limit: int, meter: MeterId | None = None) -> Sequence[Entry]: ...
    async def years(self, payer: PayerId) -> Sequence[int]: ...
    async def year(self, payer: PayerId, year: int) -> Sequence[Entry]: ...


class Invoices(Protocol):
    """Of the invoices, the addresses that they are for."""

    async def places(self, payer: PayerId) -> Sequence[Place]: ...


class Desk(onereading.Desk, Protocol):
    """What the list needs."""

    @property
    def readings(self) -> Shelf: ...
    @property
    def invoices(self) -> Invoices: ...
    def now(self) -> datetime: ...
    def voice(self) -> Voice: ...


@dataclass(frozen=True)
class ReadingList(Step[Desk]):
    """A page of the list, newest first; of one meter, or of all."""

    meter: MeterId | None = None
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """A table for each reading; buttons to those that the customer gave, and to the invoices that used them."""
        payer = desk.customer.payer
        count = await desk.readings.count(payer, self.meter)
        last_page = max(0, (count - 1) // PAGE)
        page = min(self.page, last_page)
        shown = await desk.readings.page(payer, page * PAGE, PAGE, self.meter)
        places = await desk.invoices.places(payer)
        head = n_("<b>{n}</b> reading, newest first", "<b>{n}</b> readings, newest first", count)
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        several = len(places) > 1 or len({one.meter for one in shown}) > 1
        return Ask(
            lines(head, where) if count else _("There are no readings yet."),
            [
                *_in_twos([button for one in shown for button in _about(one)]),
                *turning(page, last_page),
                *self._ways(places, count),
            ],
            crumb=_("List"),
            sheet=Sheet(tuple(_block(one, places, several=several) for one in shown)) if shown else None,
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[ReadingList] | OneReading | WhichMeter | Years:
        """Turn the page, look at one, choose a meter, or take a year as a file."""
        if said.choice and said.choice.startswith(_ENTRY):
            return OneReading(said.choice.removeprefix(_ENTRY))
        match said.one_of(["older", "newer", "meter", "all", "file"]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
            case "meter":
                return WhichMeter()
            case "all":
                return Instead(ReadingList())
        return Years()

    def _ways(self, places: Sequence[Place], count: int) -> list[Button | Row]:
        narrower = Choice("meter", _("One meter")) if self.meter is None else Choice("all", _("All meters"))
        file = Choice("file", _("Save a year as a file"))
        give = EntryButton("readings", _("Give a reading"))
        return [give, *([narrower] if len(places) > 1 else []), *([file] if count else [])]


@dataclass(frozen=True)
class WhichMeter(Step[Desk]):
    """Which meter's readings to show."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Those in use now; of meters that were removed, the whole list tells."""
        meters = await _meters(desk)
        return Ask(
            _("Which meter’s readings shall I show? You may also type its number."),
            [*meter_buttons(meters, self.page), Choice("all", _("All meters"))],
            crumb=_("One meter"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[ReadingList | WhichMeter]:
        """The list of this one, or another page of them."""
        if meter := chosen_meter(said, await _meters(desk)):
            return Instead(ReadingList(meter.id))
        match said.one_of(["older", "newer", "all"]):
            case "older":
                return Instead(WhichMeter(self.page + 1))
            case "newer":
                return Instead(WhichMeter(max(0, self.page - 1)))
        return Instead(ReadingList())


@dataclass(frozen=True)
class Years(Step[Desk]):
    """Which year to save."""

    async def ask(self, desk: Desk) -> Ask | SavedYear:
        """The years that have readings; a single one is not asked for."""
        years = await desk.readings.years(desk.customer.payer)
        if len(years) == 1:
            return SavedYear(years[0])
        choices = [Choice(f"{_YEAR}{year}", Verbatim(str(year))) for year in years]
        return Ask(_("Which year’s readings shall I save?"), _in_twos(choices), crumb=_("File"))

    async def answer(self, said: Said, desk: Desk) -> SavedYear:
        """The file."""
        years = await desk.readings.years(desk.customer.payer)
        chosen = said.one_of([f"{_YEAR}{year}" for year in years])
        return SavedYear(int(chosen.removeprefix(_YEAR)))


@dataclass(frozen=True)
class SavedYear(Step[Desk]):
    """The readings of a year as a file for a spreadsheet."""

    year: int

    async def ask(self, desk: Desk) -> Ask:
        """The file, and the way back."""
        payer = desk.customer.payer
        entries = await desk.readings.year(payer, self.year)
        made = table(self.year, entries, await desk.invoices.places(payer), desk.voice())
        text = _("Readings of {year} as a file. It opens in a spreadsheet.", year=Verbatim(str(self.year)))
        return Ask(text, files=(made,), crumb=_("File"))

    async def answer(self, said: Said, desk: Desk) -> ReadingList:
        """Whatever is said, the list again."""
        return ReadingList()


async def _meters(desk: Desk) -> Sequence[Meter]:
    return await desk.readings.meters(desk.customer.payer, warsaw_day(desk.now()))


def _block(entry: Entry, places: Sequence[Place], *, several: bool) -> Block:
    """A table of its registers; where several meters are listed, it says which one it is."""
    about: list[Text] = []
    if several:
        street = next((one.street for one in places if one.point == entry.point), None)
        about = [Verbatim(name) for name in (street, entry.meter_number) if name]
    if entry.invoice is not None:
        about.append(_("invoice {number}", number=Verbatim(entry.invoice.number)))
    if entry.has_photo:
        about.append(_("📷 with a photo"))
    return Block(
        (Column(_("Zone")), Column(_("Shows"), numeric=True), Column(_("Use"), numeric=True)),
        tuple(
            (short(one.obis, one.zone), cell(one.value), cell(one.used) if one.used is not None else _NOTHING)
            for one in entry.registers
        ),
        title=joined([cell(entry.day), READ_BY[entry.kind]], " · "),
        note=joined(about, " · ") if about else None,
    )


def _about(entry: Entry) -> list[Button]:
    """Buttons to the reading, where the customer gave it, and to the invoice that rests on it."""
    found: list[Button] = []
    if entry.number is not None:
        found.append(Choice(_ENTRY + entry.number, _("Reading of {date}", date=entry.day)))
    if entry.invoice is not None:
        found.append(EntryButton("invoice", Verbatim(entry.invoice.number), entry.invoice.public_id))
    return found


def _in_twos(buttons: Sequence[Button]) -> list[Row]:
    return [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
