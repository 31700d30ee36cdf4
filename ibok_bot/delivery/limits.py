"""How fast, how many at once, and how long: what one sender holds itself to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

_SMALLEST_WINDOW = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one sender. `window`: messages claimed and not settled, which a crash leaves in doubt at most."""

    rate: float
    window: int
    chat_gap: float = 1.0
    settling: float = 1.0
    """Silence after taking the lease: what the one before let go still counts in its second."""
    lease: timedelta = timedelta(seconds=10)
    renewing: float = 3.0
    poll: float = 1.0
    batch: float = 0.1
    """Seconds between two writings of results."""

    @classmethod
    def of_rate(cls, rate: float) -> Limits:
        """A window of about a second's messages: smaller ones would wait for the database between two claims."""
        return cls(rate, max(_SMALLEST_WINDOW, round(rate)))

    @property
    def for_broadcasts(self) -> int:
        """The part of the window that broadcasts may fill, so that a single message always finds room."""
        return max(1, self.window * 3 // 4)
