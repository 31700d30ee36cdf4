"""An invoice as tables: readings, sale of energy, distribution, sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from ibok_bot.dialogs.billwords import READ_BY, ZONES, amount, charge, money, period, price
from ibok_bot.dialogs.sheet import Block, Column, Sheet
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.invoices import Bill, BilledLine, Metered, Taken
from ibok_bot.domain.money import total
from ibok_bot.domain.settlement import Line
from ibok_bot.i18n import Text, Verbatim, _

_NOTHING = Verbatim("")


def on_screen(bill: Bill) -> Sheet:
    """As a phone shows it: each charge with its reckoning on one line.

    Both registers of a two-zone meter stand one after the other; what the operator charges has its own table.
    """
    return _sheet(bill, _reckoned)


def on_paper(bill: Bill) -> Sheet:
    """The same with a column for each figure."""
    return _sheet(bill, _charges)


def _sheet(bill: Bill, table: Callable[[Text, Sequence[BilledLine], Bill], Block]) -> Sheet:
    seller = [line for line in bill.lines if line.is_seller]
    network = [line for line in bill.lines if not line.is_seller]
    blocks = (
        readings(bill.metered),
        table(_("Sale of energy"), seller, bill),
        table(_("Distribution"), network, bill),
        _sums(bill),
    )
    return Sheet(tuple(block for block in blocks if block.rows))


def readings(metered: Sequence[Metered]) -> Block:
    """Where each register began and ended, how that is known, and what was used between."""
    return Block(
        (Column(_("Register")), Column(_("Before")), Column(_("Now")), Column(_("Use"), numeric=True)),
        tuple((_register(one), _taken(one.opening), _taken(one.closing), _use(one)) for one in metered),
        _("Readings"),
    )


def _register(one: Metered) -> Text:
    return _("{zone} ({obis}), meter {number}", zone=ZONES[one.zone], obis=one.obis, number=one.meter)


def _taken(reading: Taken) -> Text:
    return _("{energy} on {date}, {how}", energy=reading.value, date=reading.day, how=READ_BY[reading.kind])


def _use(one: Metered) -> Text:
    between = one.closing.value - one.opening.value
    if one.multiplier == 1:
        return _("{energy}", energy=between)
    return _("{between} × {multiplier} = {energy}", between=between, multiplier=one.multiplier,
             energy=Energy(between.wh * one.multiplier))  # fmt: skip


def _reckoned(title: Text, lines: Sequence[BilledLine], bill: Bill) -> Block:
    return Block(
        (Column(_("Charge")), Column(_NOTHING, numeric=True)),
        tuple((_name(one.line, bill), _reckoning(one.line)) for one in lines),
        title,
        total=(_("Together, net"), _net(lines)),
    )


def _reckoning(line: Line) -> Text:
    quantity, net_price = amount(line.quantity, line.unit), price(line.price, line.unit)
    return _("{quantity} × {price} = {sum}", quantity=quantity, price=net_price, sum=line.net)


def _charges(title: Text, lines: Sequence[BilledLine], bill: Bill) -> Block:
    return Block(
        (
            Column(_("Charge")),
            Column(_("Quantity"), numeric=True),
            Column(_("Net price"), numeric=True),
            Column(_("VAT"), numeric=True),
            Column(_("Net value"), numeric=True),
        ),
        tuple(_line(one, bill) for one in lines),
        title,
        total=(_("Together, net"), _NOTHING, _NOTHING, _NOTHING, _net(lines)),
    )


def _line(one: BilledLine, bill: Bill) -> tuple[Text, ...]:
    line = one.line
    quantity, net_price = amount(line.quantity, line.unit), price(line.price, line.unit)
    return (_name(line, bill), quantity, net_price, _percent(one.vat_rate), money(line.net))


def _name(line: Line, bill: Bill) -> Text:
    """A line of a part of the period (prices changed within it) says which."""
    name = charge(line.component, line.zone)
    if (line.first, line.last) == (bill.invoice.first, bill.invoice.last):
        return name
    return _("{charge}, {period}", charge=name, period=period(line.first, line.last))


def _net(lines: Sequence[BilledLine]) -> Text:
    return money(total([one.line.net for one in lines]))


def _sums(bill: Bill) -> Block:
    invoice = bill.invoice
    rates = sorted({line.vat_rate for line in bill.lines})
    vat = _("VAT {rate}", rate=_percent(rates[0])) if len(rates) == 1 else _("VAT")
    return Block(
        (Column(_NOTHING), Column(_NOTHING, numeric=True)),
        ((_("Net"), money(invoice.net)), (vat, money(invoice.vat))),
        _("Sums"),
        total=(_("Gross"), money(invoice.gross)),
    )


def _percent(rate: Decimal) -> Text:
    return _("{percent}%", percent=(rate * 100).normalize())
