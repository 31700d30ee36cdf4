"""First aid where there is no electricity: short questions that often help at once, and tell whose fault it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs import outageform, outageknown
from ibok_bot.dialogs.outagedraft import Checked, Desk, Draft, told
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Said, Step, Style
from ibok_bot.domain.outages import FaultKind
from ibok_bot.i18n import Text, _, lines, paragraphs

_SKIP = "skip"


@dataclass(frozen=True, slots=True)
class _Question:
    text: Text
    answers: tuple[tuple[Checked | None, Text], ...]
    """None: what the answer says is that nothing is known."""


_QUESTIONS = (
    _Question(
        lines(
            _("<b>1 of 4. Are all switches in your own fuse box up?</b>"),
            _("Also the main one, often beside the meter or on the staircase."),
        ),
        ((Checked.FUSES_ON, _("Yes, all are up")), (Checked.FUSE_FALLS, _("One is down"))),
    ),
    _Question(
        _("<b>2 of 4. Is there light on the staircase, or outside the house?</b>"),
        (
            (Checked.STAIRS_LIT, _("Yes, there is light")),
            (Checked.STAIRS_DARK, _("No, it is dark")),
            (None, _("There is none here")),
        ),
    ),
    _Question(
        _("<b>3 of 4. Do the neighbours have electricity?</b>"),
        (
            (Checked.OTHERS_LIT, _("Yes, they have")),
            (Checked.OTHERS_DARK, _("No, they have none")),
            (None, _("I do not know")),
        ),
    ),
    _Question(
        _("<b>4 of 4. Is your meter a prepaid one?</b>"),
        (
            (Checked.NOT_PREPAID, _("No")),
            (Checked.CREDIT_LEFT, _("Yes, credit is left")),
            (Checked.CREDIT_USED, _("Yes, it is used up")),
        ),
    ),
)
_ADVICE = {
    Checked.FUSE_FALLS: paragraphs(
        _("<b>Push that switch up once.</b> If it stays up and there is light, all is well."),
        _(
            "If it falls at once, unplug what you switched on last and try once more. If it still falls, leave it "
            "down: the fault is most likely in your own installation, and an electrician is needed. A brigade’s "
            "visit for such a fault may be charged."
        ),
    ),
    Checked.CREDIT_USED: paragraphs(
        _("<b>The meter switches off when the credit is used up.</b>"),
        _("Top it up and enter the code on the meter; the electricity comes back by itself within a few minutes."),
    ),
}
"""What may help at once."""


def hint(draft: Draft) -> Text | None:
    """What to look at before reporting that there is no electricity; nothing where that was done."""
    if draft.checked:
        return None
    if draft.kind is FaultKind.NO_POWER_FLAT:
        return _("💡 Before you send it: are all your fuses up, is there light on the staircase, is a prepaid meter’s "
                 "credit used up? “Check step by step” goes through it.")  # fmt: skip
    return None


@dataclass(frozen=True)
class Check(Step[Desk]):
    """One of the questions; each can be skipped, and so can all."""

    draft: Draft
    number: int = 0

    async def ask(self, desk: Desk) -> Ask | outageknown.Known | outageform.Review:
        """The question; after the last one, what is known there of such a fault."""
        if self.number >= len(_QUESTIONS):
            alone = self.draft.kind is FaultKind.NO_POWER_FLAT  # what is known of that was shown before the questions
            return outageform.Review(self.draft) if alone else outageknown.Known(self.draft)
        question = _QUESTIONS[self.number]
        answers = [Choice(str(place), label) for place, (_fact, label) in enumerate(question.answers)]
        return Ask(
            told(self.draft, question.text),
            [*answers, Choice(_SKIP, _("Skip, go on reporting"))],
            crumb=_("First aid"),
        )

    async def answer(self, said: Said, desk: Desk) -> Check | Advice | outageknown.Known | outageform.Review:
        """The next question, or advice."""
        if said.choice == _SKIP:
            return Check(self.draft, len(_QUESTIONS))
        answers = _QUESTIONS[self.number].answers
        fact, _label = answers[int(said.one_of([str(place) for place in range(len(answers))]))]
        if fact in _ADVICE:
            return Advice(self.draft, self.number, fact)
        return Check(_with(self.draft, fact), self.number + 1)


@dataclass(frozen=True)
class Advice(Step[Desk]):
    """What may help, and whether it did."""

    draft: Draft
    number: int
    fact: Checked

    async def ask(self, desk: Desk) -> Ask:
        """What to do."""
        return Ask(
            told(self.draft, _ADVICE[self.fact]),
            [Choice("works", _("It works now"), Style.SUCCESS), Choice("on", _("It did not help"))],
            crumb=_("First aid"),
        )

    async def answer(self, said: Said, desk: Desk) -> Check | End:
        """Nothing to report, or the next question."""
        if said.one_of(["works", "on"]) == "works":
            return End(
                _("✅ Good that it works. Nothing was sent."),
                [Entry("outages", _("⚡ Faults"))],
            )
        return Check(_with(self.draft, self.fact), self.number + 1)


def _with(draft: Draft, fact: Checked | None) -> Draft:
    """What was found out; it may be a fault of the whole house or street after all."""
    if fact is None:
        return draft
    wider = {Checked.STAIRS_DARK: FaultKind.NO_POWER_BUILDING, Checked.OTHERS_DARK: FaultKind.NO_POWER_AREA}
    return replace(draft, kind=wider.get(fact, draft.kind), checked=(*draft.checked, fact))
