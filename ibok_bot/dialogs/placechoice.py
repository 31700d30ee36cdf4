"""Choosing one of the customer's metering points by its address, some on a page."""

from __future__ import annotations

from collections.abc import Sequence

from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Button, Choice, Row, Said
from ibok_bot.domain.ids import PointId
from ibok_bot.domain.invoices import Place
from ibok_bot.i18n import Verbatim

_PAGE = 8
_POINT = "point:"


def place_buttons(places: Sequence[Place], page: int) -> list[Button | Row]:
    """A button for each place of a page; answers are read by `chosen_place`, or are `older` and `newer`."""
    last_page = max(0, (len(places) - 1) // _PAGE)
    page = min(page, last_page)
    shown = places[page * _PAGE : (page + 1) * _PAGE]
    return [*(Choice(f"{_POINT}{one.point}", Verbatim(one.street)) for one in shown), *turning(page, last_page)]


def chosen_place(said: Said, places: Sequence[Place]) -> PointId | None:
    """The place whose button was pressed; None for another answer, and for a place that is not the customer's."""
    return next((one.point for one in places if said.choice == f"{_POINT}{one.point}"), None)
