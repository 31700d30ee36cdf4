"""A customer's own reports of faults, open ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ibok_bot.dialogs import onereport
from ibok_bot.dialogs.outagewords import KIND_NAMES, STATE_NAMES, expected
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.reportdesk import Desk
from ibok_bot.dialogs.talk import Ask, Choice, Entry, Instead, Row, Said, Step
from ibok_bot.domain.fault_reports import Report
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

PAGE = 5
_SEE = "see:"


@dataclass(frozen=True)
class MyReports(Step[Desk]):
    """A page of the list."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with its state, and a button."""
        account = desk.customer.account
        count = await desk.reports.count(account)
        if not count:
            report = Entry("outages", _("Report a fault"))
            return Ask(_("You have not reported any fault yet."), [report], crumb=_("My reports"))
        last_page = (count - 1) // PAGE
        page = min(self.page, last_page)
        shown = await desk.reports.of(account, page * PAGE, PAGE)
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        buttons = [Choice(_SEE + one.public_id, Verbatim(one.number)) for one in shown]
        rows: list[Row] = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
        return Ask(
            paragraphs(
                n_("<b>{n}</b> report, open ones first", "<b>{n}</b> reports, open ones first", count),
                *(brief(one, desk.now()) for one in shown),
                where,
            ),
            [*rows, *turning(page, last_page), Entry("outages", _("Report a fault"))],
            crumb=_("My reports"),
        )

    async def answer(self, said: Said, desk: Desk) -> onereport.One | Instead[MyReports]:
        """Look at one, or turn the page."""
        if said.choice and said.choice.startswith(_SEE):
            return onereport.One(said.choice.removeprefix(_SEE))
        older = said.one_of(["older", "newer"]) == "older"
        return Instead(MyReports(self.page + 1 if older else max(0, self.page - 1)))


def brief(report: Report, now: datetime) -> Text:
    """A report in three lines."""
    return lines(
        _("<b>{number}</b> · {kind}", number=Verbatim(report.number), kind=KIND_NAMES[report.kind]),
        _("{state}, reported {date}", state=STATE_NAMES[report.state], date=report.reported_at),
        expected(report.state, report.expected_at, now),
    )
