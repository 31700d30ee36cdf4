"""Reporting a fault (zgłoszenie awarii): what it is, safety first where there is danger, looked over, and sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs import outagecheck, outageparts, outageplace
from ibok_bot.dialogs.outagedraft import CHECKED, Desk, Draft, kind_of, place_of, told, unknown_hazard
from ibok_bot.dialogs.outagewords import KIND_NAMES, KINDS, REMINDER, acting, neighbours, safety
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Instead, Row, Said, Step, Style
from ibok_bot.domain.fault_reports import Filed
from ibok_bot.domain.outages import FaultKind
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, paragraphs

DANGEROUS = tuple(kind for kind in FaultKind if kind.is_dangerous)
COMMON = (FaultKind.NO_POWER_FLAT, FaultKind.NO_POWER_BUILDING, FaultKind.NO_POWER_AREA, FaultKind.FLICKER)


def begun(draft: Draft) -> Hazard | Safety | outageplace.AskPlace:
    """The first page about a fault: never the form before the safety text."""
    if draft.is_dangerous:
        return Safety(draft)
    return Hazard(draft) if unknown_hazard(draft.kind) else outageplace.AskPlace(draft)


@dataclass(frozen=True)
class Hazard(Step[Desk]):
    """Whether there is danger, of a kind that does not tell."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask:
        """A plain question, with the numbers above it."""
        lamp = _("A lamp that is only dark is usually the gmina’s: tell its office too.")
        return Ask(
            paragraphs(
                REMINDER,
                _("<b>Is something damaged, does it hang down, spark or burn?</b>"),
                lamp if self.draft.kind is FaultKind.STREET_LIGHT else None,
            ),
            [Choice("no", _("No, no danger")), Choice("yes", _("Yes, there is danger"), Style.DANGER)],
            crumb=kind_of(self.draft),
        )

    async def answer(self, said: Said, desk: Desk) -> outageplace.AskPlace | Which | Safety:
        """Danger first."""
        if said.one_of(["no", "yes"]) == "no":
            return Which(self.draft) if self.draft.description else outageplace.AskPlace(self.draft)
        if self.draft.kind is FaultKind.STREET_LIGHT:
            return Safety(replace(self.draft, kind=FaultKind.POLE))
        return Which(replace(self.draft, hazard=True))


@dataclass(frozen=True)
class Which(Step[Desk]):
    """Of what kind it is that was described or is dangerous, so that the neighbours' reports of it are recognised."""

    draft: Draft

    @property
    def _offered(self) -> tuple[FaultKind, ...]:
        return DANGEROUS if self.draft.hazard else COMMON

    async def ask(self, desk: Desk) -> Ask:
        """The kinds, dangerous or common; anything else stays what it is."""
        return Ask(
            told(self.draft, _("<b>What is it most like?</b>")),
            [
                *in_twos([Choice(kind.value, KINDS[kind]) for kind in self._offered]),
                Choice("none", _("Like none of these")),
            ],
            crumb=kind_of(self.draft),
        )

    async def answer(self, said: Said, desk: Desk) -> Safety | outageplace.AskPlace:
        """What to do at once where there is danger; else on to the place."""
        chosen = said.one_of(["none", *self._offered])
        draft = self.draft if chosen == "none" else replace(self.draft, kind=FaultKind(chosen), hazard=False)
        return Safety(draft) if draft.is_dangerous else outageplace.AskPlace(draft)


@dataclass(frozen=True)
class Safety(Step[Desk]):
    """What to do at once where there is danger."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask:
        """Keep away, call; only then the form."""
        return Ask(
            safety(self.draft.kind, desk.supplier),
            [Choice("on", _("I am calling, report too"))],
            crumb=kind_of(self.draft),
        )

    async def answer(self, said: Said, desk: Desk) -> outageplace.AskPlace:
        """The report, which keeps the numbers in sight."""
        said.one_of(["on"])
        return outageplace.AskPlace(self.draft)


@dataclass(frozen=True)
class Review(Step[Desk]):
    """The report before it is sent. Whatever is written, photographed or marked here is added to it."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask | outageplace.AskPlace | outageparts.Describe:
        """All that is known; sent with one press."""
        draft = self.draft
        if not draft.has_place:
            return outageplace.AskPlace(draft)
        if draft.kind is FaultKind.OTHER and not draft.description:
            return outageparts.Describe(draft)
        return Ask(
            told(
                draft,
                lines(_("<b>{kind}</b>", kind=KIND_NAMES[draft.kind]), await _facts(desk, draft)),
                outagecheck.hint(draft),
                _("You may also write here what you see, or send photos or a place on the map."),
            ),
            self._buttons(),
            crumb=kind_of(draft),
        )

    async def answer(
        self, said: Said, desk: Desk
    ) -> (
        Review | Instead[Review] | End | outagecheck.Check | outageparts.Describe | outageparts.Photos
        | outageparts.Phone | outageplace.AskPlace
    ):  # fmt: skip
        """Send it, add to it, or check first what may help."""
        if said.choice is None:
            return Instead(Review(outageparts.added(self.draft, said)))
        match said.one_of(["send", "check", "words", "photos", "phone", "place"]):
            case "check":
                return outagecheck.Check(self.draft)
            case "words":
                return outageparts.Describe(self.draft)
            case "photos":
                return outageparts.Photos(self.draft)
            case "phone":
                return outageparts.Phone(self.draft)
            case "place":
                return outageplace.AskPlace(self.draft)
        return await hand_in(desk, self.draft)

    def _buttons(self) -> list[Button | Row]:
        draft = self.draft
        words = _("Change the words") if draft.description else _("Describe it")
        phone = _("Another phone") if draft.phone else _("Leave a phone")
        check = [Choice("check", _("🔧 Check step by step"))] if outagecheck.hint(draft) else []
        return [
            Choice("send", _("Send the report"), Style.SUCCESS),
            *check,
            (Choice("words", words), Choice("photos", _("Photos"))),
            (Choice("phone", phone), Choice("place", _("Another place"))),
        ]


async def hand_in(desk: Desk, draft: Draft, joins: str = "") -> End:
    """Write the report down, and say what happens now."""
    await place_of(desk, draft)
    filed = await desk.reports.file(desk.customer.account, draft.report(joins))
    return End(
        told(draft, _filed(filed), *_what_now(filed, desk)),
        [Entry("outage", _("See the report"), filed.report.public_id), Entry("outages", _("⚡ Faults"))],
    )


def _filed(filed: Filed) -> Text:
    number = Verbatim(filed.report.number)
    if filed.before:
        return _("You have reported this already: <b>{number}</b>. It stands as it was.", number=number)
    return lines(_("✅ Your report is received: <b>{number}</b>.", number=number), neighbours(filed.report.others))


def _what_now(filed: Filed, desk: Desk) -> list[Text | None]:
    report = filed.report
    return [
        acting(report.state, report.operator, desk.supplier),
        _("We write to you here of every change. In the report you can add photos and words, or withdraw it."),
    ]


async def _facts(desk: Desk, draft: Draft) -> Text:
    checked = joined([CHECKED[one] for one in draft.checked], ", ")
    return lines(
        _("📍 {place}", place=await place_of(desk, draft)),
        outageparts.told_so_far(draft),
        _("checked: {facts}", facts=checked) if draft.checked else None,
    )


def in_twos(choices: list[Choice]) -> list[Row]:
    """Two buttons a row."""
    return [tuple(choices[start : start + 2]) for start in range(0, len(choices), 2)]
