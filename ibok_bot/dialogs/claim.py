"""A claim for an interruption of more than 24 hours (wniosek o bonifikatę): prepared as text and as PDF.

What the office knows is filled in; what it does not know is left open. The claim itself is in Polish whatever the
reader's language, for it goes to a Polish office. No sum is named: the law and the operator's tariff give it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs.sheet import Sheet, as_document
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Entry, Outdated, Said, Step
from ibok_bot.domain.access import Customer
from ibok_bot.domain.claims import Interruption, of_planned, of_report
from ibok_bot.domain.fault_reports import Report
from ibok_bot.domain.ids import AccountId, PayerId, PlannedId
from ibok_bot.domain.payer import Payer
from ibok_bot.domain.planned import AtMine
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, Voice, _, lines, n_, paragraphs

_MOST = 8
_ITEM = re.compile(r"(?P<kind>[pr])-(?P<key>[\w-]{1,24})", re.ASCII)
_GONE = _("There is no interruption of more than 24 hours here, as far as the office knows.")
_OPEN = Verbatim("." * 40)
"""A field that the customer fills in."""


class Planned(Protocol):
    """Planned outages of one customer."""

    async def of(self, payer: PayerId) -> Sequence[AtMine]: ...
    async def one(self, payer: PayerId, account: AccountId, key: PlannedId) -> AtMine | None: ...


class Reports(Protocol):
    """Faults that a customer reported."""

    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Report]: ...
    async def one(self, account: AccountId, public_id: str) -> Report | None: ...


class Payers(Protocol):
    """Who applies."""

    async def on_paper(self, payer: PayerId) -> Payer: ...


class Desk(Protocol):
    """What a claim needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def planned(self) -> Planned: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def payers(self) -> Payers: ...
    def now(self) -> datetime: ...
    def voice(self) -> Voice: ...


@dataclass(frozen=True)
class Which(Step[Desk]):
    """For which interruption."""

    async def ask(self, desk: Desk) -> Ask:
        """Those of more than 24 hours that the office knows of."""
        found = await _known(desk)
        return Ask(
            paragraphs(
                n_(
                    "The office knows of <b>{n}</b> interruption of more than 24 hours at your places.",
                    "The office knows of <b>{n}</b> interruptions of more than 24 hours at your places.",
                    len(found),
                )
                if found
                else _GONE,
                _("Which one is the claim for?") if found else None,
            ),
            [
                *(Choice(each.item, _("⚡ {number}", number=Verbatim(each.number))) for each in found),
                *(() if found else (Entry("contact", _("☎️ Contact")), Entry("outages", _("⚡ Faults")))),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Claim:
        """The claim for one."""
        return Claim(said.one_of([each.item for each in await _known(desk)]))


@dataclass(frozen=True)
class Claim(Step[Desk]):
    """The claim, ready to be filled in."""

    item: str

    async def ask(self, desk: Desk) -> Ask:
        """Its text, and the same as PDF."""
        found = await _interruption(desk, self.item)
        payer = await desk.payers.on_paper(desk.customer.payer)
        parts, polish = _parts(found, payer, desk), Voice("pl", desk.voice().timezone)
        name = f"wniosek-{re.sub(r'[^A-Za-z0-9-]+', '-', found.number)}.pdf"
        made = as_document(name, _TITLE, Sheet(()), polish, lead=parts, tail=_FIELDS)
        return Ask(
            paragraphs(
                lines(
                    _("<b>The claim is ready.</b> Check it, fill in what is left open, and send it to us."),
                    _("Copy the text below, or print the PDF and sign it. It is in Polish, as our office needs it."),
                ),
                Verbatim(polish.plain(paragraphs(_TITLE, *parts))),
            ),
            [Entry("contact", _("✉️ Write to us"))],
            crumb=_("Claim"),
            files=(made,),
        )

    async def answer(self, said: Said, desk: Desk) -> Claim:
        """Nothing is asked here."""
        return self


_TITLE = _("Application for a discount for an interruption of supply")
_FIELDS: tuple[Text, ...] = (
    _("Telephone or e-mail: {field}", field=_OPEN),
    _("Account for the payment, if it is not to be set off against the next invoice: {field}", field=_OPEN),
    _("Date and signature: {field}", field=_OPEN),
)


def _parts(found: Interruption, payer: Payer, desk: Desk) -> tuple[Text, ...]:
    supplier = desk.supplier
    known = _("Planned outage {number}", number=Verbatim(found.number))
    reported = _("Report of a fault {number}", number=Verbatim(found.number))
    return (
        _("To: {name}, {address}", name=Verbatim(supplier.name), address=Verbatim(supplier.address)),
        lines(
            _("From: {name}, customer number {number}", name=Verbatim(payer.name),
              number=Verbatim(payer.customer_number)),
            Verbatim(f"{payer.street}, {payer.place}"),
        ),
        _("I apply for the discount due for an interruption of the supply of electricity of more than 24 hours."),
        lines(
            *(_("Place: {address}, PPE {ppe}", address=Verbatim(address or _OPEN.text), ppe=Verbatim(ppe or _OPEN.text))
              for address, ppe in found.places),
            _("Network operator: {name}", name=Verbatim(found.operator or _OPEN.text)),
            known if found.planned else reported,
            _("Without electricity from: {since}", since=found.since),
            _("until: {until}", until=found.until or _OPEN),
        ),
        _("The times are those known to the customer office; others, if they differ: {field}", field=_OPEN),
        _("Please reckon the sum by the law and the tariff of the network operator."),
    )  # fmt: skip


async def _known(desk: Desk) -> list[Interruption]:
    me, now = desk.customer, desk.now()
    planned = [of_planned(each, now) for each in await desk.planned.of(me.payer)]
    reported = [of_report(each, now) for each in await desk.reports.of(me.account, 0, 50)]
    return [each for each in (*planned, *reported) if each is not None][:_MOST]


async def _interruption(desk: Desk, item: str) -> Interruption:
    """Raises Outdated for what is not this customer's, and for what was not that long."""
    asked, me, now = _ITEM.fullmatch(item), desk.customer, desk.now()
    found: Interruption | None = None
    if asked and asked["kind"] == "p" and asked["key"].isascii() and asked["key"].isdigit():
        mine = await desk.planned.one(me.payer, me.account, PlannedId(min(int(asked["key"]), 2**63 - 1)))
        found = of_planned(mine, now) if mine else None
    elif asked and asked["kind"] == "r":
        report = await desk.reports.one(me.account, asked["key"])
        found = of_report(report, now) if report else None
    if found is None:
        raise Outdated(_GONE)
    return found


dialog = Dialog(
    "claim",
    _("📄 Claim a discount"),
    Which,
    access=Access.CUSTOMER,
    help=_(
        "After an interruption of more than 24 hours you may apply for a discount (bonifikata). The bot prepares the "
        "application; you check it, fill in what is left open, and send it. The bot sends nothing by itself."
    ),
    entry=Claim,
)
