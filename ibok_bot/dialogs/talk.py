"""The words a dialog is written in: a step asks, and its answer is the next step.

The fields of a step are everything learnt so far. The state of a conversation is its trail: the questions
really asked, oldest first. What a step's methods are annotated to return are the arrows of the diagram.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from ibok_bot.dialogs.sheet import Sheet
from ibok_bot.domain.media import Entity, Media, MediaKind, Spot
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import Paper
from ibok_bot.domain.staff import Role
from ibok_bot.i18n import Text, _

_LARGEST_NUMBER = Decimal(10**12)

DeskT = TypeVar("DeskT", contravariant=True)
ToolsT = TypeVar("ToolsT", contravariant=True)
DoneT = TypeVar("DoneT")
StepT = TypeVar("StepT", covariant=True)


class Style(StrEnum):
    """What a button's colour says; it never speaks alone."""

    DANGER = "danger"
    SUCCESS = "success"
    PRIMARY = "primary"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that answers the open question with `value`."""

    value: str
    label: Text
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A button that opens a dialog at any time, in a push too; the right to see `item` is checked at the press."""

    dialog: str
    label: Text
    item: str = ""
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A button that copies `text` to the clipboard."""

    text: str
    label: Text


@dataclass(frozen=True, slots=True)
class Explain:
    """A button that shows a topic of the help in a message of its own, and leaves the open question as it is."""

    topic: str
    label: Text


Button = Choice | Entry | Copy | Explain
Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of its own, exactly as it stands, with a photo or document that the channel keeps."""

    text: Text
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, or a page to look at: the text, its buttons (a tuple is a row of its own), files beside it.

    The tables of a `sheet` stand below the text. `media` is a photo or document that the channel keeps already.
    What is to be seen `before` it comes above, as messages of their own. A page that keeps itself up to date names the
    values of choices whose buttons may come `later`, as it is refreshed.
    """

    text: Text
    buttons: Sequence[Button | Row] = ()
    crumb: Text | None = None
    files: tuple[Paper, ...] = ()
    sheet: Sheet | None = None
    media: Media | None = None
    before: tuple[Shown, ...] = ()
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """The dialog is over: what happened, and where one may go from here."""

    text: Text
    buttons: Sequence[Entry | Copy] = ()


@dataclass(frozen=True, slots=True)
class Instead(Generic[StepT]):
    """The next step takes the open one's place (a list turned over), so that Back does not pass through it."""

    step: StepT


class Retry(Exception):
    """The answer does not fit: say why and what to do, and stay at the question."""

    def __init__(self, why: Text) -> None:
        super().__init__()
        self.why = why


class Outdated(Exception):
    """What we talked about is gone: explain, and show the menu."""

    def __init__(self, why: Text) -> None:
        super().__init__()
        self.why = why


class Step(Generic[DeskT]):
    """One question of a dialog. A secret step's answer is deleted from the chat and never stored."""

    secret: ClassVar[bool] = False
    hint: ClassVar[Text | None] = None
    """What can be done on this very screen, where it is rich: Help adds it to what the dialog's own help says."""

    async def ask(self, desk: DeskT) -> Ask | AnyStep | End:
        """The question; or the next step at once, when there is nothing to ask."""
        raise NotImplementedError

    async def answer(self, said: Said, desk: DeskT) -> AnyStep | Instead[AnyStep] | End:
        """Where the answer leads. Raises Retry or Outdated."""
        raise NotImplementedError


class SlowStep(Generic[DeskT, ToolsT, DoneT]):
    """A question whose answer needs slow work (argon2, mail), done before the turn's transaction begins."""

    secret: ClassVar[bool] = False
    hint: ClassVar[Text | None] = None

    async def ask(self, desk: DeskT) -> Ask | AnyStep | End:
        """The question, as of any step."""
        raise NotImplementedError

    async def prepare(self, said: Said, tools: ToolsT) -> DoneT:
        """The slow work, with no lock held. Raises Retry when the answer cannot be used at all."""
        raise NotImplementedError

    async def settle(self, done: DoneT, desk: DeskT) -> AnyStep | Instead[AnyStep] | End:
        """Where the prepared answer leads, decided inside the transaction on what is true by now."""
        raise NotImplementedError


AnyStep = Step[Any] | SlowStep[Any, Any, Any]


