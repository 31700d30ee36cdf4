"""Moving an incident along: the state, the promised time, a word to the households, and who will be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from ibok_bot.dialogs import dispatchwords
from ibok_bot.dialogs.dispatchdesk import GONE, Desk, found
from ibok_bot.dialogs.dispatchtold import Told
from ibok_bot.dialogs.dispatchwords import CHANGED, WRONG_TIME
from ibok_bot.dialogs.outagewords import STATE_NAMES
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Instead, Outdated, Retry, Row, Said, Step, Style
from ibok_bot.domain import expected_time, typed_time
from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.dispatch import CaseLine, Move
from ibok_bot.domain.fault_reports import LONGEST_NOTE
from ibok_bot.domain.outages import By, Done, State, may_move, next_states
from ibok_bot.i18n import DEFAULT, Text, Verbatim, Voice, _, lines, n_, paragraphs

_INTO, _HOURS = "into:", "hours:"
_QUICK = (1, 2, 4)
_MORNING = 8
_ROUND = timedelta(minutes=5)
PREPARED: Mapping[str, Text] = {
    "crew": _("A crew is on its way."),
    "looking": _("The crew is looking for the place of the damage."),
    "part": _("We are waiting for a part that is needed for the repair."),
    "weather": _("The weather makes the work slow. We are doing all that we can."),
    "switch": _("When the power is back, please switch appliances on one by one."),
}
"""What dispatchers say most often; it is written down in the supplier's language, as if they had typed it."""


@dataclass(frozen=True)
class States(Step[Desk]):
    """All states that it can go into."""

    case: str

    async def ask(self, desk: Desk) -> Ask:
        """With how it stands now."""
        case = await found(desk, self.case)
        allowed = [state for state in next_states(case.state, By.DISPATCHER) if state is not State.JOINED]
        return Ask(
            lines(
                _("State: <b>{state}</b>", state=STATE_NAMES[case.state]),
                _("What is its state from now on? Nobody is told before you have seen it once more."),
            ),
            [Choice(f"{_INTO}{state}:{case.version}", dispatchwords.next_state(case, state)) for state in allowed],
            crumb=Verbatim(case.number),
        )

    async def answer(self, said: Said, desk: Desk) -> Draft:
        """To be looked at."""
        case = await found(desk, self.case)
        if said.choice is None or not said.choice.startswith(_INTO):
            raise Retry(_("Please choose with a button below."))
        state, _colon, version = said.choice.removeprefix(_INTO).rpartition(":")
        return drafted(case, State(state), int(version), desk)


def drafted(case: CaseLine, into: State, version: int, desk: Desk) -> Draft:
    """A move to be looked at: the promised time stays where it still makes sense. Raises Retry where it cannot be."""
    if case.version != version or not may_move(case.state, into, By.DISPATCHER):
        raise Retry(CHANGED)
    return Draft(case.number, version, into, expected_time.kept(into, case.expected_at, desk.now()))


