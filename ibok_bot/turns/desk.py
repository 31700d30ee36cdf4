"""The desk of one turn: the shelves that dialogs reach for, all on one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Customer
from ibok_bot.domain.staff import StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import WARSAW, Voice
from ibok_bot.storage.accounts import Accounts, Codes, Links, Recoveries, Wishes
from ibok_bot.storage.attempts import Attempts
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.bills import Bills
from ibok_bot.storage.board import Board
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.drafts import Drafts
from ibok_bot.storage.dues import Dues
from ibok_bot.storage.invoices import Invoices
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.payers import Payers
from ibok_bot.storage.payments import Payments
from ibok_bot.storage.planned import Planned
from ibok_bot.storage.readings import Readings
from ibok_bot.storage.sessions import Journal, Sessions
from ibok_bot.storage.staff import Team
from ibok_bot.storage.suggestions import Suggestions
from ibok_bot.storage.survey_desk import SurveyDesk
from ibok_bot.storage.surveys import Surveys
from ibok_bot.storage.tariffs import Tariffs
from ibok_bot.storage.telling import Telling
from ibok_bot.storage.templates import Templates
from ibok_bot.turns.contactdesk import ContactDesk
from ibok_bot.turns.dispatchdesk import DispatchDesk
from ibok_bot.turns.noticedesk import NoticeDesk
from ibok_bot.turns.planneddesk import PlannedDesk
from ibok_bot.turns.pushes import Pushes


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


@dataclass(frozen=True, slots=True)
class Desk:
    """What the office knows and does for one person during one turn."""

    visitor: Visit
    supplier: Supplier
    at: datetime
    accounts: Accounts
    attempts: Attempts
    codes: Codes
    dues: Dues
    journal: Journal
    links: Links
    payers: Payers
    payments: Payments
    readings: Readings
    recoveries: Recoveries
    sessions: Sessions
    tariffs: Tariffs
    templates: Templates
    wishes: Wishes
    pushes: Pushes
    invoices: Invoices
    bills: Bills
    board: Board
    team: Team
    audit: Audit
    notices: NoticeDesk
    drafts: Drafts
    reports: Reports
    dispatch: DispatchDesk
    telling: Telling
    planned: Planned
    planneddesk: PlannedDesk
    contact: ContactDesk
    surveys: Surveys
    surveydesk: SurveyDesk
    suggestions: Suggestions
    doorplate: Doorplate
    timezone: ZoneInfo

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
        return self.at

    def voice(self) -> Voice:
        """How this person is spoken to."""
        return Voice(self.visitor.language, self.timezone)


@dataclass(frozen=True, slots=True)
class DeskMaker:
    """Sets up the desk for a turn."""

    supplier: Supplier
    code_key: bytes
    timezone: ZoneInfo = WARSAW
    doorplate: Doorplate = field(default_factory=Doorplate)

    def __call__(self, conn: AsyncConnection, visit: Visit, now: datetime) -> Desk:
        """All shelves on this connection."""
        pushes = Pushes()
        return Desk(
            visitor=visit,
            supplier=self.supplier,
            at=now,
            accounts=Accounts(conn, now),
            attempts=Attempts(conn, visit, now),
            codes=Codes(conn, visit, now, self.code_key),
            dues=Dues(conn),
            journal=Journal(conn, visit, now),
            links=Links(conn, visit, now),
            payers=Payers(conn),
            payments=Payments(conn),
            readings=Readings(conn, now, self.supplier.reading_window),
            recoveries=Recoveries(conn, visit, now),
            sessions=Sessions(conn, visit, now),
            tariffs=Tariffs(conn),
            templates=Templates(conn),
            wishes=Wishes(conn),
            pushes=pushes,
            invoices=Invoices(conn),
            bills=Bills(conn),
            board=Board(conn),
            team=Team(conn, now),
            audit=Audit(conn, now),
            notices=NoticeDesk(conn, now, self.supplier, self.timezone),
            drafts=Drafts(conn, now),
            reports=Reports(conn, now),
            dispatch=DispatchDesk(conn, now, self.supplier, self.timezone),
            telling=Telling(conn, now),
            planned=Planned(conn, now),
            planneddesk=PlannedDesk(conn, now),
            contact=ContactDesk(conn, visit, now, self.supplier, pushes),
            surveys=Surveys(conn, now),
            surveydesk=SurveyDesk(conn, now),
            suggestions=Suggestions(conn, now),
            doorplate=self.doorplate,
            timezone=self.timezone,
        )
