"""What a customer does with a report of theirs: adds words and photos, withdraws it, says whether it works again."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.dialogs import onereport
from ibok_bot.dialogs.outagewords import GONE, KIND_NAMES
from ibok_bot.dialogs.reportdesk import Desk, rating, reminder, report_of
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Instead, Outdated, Retry, Said, Step, Style
from ibok_bot.domain.fault_reports import LONGEST_NOTE, MOST_PHOTOS
from ibok_bot.domain.outages import Done
from ibok_bot.i18n import Text, Verbatim, _, n_, paragraphs

_MOVED_ON = _("That cannot be done any more: the report has changed meanwhile. Please open it again.")
_FAULTS = Entry("outages", _("⚡ Faults"))


@dataclass(frozen=True)
class AddNote(Step[Desk]):
    """Something more for the dispatcher."""

    report: str

    async def ask(self, desk: Desk) -> Ask:
        """With an example."""
        report = await report_of(desk, self.report)
        text = _("<b>What shall the dispatcher know too?</b> For example: the gate is open, the pole is behind it.")
        return Ask(paragraphs(reminder(report), text), crumb=Verbatim(report.number))

    async def answer(self, said: Said, desk: Desk) -> Instead[onereport.One]:
        """Added at once."""
        note = said.line(LONGEST_NOTE)
        done(await desk.reports.add_note(desk.customer.account, self.report, note))
        return Instead(onereport.One(self.report))


@dataclass(frozen=True)
class AddPhotos(Step[Desk]):
    """More photos, each added as it comes."""

    report: str
    added: int = 0

    async def ask(self, desk: Desk) -> Ask | onereport.One:
        """How many there are; when no more fit, back to the report."""
        report = await report_of(desk, self.report)
        kept = len(await desk.reports.photos(desk.customer.account, self.report))
        if kept >= MOST_PHOTOS:
            return onereport.One(self.report)
        text = n_(
            "Send {n} more photo: the paper clip below, then “Photo”.",
            "Send up to {n} more photos, one after another: the paper clip below, then “Photo”.",
            MOST_PHOTOS - kept,
        )
        so_far = n_("📷 <b>{n}</b> photo is added.", "📷 <b>{n}</b> photos are added.", kept) if kept else None
        return Ask(
            paragraphs(reminder(report), so_far, text),
            [Choice("done", _("Done"))],
            crumb=Verbatim(report.number),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[AddPhotos | onereport.One]:
        """One more, or back to the report."""
        if said.choice is not None:
            said.one_of(["done"])
            return Instead(onereport.One(self.report))
        done(await desk.reports.add_photo(desk.customer.account, self.report, said.photo().file_id))
        return Instead(AddPhotos(self.report, self.added + 1))


@dataclass(frozen=True)
class Withdraw(Step[Desk]):
    """Whether to withdraw it indeed."""

    report: str

    async def ask(self, desk: Desk) -> Ask:
        """What it is, and what that means."""
        report = await report_of(desk, self.report)
        return Ask(
            paragraphs(
                reminder(report),
                _("Withdraw report {number} ({kind})?", number=Verbatim(report.number), kind=KIND_NAMES[report.kind]),
                _("Then nobody works on it for you, and we tell you nothing more of it. You can always report anew."),
            ),
            [Choice("keep", _("Keep it")), Choice("withdraw", _("Withdraw the report"), Style.DANGER)],
            crumb=Verbatim(report.number),
        )

    async def answer(self, said: Said, desk: Desk) -> End | onereport.One:
        """Withdrawn, or kept."""
        report = await report_of(desk, self.report)
        if said.one_of(["keep", "withdraw"]) == "keep":
            return onereport.One(self.report)
        done(await desk.reports.withdraw(desk.customer.account, self.report))
        return End(_("✅ Report {number} is withdrawn.", number=Verbatim(report.number)), [_FAULTS])


async def answered(desk: Desk, public_id: str, *, works: bool) -> End:
    """What the customer said when it was mended."""
    report = await report_of(desk, public_id)
    done(await desk.reports.works_again(desk.customer.account, public_id, works=works))
    number = Verbatim(report.number)
    if works:
        return End(_("✅ Good to hear that it works. Thank you!"), [rating(report), _FAULTS])
    return End(_reopened(number), [Entry("outage", _("See the report"), public_id), _FAULTS])


def done(what: Done) -> None:
    """Nothing, where it was done. Raises Outdated or Retry where it could not be."""
    if what in (Done.DONE, Done.SAME):
        return
    if what is Done.GONE:
        raise Outdated(GONE)
    raise Retry(_MOVED_ON)


def _reopened(number: Verbatim) -> Text:
    return paragraphs(
        _("Report <b>{number}</b> is open again, and a dispatcher looks at it now.", number=number),
        _("Something sparks, hangs or burns? Call <b>991</b>, for fire <b>112</b>."),
        _("In the report you can add what you see, and photos."),
    )
