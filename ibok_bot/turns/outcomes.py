"""What can come of a message nobody asked for, other than that it arrived: a closed list, the same for all channels.

`messages.Gone` belongs to it: the person has blocked the bot, or is gone.
"""

from __future__ import annotations


class NotSent(Exception):
    """It never left, or was surely not taken: doing it again cannot double anything."""


class InDoubt(Exception):
    """It went out and no answer came: it may have arrived. `wait` is what the channel asks for besides."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


class TooMany(Exception):
    """The channel asks for silence of so many seconds; this message was not taken."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"silence for {wait} s")
        self.wait = wait


class Rejected(Exception):
    """The channel refuses the message itself, and says why; trying again would change nothing."""