@dataclass(frozen=True)
class Draft(Step[Desk]):
    """What is to be said, and to whom; `version` is of the incident as the dispatcher saw it.

    What is typed is a time, where it can be read as one; else a word to the households.
    """

    case: str
    version: int
    into: State
    expected_at: datetime | None = None
    note: str | None = None
    area: bool = False
    changed: bool = False
    """somebody else changed the incident while this was written"""

    async def ask(self, desk: Desk) -> Ask:
        """Everything once more, before anybody is told."""
        case = await found(desk, self.case)
        reach = await desk.dispatch.count_area(case.id) or 0
        timed = self.into in expected_time.FURTHEST
        return Ask(
            paragraphs(
                lines(
                    dispatchwords.button(case),
                    _("⚠️ {why}", why=CHANGED) if self.changed or case.version != self.version else None,
                    dispatchwords.moving(case.state, self.into),
                    self._time(desk) if timed else None,
                    _("💬 {words}", words=Verbatim(self.note)) if self.note else _("no word to the households"),
                ),
                self._told(case, reach),
                _("To change the time or the word, press a button, or write: “18:30”, “tomorrow 8:00”, or the word.")
                if timed
                else _("To say a word to the households, write it."),
            ),
            [*self._sending(case), *self._times(desk), *self._words(), *self._telling(reach)],
            crumb=Verbatim(case.number),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Draft | Words | Told] | End:
        """Tell it, or change something first."""
        case = await found(desk, self.case)
        if said.choice is None:
            return Instead(self._typed(said, desk))
        if said.choice.startswith(_HOURS):
            return Instead(replace(self, expected_at=_in(int(said.choice.removeprefix(_HOURS)), desk)))
        match said.one_of(["send", "morning", "unknown", "words", "wordless", "area"]):
            case "morning":
                return Instead(replace(self, expected_at=_morning(desk)))
            case "unknown":
                return Instead(replace(self, expected_at=None))
            case "wordless":
                return Instead(replace(self, note=None))
            case "area":
                return Instead(replace(self, area=not self.area))
            case "words":
                return Instead(Words(self))
        return await self._send(case, desk)

    def _time(self, desk: Desk) -> Text:
        if self.expected_at is None:
            return _("Time: <b>not known</b>")
        return _("Time: <b>{when}</b>", when=dispatchwords.time(self.expected_at, desk))

    def _told(self, case: CaseLine, reach: int) -> Text:
        told = n_("Told at once: {n} household", "Told at once: {n} households", case.households)
        if not self.area:
            return told
        return lines(told, n_("and {n} chat of the whole area", "and {n} chats of the whole area", reach))

    def _sending(self, case: CaseLine) -> list[Button]:
        """What cannot be promised yet cannot be sent."""
        if self.into is State.SCHEDULED and self.expected_at is None:
            return []
        label = n_("Save, tell {n} household", "Save, tell {n} households", case.households)
        return [Choice("send", label, Style.SUCCESS)]

    def _times(self, desk: Desk) -> list[Row]:
        if self.into not in expected_time.FURTHEST:
            return []
        quick = [Choice(f"{_HOURS}{hours}", n_("In {n} hour", "In {n} hours", hours)) for hours in _QUICK]
        quick.append(Choice("morning", _("Tomorrow 8:00")))
        rows: list[Row] = [tuple(quick[:2]), tuple(quick[2:])]
        return [*rows, (Choice("unknown", _("Time not known")),)] if self.into is not State.SCHEDULED else rows

    def _words(self) -> list[Row]:
        said = (Choice("wordless", _("Without the word")),) if self.note else ()
        return [(Choice("words", _("Prepared words")), *said)]

    def _telling(self, reach: int) -> list[Button]:
        if not reach:
            return []
        if self.area:
            return [Choice("area", _("☑ The whole area"))]
        return [Choice("area", n_("☐ Whole area: {n} chat", "☐ Whole area: {n} chats", reach))]

    async def _send(self, case: CaseLine, desk: Desk) -> Instead[Draft | Told] | End:
        move = Move(self.into, self.expected_at, self.note)
        match await desk.dispatch.move(case.id, self.version, move, desk.staff):
            case Done.DONE:
                area = await desk.dispatch.tell_area(case.id, desk.staff, self.note) if self.area else None
                return Instead(Told(case.number, desk.now(), area))
            case Done.SAME:
                raise Retry(_("It stands so already: there is nothing new to tell. Change the time, or add a word."))
            case Done.NOT_SANE:
                wrong = expected_time.wrong(self.into, self.expected_at, desk.now())
                raise Retry(WRONG_TIME[wrong] if wrong else CHANGED)
            case Done.GONE:
                raise Outdated(GONE)
        now = await found(desk, self.case)
        if now.version != self.version and may_move(now.state, self.into, By.DISPATCHER):
            return Instead(replace(self, version=now.version, changed=True))
        return End(CHANGED, [Entry("dispatch", _("See how it stands"), case.number)])

    def _typed(self, said: Said, desk: Desk) -> Draft:
        typed = said.line(LONGEST_NOTE)
        if self.into not in expected_time.FURTHEST:
            return replace(self, note=typed)
        try:
            moment = typed_time.read(typed, desk.now())
        except typed_time.NoTime:
            if not any(sign.isalpha() for sign in typed):
                raise Retry(_("That is not a time. Write it like 4.12 8:00 or tomorrow 8:00.")) from None
            return replace(self, note=typed)
        except typed_time.Past:
            raise Retry(WRONG_TIME[expected_time.Insane.PAST]) from None
        except typed_time.TooFar:
            raise Retry(WRONG_TIME[expected_time.Insane.TOO_FAR]) from None
        wrong = expected_time.wrong(self.into, moment, desk.now())
        if wrong:
            raise Retry(WRONG_TIME[wrong])
        return replace(self, expected_at=moment)


def _in(hours: int, desk: Desk) -> datetime:
    """So many hours from now, at a time that people say: to the next five minutes."""
    at = desk.now() + timedelta(hours=hours)
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + (_ROUND - over if over else timedelta(0))


def _morning(desk: Desk) -> datetime:
    tomorrow = warsaw_day(desk.now()) + timedelta(days=1)
    return datetime.combine(tomorrow, time(_MORNING), WARSAW).astimezone(UTC)


@dataclass(frozen=True)
class Words(Step[Desk]):
    """What dispatchers say most often."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask:
        """Each as the households will read it."""
        await found(desk, self.draft.case)
        return Ask(
            lines(
                _("<b>What shall the households read?</b>"),
                *(_("{place}. {words}", place=place, words=words) for place, words in enumerate(PREPARED.values(), 1)),
            ),
            [
                *(tuple(Choice(word, Verbatim(str(place))) for place, word in some) for some in _PAIRS),
                Choice("none", _("None of these")),
            ],
            crumb=_("Prepared words"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Draft]:
        """Back to the draft, with the word. The draft is not on the trail below: once sent, no Back leads to it."""
        await found(desk, self.draft.case)
        chosen = said.one_of([*PREPARED, "none"])
        return Instead(self.draft if chosen == "none" else replace(self.draft, note=_spoken(chosen)))


def _spoken(word: str) -> str:
    return Voice(DEFAULT).plain(PREPARED[word])


_NUMBERED = tuple(enumerate(PREPARED, 1))
_PAIRS = tuple(_NUMBERED[place : place + 2] for place in range(0, len(_NUMBERED), 2))
