"""Tariffs (taryfy): when electricity is cheaper today, and the ways to what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ibok_bot.dialogs import tariffdesk
from ibok_bot.dialogs.talk import Ask, Choice, Dialog, Entry, Said, Step
from ibok_bot.dialogs.tariffhours import Hours, hours_of
from ibok_bot.dialogs.tariffresult import UNKNOWN
from ibok_bot.dialogs.tarifftyped import Group
from ibok_bot.domain.access import Customer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import OperatorId, PayerId
from ibok_bot.domain.tariff import Operator
from ibok_bot.domain.yearly_use import OwnPoint
from ibok_bot.i18n import Text, Verbatim, _, paragraphs

_GOALS = ("typed", "hours")


class Visitor(Protocol):
    """Who stands at the desk."""

    @property
    def signed_in(self) -> bool: ...


class Tariffs(tariffdesk.Tariffs, Protocol):
    """The operators, their tariffs, and which of them a customer has."""

    async def operators(self) -> Sequence[Operator]: ...
    async def own_points(self, payer: PayerId, today: date) -> Sequence[OwnPoint]: ...


class Desk(tariffdesk.Desk, Protocol):
    """What the calculator needs."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def customer(self) -> Customer: ...
    @property
    def tariffs(self) -> Tariffs: ...


@dataclass(frozen=True)
class Start(Step[Desk]):
    """What there is to find out."""

    async def ask(self, desk: Desk) -> Ask:
        """For a customer with cheaper hours, those of today come first."""
        return Ask(
            paragraphs(
                *(await _own_hours(desk) if desk.visitor.signed_in else ()),
                _("What does electricity cost, and would another tariff be cheaper?"),
            ),
            [
                Entry("mytariff", _("On my own use")),
                Choice("typed", _("With numbers I type")),
                Choice("hours", _("Cheaper hours today")),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Network:
        """On to the network operator, whose prices and hours they are."""
        return Network(said.one_of(_GOALS))


@dataclass(frozen=True)
class Network(Step[Desk]):
    """Whose network it is; where there is but one operator, nothing is asked."""

    goal: str

    async def ask(self, desk: Desk) -> Ask | Group | Hours:
        """The operators by name."""
        operators = await desk.tariffs.operators()
        if not operators:
            return Ask(UNKNOWN)
        if len(operators) == 1:
            return self._of(operators[0].id)
        return Ask(
            _("Whose network are you on? It is on the invoice, beside distribution."),
            [Choice(str(one.id), Verbatim(one.name)) for one in operators],
        )

    async def answer(self, said: Said, desk: Desk) -> Group | Hours:
        """Its tariffs."""
        known = [str(one.id) for one in await desk.tariffs.operators()]
        return self._of(OperatorId(int(said.one_of(known))))

    def _of(self, operator: OperatorId) -> Group | Hours:
        return Hours(operator) if self.goal == "hours" else Group(operator)


async def _own_hours(desk: Desk) -> list[Text]:
    """The hours of the tariffs with zones that the customer has, each tariff once."""
    today = warsaw_day(desk.now())
    own = await desk.tariffs.own_points(desk.customer.payer, today)
    told: list[Text] = []
    for operator in dict.fromkeys(one.operator for one in own):
        groups = {one.group for one in own if one.operator == operator}
        offers = await desk.tariffs.offers(operator, today)
        told += [hours_of(offer, desk.now()) for offer in offers if offer.group in groups and offer.hours.hours]
    return told


dialog = Dialog(
    "tariffs",
    _("🧮 Tariffs"),
    Start,
    entry=Network,
    help=_(
        "Here you reckon what electricity costs: with your own use of the last 12 months, or with numbers you type. "
        "Then you see all tariffs beside each other, the cheapest first. Prices marked as examples are no offer."
    ),
)
