"""Joining an incident to another that is the same fault."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.dialogs import dispatchwords
from ibok_bot.dialogs.dispatchdesk import Desk, found, sought
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Retry, Said, Step, Style
from ibok_bot.domain.outages import Done
from ibok_bot.i18n import Verbatim, _, lines, n_, paragraphs

_LISTED = 6
_LONGEST = 30


@dataclass(frozen=True)
class Join(Step[Desk]):
    """With which one; those nearby with a kin cause come first."""

    case: str

    async def ask(self, desk: Desk) -> Ask:
        """Those of the area, and the way to any other."""
        case = await found(desk, self.case)
        kin = await desk.dispatch.kin(case.id, _LISTED)
        return Ask(
            paragraphs(
                _("<b>To which fault does {number} belong?</b>", number=Verbatim(case.number)),
                *(dispatchwords.brief(one, desk) for one in kin),
                None if kin else _("No other fault is open in this area."),
                _("Write the number of any other, for example AW-118."),
            ),
            [Choice(f"into:{one.number}", dispatchwords.button(one)) for one in kin],
            crumb=Verbatim(case.number),
        )

    async def answer(self, said: Said, desk: Desk) -> JoinSure:
        """To be confirmed. Raises Retry for a number that there is not, or that cannot be joined."""
        case = await found(desk, self.case)
        number = said.choice.removeprefix("into:") if said.choice else said.line(_LONGEST)
        into = await sought(desk, number)
        if into is None:
            raise Retry(_("There is no fault of this number. Write it as the queue shows it, for example AW-118."))
        if into.id == case.id:
            raise Retry(_("That is the same fault. Give the number of another one."))
        if not into.state.is_open:
            raise Retry(_("That fault is closed. Only open ones can be joined."))
        return JoinSure(case.number, case.version, into.number)


@dataclass(frozen=True)
class JoinSure(Step[Desk]):
    """Whether it is meant: only one by one can they be split again."""

    case: str
    version: int
    into: str

    async def ask(self, desk: Desk) -> Ask:
        """Both, and who will hear what."""
        case, into = await found(desk, self.case), await found(desk, self.into)
        return Ask(
            paragraphs(
                dispatchwords.brief(case, desk),
                _("⬇️ becomes part of"),
                dispatchwords.brief(into, desk),
                n_(
                    "{n} household of {number} hears how {into} stands, and everything from now on.",
                    "{n} households of {number} hear how {into} stands, and everything from now on.",
                    case.households,
                    number=Verbatim(case.number),
                    into=Verbatim(into.number),
                ),
            ),
            [
                Choice("join", _("Join to {number}", number=Verbatim(into.number)), Style.DANGER),
                Choice("keep", _("No, leave them apart")),
            ],
            crumb=Verbatim(case.number),
        )

    async def answer(self, said: Said, desk: Desk) -> End:
        """Joined; or what stands in the way."""
        case, into = await found(desk, self.case), await found(desk, self.into)
        see = [Entry("dispatch", _("Back to {number}", number=Verbatim(into.number)), into.number)]
        if said.one_of(["join", "keep"]) == "keep":
            return End(
                _("They stay two faults. Nobody was told anything."),
                [Entry("dispatch", _("Back to {number}", number=Verbatim(case.number)), case.number)],
            )
        if await desk.dispatch.join(case.id, self.version, into.id, desk.staff) is not Done.DONE:
            return End(
                _("Somebody else has changed one of them meanwhile, so nothing was joined. Look at it once more."),
                [Entry("dispatch", _("See how it stands"), case.number)],
            )
        both = await found(desk, self.into)
        return End(
            lines(
                _("✅ {number} is part of {into} now.", number=Verbatim(case.number), into=Verbatim(into.number)),
                dispatchwords.households(both.households),
            ),
            see,
        )
