"""Changing a planned outage: other places, another time or reason; then a look at it, and at how many hear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ibok_bot.dialogs.planneddesk import (
    ASK_WHERE,
    MOVED_ON,
    Desk,
    checked,
    outage_of,
    reach_told,
    read_area,
    read_time,
    terms_told,
    unchanged,
    warning,
)
from ibok_bot.dialogs.plannedform import ASK_REASON, ASK_START, NONE, ask_end, done, end_said, reason_said
from ibok_bot.dialogs.plannedwords import when
from ibok_bot.dialogs.talk import Ask, Choice, End, Outdated, Said, Step, Style
from ibok_bot.domain.planned import PlannedOutage, Terms
from ibok_bot.i18n import Text, _, paragraphs


@dataclass(frozen=True)
class NewWhere(Step[Desk]):
    """Other places than before."""

    key: str
    version: int

    async def ask(self, desk: Desk) -> Ask:
        """What they are now, and how a place is written."""
        outage = await unchanged(desk, self.key, self.version)
        return Ask(paragraphs(terms_told(outage.terms), ASK_WHERE), crumb=_("Place"))

    async def answer(self, said: Said, desk: Desk) -> Change:
        """On to the summary."""
        outage = await unchanged(desk, self.key, self.version)
        return Change(self.key, self.version, replace(outage.terms, area=read_area(said)))


@dataclass(frozen=True)
class NewStart(Step[Desk]):
    """Another time than before. One that runs already can only end at another."""

    key: str
    version: int

    async def ask(self, desk: Desk) -> Ask | NewEnd:
        """What it is now."""
        outage = await unchanged(desk, self.key, self.version)
        if outage.terms.starts_at <= desk.now():
            return NewEnd(self.key, self.version, outage.terms.starts_at)
        return Ask(paragraphs(_now_is(outage), ASK_START), crumb=_("Beginning"))

    async def answer(self, said: Said, desk: Desk) -> NewEnd:
        """On to the end."""
        return NewEnd(self.key, self.version, read_time(said, desk.now()))


@dataclass(frozen=True)
class NewEnd(Step[Desk]):
    """Until when from now on."""

    key: str
    version: int
    starts_at: datetime

    async def ask(self, desk: Desk) -> Ask:
        """Common lengths, or any time."""
        outage = await unchanged(desk, self.key, self.version)
        asked = ask_end(self.starts_at)
        return replace(asked, text=paragraphs(_now_is(outage), asked.text))

    async def answer(self, said: Said, desk: Desk) -> Change:
        """On to the summary. Raises Retry for an end that makes no sense."""
        outage = await unchanged(desk, self.key, self.version)
        terms = replace(outage.terms, starts_at=self.starts_at, ends_at=end_said(said, self.starts_at))
        return Change(self.key, self.version, checked(terms, desk.now()))


@dataclass(frozen=True)
class NewReason(Step[Desk]):
    """Another reason than before; nobody is told of that alone."""

    key: str
    version: int

    async def ask(self, desk: Desk) -> Ask:
        """It may be left out."""
        await unchanged(desk, self.key, self.version)
        return Ask(ASK_REASON, [Choice(NONE, _("Without a reason"))], crumb=_("Reason"))

    async def answer(self, said: Said, desk: Desk) -> Change:
        """On to the summary."""
        outage = await unchanged(desk, self.key, self.version)
        return Change(self.key, self.version, replace(outage.terms, reason=reason_said(said)))


@dataclass(frozen=True)
class Change(Step[Desk]):
    """Whether to change it so indeed."""

    key: str
    version: int
    terms: Terms

    async def ask(self, desk: Desk) -> Ask:
        """As it will be, and how many hear of it."""
        outage = await unchanged(desk, self.key, self.version)
        moved = self.terms.starts_at != outage.terms.starts_at
        silent = replace(self.terms, reason=outage.terms.reason) == outage.terms
        return Ask(
            paragraphs(
                _("<b>Change the outage so?</b>"),
                terms_told(self.terms),
                reach_told(await desk.planneddesk.reach(self.terms)),
                _("Only the reason changes: nobody gets a message.") if silent
                else _("Whom it concerns now or did before, and for whom something differs, is told."),
                warning(self.terms.starts_at, desk.now()) if moved else None,
            ),
            [Choice("change", _("Change the outage"), Style.SUCCESS)],
            crumb=_("Summary"),
        )  # fmt: skip

    async def answer(self, said: Said, desk: Desk) -> End:
        """Change it. Raises Outdated where somebody else was quicker."""
        said.one_of(["change"])
        terms = checked(self.terms, desk.now())
        key = (await outage_of(desk, self.key)).id
        written = await desk.planneddesk.change(key, self.version, terms, desk.staff)
        if written.came not in {"changed", "same"} or written.outage is None:
            raise Outdated(MOVED_ON)
        return done(written.outage)


def _now_is(outage: PlannedOutage) -> Text:
    return _("Now it is: {when}", when=when(outage.terms.starts_at, outage.terms.ends_at))
