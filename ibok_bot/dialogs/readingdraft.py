"""A reading that is being given: what was said so far, beside what is true now of the meter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from ibok_bot.dialogs.talk import Outdated
from ibok_bot.domain.access import Customer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import AccountId, MeterId, OperatorId, PayerId, RegisterId
from ibok_bot.domain.meters import Meter, Register, of_number
from ibok_bot.domain.plausibility import Judgement, RolledOver, TooManyDigits, TotalDiffers, Trouble, judged
from ibok_bot.domain.readings import Accepted, Refusal, Shown
from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.tariff import PriceList
from ibok_bot.i18n import _

_GONE = _("This meter cannot be read here any more: it was replaced, or its contract has ended. Please choose again.")


class Readings(Protocol):
    """The meters that can be read, and their readings."""

    async def meters(self, payer: PayerId, day: date) -> Sequence[Meter]: ...
    async def give(
        self, payer: PayerId, account: AccountId, meter: MeterId, shown: Sequence[Shown], photo: str | None = None
    ) -> Accepted | Refusal: ...
    async def change(
        self, payer: PayerId, account: AccountId, number: str, shown: Sequence[Shown], photo: str | None = None
    ) -> Accepted | Refusal: ...


class Tariffs(Protocol):
    """The prices by which the cost so far is estimated."""

    async def price_list(self, operator: OperatorId, group: str) -> PriceList | None: ...


class Desk(Protocol):
    """What giving a reading needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def readings(self) -> Readings: ...
    @property
    def tariffs(self) -> Tariffs: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Changes:
    """A reading given before, whose place this one is to take: its number, and its own day."""

    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said so far. `sure` are values of which the customer said "yes, it shows this" in spite of a doubt."""

    meter: MeterId
    given: tuple[Shown, ...] = ()
    sure: tuple[Shown, ...] = ()
    photo: str | None = None
    trimmed: bool = False
    """Whether decimals were typed, and left out."""
    changes: Changes | None = None

    def with_values(self, values: Iterable[Shown], *, trimmed: bool = False) -> Draft:
        """These in place of what was said of their registers before."""
        said = {one.register: one for one in (*self.given, *values)}
        return replace(self, given=tuple(said.values()), trimmed=trimmed)

    def without(self, registers: Iterable[RegisterId]) -> Draft:
        """To be asked again for these."""
        out = set(registers)
        return replace(self, given=tuple(one for one in self.given if one.register not in out), trimmed=False)


@dataclass(frozen=True, slots=True)
class Bench:
    """A draft beside its meter, on the day that it is for."""

    draft: Draft
    day: date
    meter: Meter
    meters: Sequence[Meter]

    @property
    def values(self) -> dict[RegisterId, Energy]:
        """What was given, of registers that this meter has."""
        said = {one.register: one.value for one in self.draft.given}
        return {one.id: said[one.id] for one in self.meter.registers if one.id in said}

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The same, register by register in the order of asking."""
        return tuple(Shown(register, value) for register, value in self.values.items())

    @property
    def missing(self) -> tuple[Register, ...]:
        """The registers still to be asked for."""
        return tuple(one for one in self.meter.registers if one.id not in self.values)

    @property
    def judgement(self) -> Judgement:
        """What is odd about the values given."""
        return judged(self.meter, self.shown, self.day, self.meters)

    def open_troubles(self) -> list[Trouble]:
        """What is odd and not confirmed yet. A believable rollover is told and not asked."""
        return [one for one in self.judgement.troubles if not self._is_settled(one)]

    def troubled(self, troubles: Iterable[Trouble]) -> tuple[Register, ...]:
        """The registers that these are about; all of those given where it is their sum."""
        keys: set[RegisterId] = set()
        for one in troubles:
            keys |= set(self.values) if isinstance(one, TotalDiffers) else {one.register}
        return tuple(one for one in self.meter.registers if one.id in keys)

    def _is_settled(self, trouble: Trouble) -> bool:
        sure = set(self.draft.sure)
        match trouble:
            case RolledOver():
                return True
            case TooManyDigits():
                return False
            case TotalDiffers():
                return sure.issuperset(self.shown)
            case _:
                return Shown(trouble.register, trouble.value) in sure


async def bench(desk: Desk, draft: Draft) -> Bench:
    """The draft beside what is true now. Raises Outdated where the meter is not (or no longer) this customer's."""
    day = draft.changes.day if draft.changes else warsaw_day(desk.now())
    meters = await desk.readings.meters(desk.customer.payer, day)
    meter = of_number(meters, draft.meter)
    if meter is None:
        raise Outdated(_GONE)
    return Bench(draft, day, meter, meters)
