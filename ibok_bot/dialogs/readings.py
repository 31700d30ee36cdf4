"""Readings (odczyty): which meter, what it shows; what was given before; and the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ibok_bot.dialogs.meterchoice import chosen_meter, meter_buttons, of_page
from ibok_bot.dialogs.onereading import OneReading
from ibok_bot.dialogs.readingdraft import Draft
from ibok_bot.dialogs.readingform import LIST, Value
from ibok_bot.dialogs.readinglist import Desk, ReadingList
from ibok_bot.dialogs.readingwords import window
from ibok_bot.dialogs.talk import Access, Ask, Dialog, Instead, Said, Step
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.meters import Meter
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs


@dataclass(frozen=True)
class Meters(Step[Desk]):
    """Which meter to read."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask | Value:
        """Each with its address and when it was read last; a single one is not asked for."""
        meters = await _meters(desk)
        if not meters:
            return Ask(_("There is no meter that you could read now. What was read before is in the list."), [LIST])
        if len(meters) == 1:
            return Value(Draft(meters[0].id))
        shown, page, last_page = of_page(meters, self.page)
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        return Ask(
            paragraphs(
                lines(_("<b>Which meter shall we read?</b>"), _("Press its address, or type the meter’s number.")),
                *(_told(one) for one in shown),
                where,
                window(desk.supplier.reading_window, warsaw_day(desk.now())),
            ),
            [*meter_buttons(meters, self.page), LIST],
        )

    async def answer(self, said: Said, desk: Desk) -> Value | Instead[Meters]:
        """On to its registers, or another page."""
        if meter := chosen_meter(said, await _meters(desk)):
            return Value(Draft(meter.id))
        older = said.one_of(["older", "newer"]) == "older"
        return Instead(Meters(self.page + 1 if older else max(0, self.page - 1)))


@dataclass(frozen=True)
class Entered(Step[Desk]):
    """From a button elsewhere: the list, or one reading by its number."""

    item: str

    async def ask(self, desk: Desk) -> ReadingList | OneReading:
        """Where it leads; whether there is such a reading of this customer's is looked at there."""
        return ReadingList() if self.item == "list" else OneReading(self.item)

    async def answer(self, said: Said, desk: Desk) -> Meters:
        """Never open for long: it leads on at once."""
        return Meters()


async def _meters(desk: Desk) -> Sequence[Meter]:
    return await desk.readings.meters(desk.customer.payer, warsaw_day(desk.now()))


def _told(meter: Meter) -> Text:
    day = meter.previous_day
    return lines(
        _("<b>{place}</b>", place=Verbatim(meter.place.street)),
        _("meter {number}, read last on {date}", number=Verbatim(meter.number), date=day) if day
        else _("meter {number}, not read yet", number=Verbatim(meter.number)),
        _("✅ read today") if meter.given_today else None,
    )  # fmt: skip


dialog = Dialog(
    "readings",
    _("🔢 Readings"),
    Meters,
    access=Access.CUSTOMER,
    entry=Entered,
    help=_(
        "Here you tell us what the meter shows. We ask for each register by its code (1.8.1 is the day zone, 1.8.2 the "
        "night zone, 1.8.0 the whole). Type the number as it stands on the display: zeros and spaces do no harm. If "
        "it is unlike your usual use, we say why and ask again; what the meter really shows can always be sent. A "
        "reading may be changed or withdrawn until the time for readings is over. “List of readings” shows all of "
        "them, and saves a year as a file."
    ),
)
