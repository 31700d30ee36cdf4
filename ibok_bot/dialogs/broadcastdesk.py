"""What following a notice needs of the desk, and a notice found by its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ibok_bot.dialogs import noticeform
from ibok_bot.dialogs.talk import Outdated
from ibok_bot.domain.broadcasts import BroadcastId, DeliveryState
from ibok_bot.domain.ids import ChatId, NoticeId
from ibok_bot.domain.posting import Outcome, Status
from ibok_bot.domain.progress import Changing, Problem
from ibok_bot.domain.staff import Actor, Listed, StaffMember
from ibok_bot.i18n import Voice, _

GONE = _("There is no such notice.")
_LONGEST_NUMBER = 18


class Notices(noticeform.Notices, Protocol):
    """Notices, for those who follow them."""

    async def approve(self, notice: NoticeId, by: StaffMember) -> Outcome: ...
    async def reject(self, notice: NoticeId, by: StaffMember) -> Outcome: ...
    async def pause(self, notice: NoticeId, by: Actor) -> Outcome: ...
    async def resume(self, notice: NoticeId, by: Actor) -> Outcome: ...
    async def cancel(self, notice: NoticeId, by: Actor) -> Outcome: ...
    async def recall(self, notice: NoticeId, by: Actor) -> Outcome: ...
    async def send_in_doubt(self, notice: NoticeId, by: Actor) -> int: ...
    async def changing(self, broadcast: BroadcastId) -> Changing | None: ...
    async def follow(self, broadcast: BroadcastId, channel: str, chat: ChatId) -> None: ...
    async def by_language(self, broadcast: BroadcastId) -> Mapping[str, Mapping[DeliveryState, int]]: ...
    async def problems(self, broadcast: BroadcastId, most: int) -> Sequence[Problem]: ...


class Team(Protocol):
    """The staff."""

    async def list(self) -> Sequence[Listed]: ...


class Visitor(Protocol):
    """The chat in which somebody looks."""

    channel: str
    chat: ChatId


class Desk(noticeform.Desk, Protocol):
    """What following a notice needs."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def team(self) -> Team: ...
    @property
    def notices(self) -> Notices: ...
    def voice(self) -> Voice: ...


async def found(desk: Desk, notice: str) -> Status:
    """Raises Outdated for a number that there is not."""
    known = notice.isascii() and notice.isdigit() and len(notice) <= _LONGEST_NUMBER
    status = await desk.notices.status(NoticeId(int(notice))) if known else None
    if status is None:
        raise Outdated(GONE)
    return status
