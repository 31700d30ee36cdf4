"""Invoices (faktury): the list, newest first, by year, metering point, and whether they are paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from ibok_bot.dialogs.billchart import Consumption
from ibok_bot.dialogs.billwords import KINDS, period
from ibok_bot.dialogs.invoicedetails import Details, dates, state
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.placechoice import chosen_place, place_buttons
from ibok_bot.dialogs.talk import Access, Ask, Button, Choice, Dialog, Instead, Row, Said, Step
from ibok_bot.domain.access import Customer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import PayerId, PointId
from ibok_bot.domain.invoices import Invoice, InvoiceKind, Place, Rhythm, Wanted
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, n_, paragraphs

PAGE = 5
_SEE = "see:"
_YEAR = "year:"


class Shelf(Protocol):
    """A customer's invoices as a list."""

    async def count(self, payer: PayerId, wanted: Wanted) -> int: ...
    async def page(self, payer: PayerId, wanted: Wanted, offset: int, limit: int) -> Sequence[Invoice]: ...
    async def years(self, payer: PayerId) -> Sequence[int]: ...
    async def places(self, payer: PayerId) -> Sequence[Place]: ...
    async def rhythms(self, payer: PayerId, today: date) -> Sequence[Rhythm]: ...


class Desk(Protocol):
    """What the list needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def invoices(self) -> Shelf: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Invoices(Step[Desk]):
    """A page of the list. A filter is None where it lets all pass."""

    unpaid: bool = False
    year: int | None = None
    point: PointId | None = None
    page: int = 0

    @property
    def wanted(self) -> Wanted:
        """The filters."""
        return Wanted(self.unpaid, self.year, self.point)

    async def ask(self, desk: Desk) -> Ask:
        """How many there are, what is late, and each invoice of the page with a button."""
        shelf, payer = desk.invoices, desk.customer.payer
        places = await shelf.places(payer)
        found = await shelf.count(payer, self.wanted)
        last_page = max(0, (found - 1) // PAGE)
        page = min(self.page, last_page)
        shown = await shelf.page(payer, self.wanted, page * PAGE, PAGE)
        today = warsaw_day(desk.now())
        late = [one for one in await shelf.rhythms(payer, today) if one.is_late(today)]
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        return Ask(
            paragraphs(
                lines(_heading(found, self.wanted), _filters(self.wanted, places)),
                *(_missing(one) for one in late),
                *(_entry(one, places, desk.now()) for one in shown),
                where,
            ),
            [*_in_twos([Choice(_SEE + one.public_id, Verbatim(one.number)) for one in shown]),
             *turning(page, last_page), *_ways(self.wanted)],
        )  # fmt: skip

    async def answer(self, said: Said, desk: Desk) -> Details | Instead[Invoices] | Filter | Consumption:
        """Look at one, turn the page, filter, or see the chart."""
        if said.choice and said.choice.startswith(_SEE):
            return Details(said.choice.removeprefix(_SEE))
        match said.one_of(["older", "newer", "unpaid", "all", "filter", "chart"]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
            case "unpaid":
                return Instead(replace(self, unpaid=True, page=0))
            case "all":
                return Instead(Invoices())
            case "filter":
                return Filter(self.unpaid, self.year, self.point)
        return Consumption(self.point)


@dataclass(frozen=True)
class Filter(Step[Desk]):
    """Which year and which metering point; the list then takes this page's place."""

    unpaid: bool = False
    year: int | None = None
    point: PointId | None = None
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """The years that have invoices, and the metering points where there are several."""
        years = await desk.invoices.years(desk.customer.payer)
        places = await desk.invoices.places(desk.customer.payer)
        several = len(places) > 1
        return Ask(
            _("Which invoices shall I show? Choose a year or a metering point.") if several
            else _("Which invoices shall I show? Choose a year."),
            [
                *_in_twos([Choice(f"{_YEAR}{year}", Verbatim(str(year))) for year in years]),
                *(place_buttons(places, self.page) if several else ()),
                Choice("all", _("All invoices")),
            ],
            crumb=_("Filter"),
        )  # fmt: skip

    async def answer(self, said: Said, desk: Desk) -> Instead[Invoices | Filter]:
        """The list by this year or point; other filters stay."""
        payer = desk.customer.payer
        years = {f"{_YEAR}{year}": year for year in await desk.invoices.years(payer)}
        if said.choice in years:
            return Instead(Invoices(self.unpaid, years[said.choice], self.point))
        point = chosen_place(said, await desk.invoices.places(payer))
        if point is not None:
            return Instead(Invoices(self.unpaid, self.year, point))
        match said.one_of(["all", "older", "newer"]):
            case "older":
                return Instead(replace(self, page=self.page + 1))
            case "newer":
                return Instead(replace(self, page=max(0, self.page - 1)))
        return Instead(Invoices())


def _heading(found: int, wanted: Wanted) -> Text:
    if found:
        return n_("<b>{n}</b> invoice, newest first", "<b>{n}</b> invoices, newest first", found)
    return _("There is no such invoice.") if wanted != Wanted() else _("There are no invoices yet.")


def _filters(wanted: Wanted, places: Sequence[Place]) -> Text | None:
    place = next((place for place in places if place.point == wanted.point), None)
    parts: list[Text] = [
        *([_("only unpaid")] if wanted.unpaid else []),
        *([_("of {year}", year=Verbatim(str(wanted.year)))] if wanted.year else []),
        *([Verbatim(place.street)] if place else []),
    ]
    return joined(parts, " · ") if parts else None


def _missing(rhythm: Rhythm) -> Text:
    """An invoice that should have come by now."""
    return _(
        "⏳ An invoice for {place} is late: the last one is of {date}, and they usually come every {days}. "
        "Nothing need be paid until it comes.",
        place=Verbatim(rhythm.place.street),
        date=rhythm.issued_on,
        days=n_("{n} day", "{n} days", rhythm.usual_days),
    )


def _entry(invoice: Invoice, places: Sequence[Place], now: datetime) -> Text:
    several = len(places) > 1
    place = next((place for place in places if place.point == invoice.point), None)
    kind = KINDS[invoice.kind] if invoice.kind is not InvoiceKind.SETTLEMENT else None
    number = Verbatim(invoice.number)
    return lines(
        _("<b>{number}</b> · {sum}", number=number, sum=invoice.gross),
        joined([kind, Verbatim(place.street)], " · ") if kind and place and several
        else kind or (Verbatim(place.street) if place and several else None),
        _("{period} · {energy}", period=period(invoice.first, invoice.last), energy=invoice.energy),
        dates(invoice),
        state(invoice, now),
    )  # fmt: skip


def _in_twos(choices: Sequence[Choice]) -> list[Row]:
    return [tuple(choices[start : start + 2]) for start in range(0, len(choices), 2)]


def _ways(wanted: Wanted) -> list[Button | Row]:
    chart = Choice("chart", _("📊 Use on a chart"))
    unpaid = Choice("unpaid", _("Only unpaid"))
    every = Choice("all", _("All invoices"))
    return [chart, (every if wanted != Wanted() else unpaid, Choice("filter", _("Year or place")))]


dialog = Dialog(
    "invoices",
    _("🧾 Invoices"),
    Invoices,
    access=Access.CUSTOMER,
    help=_(
        "Here are all invoices, newest first. Press a number to see its readings, prices and sums, to save it as PDF, "
        "to learn why it differs from the one before, or to have it counted again. “Use on a chart” shows how much "
        "energy each bill was for."
    ),
)
