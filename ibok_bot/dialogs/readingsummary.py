"""A reading before it is sent, and after: values, use since the last one, what it may cost, what comes next."""

from __future__ import annotations

from ibok_bot.dialogs.readingdoubts import trouble
from ibok_bot.dialogs.readingdraft import Bench
from ibok_bot.dialogs.readingwords import of_register, what_next, where
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.meters import Register
from ibok_bot.domain.plausibility import RolledOver, used
from ibok_bot.domain.reading_cost import SinceLast, since_last
from ibok_bot.domain.readings import Accepted
from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.tariff import PriceList
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs


def summary(now: Bench, prices: PriceList | None, supplier: Supplier) -> Text:
    """What will be sent, and what it means."""
    rolled = [one for one in now.judgement.troubles if isinstance(one, RolledOver)]
    since = since_last(now.meter, now.shown, now.day, prices)
    return paragraphs(
        lines(
            _("Please compare it with the display, and send it."),
            where(now.meter, now.meters),
            _("Whole kilowatt-hours count; the decimals are left out.") if now.draft.trimmed else None,
        ),
        *(lines(_value(now, one), _use(now, one)) for one in now.meter.registers),
        *(trouble(one, supplier.phone) for one in rolled),
        _meaning(since) if since else None,
        _takes_place(now),
    )


def sent(done: Accepted, now: Bench, supplier: Supplier) -> Text:
    """That it was taken, under which number, and what comes next."""
    number = Verbatim(done.number)
    if done.repeated:
        head = _("✅ We have this very reading already, so nothing was changed. Its number: <b>{number}</b>",
                 number=number)  # fmt: skip
    else:
        head = _("✅ The reading is taken. Its number: <b>{number}</b>", number=number)
    replaced = _("It took the place of reading {number}.", number=Verbatim(done.replaced)) if done.replaced else None
    return paragraphs(
        lines(head, replaced),
        lines(
            _("Meter {number}, {date}", number=Verbatim(now.meter.number), date=now.day),
            *(_value(now, one) for one in now.meter.registers),
        ),
        what_next(now.meter, supplier.reading_window, now.day),
    )


def _value(now: Bench, register: Register) -> Text:
    return _("{register}: <b>{energy}</b>", register=of_register(register.obis, register.zone),
             energy=now.values[register.id])  # fmt: skip


def _use(now: Bench, register: Register) -> Text | None:
    """What was used since the last reading, with the multiplier where there is one."""
    energy = used(now.meter, register.id, now.values[register.id])
    if energy is None:
        return _("the first reading of this register")
    if energy < Energy(0):
        return _("{energy} less than we estimated; the next bill puts it right", energy=Energy(-energy.wh))
    if now.meter.multiplier == 1:
        return _("used: {energy}", energy=energy)
    between = Energy(energy.wh // now.meter.multiplier)
    return _("used: {between} × {multiplier} = {energy}", between=between, multiplier=now.meter.multiplier,
             energy=energy)  # fmt: skip


def _meaning(since: SinceLast) -> Text | None:
    if since.energy < Energy(0):
        return None
    days = n_("Since the last reading: {n} day, <b>{energy}</b>, on average {daily} a day.",
              "Since the last reading: {n} days, <b>{energy}</b>, on average {daily} a day.",
              since.days, energy=since.energy, daily=_rounded(since.daily))  # fmt: skip
    if since.bill is None:
        return days
    cost = _("Estimated cost so far: about <b>{sum}</b> gross, by today’s prices. The bill may differ.",
             sum=since.bill.gross)  # fmt: skip
    return lines(days, cost)


def _rounded(energy: Energy) -> Energy:
    """To a tenth of a kilowatt-hour: more would only look exact."""
    return Energy(round(energy.wh, -2))


def _takes_place(now: Bench) -> Text | None:
    if now.draft.changes is not None:
        return _("It takes the place of reading {number} of {date}.", number=Verbatim(now.draft.changes.number),
                 date=now.draft.changes.day)  # fmt: skip
    given = now.meter.given_today
    if given is None or dict(given.values) == now.values:
        return None
    return _("It takes the place of reading {number}, given today.", number=Verbatim(given.number))
