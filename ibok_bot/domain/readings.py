"""Readings (odczyty) of a meter's registers: how they came about, and the entries of a customer's list.

A reading may be given on any day. The reading window (`domain/reading_window.py`) only says which one is billed:
a reading given outside it is kept and shown, billing takes the newest one of the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import AccountId, MeterId, PayerId, PointId, RegisterId
from ibok_bot.domain.tariff import Zone


class ReadingKind(StrEnum):
    """How a reading came about."""

    CONTROLLER = "controller"
    CUSTOMER = "customer"
    REMOTE = "remote"
    ESTIMATED = "estimated"
    MOUNTING = "mounting"
    REMOVAL = "removal"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a customer says that a register shows."""

    register: RegisterId
    value: Energy


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What a register showed on a day. `used` is energy since the last reading; None at the first, or when unknown."""

    register: RegisterId
    obis: str
    zone: Zone
    value: Energy
    used: Energy | None


@dataclass(frozen=True, slots=True)
class UsedBy:
    """The invoice that a reading was billed on: its public name, for a button, and its number."""

    public_id: str
    number: str


@dataclass(frozen=True, slots=True)
class Entry:
    """All registers of a meter on a day: one line of the list, one number shown to the customer.

    `number` and `given_at` are None for readings that no customer gave.
    """

    point: PointId
    meter: MeterId
    meter_number: str
    day: date
    kind: ReadingKind
    registers: tuple[RegisterEntry, ...]
    number: str | None = None
    given_at: datetime | None = None
    has_photo: bool = False
    invoice: UsedBy | None = None

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The values, register by register."""
        return tuple(Shown(one.register, one.value) for one in self.registers)


class Refusal(StrEnum):
    """Why a reading was not taken, changed or withdrawn."""

    GONE = "gone"
    """There is no such reading or meter (any more), or it is not this customer's, or the meter was removed."""
    BILLED = "billed"
    """An invoice rests on it."""
    CLOSED = "closed"
    """The reading window is over; billing may be counting it now."""
    LATER = "later"
    """There is a later reading of the same meter, so this one can only be withdrawn."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A reading that was taken, or that had been taken already with the same values: its number.

    `replaced` is the number of the reading whose place it took, if any.
    """

    number: str
    repeated: bool = False
    replaced: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A metering point with an account, of which the office has no reading in a window yet."""

    account: AccountId
    payer: PayerId
    point: PointId


def number_of(key: int, day: date) -> str:
    """The number of a given reading, made of the key of its first row."""
    return f"O-{day.year}-{key:08}"


def row_number(number: str, place: int) -> str:
    """What the row of a further register bears: the same number, and which one it is."""
    return f"{number}/{place}"


def whole_number(row_number: str) -> str:
    """The one number of a set, as the customer knows it, from the number of any of its rows."""
    return row_number.partition("/")[0]


def used_between(previous: Energy, present: Energy, digits: int, multiplier: int) -> Energy:
    """Energy between two readings of a register: through zeros, where that is the shorter way, else straight.

    A small step back is no rollover: an estimate was too high, and it is negative. Customers give whole
    kilowatt-hours: what a meter that reports itself had after the comma is no step back at all.
    """
    span, whole = Energy.of(10**digits), Energy.of(1)
    step = present - previous
    if -whole.wh < step.wh < 0 and present.wh % whole.wh == 0:
        return Energy(0)
    if step.wh < 0 and 2 * -step.wh > span.wh:
        step = step + span
    return step * multiplier
