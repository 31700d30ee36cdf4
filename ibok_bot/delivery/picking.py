"""Which messages are next: single ones first, then broadcasts, by a key that only grows; nothing to a busy chat."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.delivery.bucket import Gaps
from ibok_bot.delivery.texts import Texts
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastState
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.storage.deliveries import Lane
from ibok_bot.storage.sending import Due, Sending, Task
from ibok_bot.storage.sweeping import Active, Sweeping

_ROUNDS = 3
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
    """A message to be sent or changed now, and which of the broadcast's texts it gets."""

    due: Due
    revision: int = 1


@dataclass(slots=True)
class Room:
    """How many more may be taken up."""

    singles: int
    broadcasts: int


@dataclass(slots=True)
class Picker:
    """Remembers how far each broadcast has come: walking over what is done again would cost more with each batch."""

    channel: str
    quiet: QuietHours
    gaps: Gaps
    texts: Texts
    carries_broadcasts: bool = True
    _after: dict[tuple[BroadcastId, Task], int] = field(default_factory=dict)

    async def pick(
        self, conn: AsyncConnection, epoch: int, now: datetime, room: Room, held: Collection[int]
    ) -> list[Errand]:
        """The next, within the room there is. `held`: messages taken up already."""
        sending, quiet = Sending(conn, self.channel, epoch, now), self.quiet.hold(now)
        chosen: list[Errand] = []
        for lane in (Lane.URGENT,) if quiet else (Lane.URGENT, Lane.SINGLE):
            chosen += await self._singles(sending, lane, room.singles - len(chosen), chosen)
        if not self.carries_broadcasts:
            return chosen
        sweeping = Sweeping(conn, self.channel, epoch, now)
        left = min(room.broadcasts, room.singles - len(chosen))
        for one in await sweeping.active():
            if left <= 0:
                break
            awake = one.urgent or not quiet
            if not awake and not one.changing:
                continue
            await self.texts.load(conn, one.id, one.revision)
            found = await self._of_broadcast(sending, one, left, _Taken(chosen, held), awake=awake)
            chosen += found
            left -= len(found)
            if not found:
                await self._close(sweeping, one)
        return chosen

    async def _singles(self, sending: Sending, lane: Lane, most: int, before: list[Errand]) -> list[Errand]:
        """Chats that are busy are left out; where they fill the whole list, the next list is without them."""
        chosen: list[Errand] = []
        taken = {errand.due.chat for errand in before}
        skipped: set[ChatId] = set()
        for _round in range(_ROUNDS):
            if most <= len(chosen):
                break
            asked = most - len(chosen)
            found = await sending.singles(lane, asked, skipped | taken if skipped else ())
            for due in found:
                if due.chat in taken or self.gaps.busy(due.chat):
                    skipped.add(due.chat)
                else:
                    taken.add(due.chat)
                    chosen.append(Errand(due))
            if len(found) < asked or not skipped:
                break
        return chosen

    async def _of_broadcast(
        self, sending: Sending, one: Active, most: int, taken: _Taken, *, awake: bool
    ) -> list[Errand]:
        """What is edited or deleted rings nowhere: it does not wait for the morning."""
        chosen: list[Errand] = []
        if awake and one.state is BroadcastState.SENDING:
            chosen = self._free(await self._walk(sending, one, Task.PUSH, most), taken, one)
            if len(chosen) < most:
                again = await sending.retries(one.id, most - len(chosen))
                chosen += self._free(again, _Taken([*taken.chosen, *chosen], taken.held), one)
        if one.changing and len(chosen) < most:
            found = await self._walk(sending, one, Task(one.changing), most - len(chosen))
            chosen += self._free(found, _Taken([*taken.chosen, *chosen], taken.held), one)
        return chosen

    async def _walk(self, sending: Sending, one: Active, task: Task, most: int) -> list[Due]:
        """From where we are; at the end once more from the beginning, for what was passed over."""
        key = (one.id, task)
        after = self._after.get(key, 0)
        found = await self._from(sending, one, task, after, most)
        if not found and after:
            found = await self._from(sending, one, task, 0, most)
        if found:
            self._after[key] = found[-1].id
        return found

    @staticmethod
    async def _from(sending: Sending, one: Active, task: Task, after: int, most: int) -> list[Due]:
        if task is Task.PUSH:
            return await sending.of_broadcast(one.id, after, most)
        return await sending.to_change(one.id, task, one.revision, after, most)

    def _free(self, dues: list[Due], taken: _Taken, one: Active) -> list[Errand]:
        chats = {errand.due.chat for errand in taken.chosen}
        return [
            Errand(due, one.revision)
            for due in dues
            if due.id not in taken.held and due.chat not in chats and not self.gaps.busy(due.chat)
        ]

    async def _close(self, sweeping: Sweeping, one: Active) -> None:
        """Nothing was found, and nothing is in the air: perhaps it is through."""
        if one.state is BroadcastState.SENDING and await sweeping.finish(one.id):
            missing = await sweeping.missing(one.id)
            report = _log.error if missing else _log.info
            report("broadcast finished", broadcast=one.id, missing=missing)
            self._after.pop((one.id, Task.PUSH), None)
        if one.changing and await sweeping.end_changes(one):
            _log.info("broadcast changed", broadcast=one.id, how=one.changing)
            self._after.pop((one.id, Task(one.changing)), None)


@dataclass(frozen=True, slots=True)
class _Taken:
    chosen: list[Errand]
    held: Collection[int]
