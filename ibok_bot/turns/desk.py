"""The desk of one turn: the shelves that dialogs reach for, all on one transaction.

A shelf is set up when a dialog first reaches for it, and its module loaded then: most turns need two or three.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Customer
from ibok_bot.domain.staff import StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import WARSAW, Voice
from ibok_bot.storage.conversations import Visit
from ibok_bot.turns.lazily import when_entered
from ibok_bot.turns.pushes import Pushes

with when_entered():
    import ibok_bot.storage.accounts
    import ibok_bot.storage.attempts
    import ibok_bot.storage.audit
    import ibok_bot.storage.bills
    import ibok_bot.storage.board
    import ibok_bot.storage.drafts
    import ibok_bot.storage.dues
    import ibok_bot.storage.invoices
    import ibok_bot.storage.outages
    import ibok_bot.storage.payers
    import ibok_bot.storage.payments
    import ibok_bot.storage.planned
    import ibok_bot.storage.readings
    import ibok_bot.storage.sessions
    import ibok_bot.storage.staff
    import ibok_bot.storage.suggestions
    import ibok_bot.storage.survey_desk
    import ibok_bot.storage.surveys
    import ibok_bot.storage.tariffs
    import ibok_bot.storage.telling
    import ibok_bot.storage.templates
    import ibok_bot.turns.contactdesk
    import ibok_bot.turns.dispatchdesk
    import ibok_bot.turns.noticedesk
    import ibok_bot.turns.planneddesk


class NotLoggedIn(Exception):
    """A customer's thing was asked for without a session: a fault in a dialog's access, never a person's doing."""


class NotStaff(Exception):
    """A thing of the staff was asked for without a role: a fault in a dialog's access, never a person's doing."""


@dataclass(slots=True)
class Doorplate:
    """How people find the bot: its name in Telegram, once Telegram has told it."""

    bot: str | None = None

    def link(self, payload: str) -> str | None:
        """The deep link that starts the bot with this payload; None where the name is not known."""
        return f"https://t.me/{self.bot}?start={payload}" if self.bot else None


