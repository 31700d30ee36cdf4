"""The question about one register: its code on the display, what it showed before, and what a good answer is like."""

from __future__ import annotations

from ibok_bot.dialogs.readingdraft import Bench
from ibok_bot.dialogs.readingwords import of_register, taken, when, where, zone_of
from ibok_bot.dialogs.talk import Explain
from ibok_bot.domain.meters import Register
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, paragraphs

WHERE_TO_LOOK = Explain("meter", _("❓ Codes on the meter"))
_A_STEP = 23
"""By how much the example is above the previous reading: so little that it never seems odd when it is copied."""


def question(now: Bench, supplier: Supplier) -> Text:
    """Of the first register not given yet; several may be answered at once."""
    register = now.missing[0]
    known = [one for one in (where(now.meter, now.meters), _replaced(now), _said_so_far(now)) if one is not None]
    return paragraphs(
        lines(*known) if known else None,
        lines(
            _("<b>Code {obis}</b>, {zone}", obis=register.obis, zone=zone_of(register.obis, register.zone)),
            _("Before: {reading}.", reading=taken(register.previous)) if register.previous else None,
            _("What does the meter show now? Type whole kilowatt-hours, for example <b>{example}</b>.",
              example=_example_kwh(register)),
            _both(now),
        ),
        _("The display changes by itself, or at a press of its button: wait for the code {code}. Leave out what stands "
          "after the comma (often in a red frame).", code=register.obis),
        when(now.meter, supplier.reading_window, now.day) if now.draft.changes is None else None,
    )  # fmt: skip


def _replaced(now: Bench) -> Text | None:
    """What a new reading takes the place of."""
    if now.draft.changes is not None:
        return _("The new values take the place of reading {number} of {date}.",
                 number=Verbatim(now.draft.changes.number), date=now.draft.changes.day)  # fmt: skip
    given = now.meter.given_today
    if given is None:
        return None
    values = joined([_("{energy}", energy=value) for _register, value in given.values], ", ")
    return _("You gave a reading today already: {values} (number {number}). A new one takes its place.",
             values=values, number=Verbatim(given.number))  # fmt: skip


def _said_so_far(now: Bench) -> Text | None:
    said = [
        _("{register}: {energy}", register=of_register(one.obis, one.zone), energy=now.values[one.id])
        for one in now.meter.registers
        if one.id in now.values
    ]
    trimmed = _("Whole kilowatt-hours count; the decimals are left out.") if now.draft.trimmed else None
    return lines(*(_("✓ {what}", what=one) for one in said), trimmed) if said else None


def _both(now: Bench) -> Text | None:
    """That two registers may be answered in one message."""
    if len(now.missing) == 1:
        return None
    example = " ".join(str(_example_kwh(one)) for one in now.missing)
    codes = joined([Verbatim(one.obis) for one in now.missing], ", ")
    return _("Or all at once, in this order ({codes}): {example}", codes=codes, example=Verbatim(example))


def _example_kwh(register: Register) -> int:
    before = register.previous.value.wh // 1000 if register.previous else 14208
    return min(before + _A_STEP, register.span.wh // 1000 - 1)
