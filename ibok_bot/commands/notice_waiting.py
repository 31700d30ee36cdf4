"""Waiting in the terminal until a notice is sent: a bar, and in a line of its own what holds it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ibok_bot.commands import notice_console
from ibok_bot.commands.notice_console import Seen
from ibok_bot.config import Settings
from ibok_bot.domain.broadcasts import BroadcastState
from ibok_bot.domain.posting import Status
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.supplier_file import read as read_supplier

_ENDED = (BroadcastState.FINISHED, BroadcastState.CANCELLED)
_MOVING = (BroadcastState.FREEZING, BroadcastState.SENDING)
_TAKE_OVER = timedelta(seconds=3)
"""For so long nobody may hold the lease without being missed: senders take turns."""


def wait(settings: Settings, notice: int) -> Status | None:
    """A bar on the error stream until nothing more will happen by itself; None where there is no such notice."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    zone = ZoneInfo(settings.timezone)
    quiet = QuietHours(*read_supplier(settings.supplier).quiet_hours, zone)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        return notice_console.follow(settings, notice, Watch(bar, bar.add_task("…", total=None), quiet, zone).show)


@dataclass(slots=True)
class Watch:
    """What was shown so far."""

    bar: Progress
    task: TaskID
    quiet: QuietHours
    zone: ZoneInfo
    said: str | None = None
    missed_since: datetime | None = None

    def show(self, seen: Seen) -> bool:
        """Shows one look; whether it was the last."""
        progress = seen.status.progress
        if progress is None:
            return True
        total = progress.recipients if progress.started_at else None
        self.bar.update(self.task, description=progress.state, completed=progress.done, total=total)
        if progress.state in _ENDED and not progress.open:
            return True
        self._say(self.held_up(seen))
        return False

    def held_up(self, seen: Seen) -> str | None:
        """What it waits for, and what can be done about it; None while it simply goes on."""
        progress = seen.status.progress
        if progress is None or progress.state in _ENDED:
            return None
        self.missed_since = None if seen.sends else self.missed_since or seen.at
        if progress.state is BroadcastState.AWAITING_APPROVAL:
            return "It waits until one of the staff approves it in the chat."
        if progress.state is BroadcastState.PAUSED:
            return f"It is paused. To go on: ibok-bot notice resume {seen.status.notice.id}"
        if self.missed_since and seen.at - self.missed_since >= _TAKE_OVER:
            return "Nobody sends now. Start `ibok-bot send` (or `ibok-bot run`) on the same database; it waits on."
        if progress.state is BroadcastState.SCHEDULED and progress.starts_at > seen.at:
            return f"It begins at {self._clock(progress.starts_at)}."
        if progress.state in _MOVING and not seen.status.notice.urgent and self.quiet.hold(seen.at):
            return f"These are the quiet hours: it goes out from {self._clock(self.quiet.over(seen.at))} on."
        return None

    def _say(self, why: str | None) -> None:
        if why and why != self.said:
            self.bar.console.print(why, highlight=False, soft_wrap=True, markup=False)
        self.said = why

    def _clock(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"
