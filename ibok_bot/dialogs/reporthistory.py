"""What happened to a report of a fault, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ibok_bot.dialogs.outagewords import STATE_NAMES
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.reportdesk import Desk, reminder, report_of
from ibok_bot.dialogs.talk import Ask, Instead, Said, Step
from ibok_bot.domain.fault_reports import Event
from ibok_bot.domain.outages import By, What
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

PAGE = 8
_HAPPENED: Mapping[What, Text] = {
    What.FILED: _("you reported it"),
    What.WITHDRAWN: _("you withdrew it"),
    What.REOPENED: _("you told us that it does not work; it is open again"),
    What.WORKS: _("you told us that it works again"),
    What.TAKEN: _("a dispatcher has taken it"),
    What.LEFT: _("it waits for another dispatcher"),
}


@dataclass(frozen=True)
class History(Step[Desk]):
    """A page of it."""

    report: str
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each line with its time."""
        report = await report_of(desk, self.report)
        events = list(reversed(await desk.reports.history(desk.customer.account, self.report)))
        last_page = max(0, (len(events) - 1) // PAGE)
        page = min(self.page, last_page)
        shown = events[page * PAGE : (page + 1) * PAGE]
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        return Ask(
            paragraphs(
                reminder(report),
                _("<b>What happened</b>, the newest first"),
                *(_told(one) for one in shown),
                where,
            ),
            turning(page, last_page),
            crumb=Verbatim(report.number),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[History]:
        """Turn the page."""
        older = said.one_of(["older", "newer"]) == "older"
        return Instead(replace(self, page=self.page + 1 if older else max(0, self.page - 1)))


def _told(event: Event) -> Text:
    expected = event.expected_at if event.what is What.MOVED else None
    return lines(
        _("<b>{moment}</b> · {what}", moment=event.at, what=_what(event)),
        _("expected about {time}", time=expected) if expected else None,
        _("💬 {note}", note=Verbatim(event.note)) if event.note else None,
    )


def _what(event: Event) -> Text:
    other = Verbatim(event.other or "")
    match event.what:
        case What.MOVED:
            return STATE_NAMES[event.state]
        case What.NOTED:
            return _("you added") if event.side is By.CUSTOMER else _("the dispatcher adds")
        case What.JOINED:
            return _("joined with fault {other}", other=other)
        case What.SPLIT:
            return _("separated from fault {other}", other=other)
    return _HAPPENED[event.what]
