"""What buttons carry. Telegram allows 64 bytes: answers carry (turn, index), entries a dialog's word and an item.

Buttons stay clickable for ever, and anybody can forge their data: whatever is read here is checked again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ibok_bot.dialogs.talk import Button, Choice, Copy, Entry, Explain, Row, Style
from ibok_bot.i18n import Text, Verbatim, _

ANSWER = "a:"
LONGEST_DATA = 64
_NATIVE = {"pl": "Polski", "en": "English", "uk": "Українська"}


@dataclass(frozen=True, slots=True)
class Key:
    """A button as a channel shows it: it sends `data` back, or copies `copies`."""

    label: Text
    data: str | None = None
    copies: str | None = None
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """A press that answers the question of one turn."""

    turn: int
    index: int


@dataclass(frozen=True, slots=True)
class Opens:
    """A press that opens a dialog, perhaps at an item."""

    dialog: str
    item: str


@dataclass(frozen=True, slots=True)
class GoesBack:
    """A press of Back on the screen of one turn."""

    turn: int


@dataclass(frozen=True, slots=True)
class Helps:
    """A press of Help: on the screen it hangs on, or on one topic."""

    topic: str = ""


@dataclass(frozen=True, slots=True)
class Turns:
    """A press in a message of help that turns to another page in that same message."""

    page: str


@dataclass(frozen=True, slots=True)
class Speaks:
    """A press that chooses a language."""

    language: str


Meaning = Answers | Opens | GoesBack | Helps | Turns | Speaks


def read(data: str) -> Meaning | None:
    """What a pressed button means; None for what we never wrote."""
    if found := re.fullmatch(r"a:(\d{1,9}):(\d{1,3})", data):
        return Answers(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"e:([a-z]{1,20}):?([A-Za-z0-9_-]{0,40})", data):
        return Opens(found[1], found[2])
    if found := re.fullmatch(r"b:(\d{1,9})", data):
        return GoesBack(int(found[1]))
    if found := re.fullmatch(r"l:([a-z]{2})", data):
        return Speaks(found[1])
    if found := re.fullmatch(r"([hp]):([a-z]{1,20})", data):
        return Helps(found[2]) if found[1] == "h" else Turns(found[2])
    return Helps() if data == "h" else None


def turns(page: str, label: Text) -> Key:
    """A key in a message of help that turns to another page of it."""
    return Key(label, f"p:{page}")


def entry(button: Entry) -> Key:
    """An entry button's key. Raises ValueError where its data would not fit."""
    data = f"e:{button.dialog}:{button.item}" if button.item else f"e:{button.dialog}"
    if read(data) != Opens(button.dialog, button.item) or len(data) > LONGEST_DATA:
        raise ValueError(f"an entry to {button.dialog} whose item does not fit a button")
    return Key(button.label, data, style=button.style)


def lay_out(
    buttons: Sequence[Button | Row], turn: int, later: Sequence[str] = (), *, at_home: bool
) -> tuple[tuple[tuple[Key, ...], ...], tuple[str, ...]]:
    """The rows of keys of a question, and the values that its answer keys stand for, by index.

    Values whose keys may come `later` have their index already: what was pressed means the same then.
    """
    choices: list[str] = []

    def key(button: Button) -> Key:
        match button:
            case Choice(value, label, style):
                choices.append(value)
                return Key(label, f"{ANSWER}{turn}:{len(choices) - 1}", style=style)
            case Entry():
                return entry(button)
            case Copy(text, label):
                return Key(label, copies=text)
            case Explain(topic, label):
                return Key(label, f"h:{topic}")

    rows = [tuple(key(b) for b in (row if isinstance(row, tuple) else (row,))) for row in buttons]
    choices += [value for value in later if value not in choices]
    return (*rows, _last_row(turn, at_home=at_home)), tuple(choices)


def lay_out_again(
    buttons: Sequence[Button | Row], turn: int, choices: Sequence[str], *, at_home: bool
) -> tuple[tuple[Key, ...], ...]:
    """The same question once more, in the message that shows it: a choice that nobody knew of then is left out."""

    def key(button: Button) -> Key | None:
        match button:
            case Choice(value, label, style):
                return Key(label, f"{ANSWER}{turn}:{choices.index(value)}", style=style) if value in choices else None
            case Entry():
                return entry(button)
            case Copy(text, label):
                return Key(label, copies=text)
            case Explain(topic, label):
                return Key(label, f"h:{topic}")

    rows = [[key(b) for b in (row if isinstance(row, tuple) else (row,))] for row in buttons]
    kept = [tuple(one for one in row if one is not None) for row in rows]
    return (*(row for row in kept if row), _last_row(turn, at_home=at_home))


def farewell(buttons: Sequence[Entry | Copy]) -> tuple[tuple[Key, ...], ...]:
    """The keys under a finished dialog: onward, and the menu."""
    return (*((entry(b) if isinstance(b, Entry) else Key(b.label, copies=b.text),) for b in buttons), (_menu(),))


def languages() -> tuple[tuple[Key, ...], ...]:
    """One key per language, each in its own words."""
    return tuple((Key(Verbatim(name), f"l:{code}"),) for code, name in _NATIVE.items())


def _menu() -> Key:
    return Key(_("🏠 Menu"), "e:menu")


def _last_row(turn: int, *, at_home: bool) -> tuple[Key, ...]:
    helps = Key(_("❓ Help"), "h")
    return (helps,) if at_home else (Key(_("↩ Back"), f"b:{turn}"), _menu(), helps)
