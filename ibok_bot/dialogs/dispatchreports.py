"""The reports in one incident, each with its place, phone and photos; and the incident's whole history."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs import dispatchwords
from ibok_bot.dialogs.dispatchdesk import Desk, found, report_of
from ibok_bot.dialogs.outagewords import KIND_NAMES
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Instead, Retry, Said, Shown, Step, Style
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.i18n import Verbatim, _, lines, n_, paragraphs

_SEE = "see:"
_LISTED, _EVENTS = 5, 8
_GIST = 200
_FEWEST = 2
"""Households in an incident from which one can be split off."""


@dataclass(frozen=True)
class Reports(Step[Desk]):
    """A page of them, the oldest first."""

    case: str
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Those withdrawn too."""
        case = await found(desk, self.case)
        some = await desk.dispatch.reports(case.id, self.page * _LISTED, _LISTED + 1)
        shown = some[:_LISTED]
        last_page = self.page + (len(some) > _LISTED)
        return Ask(
            paragraphs(
                lines(dispatchwords.button(case), dispatchwords.households(case.households)),
                *(dispatchwords.report(one, desk, _GIST) for one in shown),
                None if shown else _("There are no reports here."),
            ),
            [
                *(
                    Choice(f"{_SEE}{one.number}", _("Open {number}", number=Verbatim(one.number)))
                    for one in shown
                ),
                *turning(self.page, last_page),
            ],
            crumb=Verbatim(case.number),
        )  # fmt: skip

    async def answer(self, said: Said, desk: Desk) -> OneReport | Instead[Reports]:
        """Open one, or turn the page."""
        await found(desk, self.case)
        if said.choice and said.choice.startswith(_SEE):
            return OneReport(said.choice.removeprefix(_SEE))
        further = 1 if said.one_of(["older", "newer"]) == "older" else -1
        return Instead(replace(self, page=max(0, self.page + further)))


@dataclass(frozen=True)
class OneReport(Step[Desk]):
    """One household's report."""

    report: str

    async def ask(self, desk: Desk) -> Ask:
        """All that they told."""
        case, one = await report_of(desk, self.report)
        buttons: list[Button] = []
        if one.photos:
            buttons.append(Choice("photos", n_("📷 {n} photo", "📷 {n} photos", len(one.photos))))
        if case.households >= _FEWEST and case.state.is_open and not one.withdrawn:
            buttons.append(Choice("split", _("Split it off")))
        buttons.append(Entry("dispatch", _("Back to {number}", number=Verbatim(case.number)), case.number))
        return Ask(
            lines(_("<b>{kind}</b>", kind=KIND_NAMES[one.kind]), dispatchwords.report(one, desk)),
            buttons,
            crumb=_("Report {number}", number=Verbatim(one.number)),
        )

    async def answer(self, said: Said, desk: Desk) -> Photos | Split:
        """Its photos, or a fault of its own."""
        await report_of(desk, self.report)
        return Photos(self.report) if said.one_of(["photos", "split"]) == "photos" else Split(self.report)


@dataclass(frozen=True)
class Photos(Step[Desk]):
    """Its photos, as the channel keeps them."""

    report: str

    async def ask(self, desk: Desk) -> Ask:
        """Each as a message of its own."""
        case, one = await report_of(desk, self.report)
        count, number = len(one.photos), Verbatim(one.number)
        return Ask(
            n_("⬆️ Above is {n} photo of {number}.", "⬆️ Above are {n} photos of {number}.", count, number=number),
            [Entry("dispatch", _("Back to {number}", number=Verbatim(case.number)), case.number)],
            crumb=_("Report {number}", number=number),
            before=tuple(
                Shown(
                    _("📷 {number}, photo {place} of {count}", number=number, place=place, count=count),
                    Media(MediaKind.PHOTO, file),
                )
                for place, file in enumerate(one.photos, 1)
            ),
        )

    async def answer(self, said: Said, desk: Desk) -> Photos:
        """Nothing is asked here."""
        await report_of(desk, self.report)
        raise Retry(_("Please choose with a button below."))


@dataclass(frozen=True)
class Split(Step[Desk]):
    """Whether it is a fault of its own."""

    report: str

    async def ask(self, desk: Desk) -> Ask:
        """What becomes of it."""
        case, one = await report_of(desk, self.report)
        return Ask(
            paragraphs(
                dispatchwords.report(one, desk),
                _(
                    "Make it a fault of its own? It stands as {number} does, and is moved along alone from then on.",
                    number=Verbatim(case.number),
                ),
            ),
            [
                Choice("split", _("Split {number} off", number=Verbatim(one.number)), Style.DANGER),
                Choice("keep", _("No, leave it")),
            ],
            crumb=_("Report {number}", number=Verbatim(one.number)),
        )

    async def answer(self, said: Said, desk: Desk) -> OneReport | End:
        """Its own incident; or what stands in the way."""
        case, one = await report_of(desk, self.report)
        if said.one_of(["split", "keep"]) == "keep":
            return OneReport(self.report)
        made = await desk.dispatch.split(one.number, desk.staff)
        if made is None:
            return End(
                _("It cannot be split off any more: it is alone, withdrawn, or the fault is closed."),
                [Entry("dispatch", _("See how it stands"), case.number)],
            )
        return End(
            _("✅ {report} is a fault of its own now: {number}.", report=Verbatim(one.number),
              number=Verbatim(made.number)),
            [
                Entry("dispatch", _("Back to {number}", number=Verbatim(made.number)), made.number),
                Entry("dispatch", _("Back to {number}", number=Verbatim(case.number)), case.number),
            ],
        )  # fmt: skip


@dataclass(frozen=True)
class History(Step[Desk]):
    """All that happened, the newest first, with what only the staff may read."""

    case: str
    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """A page of it."""
        case = await found(desk, self.case)
        history = list(reversed(await desk.dispatch.history(case.id)))
        last_page = max(0, (len(history) - 1) // _EVENTS)
        page = min(self.page, last_page)
        return Ask(
            paragraphs(
                _("<b>History of {number}</b>, the newest first", number=Verbatim(case.number)),
                *(
                    dispatchwords.event(each, desk)
                    for each in history[page * _EVENTS : (page + 1) * _EVENTS]
                ),
                _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None,
            ),
            [*turning(page, last_page), Entry("dispatch", _("Back to {number}", number=Verbatim(case.number)),
                                              case.number)],
            crumb=_("History"),
        )  # fmt: skip

    async def answer(self, said: Said, desk: Desk) -> Instead[History]:
        """Turn the page."""
        await found(desk, self.case)
        further = 1 if said.one_of(["older", "newer"]) == "older" else -1
        return Instead(replace(self, page=max(0, self.page + further)))
