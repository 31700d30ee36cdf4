"""What is pushed to dispatchers: a new dangerous fault, and one whose promised time is over."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ibok_bot.dialogs.outagenews import clock
from ibok_bot.dialogs.outagewords import KIND_NAMES
from ibok_bot.dialogs.talk import Entry, Style
from ibok_bot.domain.dispatch import CaseLine
from ibok_bot.i18n import WARSAW, Text, Verbatim, _, lines, n_


def dangerous(case: CaseLine) -> Text:
    """The first line alone tells what and where."""
    return lines(
        _("⚠️ Dangerous fault {number}: {kind}", number=Verbatim(case.number), kind=KIND_NAMES[case.kind]),
        _facts(case),
    )


def overdue(case: CaseLine, now: datetime, timezone: ZoneInfo = WARSAW) -> Text:
    """That customers wait for another time."""
    promised = clock(case.expected_at, now, timezone) if case.expected_at else "?"
    return lines(
        _("🔴 Overdue fault {number}: promised for {when}", number=Verbatim(case.number), when=promised),
        KIND_NAMES[case.kind],
        _facts(case),
        _("Say how it stands, or give another time: the households see that it is over."),
    )


def button(case: CaseLine) -> Entry:
    """From a push to the fault."""
    return Entry("dispatch", _("⚡ Open {number}", number=Verbatim(case.number)), case.number, Style.PRIMARY)


def _facts(case: CaseLine) -> Text:
    households = n_("{n} household", "{n} households", case.households)
    if not case.area.is_known:
        return households
    return _("{area} · {households}", area=Verbatim(case.area.name), households=households)
