"""Conversations of customers with people of the office, with the word of each step that goes to the other side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.dialogs.talk import Entry
from ibok_bot.domain.ids import AccountId, ChatId, MemberId
from ibok_bot.domain.media import Media
from ibok_bot.domain.pushes import PushKind
from ibok_bot.domain.staff import Act, Role, StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.threads import Letter, Message, MessageId, Refused, Standing, Thread, ThreadId, View
from ibok_bot.i18n import Text, Verbatim, _, lines
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.colleagues import Colleague, colleagues
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.threads import Threads
from ibok_bot.turns.pushes import Push, Pushes, ToColleague

_NEW = "inbox:new"


class ContactDesk:
    """The inbox of the office and its customers' conversations, on one transaction."""

    def __init__(self, conn: AsyncConnection, visit: Visit, now: datetime, supplier: Supplier, pushes: Pushes) -> None:
        self._conn, self._visit, self._now = conn, visit, now
        self._supplier, self._pushes = supplier, pushes
        self._threads, self._audit = Threads(conn, now), Audit(conn, now)

    async def begin(self, account: AccountId, letter: Letter) -> ThreadId | Refused:
        """A customer's new conversation; the clerks hear of it when they are there, without haste."""
        begun = await self._threads.begin(account, self._visit.language, letter)
        if not isinstance(begun, Refused):
            await self._tell_all()
        return begun

    async def write(self, account: AccountId, thread: ThreadId, letter: Letter) -> Standing | Refused:
        """One more message of the customer: to the clerk who has it, or to all."""
        standing = await self._threads.write(account, thread, letter)
        if isinstance(standing, Refused):
            return standing
        if standing.holder is None:
            await self._tell_all()
        else:
            said = _("☎️ The customer has written again: no. {number}", number=thread)
            await self._tell(standing.holder, thread, said)
        return standing

    async def settle(self, account: AccountId, thread: ThreadId) -> bool:
        """The customer needs no more; the clerk who had it hears of it."""
        before = await self._threads.settle(account, thread)
        if before is not None and before.holder is not None:
            said = _("☎️ The customer says that it is settled: no. {number}", number=thread)
            await self._tell(before.holder, thread, said)
        return before is not None

    async def rate(self, account: AccountId, thread: ThreadId, stars: int) -> bool:
        """How the customer found it."""
        return await self._threads.rate(account, thread, stars)

    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Thread]:
        """A customer's own."""
        return await self._threads.of(account, offset, limit)

    async def count_of(self, account: AccountId) -> int:
        """How many there are."""
        return await self._threads.count_of(account)

    async def one_of(self, account: AccountId, thread: ThreadId) -> Thread | None:
        """A customer's own; None for another's."""
        return await self._threads.one_of(account, thread)

    async def messages(self, thread: ThreadId, offset: int, limit: int) -> Sequence[Message]:
        """Some of its messages, counted from the newest."""
        return await self._threads.messages(thread, offset, limit)

    async def count_messages(self, thread: ThreadId) -> int:
        """How many it has."""
        return await self._threads.count_messages(thread)

    async def media(self, thread: ThreadId, message: MessageId) -> Media | None:
        """The file of one of its messages."""
        return await self._threads.media(thread, message)

    async def one(self, thread: ThreadId) -> Thread | None:
        """Any, for clerks."""
        return await self._threads.one(thread)

    async def queue(self, view: View, me: MemberId, offset: int, limit: int) -> Sequence[Thread]:
        """A page of the inbox."""
        return await self._threads.queue(view, me, offset, limit)

    async def count(self, view: View, me: MemberId) -> int:
        """How many there are in it."""
        return await self._threads.count(view, me)

    async def take(self, thread: ThreadId, by: StaffMember, seen: MemberId | None) -> bool:
        """For this clerk; a colleague from whom it is taken hears of it."""
        done = await self._threads.take(thread, by.id, seen)
        if done:
            await self._audit.record(by, Act.THREAD_TAKEN, str(thread))
        if done and seen is not None:
            said = _("☎️ {name} has taken over no. {number}", name=Verbatim(by.name), number=thread)
            await self._tell(seen, thread, said)
        return done

    async def hand_back(self, thread: ThreadId, by: StaffMember) -> bool:
        """To whoever takes it next; the colleagues hear of it."""
        done = await self._threads.hand_back(thread, by.id)
        if done:
            await self._audit.record(by, Act.THREAD_HANDED_BACK, str(thread))
            await self._tell_all()
        return done

    async def answer(self, thread: ThreadId, by: StaffMember, letter: Letter, *, closing: bool = False) -> bool:
        """To the customer, in every chat of theirs; False where this clerk has it no more."""
        done = await self._threads.answer(thread, by.id, letter)
        if not done:
            return False
        await self._audit.record(by, Act.THREAD_ANSWERED, str(thread))
        said = _("☎️ <b>The office has answered you</b> (conversation no. {number})", number=thread)
        if closing and await self._threads.close(thread, by.id):
            await self._audit.record(by, Act.THREAD_CLOSED, str(thread))
        await self._tell_customer(thread, said, _("☎️ Read the answer"), "thread:{}")
        return True

    async def close(self, thread: ThreadId, by: StaffMember) -> bool:
        """As settled; the customer is asked how it was."""
        done = await self._threads.close(thread, by.id)
        if done:
            await self._audit.record(by, Act.THREAD_CLOSED, str(thread))
            said = lines(
                _("☎️ <b>Your conversation no. {number} is closed</b>", number=thread),
                _("Is there more to say? Write in it, and it is open again. And please tell us how it was."),
            )
            await self._tell_customer(thread, said, _("☎️ See and rate"), "closed:{}")
        return done

    async def _tell_customer(self, thread: ThreadId, said: Text, label: Text, topic: str) -> None:
        """One word for several answers that wait to be told: what was said is read in the conversation."""
        found = await self._threads.one(thread)
        if found is None:
            return
        entry = Entry("letters", label, str(thread))
        push = Push(
            found.account,
            said,
            (entry,),
            kind=PushKind.SERVICE,
            topic=topic.format(thread),
            supersede=True,
            urgent=False,
        )
        self._pushes.tell(push)

    async def _tell_all(self) -> None:
        """All clerks but the one who speaks here, in their hours: however many wait, in one word."""
        waiting = await self._threads.count(View.WAITING, MemberId(0))
        said = _("☎️ Customers wait for an answer: {count}", count=waiting)
        for one in await self._clerks():
            self._push(one, said, Entry("inbox", _("☎️ Open the inbox")), _NEW)

    async def _tell(self, whom: MemberId, thread: ThreadId, said: Text) -> None:
        entry = Entry("inbox", _("☎️ Open it"), str(thread))
        for one in await self._clerks():
            if one.member.id == whom:
                self._push(one, said, entry, f"inbox:{thread}")

    def _push(self, whom: Colleague, said: Text, entry: Entry, topic: str) -> None:
        at = self._supplier.duty.begins_after(self._now)
        self._pushes.tell(ToColleague(whom, said, (entry,), topic, at or self._now, urgent=at is not None))

    async def _clerks(self) -> Sequence[Colleague]:
        here: tuple[str, ChatId] = (self._visit.channel, self._visit.chat)
        return [one for one in await colleagues(self._conn, Role.CLERK) if (one.channel, one.chat) != here]
