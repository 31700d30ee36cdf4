"""After an incident was moved along: what became of the messages to its households, and to its area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ibok_bot.dialogs.broadcastwords import GROUPS
from ibok_bot.dialogs.dispatchdesk import Desk, found
from ibok_bot.dialogs.outagewords import STATE_NAMES
from ibok_bot.dialogs.talk import Ask, Choice, Entry, Said, Step
from ibok_bot.domain.broadcasts import BroadcastId, DeliveryState
from ibok_bot.domain.progress import Group, bar, sums
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs


@dataclass(frozen=True)
class Told(Step[Desk]):
    """How the messages go."""

    case: str
    at: datetime
    area: BroadcastId | None = None

    async def ask(self, desk: Desk) -> Ask:
        """Counted now."""
        case = await found(desk, self.case)
        area = await desk.telling.to_area(self.area) if self.area is not None else None
        return Ask(
            paragraphs(
                _("✅ {number}: <b>{state}</b>", number=Verbatim(case.number), state=STATE_NAMES[case.state]),
                _to_reporters(await desk.telling.to_reporters(case.id, self.at)),
                _to_area(area) if area is not None else None,
            ),
            [
                (Entry("dispatch", _("⚡ Faults desk")), Choice("refresh", _("Refresh"))),
                Entry("dispatch", _("Back to {number}", number=Verbatim(case.number)), case.number),
            ],
            crumb=Verbatim(case.number),
        )

    async def answer(self, said: Said, desk: Desk) -> Told:
        """Count anew."""
        await found(desk, self.case)
        said.one_of(["refresh"])
        return self


def _to_reporters(counts: Mapping[DeliveryState, int]) -> Text:
    """Where nobody can be written to, the dispatcher must know it."""
    if counts:
        return _counted(_("To the households"), counts)
    return _("⚠️ None of the households has a chat here, so nobody was told. Call them where it matters.")


def _to_area(counts: Mapping[DeliveryState, int]) -> Text:
    """Its recipients are written down a moment after it was told."""
    return _counted(_("To the whole area"), counts) if counts else _("To the whole area: counting the recipients")


def _counted(whom: Text, counts: Mapping[DeliveryState, int]) -> Text:
    total, groups = sum(counts.values()), sums(counts)
    percent = 100 * (total - groups.get(Group.WAITING, 0)) // total if total else 100
    return lines(
        _("{whom}: {count}", whom=whom, count=n_("{n} message", "{n} messages", total)),
        _("{bar} {percent}%", bar=bar(percent), percent=percent) if total else None,
        *(_("• {what}: {count}", what=GROUPS[group], count=count) for group, count in groups.items()),
    )
