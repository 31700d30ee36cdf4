"""What the calculator finds: the bill under one tariff, and the comparison of all that the customer may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ibok_bot.dialogs.talk import Ask, Choice, Instead, Outdated, Retry, Row, Said, Step
from ibok_bot.dialogs.tariffdesk import Desk
from ibok_bot.dialogs.tariffsheets import bill_sheet, chart, comparison_sheet, pays_off, prices_from, shown, told
from ibok_bot.domain.calculator import (
    ASSUMED_CHEAP,
    YEAR,
    Demand,
    Offer,
    bill,
    compare,
    kind_of,
    under,
    with_share,
)
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import OperatorId
from ibok_bot.domain.tariff import NoPrice
from ibok_bot.domain.zones import NoHours
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

UNKNOWN = _("The prices of this tariff are not known for today. Please choose another one.")
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """From what the customer's own use was taken: settlements of a metering point, of these days."""

    street: str
    first: date
    last: date
    whole: bool


@dataclass(frozen=True, slots=True)
class Case:
    """What is reckoned: a use at an operator, and the tariff that the customer has.

    `share` is the guessed per cent of cheaper hours, where the meter cannot tell.
    """

    operator: OperatorId
    demand: Demand
    current: str
    share: Decimal | None = None
    taken: Taken | None = None


def guessed(case: Case, offers: Sequence[Offer], percent: Decimal = ASSUMED_CHEAP) -> Case:
    """The case with its use divided by a guess, where the meter cannot tell; else as it is."""
    if case.demand.by_zone and case.share is None:
        return case
    demand = with_share(case.demand, offers, percent)
    return case if demand is None else replace(case, demand=demand, share=percent)


@dataclass(frozen=True)
class Costs(Step[Desk]):
    """The bill under one tariff, with every charge."""

    case: Case
    group: str

    async def ask(self, desk: Desk) -> Ask:
        """A month and a year."""
        today = warsaw_day(desk.now())
        offers = await desk.tariffs.offers(self.case.operator, today)
        offer = _offer(offers, self.group, self.case)
        try:
            demand = under(offer, self.case.demand, offers, today)
            month, year = (bill(offer, demand.over(months), today) for months in (1, YEAR))
            origin = prices_from(offer, demand, today)
        except (NoPrice, NoHours):
            raise Outdated(UNKNOWN) from None
        return Ask(
            paragraphs(
                lines(
                    _("{group}: <b>{sum}</b> a year, gross", group=Verbatim(self.group), sum=year.gross),
                    _("{sum} in an average month", sum=month.gross),
                ),
                _basis(self.case),
                origin,
            ),
            [Choice("compare", _("Compare tariffs"))],
            crumb=Verbatim(self.group),
            sheet=bill_sheet(month, year),
        )

    async def answer(self, said: Said, desk: Desk) -> Comparison:
        """All tariffs of the kind beside each other."""
        said.one_of(["compare"])
        offers = await desk.tariffs.offers(self.case.operator, warsaw_day(desk.now()))
        return Comparison(self.case if self.case.share is not None else guessed(self.case, offers))


@dataclass(frozen=True)
class Comparison(Step[Desk]):
    """A year of the use under each tariff, the cheapest first."""

    hint = _(
        "Each line is a year under one tariff, with all charges. Press a tariff to see what it is made of. “Other "
        "share of hours” reckons anew with more or less use in the cheaper hours, where the meter cannot tell."
    )
    case: Case

    async def ask(self, desk: Desk) -> Ask:
        """The table, the chart, and from what share of cheaper hours a change pays."""
        today = warsaw_day(desk.now())
        offers = await desk.tariffs.offers(self.case.operator, today)
        quotes = compare(offers, self.case.demand, self.case.current, today)
        if not quotes:
            return Ask(UNKNOWN, crumb=_("Comparison"))
        year = self.case.demand.over(YEAR)
        return Ask(
            paragraphs(
                told(quotes, self.case.current),
                _basis(self.case),
                pays_off(quotes, year, offers, today),
                _("Which hours the use falls in is reckoned from {group}, as if it were even within each zone.",
                  group=Verbatim(self.case.demand.group)) if len(self.case.demand.uses) > 1 else None,
                _("Some prices are examples: each tariff’s page says which."),
                shown(quotes),
            ),
            [
                *in_twos([Choice(f"group:{one.offer.group}", Verbatim(one.offer.group)) for one in quotes]),
                *([Choice("share", _("Other share of hours"))] if self.case.share is not None else []),
            ],
            crumb=_("Comparison"),
            files=(chart(quotes, desk.voice()),),
            sheet=comparison_sheet(quotes),
        )  # fmt: skip

    async def answer(self, said: Said, desk: Desk) -> Costs | Share:
        """One tariff with all its charges, or another guess."""
        if said.choice == "share" and self.case.share is not None:
            return Share(self.case)
        today = warsaw_day(desk.now())
        quotes = compare(
            await desk.tariffs.offers(self.case.operator, today), self.case.demand, self.case.current, today
        )
        chosen = said.one_of([f"group:{quote.offer.group}" for quote in quotes])
        return Costs(self.case, chosen.removeprefix("group:"))


@dataclass(frozen=True)
class Share(Step[Desk]):
    """How much of the use falls in cheaper hours, as the customer guesses."""

    case: Case

    async def ask(self, desk: Desk) -> Ask:
        """An example, and what helps to guess."""
        group = Verbatim(self.case.demand.group)
        return Ask(
            lines(
                _("What share of electricity is used in the cheaper hours of {group}?", group=group),
                _(
                    "Write per cent, for example 40. The more a boiler, a car or a heater runs in those hours, "
                    "the higher it is."
                ),
            ),
            crumb=_("Cheaper hours"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Comparison]:
        """The comparison anew."""
        percent = said.number()
        if not 0 <= percent <= _WHOLE or percent != round(percent, 1):
            raise Retry(_("A share is from 0 to 100 per cent, with at most one decimal. For example 40."))
        offers = await desk.tariffs.offers(self.case.operator, warsaw_day(desk.now()))
        return Instead(Comparison(guessed(self.case, offers, percent)))


def _offer(offers: Sequence[Offer], group: str, case: Case) -> Offer:
    """The tariff of that name, of the customer's kind. Raises Outdated."""
    found = next((offer for offer in offers if offer.group == group), None)
    if found is None or kind_of(group) != kind_of(case.demand.group):
        raise Outdated(UNKNOWN)
    return found


def _basis(case: Case) -> Text:
    """Whose use it is, of which days, and what of it is a guess."""
    energy, taken, share = case.demand.over(YEAR).energy, case.taken, case.share
    if taken is None:
        whose = _("For {energy} a year.", energy=energy)
    else:
        whose = _("Your own use at {place}: {energy} a year, from settlements of {first} – {last}.",
                  place=Verbatim(taken.street), energy=energy, first=taken.first, last=taken.last)  # fmt: skip
    return lines(
        whose,
        _("That is twelve times the month you typed.") if case.demand.months < YEAR else None,
        _("They do not reach a year: the rest was added in proportion.") if taken and not taken.whole else None,
        _("Of it {percent}% in the cheaper hours of {group}: a guess, since one register cannot tell hours.",
          percent=share, group=Verbatim(case.demand.group)) if share is not None else None,
    )  # fmt: skip


def in_twos(choices: Sequence[Choice]) -> list[Row]:
    """Buttons, two in a row."""
    return [tuple(choices[place : place + 2]) for place in range(0, len(choices), 2)]
