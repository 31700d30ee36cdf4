"""How long to wait after failed tries: a delay that grows, told plainly, and never a lock for the rightful owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)

FREE_TRIES_CHAT = 4
FREE_TRIES_ACCOUNT = 10
FREE_TRIES_CUSTOMER_NUMBER = 6
FREE_TRIES_OVERALL = 300
_OVERALL_DELAY = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Tally:
    """The failed tries of one kind within the window: how many, and when the last was."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tallies:
    """Failed tries seen from four sides. `owner` is a chat that was linked to the account before."""

    chat: Tally = Tally()
    account: Tally = Tally()
    customer_number: Tally = Tally()
    overall: Tally = Tally()
    owner: bool = False


def wait(tallies: Tallies, now: datetime) -> timedelta:
    """How long this chat must wait before its next try; zero when it may try at once.

    What strangers did to the account never delays the owner's own chat: there only its own tries count.
    """
    delays = [_delay(tallies.chat, FREE_TRIES_CHAT, now)]
    if not tallies.owner:
        delays.append(_delay(tallies.account, FREE_TRIES_ACCOUNT, now))
        delays.append(_delay(tallies.customer_number, FREE_TRIES_CUSTOMER_NUMBER, now))
        if tallies.overall.count >= FREE_TRIES_OVERALL and tallies.overall.last:
            delays.append(tallies.overall.last + _OVERALL_DELAY - now)
    return max(timedelta(0), *delays)


def _delay(tally: Tally, free: int, now: datetime) -> timedelta:
    if tally.count < free or tally.last is None:
        return timedelta(0)
    doublings = min(tally.count - free, 10)
    delay = min(_LONGEST, _SHORTEST * int(2**doublings))
    return tally.last + delay - now
