"""Create an account: the privacy clause, the proof by an invoice, the e-mail and a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs import proof
from ibok_bot.dialogs.proof import CustomerNumber
from ibok_bot.dialogs.talk import Ask, Choice, Dialog, End, Entry, Said, Step
from ibok_bot.domain.access import Purpose
from ibok_bot.i18n import Verbatim, _, paragraphs


class Visitor(Protocol):
    """Who stands at the desk."""

    language: str

    @property
    def signed_in(self) -> bool: ...


class Desk(proof.Desk, Protocol):
    """What registering needs, beside the proof."""

    @property
    def visitor(self) -> Visitor: ...


@dataclass(frozen=True)
class Clause(Step[Desk]):
    """How the data will be used, said before any is taken."""

    async def ask(self, desk: Desk) -> Ask | End:
        """The supplier's clause, and one button on."""
        if desk.visitor.signed_in:
            return End(_("You are logged in already."), [Entry("logout", _("Log out"))])
        return Ask(
            paragraphs(
                Verbatim(desk.supplier.privacy.text(desk.visitor.language)),
                _("Next we ask for data from an invoice: have one at hand."),
            ),
            [Choice("on", _("Go on"))],
        )

    async def answer(self, said: Said, desk: Desk) -> CustomerNumber:
        """Serving a contract needs no consent: going on is enough."""
        said.one_of(["on"])
        return CustomerNumber(Purpose.REGISTRATION)


dialog = Dialog(
    "register",
    _("Create an account"),
    Clause,
    help=_(
        "To create an account we check that you are our customer. Take any recent invoice: the customer number is in "
        "its upper right corner, the invoice number at the top, the gross amount at the end. Then give your e-mail "
        "and choose a password."
    ),
    identifies=True,
)
