"""Bills and comparisons of tariffs as tables, as a chart, and as sentences beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from ibok_bot.dialogs.billwords import COMPONENTS, charge, money, price, signed
from ibok_bot.dialogs.sheet import Block, Column, Sheet
from ibok_bot.domain.calculator import Demand, Offer, Pays, Quote, break_even, cheap_percent, sources, under
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.domain.papers import Chart, Series
from ibok_bot.domain.settlement import VAT, Settlement
from ibok_bot.domain.tariff import INVENTED
from ibok_bot.i18n import Text, Verbatim, Voice, _, joined, lines

_NOTHING = Verbatim("")
_TENTH = Decimal("0.1")


def bill_sheet(month: Settlement, year: Settlement) -> Sheet:
    """Every charge in a month and in a year, and the sums of both."""
    in_month, in_year = Column(_("A month"), numeric=True), Column(_("A year"), numeric=True)
    charges = Block(
        (Column(_("Charge")), Column(_("Net price"), numeric=True), in_month, in_year),
        tuple(
            (charge(line.component, line.zone), price(line.price, line.unit), money(one.net), money(line.net))
            for one, line in zip(month.lines, year.lines, strict=True)
        ),
        _("Charges"),
        total=(_("Together, net"), _NOTHING, money(month.net), money(year.net)),
        note=_("Each column is a bill of its own, rounded as a bill is: 12 months may differ by some grosze."),
    )
    vat = _("VAT {rate}", rate=_("{percent}%", percent=(VAT * 100).normalize()))
    sums = Block(
        (Column(_NOTHING), in_month, in_year),
        ((_("Net"), money(month.net), money(year.net)), (vat, money(month.vat), money(year.vat))),
        _("Sums"),
        total=(_("Gross"), money(month.gross), money(year.gross)),
    )
    return Sheet((charges, sums))


def prices_from(offer: Offer, demand: Demand, day: date) -> Text:
    """Which prices are published ones, and which are but examples. Raises NoPrice."""
    told: list[Text] = []
    for source, components in sources(offer, demand, day).items():
        names = joined([COMPONENTS[component] for component in components], ", ")
        if source == INVENTED:
            told.append(_("⚠️ Example prices, no offer: {charges}.", charges=names))
        else:
            told.append(_("Published prices: {charges}. Source: {source}", charges=names, source=Verbatim(source)))
    return lines(_("Prices of {date}.", date=day), *told)


def comparison_sheet(quotes: Sequence[Quote]) -> Sheet:
    """The tariffs, the cheapest first, and the difference from the present one."""
    compared = any(quote.more is not None for quote in quotes)
    columns = [Column(_("Tariff")), Column(_("A year"), numeric=True)]
    rows = [[_group(quote), money(quote.bill.gross)] for quote in quotes]
    if compared:
        columns.append(Column(_("Difference"), numeric=True))
        rows = [[*row, _difference(quote.more or ZERO)] for row, quote in zip(rows, quotes, strict=True)]
    return Sheet((Block(tuple(columns), tuple(tuple(row) for row in rows)),))


def _group(quote: Quote) -> Text:
    return Verbatim(quote.offer.group)


def _difference(more: Money) -> Text:
    return signed(more) if more else _("yours")


def chart(quotes: Sequence[Quote], voice: Voice) -> Chart:
    """A bar for each tariff, the cheapest on top."""
    return Chart(
        "tariffs.png",
        voice.plain(_("Gross cost of a year")),
        "zł",
        tuple(quote.offer.group for quote in quotes),
        (Series(voice.plain(_("Gross cost of a year")), tuple(quote.bill.gross.zloty for quote in quotes)),),
        horizontal=True,
    )


def told(quotes: Sequence[Quote], current: str | None) -> Text:
    """The cheapest, and how much is saved against the present tariff."""
    best = quotes[0]
    lead = _("Cheapest: <b>{group}, {sum}</b> a year", group=Verbatim(best.offer.group), sum=best.bill.gross)
    if best.more is None or current is None:
        return lead
    if best.offer.group == current:
        return lines(lead, _("It is your present tariff."))
    if not best.more:
        return lines(lead, _("Your present tariff, {group}, costs the same.", group=Verbatim(current)))
    return lines(lead, _("That is {sum} a year less than now, in {group}.", sum=-best.more, group=Verbatim(current)))


def shown(quotes: Sequence[Quote]) -> Text:
    """What the picture shows, in a full sentence."""
    costs: list[Text] = [
        _("{group} {sum}", group=Verbatim(quote.offer.group), sum=quote.bill.gross) for quote in quotes
    ]
    return _("The chart shows the gross cost of a year in each tariff, the cheapest on top: {costs}.",
             costs=joined(costs, ", "))  # fmt: skip


def pays_off(quotes: Sequence[Quote], demand: Demand, offers: Sequence[Offer], day: date) -> Text | None:
    """From what share of cheaper hours each two-zone tariff costs less than the one-zone one; None without such."""
    sentences = [
        _pays(single.offer, double.offer, share, cheap_percent(under(double.offer, demand, offers, day).uses))
        for single in quotes
        for double in quotes
        if (share := break_even(single.offer, double.offer, demand, day)) is not None
    ]
    return lines(*sentences) if sentences else None


def _pays(single: Offer, double: Offer, share: Fraction | Pays, here: Decimal) -> Text:
    names = {"double": Verbatim(double.group), "single": Verbatim(single.group)}
    match share:
        case Pays.ALWAYS:
            return _("{double} costs less than {single}, whatever the hours of use.", **names)
        case Pays.NEVER:
            return _("{double} never costs less than {single} for this much use.", **names)
    percent = (Decimal(100 * share.numerator) / Decimal(share.denominator)).quantize(_TENTH, ROUND_CEILING)
    return _("{double} costs less than {single} from {percent}% of use in its cheaper hours; here it is {here}%.",
             percent=percent, here=here, **names)  # fmt: skip
