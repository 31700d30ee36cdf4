"""Use on a chart: a bar for each invoice, its zones one on the other, and the use a day as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from ibok_bot.dialogs.billwords import ZONES, period
from ibok_bot.dialogs.placechoice import chosen_place, place_buttons
from ibok_bot.dialogs.talk import Ask, Button, Choice, Instead, Row, Said, Step
from ibok_bot.domain.access import Customer
from ibok_bot.domain.bars import Bar
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import PayerId, PointId
from ibok_bot.domain.invoices import Place
from ibok_bot.domain.papers import Chart, Series
from ibok_bot.domain.tariff import Zone
from ibok_bot.i18n import Text, Verbatim, Voice, _, lines, n_, paragraphs

SPANS = (12, 24, 36)
"""Months that a chart may show."""


class Places(Protocol):
    """The customer's metering points."""

    async def places(self, payer: PayerId) -> Sequence[Place]: ...


class Bills(Protocol):
    """The energy of each settlement."""

    async def bars(self, payer: PayerId, point: PointId, since: date) -> Sequence[Bar]: ...


class Desk(Protocol):
    """What the chart needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def invoices(self) -> Places: ...
    @property
    def bills(self) -> Bills: ...
    def now(self) -> datetime: ...
    def voice(self) -> Voice: ...


@dataclass(frozen=True)
class Consumption(Step[Desk]):
    """The use at one metering point (None: the first) in so many months."""

    point: PointId | None = None
    months: int = 12

    async def ask(self, desk: Desk) -> Ask:
        """The chart, and in words what it shows."""
        places = await desk.invoices.places(desk.customer.payer)
        place = next((one for one in places if one.point == self.point), places[0] if places else None)
        since = _months_before(warsaw_day(desk.now()), self.months)
        bars = await desk.bills.bars(desk.customer.payer, place.point, since) if place else ()
        crumb = _("Use on a chart")
        buttons: list[Button | Row] = [
            tuple(Choice(str(span), n_("{n} month", "{n} months", span)) for span in SPANS if span != self.months),
            *([Choice("place", _("Another metering point"))] if len(places) > 1 else []),
        ]
        if place is None or not bars:
            return Ask(_("There are no settlements in this time."), buttons, crumb=crumb)
        return Ask(_told(bars, place), buttons, crumb=crumb, files=(_chart(bars, place, desk.voice()),))

    async def answer(self, said: Said, desk: Desk) -> Instead[Consumption] | ChartPlace:
        """A longer or shorter time, or another metering point."""
        chosen = said.one_of(["place", *map(str, SPANS)])
        return ChartPlace(self.months) if chosen == "place" else Instead(replace(self, months=int(chosen)))


@dataclass(frozen=True)
class ChartPlace(Step[Desk]):
    """Which metering point to draw."""

    months: int = 12
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Their addresses."""
        places = await desk.invoices.places(desk.customer.payer)
        return Ask(_("Which metering point?"), place_buttons(places, self.page), crumb=_("Use on a chart"))

    async def answer(self, said: Said, desk: Desk) -> Instead[Consumption | ChartPlace]:
        """The chart of that point takes this page's place."""
        point = chosen_place(said, await desk.invoices.places(desk.customer.payer))
        if point is not None:
            return Instead(Consumption(point, self.months))
        turn = 1 if said.one_of(["older", "newer"]) == "older" else -1
        return Instead(replace(self, page=max(0, self.page + turn)))


def _told(bars: Sequence[Bar], place: Place) -> Text:
    """All that the picture shows, in sentences."""
    highest, lowest = max(bars, key=lambda bar: bar.energy), min(bars, key=lambda bar: bar.energy)
    whole = Energy(sum(bar.energy.wh for bar in bars))
    days = sum(bar.days for bar in bars)
    guessed = [bar for bar in bars if bar.estimated]
    return paragraphs(
        lines(
            _("<b>{energy}</b> at {place}", energy=whole, place=Verbatim(place.street)),
            n_("The chart shows the energy of {n} invoice, {period}.", "The chart shows the energy of {n} invoices, "
               "{period}.", len(bars), period=period(bars[0].first, bars[-1].last)),
        ),
        lines(
            _("Most: {energy}, {period}.", energy=highest.energy, period=period(highest.first, highest.last)),
            _("Least: {energy}, {period}.", energy=lowest.energy, period=period(lowest.first, lowest.last)),
            _("On average {energy} an invoice, {daily} a day.", energy=Energy(whole.wh // len(bars) // 1000 * 1000),
              daily=Energy(whole.wh // days // 10 * 10)),
        ),
        n_("{n} bar is hatched: its last reading was estimated.",
           "{n} bars are hatched: their last readings were estimated.", len(guessed)) if guessed else None,
    )  # fmt: skip


def _chart(bars: Sequence[Bar], place: Place, voice: Voice) -> Chart:
    zones = [zone for zone in Zone if any(zone in dict(bar.zones) for bar in bars)]
    guessed = tuple(bar.estimated for bar in bars)
    return Chart(
        "use.png",
        voice.plain(_("Energy by invoice, {place}", place=Verbatim(place.street))),
        voice.plain(_("kWh")),
        tuple(f"{bar.last:%m.%y}" for bar in bars),
        tuple(
            Series(
                voice.plain(ZONES[zone]),
                tuple(dict(bar.zones)[zone].kwh if zone in dict(bar.zones) else None for bar in bars),
            )
            for zone in zones
        ),
        hatched=guessed if any(guessed) else (),
        hatched_name=voice.plain(_("estimated reading")) if any(guessed) else "",
        line=Series(voice.plain(_("use a day")), tuple(bar.daily for bar in bars)),
        line_unit=voice.plain(_("kWh a day")),
    )


def _months_before(day: date, months: int) -> date:
    """The last day of the month so many months before."""
    month = day.year * 12 + day.month - 1 - months
    return date.fromordinal(date(month // 12, month % 12 + 1, 1).toordinal() - 1)
