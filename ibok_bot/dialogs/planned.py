"""Planned outages (planowane wyłączenia) at a customer's own places: the list, each one, its file for a calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.plannedwords import CALENDAR, STATE, head, when, where
from ibok_bot.dialogs.talk import Access, Ask, Button, Choice, Dialog, Entry, Instead, Outdated, Row, Said, Step
from ibok_bot.domain.access import Customer
from ibok_bot.domain.ids import AccountId, PayerId, PlannedId
from ibok_bot.domain.papers import CalendarEvent
from ibok_bot.domain.planned import AtMine, State
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, Voice, _, lines, n_, paragraphs

PAGE = 5
_SEE = "see:"
_GONE = _("There is no such planned outage at your places.")
_KEY = re.compile(r"[1-9]\d{0,17}")


class Shelf(Protocol):
    """Planned outages of one customer."""

    async def of(self, payer: PayerId) -> Sequence[AtMine]: ...
    async def one(self, payer: PayerId, account: AccountId, key: PlannedId) -> AtMine | None: ...


class Desk(Protocol):
    """What is needed here."""

    @property
    def customer(self) -> Customer: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def planned(self) -> Shelf: ...
    def now(self) -> datetime: ...
    def voice(self) -> Voice: ...


@dataclass(frozen=True)
class Mine(Step[Desk]):
    """A page of the list: what is running or coming first."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with its hours, its state and its places."""
        found = await desk.planned.of(desk.customer.payer)
        last_page = max(0, (len(found) - 1) // PAGE)
        page = min(self.page, last_page)
        shown = found[page * PAGE : (page + 1) * PAGE]
        coming = sum(each.outage.state(desk.now()).is_open for each in found)
        return Ask(
            paragraphs(_heading(coming), *(_line(each, desk.now()) for each in shown)),
            [
                *(Choice(f"{_SEE}{each.outage.id}", _label(each)) for each in shown),
                *turning(page, last_page),
                Entry("outages", _("⚡ Faults")),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> One | Instead[Mine]:
        """Look at one, or turn the page."""
        keys = [each.outage.id for each in await desk.planned.of(desk.customer.payer)]
        chosen = said.one_of(["older", "newer", *(f"{_SEE}{key}" for key in keys)])
        if chosen in {"older", "newer"}:
            return Instead(replace(self, page=max(0, self.page + (1 if chosen == "older" else -1))))
        return One(chosen.removeprefix(_SEE))


@dataclass(frozen=True)
class One(Step[Desk]):
    """One planned outage."""

    key: str

    async def ask(self, desk: Desk) -> Ask:
        """All that is known of it, at which places, and what can be done."""
        mine = await _found(desk, self.key)
        outage, now = mine.outage, desk.now()
        places = where([address for _point, address in mine.places])
        buttons: list[Button | Row] = []
        if outage.state(now) is not State.ENDED:
            buttons.append(Choice("ics", _("📅 To my calendar")))
        if mine.long_break(now):
            buttons.append(Entry("claim", _("📄 Claim a discount"), f"p-{outage.id}"))
        return Ask(
            paragraphs(
                head(outage, now),
                lines(_("Your places in it:"), places) if places else _("None of your places is in it any more."),
                _("The electricity stays on.") if outage.is_cancelled else None,
                _LONG if mine.long_break(now) else None,
            ),
            buttons,
            crumb=Verbatim(outage.number),
        )

    async def answer(self, said: Said, desk: Desk) -> Event:
        """The file for a calendar."""
        said.one_of(["ics"])
        return Event(self.key)


@dataclass(frozen=True)
class Event(Step[Desk]):
    """The outage as a file for a calendar."""

    key: str

    async def ask(self, desk: Desk) -> Ask:
        """The file, and what to do with it."""
        mine = await _found(desk, self.key)
        return Ask(
            lines(
                _("Open the file, and your calendar takes the outage in."),
                _("When the hours change, we tell you; the new file then replaces the old entry."),
            ),
            [Choice("show", _("⚡ Show the outage"))],
            crumb=_("Calendar"),
            files=(_event(mine, desk.voice()),),
        )

    async def answer(self, said: Said, desk: Desk) -> One:
        """Back to the outage."""
        return One(self.key)


_LONG = _("It lasts more than 24 hours. You can claim a discount; the application is ready to be filled in.")


def open_at(item: str) -> One | Event:
    """An outage by its key, or its file for a calendar."""
    return Event(item.removeprefix(CALENDAR)) if item.startswith(CALENDAR) else One(item)


async def _found(desk: Desk, key: str) -> AtMine:
    """Raises Outdated for what does not concern this customer."""
    me = desk.customer
    found = await desk.planned.one(me.payer, me.account, PlannedId(int(key))) if _KEY.fullmatch(key) else None
    if found is None:
        raise Outdated(_GONE)
    return found


def _heading(coming: int) -> Text:
    if not coming:
        return _("No outage is planned at your places, as far as the network operators have told us.")
    return n_("<b>{n}</b> outage is planned at your places", "<b>{n}</b> outages are planned at your places", coming)


def _line(each: AtMine, now: datetime) -> Text:
    outage = each.outage
    return lines(
        _("<b>{when}</b>", when=when(outage.terms.starts_at, outage.terms.ends_at)),
        STATE[outage.state(now)],
        where([address for _point, address in each.places]),
    )


def _label(each: AtMine) -> Text:
    return _("⚡ {number}", number=Verbatim(each.outage.number))


def _event(mine: AtMine, voice: Voice) -> CalendarEvent:
    """Addressed by its key alone, so that a later version finds the entry it replaces."""
    outage = mine.outage
    places = "; ".join(f"{address.street}, {address.town}" for _point, address in mine.places)
    title = _("No electricity: {place}", place=Verbatim(places)) if places else _("No electricity")
    return CalendarEvent(
        name=f"{re.sub(r'[^A-Za-z0-9-]+', '-', outage.number)}.ics",
        uid=f"planned-outage-{outage.id}@ibok-bot",
        sequence=outage.version,
        made_at=outage.changed_at,
        starts_at=outage.terms.starts_at,
        ends_at=outage.terms.ends_at,
        title=voice.plain(title)[:200],
        place=places[:300],
        text=voice.plain(lines(
            _("Planned outage {number}", number=Verbatim(outage.number)),
            _("Network operator: {name}, phone {phone}", name=Verbatim(outage.operator), phone=Verbatim(outage.phone)),
        )),
        cancelled=outage.is_cancelled,
    )  # fmt: skip


dialog = Dialog(
    "planned",
    _("🗓 Planned outages"),
    Mine,
    access=Access.CUSTOMER,
    help=_(
        "Here are the planned outages at your metering points, as the network operators announce them. Each can be "
        "saved in your calendar. We tell you when one is announced, changed or cancelled, and on the evening before."
    ),
    entry=open_at,
)
