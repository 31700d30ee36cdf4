"""Where a fault is: one of the customer's metering points, an address as typed, or a spot on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ibok_bot.dialogs import outageknown
from ibok_bot.dialogs.outagedraft import Desk, Draft, kind_of, told, with_spot
from ibok_bot.dialogs.placechoice import chosen_place, place_buttons
from ibok_bot.dialogs.talk import Ask, Instead, Retry, Said, Step
from ibok_bot.domain.fault_reports import LONGEST_ADDRESS
from ibok_bot.domain.invoices import Place
from ibok_bot.domain.outages import Family
from ibok_bot.i18n import _, lines

_SHORTEST_ADDRESS = 6


@dataclass(frozen=True)
class AskPlace(Step[Desk]):
    """Where it is."""

    draft: Draft
    page: int = 0

    async def ask(self, desk: Desk) -> Ask | outageknown.Known:
        """Nothing is asked where it can only be at home, and there is one home."""
        places = await desk.invoices.places(desk.customer.payer)
        if not self.draft.has_place and len(places) == 1 and is_at_home(self.draft):
            return outageknown.Known(replace(self.draft, point=places[0].point))
        return Ask(
            told(
                self.draft,
                lines(
                    _("<b>Where is it?</b> Choose, or write an address, for example: ul. Lipowa 3, 00-123 Warszawa.")
                    if places
                    else _("<b>Where is it?</b> Write an address, for example: ul. Lipowa 3, 00-123 Warszawa."),
                    _("Or send the place on the map: the paper clip below, then “Location”."),
                ),
            ),
            place_buttons(places, self.page),
            crumb=kind_of(self.draft),
        )

    async def answer(self, said: Said, desk: Desk) -> outageknown.Known | Instead[AskPlace]:
        """On to what is known there."""
        places = await desk.invoices.places(desk.customer.payer)
        if located := with_place(self.draft, said, places):
            return outageknown.Known(located)
        older = said.one_of(["older", "newer"]) == "older"
        return Instead(replace(self, page=self.page + 1 if older else max(0, self.page - 1)))


def is_at_home(draft: Draft) -> bool:
    """Whether it is a fault of the customer's own supply, rather than of something seen outside."""
    return not draft.is_dangerous and draft.kind.family in (Family.OWN, Family.SUPPLY)


def with_place(draft: Draft, said: Said, places: Sequence[Place]) -> Draft | None:
    """The draft with the place that was pressed, typed or marked; None for another answer. Raises Retry."""
    if said.spot is not None:
        return with_spot(draft, said.spot)
    if said.text is not None:
        return replace(draft, point=None, address=_address(said), spot=None)
    point = chosen_place(said, places)
    return replace(draft, point=point, address="", spot=None) if point is not None else None


def _address(said: Said) -> str:
    typed = said.line(LONGEST_ADDRESS)
    if len(typed) < _SHORTEST_ADDRESS or sum(sign.isalpha() for sign in typed) < 3:  # noqa: PLR2004
        raise Retry(_("Please write street, number, postcode and town, for example: ul. Lipowa 3, 00-123 Warszawa."))
    return typed
