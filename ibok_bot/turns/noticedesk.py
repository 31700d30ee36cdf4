"""Notices at the desk of one who writes and follows them: posted with the approval that is due, watched, mended.

Whatever the way in (a dialog, the command line), a notice to a crowd waits here for a second member of the staff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.dialogs import keyboard
from ibok_bot.dialogs.talk import Entry
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastState, DeliveryState
from ibok_bot.domain.ids import ChatId, NoticeId
from ibok_bot.domain.notice_draft import Sent
from ibok_bot.domain.notices import Draft, Wording
from ibok_bot.domain.posting import Outcome, Recipients, Status
from ibok_bot.domain.progress import Changing, Problem
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.domain.staff import Act, Actor, Role, StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.tokens import ApiToken
from ibok_bot.i18n import WARSAW, Text, Verbatim, Voice, _, lines
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.colleagues import Colleague, colleagues
from ibok_bot.storage.deliveries import Deliveries
from ibok_bot.storage.watching import Watching
from ibok_bot.turns import noticescreen
from ibok_bot.turns.messages import Screen
from ibok_bot.turns.posting import Listed, Posting
from ibok_bot.turns.rendering import buttons

KIND = "staff"
DIALOG = "broadcasts"
"""The dialog that shows a sending."""
_ENCODE = msgspec.json.Encoder()


class NoticeDesk:
    """Notices for those who write, approve and follow them, on one transaction."""

    def __init__(self, conn: AsyncConnection, now: datetime, supplier: Supplier, timezone: ZoneInfo = WARSAW) -> None:
        self._conn, self._now, self._supplier, self._timezone = conn, now, supplier, timezone
        self._posting, self._broadcasts = Posting(conn, now, supplier), Broadcasts(conn, now)
        self._watching, self._audit = Watching(conn, now), Audit(conn, now)

    def room(self, title: str, *, with_file: bool) -> int:
        """How long a text under this title may be."""
        return noticescreen.room(title, self._supplier, with_file=with_file)

    def messages(self, draft: Draft) -> Mapping[str, str]:
        """What chats would show, in each language of the notice."""
        return self._posting.messages(draft)

    async def count(self, draft: Draft) -> Recipients:
        """Whom it would go to now."""
        return await self._posting.count(draft)

    def needs_approval(self, recipients: Recipients) -> bool:
        """Whether so many are a crowd."""
        return self.is_crowd(recipients.total)

    def is_crowd(self, chats: int) -> bool:
        """Whether a notice to so many needs a second member of the staff."""
        return chats > self._supplier.approve_above

    def held_until(self, draft: Draft, at: datetime | None) -> datetime | None:
        """When the quiet hours are over, where a notice that is to go out `at` a time (None: now) waits for that."""
        quiet, begins = QuietHours(*self._supplier.quiet_hours, self._timezone), max(self._now, at or self._now)
        return None if draft.urgent or not quiet.hold(begins) else quiet.over(begins)

    async def send(self, draft: Draft, by: Actor, at: datetime | None = None) -> Sent:
        """Post it; to a crowd it goes only when somebody else has approved it, who is asked now. Raises CannotPost.

        Whoever wrote it follows it, and gets the report in the end.
        """
        waits = self.needs_approval(await self.count(draft))
        planned = await self._posting.post(draft, by, at, needs_approval=waits)
        for me in [one for one in await colleagues(self._conn, Role.CLERK) if one.member == by]:
            await self._watching.follow(planned.broadcast, me.channel, me.chat)
        asked = await self._ask_to_approve(planned.notice, draft, by, planned.recipients) if waits else 0
        return Sent(planned.notice, planned.recipients, waits, asked, self.held_until(draft, at))

    async def approve(self, notice: NoticeId, by: StaffMember) -> Outcome:
        """Let it out; its author hears of it, and can never do it."""
        outcome = await self._posting.approve(notice, by)
        if outcome is Outcome.DONE:
            said = _("✅ {name} has approved your notice. It is on its way.", name=Verbatim(by.name))
            await self._tell_author(notice, by, said)
        return outcome

    async def reject(self, notice: NoticeId, by: StaffMember) -> Outcome:
        """Keep it from going out; its author hears of it, and still has the text. What was approved is left alone."""
        status = await self._posting.status(notice)
        if status is None or status.progress is None:
            return Outcome.GONE
        if await self._watching.held(status.progress.id) is not BroadcastState.AWAITING_APPROVAL:
            return Outcome.TOO_LATE
        outcome = await self.cancel(notice, by)
        if outcome is Outcome.DONE:
            said = _(
                "✋ {name} has not approved your notice. Nobody got it; the text is kept, and you can send it anew.",
                name=Verbatim(by.name),
            )
            await self._tell_author(notice, by, said)
        return outcome

    async def pause(self, notice: NoticeId, by: Actor) -> Outcome:
        """Send no more for now."""
        return await self._posting.pause(notice, by)

    async def resume(self, notice: NoticeId, by: Actor) -> Outcome:
        """Go on."""
        return await self._posting.resume(notice, by)

    async def cancel(self, notice: NoticeId, by: Actor) -> Outcome:
        """Send no more, for good."""
        return await self._posting.cancel(notice, by)

    async def recall(self, notice: NoticeId, by: Actor) -> Outcome:
        """Take it back, from the board and from the chats."""
        return await self._posting.recall(notice, by)

    async def edit(self, notice: NoticeId, texts: Mapping[str, Wording], by: Actor) -> Outcome:
        """Other words. Where a crowd has it, those who could have approved it hear of it. Raises CannotPost."""
        outcome = await self._posting.edit(notice, texts, by)
        status = await self._posting.status(notice)
        reached = status.progress.recipients if status and status.progress else 0
        if outcome is Outcome.DONE and status and self.is_crowd(reached):
            said = _("✏️ {name} has changed the words of a notice that many have got.", name=_named(by))
            await self._tell(await self._others(by), lines(said, _title(status)), notice)
        return outcome

    async def status(self, notice: NoticeId) -> Status | None:
        """How it stands."""
        return await self._posting.status(notice)

    async def listing(self, before: NoticeId | None, most: int) -> Sequence[Listed]:
        """The newest first; with `before`, those older than that one."""
        return await self._posting.listing(before, most)

    async def send_in_doubt(self, notice: NoticeId, by: Actor) -> int:
        """To those of whom nobody knows whether it arrived, once more; to how many."""
        status = await self._posting.status(notice)
        count = await self._broadcasts.send_in_doubt(status.progress.id) if status and status.progress else 0
        if count:
            await self._audit.record(by, Act.NOTICE_RESUMED, f"{notice}: {count} in doubt")
        return count

    async def by_language(self, broadcast: BroadcastId) -> Mapping[str, Mapping[DeliveryState, int]]:
        """What became of the messages, for each language."""
        return await self._watching.by_language(broadcast)

    async def problems(self, broadcast: BroadcastId, most: int) -> Sequence[Problem]:
        """Messages that did not arrive, or are not as they should be."""
        return await self._watching.problems(broadcast, most)

    async def changing(self, broadcast: BroadcastId) -> Changing | None:
        """How far the editing or deleting of what arrived has come."""
        return await self._watching.changing(broadcast)

    async def follow(self, broadcast: BroadcastId, channel: str, chat: ChatId) -> None:
        """This chat is told how it goes."""
        await self._watching.follow(broadcast, channel, chat)

    async def _ask_to_approve(self, notice: NoticeId, draft: Draft, by: Actor, recipients: Recipients) -> int:
        others = await self._others(by)
        wording = next(iter(draft.texts.values()))
        said = lines(
            _("📨 <b>A notice waits for a second person: {title}</b>", title=Verbatim(wording.title)),
            _(
                "{name} wants to send it to {count} chats. Read it, and decide.",
                name=_named(by),
                count=recipients.total,
            ),
        )
        await self._tell(others, said, notice)
        return len(others)

    async def _others(self, by: Actor) -> list[Colleague]:
        me = by.id if isinstance(by, StaffMember) else None
        return [one for one in await colleagues(self._conn, Role.CLERK) if one.member.id != me]

    async def _tell_author(self, notice: NoticeId, by: StaffMember, said: Text) -> None:
        status = await self._posting.status(notice)
        if status is None or status.notice.author in (None, by.id):
            return
        author = [one for one in await self._others(by) if one.member.id == status.notice.author]
        await self._tell(author, lines(said, _title(status)), notice)

    async def _tell(self, whom: Sequence[Colleague], said: Text, notice: NoticeId) -> None:
        deliveries = Deliveries(self._conn, None, self._now)
        key = keyboard.entry(Entry(DIALOG, _("📨 See the notice"), str(notice)))
        for one in whom:
            voice = Voice(one.language, self._timezone)
            payload = _ENCODE.encode(Screen(voice.html(said), buttons([(key,)], voice))).decode()
            await deliveries.add(one.channel, one.chat, payload, kind=KIND, urgent=True)


def _named(by: Actor) -> Text:
    return Verbatim(by.name) if isinstance(by, StaffMember | ApiToken) else _("The console")


def _title(status: Status) -> Text:
    return Verbatim(next(iter(status.notice.texts.values())).title)
