"""Sheets that tests show: a narrow one, a wide one, and one of awkward words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ibok_bot.dialogs.sheet import Block, Column, Sheet, cell
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.i18n import Lines, Verbatim, _

READINGS = Block(
    (Column(Verbatim("Data")), Column(Verbatim("Strefa")), Column(Verbatim("kWh"), numeric=True)),
    (
        (cell(date(2026, 1, 2)), Verbatim("dzień"), cell(Decimal(12345))),
        (cell(date(2026, 3, 14)), Verbatim("noc"), cell(Decimal("7.5"))),
    ),
    title=Verbatim("Odczyty"),
    note=Verbatim("Z liczydła 1.8.1 & 1.8.2"),
)
SETTLEMENT = Block(
    (
        Column(Verbatim("Pozycja")),
        Column(Verbatim("Ilość"), numeric=True),
        Column(Verbatim("Cena"), numeric=True),
        Column(Verbatim("Netto"), numeric=True),
    ),
    (
        (Verbatim("Energia czynna, dzień"), cell(Energy(812_000)), cell(Decimal("1.1")), cell(Money(89320))),
        (Verbatim("Opłata handlowa"), Verbatim(""), Verbatim(""), cell(Money(1500))),
    ),
    title=Verbatim("Pozycje"),
    total=(Verbatim("Razem"), Verbatim(""), Verbatim(""), cell(Money(90820))),
    folded=True,
)
AWKWARD = Block(
    (Column(Verbatim("<b>")), Column(Verbatim("&amp;")), Column(_("Language: <b>{language}</b>", language="x"))),
    (
        (Verbatim("</pre>"), Verbatim("🙂👩‍👩‍👧‍👦"), cell("<a href='x'>y</a>")),
        (Verbatim("</b>"), Verbatim("\u202eRTL\u2066"), Lines((cell("a"), cell("b")))),
        (Verbatim(""), Verbatim(""), Verbatim("|")),
    ),
    title=Verbatim("</table> & co."),
    total=(Verbatim("</td>"), Verbatim(""), _("Language: <b>{language}</b>", language="<td>")),
    note=Verbatim("</details>"),
)
SHEET = Sheet((READINGS, SETTLEMENT))
