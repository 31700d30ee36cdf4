"""One report of a fault: how it stands, who acts, what happened; added to, withdrawn, and whether it works again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ibok_bot.dialogs import reportchange, reporthistory
from ibok_bot.dialogs.outagewords import KIND_NAMES, STATE_NAMES, acting, expected, neighbours
from ibok_bot.dialogs.reportdesk import Desk, rating, reminder, report_of
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Row, Said, Step, Style
from ibok_bot.domain.claims import of_report
from ibok_bot.domain.fault_reports import MOST_PHOTOS, Event, Report
from ibok_bot.domain.outages import By, State, What
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs


@dataclass(frozen=True)
class One(Step[Desk]):
    """A report: how it stands now."""

    report: str

    async def ask(self, desk: Desk) -> Ask:
        """The state first, who acts, when it is expected; then what was reported."""
        report = await report_of(desk, self.report)
        photos = len(await desk.reports.photos(desk.customer.account, self.report))
        history = await desk.reports.history(desk.customer.account, self.report)
        return Ask(
            paragraphs(
                reminder(report),
                _standing(report, history, desk),
                _("<b>Does it work again?</b> If not, we go on at once.") if report.asks_whether_it_works else None,
                _reported(report, photos),
            ),
            [*_claim(report, desk), *_buttons(report, photos)],
            crumb=Verbatim(report.number),
        )

    async def answer(
        self, said: Said, desk: Desk
    ) -> End | reportchange.AddNote | reportchange.AddPhotos | reportchange.Withdraw | reporthistory.History:
        """Answer whether it works, add to it, withdraw it, or read what happened."""
        await report_of(desk, self.report)
        match said.one_of(["works", "broken", "note", "photos", "withdraw", "history"]):
            case "note":
                return reportchange.AddNote(self.report)
            case "photos":
                return reportchange.AddPhotos(self.report)
            case "withdraw":
                return reportchange.Withdraw(self.report)
            case "history":
                return reporthistory.History(self.report)
            case answer:
                return await reportchange.answered(desk, self.report, works=answer == "works")


def _standing(report: Report, history: Sequence[Event], desk: Desk) -> Text:
    note = _word(report, history)
    return lines(
        _("<b>{kind}</b>", kind=KIND_NAMES[report.kind]),
        _("State: <b>{state}</b>", state=STATE_NAMES[report.state]),
        expected(report.state, report.expected_at, desk.now()),
        _("💬 {note}", note=Verbatim(note)) if note else None,
        acting(report.state, report.operator, desk.supplier),
        neighbours(report.others),
    )


def _word(report: Report, history: Sequence[Event]) -> str | None:
    """The dispatcher's last word in the state that holds: “a brigade is on its way” says nothing once it is mended."""
    for one in reversed(history):
        if one.state is not report.state or one.what is What.REOPENED:
            return None
        if one.note and one.side is By.DISPATCHER:
            return one.note
    return None


def _reported(report: Report, photos: int) -> Text:
    place = report.address or report.area.name
    return lines(
        _("Reported {date}", date=report.reported_at),
        _("📍 {place}", place=Verbatim(place)) if place else None,
        _("✏️ {words}", words=Verbatim(report.description)) if report.description else None,
        n_("📷 {n} photo", "📷 {n} photos", photos) if photos else None,
        _("☎️ {phone}", phone=Verbatim(report.phone)) if report.phone else None,
        _("You told us that it works again.") if report.works and report.state is State.RESOLVED else None,
    )


def _claim(report: Report, desk: Desk) -> list[Button]:
    """After more than a day without electricity: the application that is prepared for it."""
    long = of_report(report, desk.now())
    return [Entry("claim", _("📄 Claim a discount"), long.item)] if long else []


def _buttons(report: Report, photos: int) -> list[Button | Row]:
    history = Choice("history", _("What happened so far"))
    note = Choice("note", _("Add words"))
    if report.state is State.RESOLVED:
        asked: list[Button | Row] = [
            Choice("works", _("Yes, it works"), Style.SUCCESS),
            Choice("broken", _("No, still out of order"), Style.DANGER),
        ]
        broken = Choice("broken", _("Out of order again"))
        return [*(asked if report.works is None else [rating(report), broken]), history]
    if not report.state.is_open:
        return [history, Entry("outages", _("Report a fault"))]
    more = [Choice("photos", _("Add photos"))] if photos < MOST_PHOTOS else []
    return [(note, *more), history, Choice("withdraw", _("Withdraw the report"), Style.DANGER)]