class Desk:
    """What the office knows and does for one person during one turn."""

    def __init__(self, maker: DeskMaker, conn: AsyncConnection, visitor: Visit, now: datetime) -> None:
        self._maker, self._conn, self._now = maker, conn, now
        self.visitor = visitor
        self.supplier, self.timezone, self.doorplate = maker.supplier, maker.timezone, maker.doorplate
        self.pushes = Pushes()

    @property
    def staff(self) -> StaffMember:
        """Who of the staff this is. Raises NotStaff."""
        if self.visitor.staff is None:
            raise NotStaff
        return self.visitor.staff

    @property
    def customer(self) -> Customer:
        """Who is logged in. Raises NotLoggedIn."""
        if self.visitor.customer is None:
            raise NotLoggedIn
        return self.visitor.customer

    def now(self) -> datetime:
        """The time of this turn, one and the same throughout."""
        return self._now

    def voice(self) -> Voice:
        """How this person is spoken to."""
        return Voice(self.visitor.language, self.timezone)

    @cached_property
    def accounts(self) -> ibok_bot.storage.accounts.Accounts:
        return ibok_bot.storage.accounts.Accounts(self._conn, self._now)

    @cached_property
    def attempts(self) -> ibok_bot.storage.attempts.Attempts:
        return ibok_bot.storage.attempts.Attempts(self._conn, self.visitor, self._now)

    @cached_property
    def codes(self) -> ibok_bot.storage.accounts.Codes:
        return ibok_bot.storage.accounts.Codes(self._conn, self.visitor, self._now, self._maker.code_key)

    @cached_property
    def dues(self) -> ibok_bot.storage.dues.Dues:
        return ibok_bot.storage.dues.Dues(self._conn)

    @cached_property
    def journal(self) -> ibok_bot.storage.sessions.Journal:
        return ibok_bot.storage.sessions.Journal(self._conn, self.visitor, self._now)

    @cached_property
    def links(self) -> ibok_bot.storage.accounts.Links:
        return ibok_bot.storage.accounts.Links(self._conn, self.visitor, self._now)

    @cached_property
    def payers(self) -> ibok_bot.storage.payers.Payers:
        return ibok_bot.storage.payers.Payers(self._conn)

    @cached_property
    def payments(self) -> ibok_bot.storage.payments.Payments:
        return ibok_bot.storage.payments.Payments(self._conn)

    @cached_property
    def readings(self) -> ibok_bot.storage.readings.Readings:
        return ibok_bot.storage.readings.Readings(self._conn, self._now, self.supplier.reading_window)

    @cached_property
    def recoveries(self) -> ibok_bot.storage.accounts.Recoveries:
        return ibok_bot.storage.accounts.Recoveries(self._conn, self.visitor, self._now)

    @cached_property
    def sessions(self) -> ibok_bot.storage.sessions.Sessions:
        return ibok_bot.storage.sessions.Sessions(self._conn, self.visitor, self._now)

    @cached_property
    def tariffs(self) -> ibok_bot.storage.tariffs.Tariffs:
        return ibok_bot.storage.tariffs.Tariffs(self._conn)

    @cached_property
    def templates(self) -> ibok_bot.storage.templates.Templates:
        return ibok_bot.storage.templates.Templates(self._conn)

    @cached_property
    def wishes(self) -> ibok_bot.storage.accounts.Wishes:
        return ibok_bot.storage.accounts.Wishes(self._conn)

    @cached_property
    def invoices(self) -> ibok_bot.storage.invoices.Invoices:
        return ibok_bot.storage.invoices.Invoices(self._conn)

    @cached_property
    def bills(self) -> ibok_bot.storage.bills.Bills:
        return ibok_bot.storage.bills.Bills(self._conn)

    @cached_property
    def board(self) -> ibok_bot.storage.board.Board:
        return ibok_bot.storage.board.Board(self._conn)

    @cached_property
    def team(self) -> ibok_bot.storage.staff.Team:
        return ibok_bot.storage.staff.Team(self._conn, self._now)

    @cached_property
    def audit(self) -> ibok_bot.storage.audit.Audit:
        return ibok_bot.storage.audit.Audit(self._conn, self._now)

    @cached_property
    def notices(self) -> ibok_bot.turns.noticedesk.NoticeDesk:
        return ibok_bot.turns.noticedesk.NoticeDesk(self._conn, self._now, self.supplier, self.timezone)

    @cached_property
    def drafts(self) -> ibok_bot.storage.drafts.Drafts:
        return ibok_bot.storage.drafts.Drafts(self._conn, self._now)

    @cached_property
    def reports(self) -> ibok_bot.storage.outages.Reports:
        return ibok_bot.storage.outages.Reports(self._conn, self._now)

    @cached_property
    def dispatch(self) -> ibok_bot.turns.dispatchdesk.DispatchDesk:
        return ibok_bot.turns.dispatchdesk.DispatchDesk(self._conn, self._now, self.supplier, self.timezone)

    @cached_property
    def telling(self) -> ibok_bot.storage.telling.Telling:
        return ibok_bot.storage.telling.Telling(self._conn, self._now)

    @cached_property
    def planned(self) -> ibok_bot.storage.planned.Planned:
        return ibok_bot.storage.planned.Planned(self._conn, self._now)

    @cached_property
    def planneddesk(self) -> ibok_bot.turns.planneddesk.PlannedDesk:
        return ibok_bot.turns.planneddesk.PlannedDesk(self._conn, self._now)

    @cached_property
    def contact(self) -> ibok_bot.turns.contactdesk.ContactDesk:
        return ibok_bot.turns.contactdesk.ContactDesk(self._conn, self.visitor, self._now, self.supplier, self.pushes)

    @cached_property
    def surveys(self) -> ibok_bot.storage.surveys.Surveys:
        return ibok_bot.storage.surveys.Surveys(self._conn, self._now)

    @cached_property
    def surveydesk(self) -> ibok_bot.storage.survey_desk.SurveyDesk:
        return ibok_bot.storage.survey_desk.SurveyDesk(self._conn, self._now)

    @cached_property
    def suggestions(self) -> ibok_bot.storage.suggestions.Suggestions:
        return ibok_bot.storage.suggestions.Suggestions(self._conn, self._now)


@dataclass(frozen=True, slots=True)
class DeskMaker:
    """Sets up the desk for a turn."""

    supplier: Supplier
    code_key: bytes
    timezone: ZoneInfo = WARSAW
    doorplate: Doorplate = field(default_factory=Doorplate)

    def __call__(self, conn: AsyncConnection, visit: Visit, now: datetime) -> Desk:
        """All shelves on this connection."""
        return Desk(self, conn, visit, now)
