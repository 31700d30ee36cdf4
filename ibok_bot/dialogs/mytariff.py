"""The comparison of tariffs on a customer's own use of the last 12 months, for each metering point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ibok_bot.dialogs import tariffdesk
from ibok_bot.dialogs.placechoice import chosen_place, place_buttons
from ibok_bot.dialogs.talk import Access, Ask, Dialog, Entry, Instead, Outdated, Said, Step
from ibok_bot.dialogs.tariffresult import Case, Comparison, Taken, guessed
from ibok_bot.domain.access import Customer
from ibok_bot.domain.calculator import YEAR, Demand, Offer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.settlement import Use
from ibok_bot.domain.tariff import Zone
from ibok_bot.domain.yearly_use import OwnPoint, YearlyUse, known_by
from ibok_bot.i18n import Verbatim, _


class Tariffs(tariffdesk.Tariffs, Protocol):
    """The customer's metering points with their use, and what tariffs there are."""

    async def own_points(self, payer: PayerId, today: date) -> Sequence[OwnPoint]: ...


class Desk(tariffdesk.Desk, Protocol):
    """What the own comparison needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def tariffs(self) -> Tariffs: ...


@dataclass(frozen=True)
class Points(Step[Desk]):
    """For which metering point to compare."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask | Own:
        """Their addresses; a single one is not asked for."""
        points = await _points(desk)
        if not points:
            return Ask(_("We supply no metering point of yours now."), [_TYPED])
        if len(points) == 1:
            return Own(str(points[0].place.point))
        return Ask(_("Which metering point?"), place_buttons([one.place for one in points], self.page))

    async def answer(self, said: Said, desk: Desk) -> Own | Instead[Points]:
        """Its comparison, or another page of them."""
        point = chosen_place(said, [one.place for one in await _points(desk)])
        if point is not None:
            return Own(str(point))
        turn = 1 if said.one_of(["older", "newer"]) == "older" else -1
        return Instead(Points(max(0, self.page + turn)))


@dataclass(frozen=True)
class Own(Step[Desk]):
    """One metering point of the customer's own, by its key in words; of another payer's there is none."""

    point: str

    async def ask(self, desk: Desk) -> Ask | Comparison:
        """The comparison at once, unless too little use is known."""
        one = next((one for one in await _points(desk) if str(one.place.point) == self.point), None)
        if one is None:
            raise Outdated(_("This metering point is not among yours. Please choose in the menu."))
        if one.year is None:
            return Ask(
                _("Too little has been settled at {place} to tell your use.", place=Verbatim(one.place.street)),
                [_TYPED],
            )
        offers = await desk.tariffs.offers(one.operator, warsaw_day(desk.now()))
        return Comparison(guessed(_case(one, one.year, offers), offers))

    async def answer(self, said: Said, desk: Desk) -> Instead[Points]:
        """Nothing is asked here: the metering points again."""
        return Instead(Points())


_TYPED = Entry("tariffs", _("With numbers I type"), "typed")


async def _points(desk: Desk) -> Sequence[OwnPoint]:
    return await desk.tariffs.own_points(desk.customer.payer, warsaw_day(desk.now()))


def _case(one: OwnPoint, year: YearlyUse, offers: Sequence[Offer]) -> Case:
    """By zones where they are those of the present tariff; else the whole, whose hours nobody knows."""
    zones = next((offer.prices.zones for offer in offers if offer.group == one.group), (Zone.ALL,))
    uses = year.uses
    if not known_by(zones, year):
        uses = (Use(Zone.ALL, Energy(sum(use.energy.wh for use in year.uses))),)
    taken = Taken(one.place.street, year.first, year.last, year.whole)
    return Case(one.operator, Demand(one.group, uses, YEAR, one.phases), one.group, taken=taken)


dialog = Dialog(
    "mytariff",
    _("🧮 My tariff"),
    Points,
    access=Access.CUSTOMER,
    entry=Own,
    help=_(
        "We take your own use of the last 12 months from settlements and reckon what it would cost under each tariff "
        "that you may have. A meter with one register cannot tell hours: there we guess, and you may change the guess. "
        "Press a tariff to see every charge."
    ),
)
