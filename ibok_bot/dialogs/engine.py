"""Runs a conversation: what was heard goes in, replies and the next state come out. Knows no channel, no database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from ibok_bot.dialogs import keyboard
from ibok_bot.dialogs.exchange import Heard, Moved, Prepared, Pressed, Reply, Sent, Turn, Typed
from ibok_bot.dialogs.helpdesk import HelpDesk
from ibok_bot.dialogs.talk import (
    AnyStep,
    Ask,
    Dialog,
    End,
    Instead,
    Outdated,
    Retry,
    Said,
    SlowStep,
)
from ibok_bot.dialogs.trail import Conversation
from ibok_bot.domain.staff import StaffMember
from ibok_bot.i18n import LANGUAGES, Text, _, joined, paragraphs

_COMMAND = re.compile(r"/(?P<name>[a-z]{1,32})(?:@\w+)?(?:\s+(?P<payload>.*))?", re.DOTALL | re.IGNORECASE)
_ENGINE_COMMANDS = frozenset({"start", "menu", "help", "back", "cancel", "language"})
_LONGEST_CHAIN = 20
_TOUR = "tour"
"""The dialog that greets whoever starts for the first time; like the menu it asks nothing."""
_NOWHERE = _("This link leads nowhere any more. Here is the menu.")


class Visitor(Protocol):
    """The person at the desk, as far as the engine cares."""

    language: str

    @property
    def signed_in(self) -> bool: ...
    @property
    def staff(self) -> StaffMember | None: ...


class BaseDesk(Protocol):
    """What the engine itself asks of a desk."""

    @property
    def visitor(self) -> Visitor: ...


DeskT = TypeVar("DeskT", bound=BaseDesk)


class Engine(Generic[DeskT]):
    """The rules common to all dialogs: back, cancel, help, menu, language, old buttons, access."""

    def __init__(self, dialogs: Iterable[Dialog[DeskT]], *, home: str = "menu", login: str = "login") -> None:
        self.dialogs = {dialog.name: dialog for dialog in dialogs}
        self._links = {dialog.link or name: name for name, dialog in self.dialogs.items() if dialog.entry}
        self._known = _ENGINE_COMMANDS | {name for name, dialog in self.dialogs.items() if not dialog.access.of_staff}
        self._home = home
        self._login = login
        self._helps = HelpDesk(self.dialogs)

    def is_secret(self, heard: Heard, talk: Conversation) -> bool:
        """Whether what was heard answers a secret question, so that its message is deleted and never kept."""
        return (
            isinstance(heard, Typed) and bool(talk.trail) and talk.trail[-1].secret and not self._command(heard, talk)
        )

    def is_slow(self, heard: Heard, talk: Conversation, visitor: Visitor) -> bool:
        """Whether what was heard answers a question that needs slow work first; never of one whose role has ended."""
        if talk.dialog is None or not talk.trail or _hidden(self.dialogs[talk.dialog], visitor):
            return False
        return isinstance(talk.trail[-1], SlowStep) and self._answer(heard, talk) is not None

    async def prepare(self, heard: Heard, talk: Conversation, tools: object) -> Prepared:
        """The slow work for an answer that `is_slow`; call it with no transaction open."""
        step, said = talk.trail[-1], self._answer(heard, talk)
        if not isinstance(step, SlowStep) or said is None:
            raise Moved
        try:
            return Prepared(step, await step.prepare(said, tools))
        except Retry as no:
            return Prepared(step, no)

    async def turn(self, heard: Heard, talk: Conversation, desk: DeskT, prepared: Prepared | None = None) -> Turn:
        """One thing heard, one state further. Raises Moved when slow work was prepared for another question."""
        try:
            return await self._turn(heard, talk, desk, prepared)
        except Outdated as gone:
            return await self.open(self._home, talk, desk, lead=gone.why, in_place=isinstance(heard, Pressed))

    async def _turn(self, heard: Heard, talk: Conversation, desk: DeskT, prepared: Prepared | None) -> Turn:
        if talk.stale:
            changed = _("This form has changed since we last spoke. Let us start again, please.")
            return await self.open(self._home, talk, desk, lead=changed)
        if talk.dialog is not None and self._hidden(self.dialogs[talk.dialog], desk):
            talk = Conversation(turn=talk.turn)
            if not (isinstance(heard, Typed) and self._command(heard, talk)):
                ended = _("Your access to this has ended. Here is the menu.")
                return await self.open(self._home, talk, desk, lead=ended, in_place=isinstance(heard, Pressed))
        if isinstance(heard, Typed) and (command := self._command(heard, talk)):
            return await self._obey(*command, talk, desk)
        if isinstance(heard, Pressed) and not heard.data.startswith(keyboard.ANSWER):
            return await self._press(heard, talk, desk)
        name = talk.dialog if talk.dialog and talk.trail else self._home
        if name in (self._home, _TOUR) and (lost := await self._lost(heard, talk, desk)):
            return lost
        said = self._answer(heard, talk)
        if said is None:
            return await self._old_button(heard, talk, desk)
        if self._shut(self.dialogs[name], desk):
            return await self.open(name, talk, desk)
        return await self._hear(said, talk, desk, prepared, in_place=isinstance(heard, Pressed))

    async def _hear(
        self, said: Said, talk: Conversation, desk: DeskT, prepared: Prepared | None, *, in_place: bool
    ) -> Turn:
        step = talk.trail[-1]
        try:
            if isinstance(step, SlowStep):
                following = await self._settle(step, prepared, desk)
            else:
                following = await step.answer(said, desk)
        except Retry as no:
            return await self._enter(step, talk, desk, lead=paragraphs(_("⚠️ {why}", why=no.why)), in_place=in_place)
        if isinstance(following, Instead):
            return await self._enter(following.step, _without_top(talk), desk, in_place=in_place)
        return await self._enter(following, talk, desk, in_place=in_place)

    async def _settle(
        self, step: SlowStep[DeskT, object, object], prepared: Prepared | None, desk: DeskT
    ) -> AnyStep | Instead[AnyStep] | End:
        if prepared is None or prepared.step != step:
            raise Moved
        if isinstance(prepared.done, Retry):
            raise prepared.done
        return await step.settle(prepared.done, desk)

    async def _obey(self, name: str, payload: str, talk: Conversation, desk: DeskT) -> Turn:
        match name:
            case "start" if not (payload or talk.turn) and _TOUR in self.dialogs:
                return await self.open(_TOUR, talk, desk)
            case "start" | "menu":
                return await self._start(payload, talk, desk)
            case "cancel":
                nothing = _("Cancelled. Nothing was changed.") if talk.dialog not in (None, self._home) else None
                return await self.open(self._home, talk, desk, lead=nothing)
            case "back":
                return await self._back(talk, desk, in_place=False)
            case "help":
                return await self._help(talk, desk, words=payload)
            case "language":
                return Turn(talk, (Reply(_("Which language shall we speak?"), keyboard.languages()),))
        if self._offers(name, desk):
            return await self.open(name, talk, desk)
        unknown = _("There is no command /{name}. Choose from the menu, please.", name=name)
        return await self._again(talk, desk, lead=unknown)

    async def _press(self, heard: Pressed, talk: Conversation, desk: DeskT) -> Turn:
        match keyboard.read(heard.data):
            case keyboard.Opens(name, item) if self._offers(name, desk):
                return await self.open(name, talk, desk, item=item, in_place=heard.on_live_screen)
            case keyboard.GoesBack(turn) if turn == talk.turn:
                return await self._back(talk, desk, in_place=heard.on_live_screen)
            case keyboard.Helps(topic):
                return await self._help(talk, desk, topic=topic)
            case keyboard.Turns(page):
                return Turn(talk, (replace(self._helps.page(page, desk.visitor), in_place=True),))
            case keyboard.Speaks(language) if language in LANGUAGES:
                desk.visitor.language = language
                spoken = Reply(_("From now on we speak English."), in_place=True)
                again = await self._again(talk, desk)
                return replace(again, replies=(spoken, *again.replies))
        return await self._old_button(heard, talk, desk)

    async def _start(self, payload: str, talk: Conversation, desk: DeskT) -> Turn:
        """Deep links: `/start invoice_K7…` opens the dialog `invoice` at that item, if the person may see it."""
        word, _underscore, item = payload.strip().partition("_")
        name = self._links.get(word)
        if name and item and not self._hidden(self.dialogs[name], desk):
            return await self.open(name, talk, desk, item=item[:64])
        gone = _NOWHERE if payload.strip() else None
        return await self.open(self._home, talk, desk, lead=gone)

    async def look_again(self, talk: Conversation, desk: DeskT) -> Reply | None:
        """The open question as it is by now, to be shown in place of itself; None where it is no plain page.

        The conversation does not move: the buttons mean what they meant.
        """
        if talk.stale or talk.dialog is None or not talk.trail or self._shut(self.dialogs[talk.dialog], desk):
            return None
        asked = await talk.trail[-1].ask(desk)
        if not isinstance(asked, Ask) or asked.files or asked.media:
            return None
        keys = keyboard.lay_out_again(asked.buttons, talk.turn, talk.choices, at_home=talk.dialog == self._home)
        text = paragraphs(self._crumbs(talk.dialog, asked.crumb), asked.text)
        return Reply(text, keys, in_place=True, live=True, sheet=asked.sheet)

    async def open(
        self,
        name: str,
        talk: Conversation,
        desk: DeskT,
        *,
        item: str = "",
        lead: Text | None = None,
        in_place: bool = False,
    ) -> Turn:
        """Begin a dialog; a person who must log in first does that, and then goes on here; a guest may have a page."""
        dialog = self.dialogs[name]
        if self._hidden(dialog, desk):
            raise Outdated(_NOWHERE)
        goal = talk.goal if dialog.identifies else None
        if self._shut(dialog, desk):
            goal = f"{name}:{item}" if item else name
            if dialog.guest is not None:
                door = Conversation(name, turn=talk.turn, goal=goal)
                return await self._enter(dialog.guest(), door, desk, lead=lead, in_place=in_place)
            lead = _("Please log in first; then we go on to {title}.", title=dialog.title)
            dialog, item = self.dialogs[self._login], ""
        step = dialog.entry(item) if item and dialog.entry else dialog.start()
        fresh = Conversation(dialog.name, turn=talk.turn, goal=goal)
        return await self._enter(step, fresh, desk, lead=lead, in_place=in_place)

    async def _enter(
        self,
        step: AnyStep | End,
        talk: Conversation,
        desk: DeskT,
        *,
        lead: Text | None = None,
        in_place: bool = False,
    ) -> Turn:
        """Follow steps that need not ask until one does, or the dialog ends.

        A step already on the trail is a way back to it: steps are values, so equality finds it.
        """
        for _hop in range(_LONGEST_CHAIN):
            if isinstance(step, End):
                return await self._finish(step, talk, desk, lead, in_place=in_place)
            asked = await step.ask(desk)
            if isinstance(asked, Ask):
                older = talk.trail[: talk.trail.index(step)] if step in talk.trail else talk.trail
                return self._show(
                    asked, replace(talk, trail=(*older, step), turn=talk.turn + 1), lead, in_place=in_place
                )
            step = asked
        raise RuntimeError("a chain of steps that never asks")

    def _show(self, asked: Ask, talk: Conversation, lead: Text | None, *, in_place: bool) -> Turn:
        at_home = talk.dialog == self._home
        keys, choices = keyboard.lay_out(asked.buttons, talk.turn, asked.later, at_home=at_home)
        text = paragraphs(self._crumbs(talk.dialog, asked.crumb), lead, asked.text)
        before = tuple(Reply(shown.text, media=shown.media) for shown in asked.before)
        reply = Reply(
            text,
            keys,
            in_place=in_place and not before,
            live=True,
            files=asked.files,
            sheet=asked.sheet,
            media=asked.media,
        )
        return Turn(replace(talk, choices=choices), (*before, reply))

    async def _finish(self, end: End, talk: Conversation, desk: DeskT, lead: Text | None, *, in_place: bool) -> Turn:
        rest = Conversation(turn=talk.turn + 1)
        text = paragraphs(self._crumbs(talk.dialog, None), lead, end.text)
        if desk.visitor.signed_in and talk.dialog and self.dialogs[talk.dialog].identifies:
            name, _colon, item = (talk.goal or self._home).partition(":")
            return await self.open(name, rest, desk, item=item, lead=end.text, in_place=in_place)
        rest = replace(rest, goal=talk.goal)
        return Turn(rest, (Reply(text, keyboard.farewell(end.buttons), in_place=in_place, live=True),))

    async def _back(self, talk: Conversation, desk: DeskT, *, in_place: bool) -> Turn:
        if len(talk.trail) < 2 or talk.dialog is None or self._shut(self.dialogs[talk.dialog], desk):  # noqa: PLR2004
            return await self.open(self._home, talk, desk, in_place=in_place)
        return await self._enter(talk.trail[-2], talk, desk, in_place=in_place)

    async def _help(self, talk: Conversation, desk: DeskT, *, topic: str = "", words: str = "") -> Turn:
        """In a message of its own: about the open screen, a topic, or what words find; then the question as it was."""
        dialog, step = self.dialogs[talk.dialog or self._home], talk.trail[-1] if talk.trail else None
        if words.strip():
            page = self._helps.found(words, desk.visitor)
        elif topic:
            page = self._helps.page(topic, desk.visitor)
        else:
            page = self._helps.here(dialog, step, desk.visitor)
        if step is None or self._shut(dialog, desk):
            return Turn(talk, (replace(page, keys=(*page.keys, *keyboard.farewell(()))),))
        again = await self._again(talk, desk)
        return replace(again, replies=(page, *again.replies))

    async def _again(self, talk: Conversation, desk: DeskT, lead: Text | None = None) -> Turn:
        """The open question once more, in a message of its own; the menu when there is none."""
        if not talk.trail or talk.dialog is None or self._shut(self.dialogs[talk.dialog], desk):
            return await self.open(talk.dialog or self._home, talk, desk, lead=lead)
        return await self._enter(talk.trail[-1], talk, desk, lead=lead)

    async def _lost(self, heard: Heard, talk: Conversation, desk: DeskT) -> Turn | None:
        """Said outside of any form: the dialog that takes such words offers what may be done with them.

        None for what the menu itself is to answer.
        """
        if isinstance(heard, Pressed):
            return None if talk.trail else await self._old_button(heard, talk, desk)
        said = self._answer(heard, talk)
        for dialog in self.dialogs.values():
            step = dialog.stray(said) if dialog.stray and said else None
            if step is not None:
                return await self._enter(step, Conversation(dialog.name, turn=talk.turn), desk)
        if talk.trail:
            return None
        return await self.open(self._home, talk, desk, lead=_("Let us begin at the menu. What can we do?"))

    async def _old_button(self, heard: Heard, talk: Conversation, desk: DeskT) -> Turn:
        """A second tap on the newest screen needs but a word; on an older one, the open question is shown anew."""
        toast = _("That button is out of date. Please use the newest message.")
        if isinstance(heard, Pressed) and heard.on_live_screen and talk.trail:
            return Turn(talk, toast=toast)
        return replace(await self._again(talk, desk), toast=toast)

    def _answer(self, heard: Heard, talk: Conversation) -> Said | None:
        """What was heard as an answer to the open question; None when it is a command or an old button."""
        match heard:
            case Typed(text, entities):
                return None if self._command(heard, talk) else Said(text=text, entities=entities)
            case Sent(kind, media, caption, entities, spot, phone):
                return Said(other=kind, media=media, caption=caption, entities=entities, spot=spot, phone=phone)
            case Pressed(data):
                match keyboard.read(data):
                    case keyboard.Answers(turn, index) if turn == talk.turn and index < len(talk.choices):
                        return Said(choice=talk.choices[index])
                return None

    def _command(self, heard: Typed, talk: Conversation) -> tuple[str, str] | None:
        """Name and payload; at a secret question only known commands count, as a password may begin with a slash."""
        found = _COMMAND.fullmatch(heard.text.strip())
        if not found:
            return None
        name = found["name"].lower()
        if talk.trail and talk.trail[-1].secret and name not in self._known:
            return None
        return name, found["payload"] or ""

    def _shut(self, dialog: Dialog[DeskT], desk: DeskT) -> bool:
        return not _admitted(dialog, desk.visitor)

    def _hidden(self, dialog: Dialog[DeskT], desk: DeskT) -> bool:
        return _hidden(dialog, desk.visitor)

    def _offers(self, name: str, desk: DeskT) -> bool:
        """Whether a command or a button may open a dialog of this name."""
        dialog = self.dialogs.get(name)
        return dialog is not None and dialog.link is None and not self._hidden(dialog, desk)

    def _crumbs(self, name: str | None, crumb: Text | None) -> Text:
        if name is None or name == self._home:
            return _("🏠 Menu")
        title = self.dialogs[name].title
        return joined((_("🏠"), title) if crumb is None else (_("🏠"), title, crumb), " › ")


def _admitted(dialog: Dialog[DeskT], visitor: Visitor) -> bool:
    role = visitor.staff.role if visitor.staff else None
    return dialog.access.admits(role, signed_in=visitor.signed_in)


def _hidden(dialog: Dialog[DeskT], visitor: Visitor) -> bool:
    """Whether it is the staff's and this person may not see it: then it does not exist for them."""
    return dialog.access.of_staff and not _admitted(dialog, visitor)


def _without_top(talk: Conversation) -> Conversation:
    return replace(talk, trail=talk.trail[:-1])
