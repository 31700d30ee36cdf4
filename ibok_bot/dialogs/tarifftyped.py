"""The calculator for anybody: which tariff, for a month or a year, how many kilowatt-hours, at what connection."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs.billwords import ZONES
from ibok_bot.dialogs.talk import Ask, Choice, Outdated, Retry, Said, Step
from ibok_bot.dialogs.tariffdesk import Desk
from ibok_bot.dialogs.tariffresult import UNKNOWN, Case, Costs, in_twos
from ibok_bot.domain.calculator import YEAR, Demand, Offer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import OperatorId
from ibok_bot.domain.settlement import Use
from ibok_bot.domain.tariff import Band
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

_MOST_KWH = 10_000_000
_BANDS: dict[Band, Text] = {
    Band.UP_TO_500: _("Up to 500 kWh"),
    Band.UP_TO_1200: _("500–1200 kWh"),
    Band.UP_TO_2800: _("1200–2800 kWh"),
    Band.ABOVE: _("Over 2800 kWh"),
}


@dataclass(frozen=True)
class Group(Step[Desk]):
    """Which tariff one has, or thinks of."""

    operator: OperatorId

    async def ask(self, desk: Desk) -> Ask:
        """Each with its name; G is for homes, C for firms."""
        offers = await desk.tariffs.offers(self.operator, warsaw_day(desk.now()))
        names = (_("{group}: {name}", group=Verbatim(one.group), name=Verbatim(one.name)) for one in offers)
        return Ask(
            paragraphs(
                _("Which tariff do you have now? It is on the invoice, for example G11."),
                lines(*names, _("G is for homes, C for firms.")),
            ),
            in_twos([Choice(one.group, Verbatim(one.group)) for one in offers]),
            crumb=_("Calculator"),
        )

    async def answer(self, said: Said, desk: Desk) -> Months:
        """The tariff is chosen."""
        offers = await desk.tariffs.offers(self.operator, warsaw_day(desk.now()))
        return Months(self.operator, said.one_of([offer.group for offer in offers]))


@dataclass(frozen=True)
class Months(Step[Desk]):
    """Whether the use is that of a month or of a year."""

    operator: OperatorId
    group: str

    async def ask(self, desk: Desk) -> Ask:
        """Either will do."""
        return Ask(
            _("Do you know the use of a month or of a year? The invoice says how much was used in 12 months."),
            [(Choice("12", _("A year")), Choice("1", _("A month")))],
            crumb=Verbatim(self.group),
        )

    async def answer(self, said: Said, desk: Desk) -> Amount:
        """On to kilowatt-hours."""
        return Amount(self.operator, Demand(self.group, (), int(said.one_of(["1", "12"])), 1))


@dataclass(frozen=True)
class Amount(Step[Desk]):
    """Kilowatt-hours in one zone after another; `demand` holds those said so far."""

    operator: OperatorId
    demand: Demand

    async def ask(self, desk: Desk) -> Ask:
        """With an example of about the right size."""
        zone = (await find_offer(desk, self.operator, self.demand.group)).prices.zones[len(self.demand.uses)]
        year = self.demand.months == YEAR
        return Ask(
            lines(
                _("How many kWh a year? ({zone})", zone=ZONES[zone])
                if year
                else _("How many kWh a month? ({zone})", zone=ZONES[zone]),
                _("Write a number, for example {example}.", example=1200 if year else 100),
            ),
            crumb=Verbatim(self.demand.group),
        )

    async def answer(self, said: Said, desk: Desk) -> Amount | AnnualUse:
        """The next zone, or what else fees depend on when all are said."""
        kwh = said.number()
        if not 0 <= kwh <= _MOST_KWH or kwh != round(kwh, 3):
            raise Retry(_("Write kilowatt-hours from 0 to {most}, for example 1200.", most=_MOST_KWH))
        zones = (await find_offer(desk, self.operator, self.demand.group)).prices.zones
        use = Use(zones[len(self.demand.uses)], Energy.of(kwh))
        demand = replace(self.demand, uses=(*self.demand.uses, use))
        return Amount(self.operator, demand) if len(demand.uses) < len(zones) else AnnualUse(self.operator, demand)


@dataclass(frozen=True)
class AnnualUse(Step[Desk]):
    """The use of a year, on which the capacity fee depends; of one month alone it cannot be told."""

    operator: OperatorId
    demand: Demand

    async def ask(self, desk: Desk) -> Ask | Phases:
        """Not asked where a year was typed, or no fee depends on it."""
        offer = await find_offer(desk, self.operator, self.demand.group)
        if self.demand.months == YEAR or not offer.by_band:
            return Phases(self.operator, self.demand)
        return Ask(
            _("How much is used in a year? The capacity fee depends on it. The invoice says it."),
            [*in_twos([Choice(band.value, _BANDS[band]) for band in Band]), Choice("", _("Twelve such months"))],
            crumb=Verbatim(self.demand.group),
        )

    async def answer(self, said: Said, desk: Desk) -> Phases:
        """The band that was chosen, or the one that twelve such months make for."""
        band = said.one_of(["", *Band])
        return Phases(self.operator, replace(self.demand, band=Band(band) if band else None))


@dataclass(frozen=True)
class Phases(Step[Desk]):
    """One phase or three, where a fee depends on it."""

    operator: OperatorId
    demand: Demand

    async def ask(self, desk: Desk) -> Ask | Costs:
        """How to tell."""
        if not (await find_offer(desk, self.operator, self.demand.group)).by_phases:
            return self._costs(1)
        return Ask(
            _("One phase or three? Three-phase meters have three main fuses; the fixed fee depends on it."),
            [(Choice("1", _("One phase")), Choice("3", _("Three phases")))],
            crumb=Verbatim(self.demand.group),
        )

    async def answer(self, said: Said, desk: Desk) -> Costs:
        """The bill."""
        return self._costs(int(said.one_of(["1", "3"])))

    def _costs(self, phases: int) -> Costs:
        case = Case(self.operator, replace(self.demand, phases=phases), self.demand.group)
        return Costs(case, self.demand.group)


async def find_offer(desk: Desk, operator: OperatorId, group: str) -> Offer:
    """Raises Outdated where the tariff is no longer among the operator's."""
    for offer in await desk.tariffs.offers(operator, warsaw_day(desk.now())):
        if offer.group == group:
            return offer
    raise Outdated(UNKNOWN)
