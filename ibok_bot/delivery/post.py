"""How a message nobody asked for leaves the house, and what came of it as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.domain.ids import ChatId
from ibok_bot.storage.sending import Due, Task
from ibok_bot.turns.messages import Gone, Screen
from ibok_bot.turns.outcomes import InDoubt, NotSent, Rejected, TooMany


class Post(Protocol):
    """A channel for messages nobody asked for. Each method makes one try, and raises one of `turns.outcomes` or Gone.

    A try may take several calls; then they are a second apart, so that the try counts as one against the limits.
    """

    async def push(self, chat: ChatId, screen: Screen) -> int:
        """Put it into the chat; its number there."""
        ...

    async def revise(self, chat: ChatId, message: int, screen: Screen) -> None:
        """Show this in place of what the message showed; that it shows this already is no failure."""
        ...

    async def recall(self, chat: ChatId, message: int) -> None:
        """Delete it; that it is gone already is no failure."""
        ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """It is in the chat, under this number; or it was changed as asked."""

    message: int | None


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not arrive, or nobody knows. `wait`: the seconds of silence that the channel asks for."""

    what: type[NotSent | InDoubt | TooMany | Rejected | Gone]
    why: str = ""
    wait: float = 0.0


async def attempt(post: Post, due: Due, screen: Screen | None) -> Arrived | Failed:
    """One try. A fault of ours counts as rejected: it would come again with every try."""
    try:
        return Arrived(await _do(post, due, screen))
    except Gone:
        return Failed(Gone)
    except TooMany as slow:
        return Failed(TooMany, str(slow), slow.wait)
    except InDoubt as doubt:
        return Failed(InDoubt, str(doubt), doubt.wait)
    except (NotSent, Rejected) as failure:
        return Failed(type(failure), str(failure))
    except Exception as error:  # noqa: BLE001 - one faulty message must not stop all others
        return Failed(Rejected, type(error).__name__)


async def _do(post: Post, due: Due, screen: Screen | None) -> int | None:
    if due.task is Task.RECALL and due.message is not None:
        await post.recall(due.chat, due.message)
        return due.message
    if screen is None:
        raise Rejected("there is no text")
    if due.task is Task.REVISE and due.message is not None:
        await post.revise(due.chat, due.message, screen)
        return due.message
    return await post.push(due.chat, screen)
