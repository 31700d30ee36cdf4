"""How readings are spoken of: registers, what was misread, when the window is, why something cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ibok_bot.dialogs.billwords import READ_BY, ZONES, period
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.invoices import Taken
from ibok_bot.domain.meters import Meter
from ibok_bot.domain.reading_entry import (
    BelowZero,
    Misread,
    NoNumber,
    TooLong,
    TooMany,
    Unclear,
    UnknownRegister,
)
from ibok_bot.domain.reading_window import window_at
from ibok_bot.domain.readings import Refusal
from ibok_bot.domain.tariff import Zone
from ibok_bot.i18n import Text, Verbatim, _, joined, lines

_SHORT: dict[Zone, Text] = {
    Zone.ALL: _("all day"),
    Zone.DAY: _("day"),
    Zone.NIGHT: _("night"),
    Zone.MORNING_PEAK: _("a.m. peak"),
    Zone.AFTERNOON_PEAK: _("p.m. peak"),
    Zone.OFF_PEAK: _("off-peak"),
}
_FED_IN = "2.8."
_SMALL = 10_000
"""Below 10 kWh the decimals say something."""

REMOTE = _("We read this meter remotely, so nothing need be given. You may give a reading all the same.")

ONLY_NUMBERS = _("I cannot make use of that here. Type what the meter shows, with digits, or send a photo of it.")
AS_PHOTO = _("I can only keep a photo. Send it as a photo, not as a file, and type the number too, please.")

REFUSED: dict[Refusal, Text] = {
    Refusal.GONE: _("There is no such reading in this account, or it was withdrawn."),
    Refusal.BILLED: _("An invoice rests on this reading, so it stays as it is. If it is wrong, call or write to us."),
    Refusal.CLOSED: _("The time for changes is over: billing may be counting this reading. Give a new one instead."),
    Refusal.LATER: _("There is a later reading of this meter. Withdraw this one, or give a new one."),
}


def of_register(obis: str, zone: Zone) -> Text:
    """A register by what it counts and by its code."""
    return _("{zone} ({obis})", zone=zone_of(obis, zone), obis=obis)


def zone_of(obis: str, zone: Zone) -> Text:
    """What a register counts."""
    return _("fed into the network") if obis.startswith(_FED_IN) else ZONES[zone]


def short(obis: str, zone: Zone) -> Text:
    """The same in a word, for a button or a narrow table."""
    return _("fed in") if obis.startswith(_FED_IN) else _SHORT[zone]


def taken(reading: Taken) -> Text:
    """A reading from before: value, day, and how it became known."""
    return _("{energy}, {date}, {how}", energy=reading.value, date=reading.day, how=READ_BY[reading.kind])


def meter_crumb(meter: Meter) -> Text:
    """The meter by its number."""
    return _("Meter {number}", number=Verbatim(meter.number))


def where(meter: Meter, meters: Sequence[Meter]) -> Text | None:
    """The address, where the customer has several meters."""
    return Verbatim(f"{meter.place.street}, {meter.place.town}") if len(meters) > 1 else None


def window(days: tuple[int, int], today: date) -> Text:
    """When readings for billing are taken, and what becomes of one from today."""
    found = window_at(days, today)
    if found.holds(today):
        return _("Readings for billing are taken now, until {last}.", last=found.last)
    return _(
        "Readings for billing: {window}. You may give one today too; please read the meter again then.",
        window=period(found.first, found.last),
    )


def about(energy: Energy) -> Energy:
    """What is only usual or possible, without decimals that would look exact."""
    return Energy(round(energy.wh, -3)) if energy.wh >= _SMALL else energy


def when(meter: Meter, days: tuple[int, int], today: date) -> Text:
    """When to give a reading of this meter."""
    return REMOTE if meter.remote else window(days, today)


def what_next(meter: Meter, days: tuple[int, int], day: date) -> Text:
    """After a reading was taken: what billing does, and until when it may be changed."""
    found = window_at(days, day)
    if meter.remote:
        fate = _("We keep it and show it in the list. The bill rests on what we read remotely.")
    elif found.holds(day):
        fate = _("The next bill will rest on it, unless you give a newer one by {last}.", last=found.last)
    else:
        fate = _(
            "We keep it and show it in the list. The bill rests on a reading from {window}: please give one then too.",
            window=period(found.first, found.last),
        )
    return lines(fate, _("You may change or withdraw it until {last}, unless a bill has used it.", last=found.last))


def misread(why: Misread, asked: Sequence[str]) -> Text:
    """Why a text was not understood, and what to type; `asked` are the codes of the registers asked for."""
    match why:
        case NoNumber():
            return _("I see no number there. Type what the display shows, with digits, for example 14395.")
        case BelowZero():
            return _("No meter shows less than zero. Type the number without the minus.")
        case TooLong(digits):
            return _("{digits} digits are too many for a reading. Is it the meter’s number? Type the value in kWh.",
                     digits=digits)  # fmt: skip
        case TooMany():
            codes = joined([Verbatim(code) for code in asked], ", ")
            return _("There are more numbers than I ask for. Type one number for each of: {codes}.", codes=codes)
        case Unclear(ways):
            said = joined([_way(way) for way in ways], "; ")
            return _("That can be read in several ways: {ways}. Type each number in a line of its own, without spaces.",
                     ways=said)  # fmt: skip
        case UnknownRegister(name):
            codes = joined([Verbatim(code) for code in asked], ", ")
            return _("I do not ask for {name} here. Type the value of: {codes}.", name=Verbatim(name), codes=codes)


def _way(values: Sequence[int]) -> Text:
    return joined([_("{energy}", energy=Energy.of(value)) for value in values], " + ")
