"""The office in the terminal: the same dialogs through a second channel. Buttons are numbers, files go to a folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from pathlib import Path

from rich.console import Console
from rich.text import Text as Styled

from ibok_bot.dialogs.exchange import Heard, Pressed, Typed
from ibok_bot.documents.press import Press
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.media import Media
from ibok_bot.turns.messages import Button, Incoming, NotFetched, Outgoing, Screen

NAME = "terminal"
_STYLES = {"b": "bold", "i": "italic", "code": "cyan"}
_PIECES = re.compile(r"(</?[a-z]+[^>]*>)")


class TerminalChannel:
    """Shows screens as text; remembers which number stands for which button shown since the open question."""

    def __init__(self, console: Console, folder: Path, press: Press) -> None:
        self._press = press
        self._console = console
        self._folder = folder
        self._buttons: list[Button] = []
        self._messages = 0

    async def show(self, incoming: Incoming, outgoing: Outgoing, live_message: int | None) -> int | None:
        """Print the screens; a new question's buttons replace those before, other messages add theirs."""
        del incoming  # there is but one chat
        if any(screen.live for screen in outgoing.screens):
            self._buttons = []
        if outgoing.toast:
            self._console.print(f"  · {outgoing.toast}", style="dim", markup=False)
        for screen in outgoing.screens:
            await self._print(screen)
        if any(screen.live for screen in outgoing.screens):
            return self._messages
        return live_message

    async def forget(self, incoming: Incoming) -> None:
        """Wipe the line that held the password off the screen: it is the newest."""
        del incoming
        if self._console.is_terminal:
            self._console.file.write("\x1b[1A\x1b[2K")
            self._console.file.flush()

    async def fetch(self, media: Media, most: int) -> bytes:  # noqa: ARG002
        """In the terminal nothing can be sent but words."""
        raise NotFetched

    async def push(self, chat: ChatId, screen: Screen) -> int:  # noqa: ARG002 - there is but one chat
        """A message nobody asked for."""
        await self._print(screen)
        return self._messages

    async def revise(self, chat: ChatId, message: int, screen: Screen) -> None:  # noqa: ARG002
        """What is printed stays; the new text is printed below."""
        await self._print(screen)

    async def recall(self, chat: ChatId, message: int) -> None:
        """What is printed stays."""

    def heard(self, typed: str) -> Heard:
        """A number is a press of that button; all else is text."""
        number = typed.strip()
        if number.isdigit() and 0 < int(number) <= len(self._buttons):
            button = self._buttons[int(number) - 1]
            return Pressed(button.data) if button.data else Typed(button.copies or "")
        return Typed(typed)

    @property
    def live_message(self) -> int:
        """The newest screen, on which every press lands."""
        return self._messages

    async def _print(self, screen: Screen) -> None:
        self._messages += 1
        self._console.rule(style="dim")
        self._console.print(styled(screen.html))
        for paper in screen.files:
            file = await self._press.make(paper)
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / file.name
            path.write_bytes(file.data)
            self._console.print(f"  📎 {path}", markup=False)
        if screen.rows:
            new = [button for row in screen.rows for button in row]
            for number, button in enumerate(new, len(self._buttons) + 1):
                self._console.print(f"  [{number}] {button.label}", markup=False)
            self._buttons += new


def styled(html: str) -> Styled:
    """The HTML subset as terminal text."""
    text, styles = Styled(), list[str]()
    for piece in _PIECES.split(html):
        if opened := re.fullmatch(r"<([a-z]+)[^>]*>", piece):
            styles.append(_STYLES.get(opened[1], ""))
        elif piece.startswith("</"):
            styles.pop()
        else:
            text.append(unescape(piece), style=" ".join(filter(None, styles)))
    return text


def incoming(
    channel: TerminalChannel, update_id: int, chat: ChatId, typed: str, clock: Callable[[], datetime]
) -> Incoming:
    """One line from the keyboard as an update."""
    heard = channel.heard(typed)
    message = channel.live_message if isinstance(heard, Pressed) else None
    return Incoming(NAME, update_id, chat, heard, "pl", message, sent_at=clock())
