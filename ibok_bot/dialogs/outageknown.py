"""What is known already where a fault is: other people's reports of it, which the customer may join with one press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ibok_bot.dialogs import outageform, outageparts
from ibok_bot.dialogs.outagedraft import Desk, Draft, kind_of, known_near, place_of, planned_now, told
from ibok_bot.dialogs.outagewords import KIND_NAMES, KINDS, STATE_NAMES, clock, expected
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Instead, Said, Step, Style
from ibok_bot.domain.fault_reports import KnownOutage
from ibok_bot.domain.planned import PlannedOutage
from ibok_bot.i18n import Text, Verbatim, _, lines, n_

MOST_SHOWN = 3
PLANNED = Entry("planned", _("Planned outages"))
_TOO = "too:"


@dataclass(frozen=True)
class Known(Step[Desk]):
    """Whether it is one of the faults that are known there."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask | outageform.Review:
        """Each with its state; where none is known, the report is looked over at once."""
        known = (await known_near(desk, self.draft))[:MOST_SHOWN]
        planned = await planned_now(desk, self.draft)
        if not known and not planned:
            return outageform.Review(self.draft)
        return Ask(
            told(
                self.draft,
                _("<b>We know of this already</b>: {place}", place=await place_of(desk, self.draft)),
                *(_planned(one, desk) for one in planned),
                *(known_outage(one, desk) for one in known),
                _("“Me too” sends your report at once, and we tell you here of every change.") if known else None,
                outageparts.told_so_far(self.draft),
            ),
            [*_joining(known), *([PLANNED] if planned else []), Choice("other", _("It is something else"))],
            crumb=kind_of(self.draft),
        )

    async def answer(self, said: Said, desk: Desk) -> outageform.Review | Instead[Known] | End:
        """One more household of that fault, or a report of another; whatever is sent here goes with either."""
        if said.choice is None:
            return Instead(Known(outageparts.added(self.draft, said)))
        known = (await known_near(desk, self.draft))[:MOST_SHOWN]
        offered = {_TOO + one.number: one for one in known}
        chosen = said.one_of(["other", *offered])
        if chosen == "other":
            return outageform.Review(self.draft)
        return await outageform.hand_in(desk, self.draft, joins=offered[chosen].number)


def _planned(one: PlannedOutage, desk: Desk) -> Text:
    now = desk.now()
    return lines(
        _("<b>Planned work</b> of {operator}, number {number}", operator=Verbatim(one.operator),
          number=Verbatim(one.number)),
        _("no power from {start} to {end}",
          start=clock(one.terms.starts_at, now), end=clock(one.terms.ends_at, now)),
        _("There is nothing to report, unless it lasts longer."),
    )  # fmt: skip


def known_outage(one: KnownOutage, desk: Desk) -> Text:
    """A fault that is known: what, where, since when, how it stands, how many have it."""
    now = desk.now()
    return lines(
        _("<b>{kind}</b>, {area}", kind=KIND_NAMES[one.kind], area=Verbatim(one.area.name)),
        _("reported since {time} · {state}", time=clock(one.opened_at, now), state=STATE_NAMES[one.state]),
        expected(one.state, one.expected_at, now),
        n_("👥 <b>{n}</b> household has reported it", "👥 <b>{n}</b> households have reported it", one.households),
    )


def _joining(known: Sequence[KnownOutage]) -> list[Button]:
    found: list[Button] = []
    for one in known:
        if one.mine is not None:
            found.append(Entry("outage", _("My report of it"), one.mine))
        elif len(known) == 1:
            found.append(Choice(_TOO + one.number, _("Me too: report it"), Style.SUCCESS))
        else:
            found.append(Choice(_TOO + one.number, _("Me too: {kind}", kind=KINDS[one.kind]), Style.SUCCESS))
    return found
