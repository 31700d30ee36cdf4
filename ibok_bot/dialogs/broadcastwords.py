"""How a sending is told: its state, the bar, what became of the messages, and how long it still takes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from ibok_bot.domain.broadcasts import BroadcastState, Progress
from ibok_bot.domain.notices import FALLBACK, Posted, spoken
from ibok_bot.domain.posting import Status
from ibok_bot.domain.progress import Changing, Group, bar, share, sums
from ibok_bot.i18n import Text, Verbatim, _, lines, n_

STATES: dict[BroadcastState, Text] = {
    BroadcastState.AWAITING_APPROVAL: _("⏳ waits for a second person"),
    BroadcastState.SCHEDULED: _("🕗 planned"),
    BroadcastState.FREEZING: _("▶️ counting the recipients"),
    BroadcastState.SENDING: _("▶️ being sent"),
    BroadcastState.PAUSED: _("⏸️ paused"),
    BroadcastState.CANCELLED: _("✖️ cancelled"),
    BroadcastState.FINISHED: _("✅ all sent"),
}
GROUPS: dict[Group, Text] = {
    Group.ARRIVED: _("delivered"),
    Group.WAITING: _("waiting"),
    Group.BLOCKED: _("blocked the bot"),
    Group.FAILED: _("failed"),
    Group.IN_DOUBT: _("in doubt"),
    Group.NOT_SENT: _("not sent"),
    Group.RECALLED: _("taken back"),
    Group.OUTDATED: _("unchanged, too old"),
}
NEVER_SENT = _("never sent to chats")
_FAST = 10
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def state(status: Status) -> Text:
    """How it stands, in a word."""
    progress = status.progress
    if progress is None:
        return NEVER_SENT
    return stands(progress.state, taken_back=status.notice.recalled_at is not None and progress.started_at is not None)


def stands(now: BroadcastState, *, taken_back: bool) -> Text:
    """How a sending stands, in a word."""
    return _("↩️ taken back") if taken_back else STATES[now]


def title(notice: Posted) -> str:
    """What it is called: in Polish, where it has a Polish title."""
    return notice.texts[spoken(notice.texts, FALLBACK[0])].title


def progress_lines(progress: Progress, changing: Changing | None) -> Text | None:
    """The bar, the sums, the pace and the time left; None while there is nothing to tell."""
    percent = share(progress)
    frozen = progress.started_at is not None
    told = lines(
        _("{bar} {percent}%", bar=bar(percent), percent=percent) if frozen else None,
        n_("<b>{n}</b> recipient", "<b>{n}</b> recipients", progress.recipients) if frozen else None,
        *(_("• {what}: {count}", what=GROUPS[group], count=count) for group, count in sums(progress.counts).items()),
        _pace(progress),
        _("it begins at {at}", at=progress.starts_at) if progress.state is BroadcastState.SCHEDULED else None,
        _("⚠️ The office paused it by itself: {why}", why=Verbatim(progress.paused_why))
        if progress.paused_why
        else None,
        _changed(changing) if changing else None,
    )
    return told if told.parts else None


def _pace(progress: Progress) -> Text | None:
    if progress.time_left is None:
        return None
    return _("{rate} a second, {left} left", rate=_rate(progress.rate), left=_left(progress.time_left))


def _rate(rate: float) -> Decimal:
    """Whole messages a second, and below ten their tenths."""
    return Decimal(f"{rate:.0f}" if rate >= _FAST else f"{rate:.1f}")


def _left(left: timedelta) -> Text:
    if left < _MINUTE:
        return _("less than a minute")
    if left < _HOUR:
        return n_("about {n} minute", "about {n} minutes", round(left / _MINUTE))
    return n_("about {n} hour", "about {n} hours", round(left / _HOUR))


def _changed(changing: Changing) -> Text:
    if changing.recalling:
        return n_(
            "🗑️ being deleted from the chats: {n} is left",
            "🗑️ being deleted from the chats: {n} are left",
            changing.left,
        )
    return n_("✏️ being edited in the chats: {n} is left", "✏️ being edited in the chats: {n} are left", changing.left)