class Access(StrEnum):
    """Who may open a dialog. To everybody else a dialog of the staff does not exist."""

    PUBLIC = "public"
    CUSTOMER = "customer"
    STAFF = "staff"
    """Any of the staff."""
    CLERK = "clerk"
    DISPATCHER = "dispatcher"
    ADMIN = "admin"

    @property
    def of_staff(self) -> bool:
        """Whether it needs a role, rather than a customer's session."""
        return self not in {Access.PUBLIC, Access.CUSTOMER}

    def admits(self, role: Role | None, *, signed_in: bool) -> bool:
        """Whether somebody with this role (None: not of the staff), logged in as a customer or not, may come in."""
        match self:
            case Access.PUBLIC:
                return True
            case Access.CUSTOMER:
                return signed_in
            case Access.STAFF:
                return role is not None
        return role is not None and role.may_as(Role(self.value))


@dataclass(frozen=True, slots=True)
class Said:
    """What a person answered: typed words, the value of a pressed button, or something else they sent."""

    text: str | None = None
    choice: str | None = None
    other: str | None = None
    """The kind of what was sent instead: photo, document, location, contact, sticker, voice …"""
    media: Media | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    """The formatting of `text`, or of the `caption`."""
    spot: Spot | None = None
    phone: str | None = None

    def photo(self) -> Media:
        """A photo, sent as a photo. Raises Retry."""
        if self.media is None or self.media.kind is not MediaKind.PHOTO:
            raise Retry(_("Please send a photo: the paper clip below, then “Photo”."))
        return self.media

    def one_of(self, values: Iterable[str]) -> str:
        """The pressed button's value. Raises Retry for typed words and for a value no longer offered."""
        if self.choice is None or self.choice not in set(values):
            raise Retry(_("Please choose with a button below."))
        return self.choice

    def line(self, longest: int = 200) -> str:
        """One line of typed text, trimmed. Raises Retry for anything else and for longer ones."""
        if self.text is None:
            raise Retry(_("Please write the answer as text."))
        bare = re.sub(r"\s+", " ", self.text.replace("\x00", "")).strip()
        if not bare:
            raise Retry(_("Please write the answer as text."))
        if len(bare) > longest:
            raise Retry(_("That is too long: at most {longest} characters, please.", longest=longest))
        return bare

    def number(self) -> Decimal:
        """A typed number, with a comma or a dot. Raises Retry."""
        try:
            value = Decimal(self.line(20).replace(" ", "").replace(",", "."))
        except InvalidOperation:
            raise Retry(_("That is not a number. Write it with digits, for example 14395.")) from None
        if not value.is_finite() or abs(value) >= _LARGEST_NUMBER:
            raise Retry(_("That is not a number. Write it with digits, for example 14395."))
        return value

    def money(self) -> Money:
        """A typed amount in złoty. Raises Retry."""
        try:
            return Money.parse(self.line(40))
        except ValueError:
            raise Retry(_("That is not an amount. Write it with digits, for example 184,20.")) from None

    def date(self) -> date:
        """A typed date, day first: 14.10.2026, 14/10/2026 or 2026-10-14. Raises Retry."""
        typed = self.line(40)
        found = re.fullmatch(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})", typed)
        try:
            if found:
                return date(int(found[3]), int(found[2]), int(found[1]))
            return date.fromisoformat(typed)
        except ValueError:
            raise Retry(_("That is not a date. Write it like 14.10.2026.")) from None


NO_HELP = _("Answer the question below. /back goes one step back, /cancel ends this form, /menu opens the menu.")


@dataclass(frozen=True)
class Dialog(Generic[DeskT]):
    """A conversation from the catalogue: its word (also its command), its first step, and who may open it.

    `entry` turns the item of an entry button into a step; without it the dialog opens at its start. A dialog
    that `identifies` a person leads on to where they were heading. One with a `link` is opened by deep links that
    begin with that word, and by nothing else: no command and no button knows it. One with `stray` takes what was
    said outside of any form, as a step that offers what may be done with it, or None where nothing can be made of it.
    One with a page for a `guest` shows that to people who must log in first, rather than asking them to.
    """

    name: str
    title: Text
    start: Callable[[], Step[DeskT] | SlowStep[DeskT, Any, Any]]
    access: Access = Access.PUBLIC
    help: Text = NO_HELP
    entry: Callable[[str], Step[DeskT]] | None = None
    identifies: bool = False
    link: str | None = None
    stray: Callable[[Said], Step[DeskT] | None] | None = None
    guest: Callable[[], Step[DeskT]] | None = None
