"""A report of a fault on its way: what is known so far, and how it is handed in and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ibok_bot.dialogs.outagewords import KINDS, REMINDER
from ibok_bot.dialogs.talk import Outdated, Retry
from ibok_bot.domain.access import Customer
from ibok_bot.domain.fault_reports import Filed, KnownOutage, NewReport, Report
from ibok_bot.domain.ids import AccountId, PayerId, PointId
from ibok_bot.domain.incidents import postcode_in
from ibok_bot.domain.invoices import Place
from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import Area, Danger, Family, FaultKind
from ibok_bot.domain.planned import PlannedOutage
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, Voice, _, joined, lines, paragraphs

_DISPATCHER = Voice("pl")
"""What customers choose with a button is written down in the language that dispatchers read."""


_WEST, _EAST, _SOUTH, _NORTH = 14.0, 24.2, 48.9, 54.9
"""Poland, and a little around it."""


class Checked(StrEnum):
    """What a customer found out for themselves before reporting that there is no electricity."""

    FUSES_ON = "fuses_on"
    FUSE_FALLS = "fuse_falls"
    STAIRS_LIT = "stairs_lit"
    STAIRS_DARK = "stairs_dark"
    OTHERS_LIT = "others_lit"
    OTHERS_DARK = "others_dark"
    CREDIT_LEFT = "credit_left"
    CREDIT_USED = "credit_used"
    NOT_PREPAID = "not_prepaid"


CHECKED: Mapping[Checked, Text] = {
    Checked.FUSES_ON: _("own fuses are on"),
    Checked.FUSE_FALLS: _("a fuse falls again"),
    Checked.STAIRS_LIT: _("there is light on the staircase"),
    Checked.STAIRS_DARK: _("the staircase is dark too"),
    Checked.OTHERS_LIT: _("the neighbours have electricity"),
    Checked.OTHERS_DARK: _("the neighbours have none either"),
    Checked.CREDIT_LEFT: _("prepaid meter with credit left"),
    Checked.CREDIT_USED: _("prepaid meter, credit used up"),
    Checked.NOT_PREPAID: _("no prepaid meter"),
}


class Reports(Protocol):
    """The reports of faults, as far as handing one in needs them."""

    async def file(self, account: AccountId, new: NewReport) -> Filed: ...
    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Report]: ...
    async def known(self, account: AccountId, payer: PayerId, point: PointId) -> Sequence[KnownOutage]: ...
    async def near(self, account: AccountId, area: Area) -> Sequence[KnownOutage]: ...


class Invoices(Protocol):
    """Of the invoices, the addresses of the metering points."""

    async def places(self, payer: PayerId) -> Sequence[Place]: ...


class Planned(Protocol):
    """Planned outages at the customer's metering points."""

    async def at_point(self, payer: PayerId, point: PointId) -> Sequence[PlannedOutage]: ...


class Desk(Protocol):
    """What reporting needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def invoices(self) -> Invoices: ...
    @property
    def planned(self) -> Planned: ...
    @property
    def supplier(self) -> Supplier: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Draft:
    """What is known of a fault. The place is a metering point, or an address as typed, or a spot on the map.

    `hazard`: the customer said that something is damaged, hangs, sparks or burns, of a kind that does not tell.
    """

    kind: FaultKind
    hazard: bool = False
    point: PointId | None = None
    address: str = ""
    spot: Spot | None = None
    description: str = ""
    phone: str | None = None
    photos: tuple[str, ...] = ()
    checked: tuple[Checked, ...] = ()

    @property
    def is_dangerous(self) -> bool:
        """Whether the safety text comes first, and its reminder stays."""
        return self.kind.is_dangerous or self.hazard

    @property
    def has_place(self) -> bool:
        """Whether it is known where the fault is."""
        return self.point is not None or bool(self.address) or self.spot is not None

    @property
    def area(self) -> Area:
        """Where it is, unless it is at a metering point, whose area storage knows."""
        return Area(postcode_in(self.address), spot=self.spot)

    def is_kin_of(self, known: KnownOutage) -> bool:
        """Whether that outage may be the cause of this fault."""
        family = Family.SUPPLY if self.kind is FaultKind.NO_POWER_FLAT else self.kind.family
        return family is known.kind.family

    def report(self, joins: str = "") -> NewReport:
        """What is handed in. What was checked stands below what was written."""
        return NewReport(
            self.kind, self._words(), self.point, self.address, self.area, self.phone, self.photos, joins=joins
        )

    def _words(self) -> str:
        facts: list[Text] = [CHECKED[one] for one in self.checked]
        checked = _("Checked: {facts}.", facts=joined(facts, "; ")) if facts else None
        danger = _("Danger: something is damaged, hangs, sparks or burns.") if self.hazard else None
        written = Verbatim(self.description) if self.description else None
        return _DISPATCHER.plain(lines(danger, written, checked))


def with_spot(draft: Draft, spot: Spot) -> Draft:
    """The draft with a place on the map, which must be in Poland. Raises Retry."""
    if not (_SOUTH <= spot.latitude <= _NORTH and _WEST <= spot.longitude <= _EAST):
        raise Retry(_("That place is not in Poland. Please mark it again, or write the address."))
    return replace(draft, point=None, address="", spot=spot)


def unknown_hazard(kind: FaultKind) -> bool:
    """Whether it must be asked if there is danger."""
    return kind.danger is Danger.ASK


def told(draft: Draft, *parts: Text | None) -> Text:
    """A page about this fault: where there is danger, the numbers to call stand above all else."""
    return paragraphs(REMINDER if draft.is_dangerous else None, *parts)


def kind_of(draft: Draft) -> Text:
    """The kind, as the crumb of its pages."""
    return KINDS[draft.kind]


async def place_of(desk: Desk, draft: Draft) -> Text:
    """Where the fault is, in words. Raises Outdated for a metering point of somebody else's."""
    if draft.spot is not None:
        at = Verbatim(f"{draft.spot.latitude:.5f}, {draft.spot.longitude:.5f}")
        return _("the place you marked on the map ({spot})", spot=at)
    if draft.point is None:
        return Verbatim(draft.address)
    for place in await desk.invoices.places(desk.customer.payer):
        if place.point == draft.point:
            return Verbatim(f"{place.street}, {place.town}")
    raise Outdated(_("That metering point is not in this account any more. Please report it anew."))


async def known_near(desk: Desk, draft: Draft) -> Sequence[KnownOutage]:
    """The outages known there that may be the cause."""
    customer = desk.customer
    if draft.point is not None:
        known = await desk.reports.known(customer.account, customer.payer, draft.point)
    else:
        known = await desk.reports.near(customer.account, draft.area) if draft.area.is_known else []
    return [one for one in known if draft.is_kin_of(one)]


async def planned_now(desk: Desk, draft: Draft) -> Sequence[PlannedOutage]:
    """Planned work that is going on at the metering point and may be why there is no electricity."""
    may_be = draft.kind is FaultKind.NO_POWER_FLAT or draft.kind.family is Family.SUPPLY
    if draft.point is None or not may_be:
        return []
    now = desk.now()
    planned = await desk.planned.at_point(desk.customer.payer, draft.point)
    return [one for one in planned if one.terms.starts_at <= now]
