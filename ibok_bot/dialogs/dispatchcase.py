"""One incident as a dispatcher sees it: what is known of it, and the ways to move it along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ibok_bot.dialogs import dispatchwords
from ibok_bot.dialogs.dispatchdesk import Desk, found
from ibok_bot.dialogs.dispatchjoin import Join
from ibok_bot.dialogs.dispatchmove import Draft, States, drafted
from ibok_bot.dialogs.dispatchnote import Note
from ibok_bot.dialogs.dispatchreports import History, OneReport, Reports
from ibok_bot.dialogs.dispatchwords import CHANGED
from ibok_bot.dialogs.talk import Ask, Button, Choice, Retry, Row, Said, Step, Style
from ibok_bot.domain.dispatch import CaseLine
from ibok_bot.domain.outages import By, Done, State, next_states
from ibok_bot.i18n import Verbatim, _, lines, n_, paragraphs

_INTO, _TAKE, _LEAVE = "into:", "take:", "leave:"
_EVENTS = 3
_LIKELIEST: Mapping[State, tuple[State, State]] = {
    State.NEW: (State.FORWARDED, State.VERIFYING),
    State.VERIFYING: (State.FORWARDED, State.IN_PROGRESS),
    State.FORWARDED: (State.IN_PROGRESS, State.SCHEDULED),
    State.SCHEDULED: (State.IN_PROGRESS, State.RESOLVED),
    State.IN_PROGRESS: (State.RESOLVED, State.IN_PROGRESS),
    State.RESOLVED: (State.IN_PROGRESS, State.VERIFYING),
}
"""What a dispatcher most often does next; everything else is one press further."""


@dataclass(frozen=True)
class One(Step[Desk]):
    """Its page, by its number or a report's."""

    case: str

    async def ask(self, desk: Desk) -> Ask:
        """Where, what, since when, who has it, what was said last."""
        case = await found(desk, self.case)
        reports = await desk.dispatch.reports(case.id, 0, 2)
        history = await desk.dispatch.history(case.id)
        alone = reports[0] if len(reports) == 1 else None
        return Ask(
            paragraphs(
                dispatchwords.whole(case, desk),
                dispatchwords.report(reports[0], desk) if reports else None,
                n_("… and {n} more report", "… and {n} more reports", case.households - 1)
                if alone is None and case.households > 1
                else None,
                lines(*(dispatchwords.event(each, desk) for each in history[-_EVENTS:])),
            ),
            [
                *_moves(case),
                *_taking(case, desk),
                (
                    Choice(f"report:{alone.number}", _("The whole report"))
                    if alone
                    else Choice("reports", _("Reports ({count})", count=case.households)),
                    Choice("history", _("Whole history")),
                ),
                (Choice("note", _("Add a note")), *_joining(case)),
                Choice("refresh", _("Refresh")),
            ],
            crumb=Verbatim(case.number),
        )

    async def answer(
        self, said: Said, desk: Desk
    ) -> One | Draft | States | Reports | OneReport | History | Note | Join:
        """Do it, or go on to where it is done. Raises Retry where somebody else was quicker."""
        case = await found(desk, self.case)
        word, _colon, rest = (said.choice or "").partition(":")
        match word:
            case "into":
                state, _colon, version = rest.rpartition(":")
                return drafted(case, State(state), int(version), desk)
            case "take":
                _happened(await desk.dispatch.take(case.id, int(rest), desk.staff))
            case "leave":
                _happened(await desk.dispatch.leave(case.id, int(rest), desk.staff))
            case "report":
                return OneReport(rest)
            case _:
                return self._room(said)
        return self

    def _room(self, said: Said) -> One | States | Reports | History | Note | Join:
        match said.one_of(["states", "reports", "history", "note", "join", "refresh"]):
            case "states":
                return States(self.case)
            case "reports":
                return Reports(self.case)
            case "history":
                return History(self.case)
            case "note":
                return Note(self.case)
            case "join":
                return Join(self.case)
        return self


def _moves(case: CaseLine) -> list[Button | Row]:
    """The likeliest states, and the way to all of them."""
    allowed = next_states(case.state, By.DISPATCHER)
    if not allowed:
        return []
    first, second = _LIKELIEST.get(case.state, (allowed[0], allowed[-1]))
    shown = dict.fromkeys(state for state in (first, second) if state in allowed)
    rows: list[Button | Row] = [
        tuple(
            Choice(
                f"{_INTO}{state}:{case.version}",
                dispatchwords.next_state(case, state),
                Style.PRIMARY if state is first else None,
            )
            for state in shown
        )
    ]
    return [*rows, Choice("states", _("Other state"))] if set(allowed) - {*shown, State.JOINED} else rows


def _taking(case: CaseLine, desk: Desk) -> list[Button | Row]:
    if not case.state.is_open:
        return []
    if case.taken_by == desk.staff.id:
        return [Choice(f"{_LEAVE}{case.version}", _("Give it back"))]
    return [Choice(f"{_TAKE}{case.version}", _("Take it") if case.taken_by is None else _("Take it over"))]


def _joining(case: CaseLine) -> tuple[Choice, ...]:
    return (Choice("join", _("Join to another")),) if case.state.is_open else ()


def _happened(done: Done) -> None:
    """Raises Retry where nothing happened; that it was so already is no mistake."""
    if done not in (Done.DONE, Done.SAME):
        raise Retry(CHANGED)
