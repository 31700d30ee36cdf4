"""A note to an incident: for the staff alone, or for everybody who reported it."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.dialogs.dispatchdesk import Desk, found
from ibok_bot.dialogs.dispatchwords import CHANGED
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Instead, Retry, Said, Step
from ibok_bot.domain.fault_reports import LONGEST_NOTE
from ibok_bot.domain.outages import Done
from ibok_bot.i18n import Verbatim, _, n_, paragraphs


@dataclass(frozen=True)
class Note(Step[Desk]):
    """What is to be noted."""

    case: str

    async def ask(self, desk: Desk) -> Ask:
        """Whom it is for comes after it."""
        case = await found(desk, self.case)
        return Ask(
            _("Write the note. Who may read it is asked next."),
            crumb=Verbatim(case.number),
        )

    async def answer(self, said: Said, desk: Desk) -> ForWhom:
        """For whom."""
        await found(desk, self.case)
        return ForWhom(self.case, said.line(LONGEST_NOTE))


@dataclass(frozen=True)
class ForWhom(Step[Desk]):
    """Who may read it."""

    case: str
    text: str

    async def ask(self, desk: Desk) -> Ask:
        """The staff first: what they say among themselves is told to nobody by a slip."""
        case = await found(desk, self.case)
        return Ask(
            paragraphs(Verbatim(self.text), _("Who may read it? To change it, write it anew.")),
            [
                Choice("staff", _("🔒 Only the staff")),
                Choice("all", n_("Tell {n} household", "Tell {n} households", case.households)),
            ],
            crumb=Verbatim(case.number),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[ForWhom] | End:
        """Written down, and told."""
        case = await found(desk, self.case)
        if said.choice is None:
            return Instead(ForWhom(self.case, said.line(LONGEST_NOTE)))
        public = said.one_of(["staff", "all"]) == "all"
        if await desk.dispatch.note(case.id, self.text, desk.staff, public=public) is not Done.DONE:
            raise Retry(CHANGED)
        done = _("✅ Noted, and told to those who reported it.") if public else _("✅ Noted, for the staff alone.")
        return End(
            done,
            [
                Entry("dispatch", _("Back to {number}", number=Verbatim(case.number)), case.number),
                Entry("dispatch", _("⚡ Faults desk")),
            ],
        )
