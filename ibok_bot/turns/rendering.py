"""From untranslated replies to messages in the person's language."""

from __future__ import annotations

from collections.abc import Sequence

from ibok_bot.dialogs.exchange import Reply, Turn
from ibok_bot.dialogs.keyboard import Key
from ibok_bot.i18n import Text, Voice, _
from ibok_bot.turns.messages import Button, Outgoing, Screen
from ibok_bot.turns.rich import as_rich
from ibok_bot.turns.sheets import as_html

_NO_FILE = _("⚠️ The file could not be made, and we are sorry. Please try again later, or write or call us.")


def outgoing(turn: Turn, voice: Voice, lead: Text | None = None, *, native_tables: bool = False) -> Outgoing:
    """The answer to an update; `lead` is said before everything else. Tables are shown natively where wished."""
    screens = [shown(reply, voice, native_tables=native_tables) for reply in turn.replies]
    if lead is not None:
        screens.insert(0, Screen(voice.html(lead)))
    return Outgoing(tuple(screens), voice.plain(turn.toast) if turn.toast else None)


def buttons(keys: Sequence[Sequence[Key]], voice: Voice) -> tuple[tuple[Button, ...], ...]:
    """Keys in the person's language."""
    return tuple(
        tuple(Button(voice.plain(key.label), key.data, key.copies, key.style and str(key.style)) for key in row)
        for row in keys
    )


def shown(reply: Reply, voice: Voice, *, native_tables: bool) -> Screen:
    """One message in the person's language."""
    html, rich = voice.html(reply.text), None
    if reply.sheet is not None:
        rich = as_rich(reply.sheet, html, voice) if native_tables else None
        html = "\n\n".join(filter(None, (html, as_html(reply.sheet, voice))))
    sorry = f"{html}\n\n{voice.html(_NO_FILE)}" if reply.files else ""
    return Screen(html, buttons(reply.keys, voice), reply.in_place, reply.live, reply.files, sorry, rich, reply.media)
