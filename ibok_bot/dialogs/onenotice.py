"""One notice: as it was written, under the line that says who speaks, with its picture or file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs.noticewords import about, speaker, standing
from ibok_bot.dialogs.talk import Ask, Entry, Outdated, Retry, Said, Step
from ibok_bot.domain.access import Customer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import ChatId, NoticeId
from ibok_bot.domain.notices import OpenNotice, Reader, Standing
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Verbatim, _, lines, paragraphs

GONE = _("There is no such notice for this account.")
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


class Board(Protocol):
    """The notices of a customer, found by their numbers."""

    async def one(self, reader: Reader, notice: NoticeId) -> OpenNotice | None: ...
    async def mark_read(self, reader: Reader, notice: NoticeId) -> None: ...


class Visitor(Protocol):
    """Who reads, and in which chat."""

    channel: str
    chat: ChatId
    language: str


class Desk(Protocol):
    """What a notice's page needs."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def customer(self) -> Customer: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def board(self) -> Board: ...
    def now(self) -> datetime: ...


class AnyDesk(Protocol):
    """Who is at the board."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def customer(self) -> Customer: ...
    def now(self) -> datetime: ...


def reader(desk: AnyDesk) -> Reader:
    """The customer at the board, in the language spoken with them now."""
    who, here, now = desk.customer, desk.visitor, desk.now()
    return Reader(who.account, who.payer, here.channel, here.chat, here.language, now, warsaw_day(now))


@dataclass(frozen=True)
class One(Step[Desk]):
    """A notice for this customer, by its number."""

    notice: str

    async def ask(self, desk: Desk) -> Ask:
        """The whole of it; it is read from now on. Raises Outdated for what is not for this customer."""
        opened = await self._opened(desk)
        head = opened.head
        if not head.read:
            await desk.board.mark_read(reader(desk), head.id)
        text = paragraphs(
            lines(_("<b>{title}</b>", title=Verbatim(head.title)), about(head), standing(head)),
            lines(speaker(desk.supplier), opened.html) if head.standing is not Standing.RECALLED else None,
        )
        file = None if head.standing is Standing.RECALLED else opened.file
        return Ask(text, [Entry("notices", _("📌 All notices"))], crumb=_("Notice"), media=file)

    async def answer(self, said: Said, desk: Desk) -> One:
        """Nothing is asked here."""
        raise Retry(_("Please choose with a button below."))

    async def _opened(self, desk: Desk) -> OpenNotice:
        known = _NUMBER.fullmatch(self.notice)
        found = await desk.board.one(reader(desk), NoticeId(int(self.notice))) if known else None
        if found is None:
            raise Outdated(GONE)
        return found
