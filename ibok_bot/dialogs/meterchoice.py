"""Choosing one of the customer's meters, by its address or by its number, some on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Button, Choice, Row, Said
from ibok_bot.domain.meters import Meter
from ibok_bot.i18n import Verbatim

_PAGE = 8
_METER = "meter:"


def of_page(meters: Sequence[Meter], page: int) -> tuple[Sequence[Meter], int, int]:
    """The meters of a page, which page that is (the last one where there are fewer), and the last page."""
    last_page = max(0, (len(meters) - 1) // _PAGE)
    page = min(page, last_page)
    return meters[page * _PAGE : (page + 1) * _PAGE], page, last_page


def meter_buttons(meters: Sequence[Meter], page: int) -> list[Button | Row]:
    """A button for each meter of a page: its street, or its number where several hang in one place."""
    shown, page, last_page = of_page(meters, page)
    in_street = Counter(one.place.street for one in meters)
    labels = [one.place.street if in_street[one.place.street] == 1 else one.number for one in shown]
    choices = [Choice(f"{_METER}{one.id}", Verbatim(label)) for one, label in zip(shown, labels, strict=True)]
    return [*choices, *turning(page, last_page)]


def chosen_meter(said: Said, meters: Sequence[Meter]) -> Meter | None:
    """The meter whose button was pressed or whose number was typed; None for anything else, and for another's."""
    typed = "".join((said.text or "").split())
    return next((one for one in meters if said.choice == f"{_METER}{one.id}" or (typed and typed == one.number)), None)
