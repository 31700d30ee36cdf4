"""Troubles on request: too many requests, broken servers, dropped connections, slow answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong with a call."""

    TOO_MANY = "too_many"
    """429 with `seconds` as retry_after"""
    BROKEN = "broken"
    """502, and nothing was done"""
    DROPPED_BEFORE = "dropped_before"
    """the connection breaks, and nothing was done"""
    DROPPED_AFTER = "dropped_after"
    """it was done, but the connection breaks before the answer"""
    SLOW = "slow"
    """the answer comes `seconds` late"""
    REFUSED_TOKEN = "refused_token"  # noqa: S105 - a word, not a secret
    """401 for every call"""
    NO_RICH = "no_rich"
    """an older server, which knows no rich messages: 404 for sending one, and an edit to one is an empty text"""


@dataclass
class Fault:
    """Trouble for the next `times` calls of a method (None: any) about a chat (None: any)."""

    kind: Kind
    times: int = 1
    method: str | None = None
    chat: int | None = None
    seconds: float = 1.0


@dataclass
class Faults:
    """The troubles in force."""

    waiting: list[Fault] = field(default_factory=list)

    def strike(self, method: str, chat: object) -> Fault | None:
        """The trouble that meets this call, used up by one."""
        for fault in self.waiting:
            if fault.method in (None, method) and fault.chat in (None, chat):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
