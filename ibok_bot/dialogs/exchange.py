"""What goes into the engine, and what comes out of it: what was heard, the replies, and the next state."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.dialogs.keyboard import Key
from ibok_bot.dialogs.sheet import Sheet
from ibok_bot.dialogs.talk import AnyStep
from ibok_bot.dialogs.trail import Conversation
from ibok_bot.domain.media import Entity, Media, Spot
from ibok_bot.domain.papers import Paper
from ibok_bot.i18n import Text


@dataclass(frozen=True, slots=True)
class Typed:
    """Words that a person wrote, with their formatting; a command too."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """The data of a button, which may be old or forged, and whether it hangs on the newest screen."""

    data: str
    on_live_screen: bool = True


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that is neither text nor a press: photo, sticker, voice, location … and what of it can be used."""

    kind: str
    media: Media | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    spot: Spot | None = None
    phone: str | None = None


Heard = Typed | Pressed | Sent


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to show: in place of the pressed screen, or below. The `live` one holds the keyboard in force."""

    text: Text
    keys: tuple[tuple[Key, ...], ...] = ()
    in_place: bool = False
    live: bool = False
    files: tuple[Paper, ...] = ()
    sheet: Sheet | None = None
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one thing heard: the next state, the messages, and a short word on the pressed button."""

    talk: Conversation
    replies: tuple[Reply, ...] = ()
    toast: Text | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The outcome of slow work for one open question: what was found, or why the answer cannot be used."""

    step: AnyStep
    done: object


class Moved(Exception):
    """The conversation went on while slow work was under way; prepare again on what is true now."""
