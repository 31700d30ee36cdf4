"""The report on a sending (raport z wysyłki): sums that add up, a chart of them, and a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ibok_bot.dialogs.broadcastwords import GROUPS, progress_lines, state, title
from ibok_bot.domain.broadcasts import DeliveryState, Progress
from ibok_bot.domain.papers import Chart, Paper, Series, Table
from ibok_bot.domain.posting import Status
from ibok_bot.domain.progress import Group, Problem, group_of, sums
from ibok_bot.i18n import Text, Verbatim, Voice, _, lines, paragraphs

MOST_NAMED = 5000
"""Messages that a report names one by one."""
_LONGEST_TITLE = 40
_ALWAYS = (Group.ARRIVED, Group.BLOCKED, Group.FAILED, Group.IN_DOUBT, Group.NOT_SENT)
"""Stand in every chart: that there are none of them is worth a line."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report is made of."""

    status: Status
    progress: Progress
    by_language: Mapping[str, Mapping[DeliveryState, int]]
    problems: Sequence[Problem]


def words(facts: Facts) -> Text:
    """The report as a message."""
    progress = facts.progress
    return paragraphs(
        _("📊 <b>Report: {title}</b>", title=Verbatim(title(facts.status.notice))),
        lines(state(facts.status), _("ended at {at}", at=progress.finished_at) if progress.finished_at else None),
        progress_lines(progress, None),
        _("The file names by number the messages that did not arrive; it holds no names and no addresses.")
        if facts.problems
        else None,
    )


def papers(facts: Facts, voice: Voice) -> tuple[Paper, ...]:
    """The chart and the file; no chart where nothing was sent."""
    number = facts.status.notice.id
    counted = sums(facts.progress.counts)
    if not counted:
        return ()
    found = {group: counted.get(group, 0) for group in Group if group in counted or group in _ALWAYS}
    short = title(facts.status.notice)[:_LONGEST_TITLE]
    chart = Chart(
        f"{voice.plain(_('notice'))}-{number}.png",
        voice.plain(_("Notice {number}: {title}", number=number, title=Verbatim(short))),
        "",
        tuple(voice.plain(GROUPS[group]) for group in found),
        (Series(voice.plain(_("messages")), tuple(Decimal(count) for count in found.values())),),
        horizontal=True,
    )
    return chart, Table(
        f"{voice.plain(_('notice'))}-{number}.csv", (_head(voice), *_sums(facts, voice), *_named(facts, voice))
    )


def _head(voice: Voice) -> tuple[str, ...]:
    return tuple(
        voice.plain(word)
        for word in (_("message"), _("language"), _("what became of it"), _("how many"), _("last try"))
    )


def _sums(facts: Facts, voice: Voice) -> list[tuple[str, ...]]:
    total = voice.plain(_("together"))
    return [
        (total, language, voice.plain(GROUPS[group]), str(count), "")
        for language, counts in sorted(facts.by_language.items())
        for group, count in sums(counts).items()
    ]


def _named(facts: Facts, voice: Voice) -> list[tuple[str, ...]]:
    return [
        (
            str(one.delivery),
            one.language,
            voice.plain(GROUPS[group_of(one.state)]),
            "1",
            voice.value(one.at) if one.at else "",
        )
        for one in facts.problems
    ]
