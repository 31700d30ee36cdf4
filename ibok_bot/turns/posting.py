"""Posting a notice (ogłoszenie) and looking after it: on the board, in the chats, and in the audit log at once.

The supplier's systems, the command line and the staff's dialogs all do it through here, on their own transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import BroadcastPlan, BroadcastState, Policy
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.notice_html import Missing, TooLong
from ibok_bot.domain.notices import KIND, Category, Draft, Posted, Wording
from ibok_bot.domain.posting import CannotPost, Outcome, Part, Planned, Recipients, Status
from ibok_bot.domain.staff import Act, Actor, StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Voice
from ibok_bot.storage.audiences import count
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.notices import Notices
from ibok_bot.storage.postings import Carrier, ahead_of, carriers
from ibok_bot.turns import noticescreen

__all__ = ["SERVICE_KIND", "CannotPost", "Outcome", "Part", "Planned", "Posting", "Status"]

SERVICE_KIND = "safety"
"""The kind of a notice that cannot be switched off."""
_LATE = timedelta(minutes=5)
"""Clocks differ this much: a time that passed this long ago still means now."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice in a list, and the broadcast that carries it; None where nothing was ever sent."""

    notice: Posted
    carrier: Carrier | None


class Posting:
    """Notices, from the first word to the last chat. Whatever is changed here is in the audit log."""

    def __init__(self, conn: AsyncConnection, now: datetime, supplier: Supplier, channel: str = "telegram") -> None:
        self._conn, self._now, self._supplier, self._channel = conn, now, supplier, channel
        self._notices, self._broadcasts = Notices(conn), Broadcasts(conn, now)
        self._audit = Audit(conn, now)

    def check(self, draft: Draft, at: datetime | None = None) -> None:
        """Whether it can be posted, to be sent `at` a time (None: at once). Raises CannotPost."""
        self._check_texts(draft.texts, with_file=draft.file is not None)
        if at is not None and at < self._now - _LATE:
            raise CannotPost(Part.AT, "It lies in the past; leave it out to send at once")
        if draft.valid_to is not None and draft.valid_to <= max(self._now, draft.valid_from, at or self._now):
            raise CannotPost(Part.VALID_TO, "The notice would be over before it begins or is sent")

    def messages(self, draft: Draft) -> Mapping[str, str]:
        """The message in each language of the notice, in the small HTML, as chats would show it."""
        return {
            language: noticescreen.screen(wording, draft.file, Voice(language), self._supplier, None).html
            for language, wording in draft.texts.items()
        }

    async def count(self, draft: Draft) -> Recipients:
        """How many it would go to now."""
        kind = None if draft.is_service else KIND
        return await count(self._conn, draft.audience, self._channel, warsaw_day(self._now), kind=kind)

    async def post(
        self, draft: Draft, by: Actor, at: datetime | None = None, *, needs_approval: bool = False
    ) -> Planned:
        """Onto the board, and out to its audience `at` a time (None: at once). Raises CannotPost.

        What needs approval is neither seen nor sent until another member of the staff has approved it.
        """
        self.check(draft, at)
        author = by.id if isinstance(by, StaffMember) else None
        notice = await self._notices.add(replace(draft, author=author))
        if not needs_approval:
            await self._notices.publish(notice, self._now)
        plan = BroadcastPlan(
            texts=noticescreen.payloads(draft.texts, draft.file, self._supplier, notice),
            audience=draft.audience,
            starts_at=max(self._now, at or self._now),
            notice=notice,
            kind=SERVICE_KIND if draft.is_service else KIND,
            expires_at=draft.valid_to,
            urgent=draft.urgent,
            policy=Policy.AT_LEAST_ONCE if draft.category is Category.SAFETY else Policy.AT_MOST_ONCE,
            author=author,
            needs_approval=needs_approval,
        )
        broadcast = await self._broadcasts.plan(plan)
        await self._audit.record(by, Act.NOTICE_POSTED, str(notice))
        return Planned(notice, broadcast, await self.count(draft))

    async def approve(self, notice: NoticeId, by: StaffMember) -> Outcome:
        """Let it onto the board and out to its audience; the author never can."""
        found = await self.status(notice)
        if found is None:
            return Outcome.GONE
        if found.progress is None or not await self._broadcasts.approve(found.progress.id, by.id):
            return Outcome.TOO_LATE if found.notice.published_at is None else Outcome.ALREADY
        await self._notices.publish(notice, self._now, by.id)
        return await self._done(by, Act.NOTICE_APPROVED, notice)

    async def pause(self, notice: NoticeId, by: Actor) -> Outcome:
        """Send no more for now; those whose message is in flight still get it."""
        found = await self.status(notice)
        if found is None or found.progress is None:
            return Outcome.GONE
        if await self._broadcasts.pause(found.progress.id):
            return await self._done(by, Act.NOTICE_PAUSED, notice)
        return Outcome.ALREADY if found.progress.state is BroadcastState.PAUSED else Outcome.TOO_LATE

    async def resume(self, notice: NoticeId, by: Actor) -> Outcome:
        """Go on sending."""
        found = await self.status(notice)
        if found is None or found.progress is None:
            return Outcome.GONE
        if await self._broadcasts.resume(found.progress.id):
            return await self._done(by, Act.NOTICE_RESUMED, notice)
        moving = {BroadcastState.SCHEDULED, BroadcastState.FREEZING, BroadcastState.SENDING}
        return Outcome.ALREADY if found.progress.state in moving else Outcome.TOO_LATE

    async def cancel(self, notice: NoticeId, by: Actor) -> Outcome:
        """Send no more, for good. It stays on the board if anybody may have got it; else it goes from there too."""
        found = await self.status(notice)
        if found is None or found.progress is None:
            return Outcome.GONE
        if not await self._broadcasts.cancel(found.progress.id):
            return Outcome.ALREADY if found.progress.state is BroadcastState.CANCELLED else Outcome.TOO_LATE
        if (await self._broadcasts.progress(found.progress.id)).started_at is None:  # asked with the row held
            await self._notices.recall(notice, self._now)
        return await self._done(by, Act.NOTICE_CANCELLED, notice)

    async def recall(self, notice: NoticeId, by: Actor) -> Outcome:
        """Take it back: from the board, and from the chats where it arrived in the last 48 hours."""
        found = await self.status(notice)
        if found is None:
            return Outcome.GONE
        taken = await self._notices.recall(notice, self._now)
        deleting = found.progress is not None and await self._broadcasts.recall(found.progress.id)
        if not taken and not deleting:
            return Outcome.ALREADY
        return await self._done(by, Act.NOTICE_RECALLED, notice)

    async def edit(self, notice: NoticeId, texts: Mapping[str, Wording], by: Actor) -> Outcome:
        """Other words, on the board and in the chats where it arrived in the last 48 hours. Raises CannotPost."""
        found = await self.status(notice)
        if found is None:
            return Outcome.GONE
        if found.notice.recalled_at is not None:
            return Outcome.TOO_LATE
        kept = found.notice
        self._check_texts(texts, with_file=kept.file is not None)
        await self._notices.change(notice, replace(kept, texts=texts))
        if found.progress is not None:
            payloads = noticescreen.payloads(texts, kept.file, self._supplier, notice)
            await self._broadcasts.revise(found.progress.id, payloads)
        return await self._done(by, Act.NOTICE_EDITED, notice)

    async def status(self, notice: NoticeId) -> Status | None:
        """How it stands; None where there is no such notice."""
        posted = await self._notices.one(notice)
        if posted is None:
            return None
        carrier = (await carriers(self._conn, [notice])).get(notice)
        return Status(posted, await self._broadcasts.progress(carrier.broadcast) if carrier else None)

    async def listing(self, before: NoticeId | None, most: int) -> Sequence[Listed]:
        """The newest first, drafts too; with `before`, those older than that one. No message is counted for it."""
        notices = await self._notices.newest(await ahead_of(self._conn, before), most)
        by_notice = await carriers(self._conn, [notice.id for notice in notices])
        return [Listed(notice, by_notice.get(notice.id)) for notice in notices]

    def _check_texts(self, texts: Mapping[str, Wording], *, with_file: bool) -> None:
        if not texts:
            raise CannotPost(Part.TEXTS, "It has no text; give one in Polish (pl) at least")
        for language, wording in texts.items():
            try:
                noticescreen.check(wording, self._supplier, with_file=with_file)
            except (TooLong, Missing) as wrong:
                part = Part.TITLE if wrong.what == "title" else Part.TEXT
                raise CannotPost(part, str(wrong), language) from wrong

    async def _done(self, by: Actor, act: Act, notice: NoticeId) -> Outcome:
        await self._audit.record(by, act, str(notice))
        return Outcome.DONE
