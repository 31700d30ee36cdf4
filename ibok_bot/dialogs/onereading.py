"""One reading: what it says, the invoice that rests on it, and what may still be done: change it, withdraw it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs import readingdraft
from ibok_bot.dialogs.billwords import READ_BY
from ibok_bot.dialogs.readingdraft import Changes, Draft
from ibok_bot.dialogs.readingform import LIST, Value
from ibok_bot.dialogs.readingwords import REFUSED, of_register
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Outdated, Row, Said, Step, Style
from ibok_bot.dialogs.talk import Entry as EntryButton
from ibok_bot.domain.ids import PayerId
from ibok_bot.domain.readings import Entry, Refusal
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

_NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}")


class Readings(readingdraft.Readings, Protocol):
    """The readings, found by their numbers, and what may be done with them."""

    async def one(self, payer: PayerId, number: str) -> Entry | None: ...
    async def withdraw(self, payer: PayerId, number: str) -> Refusal | None: ...
    async def may_withdraw(self, payer: PayerId, number: str) -> Refusal | None: ...
    async def may_change(self, payer: PayerId, number: str) -> Refusal | None: ...


class Desk(readingdraft.Desk, Protocol):
    """What the page of a reading needs."""

    @property
    def readings(self) -> Readings: ...


@dataclass(frozen=True)
class OneReading(Step[Desk]):
    """A reading that the customer gave, by its number."""

    number: str

    async def ask(self, desk: Desk) -> Ask:
        """Its values; and the buttons that are in force now, or why there are none."""
        entry = await _entry(desk, self.number)
        payer = desk.customer.payer
        cannot_change = await desk.readings.may_change(payer, self.number)
        cannot_withdraw = await desk.readings.may_withdraw(payer, self.number)
        can: list[Button] = []
        if cannot_change is None:
            can.append(Choice("change", _("Change the values")))
        if cannot_withdraw is None:
            can.append(Choice("withdraw", _("Withdraw it"), Style.DANGER))
        why = cannot_withdraw or cannot_change
        return Ask(
            paragraphs(told(entry), REFUSED[why] if why else None),
            [*_invoice(entry), *can, LIST],
            crumb=Verbatim(self.number),
        )

    async def answer(self, said: Said, desk: Desk) -> Value | Withdraw:
        """Change, or withdraw. Whether it may be done is looked at anew, there and here."""
        entry = await _entry(desk, self.number)
        if said.one_of(["change", "withdraw"]) == "withdraw":
            return Withdraw(self.number)
        return Value(Draft(entry.meter, changes=Changes(self.number, entry.day)))


@dataclass(frozen=True)
class Withdraw(Step[Desk]):
    """Whether to take it back indeed."""

    number: str

    async def ask(self, desk: Desk) -> Ask:
        """What it is, and what billing does without it."""
        entry = await _entry(desk, self.number)
        refusal = await desk.readings.may_withdraw(desk.customer.payer, self.number)
        if refusal is not None:
            raise Outdated(REFUSED[refusal])
        return Ask(
            paragraphs(
                _("Withdraw this reading?"),
                told(entry),
                _("Without a reading the next bill may rest on an estimate. You can give another one at any time."),
            ),
            [Choice("keep", _("Keep it")), Choice("withdraw", _("Withdraw the reading"), Style.DANGER)],
            crumb=_("Withdrawing"),
        )

    async def answer(self, said: Said, desk: Desk) -> OneReading | End:
        """Take it back, or keep it."""
        if said.one_of(["keep", "withdraw"]) == "keep":
            return OneReading(self.number)
        refusal = await desk.readings.withdraw(desk.customer.payer, self.number)
        if refusal is not None:
            raise Outdated(REFUSED[refusal])
        return End(
            _("✅ The reading {number} is withdrawn.", number=Verbatim(self.number)),
            [EntryButton("readings", _("Give a reading")), LIST],
        )


async def _entry(desk: Desk, number: str) -> Entry:
    """Raises Outdated for what is not this customer's."""
    found = await desk.readings.one(desk.customer.payer, number) if _NUMBER.fullmatch(number) else None
    if found is None:
        raise Outdated(REFUSED[Refusal.GONE])
    return found


def told(entry: Entry) -> Text:
    """A reading in words: number, meter, day, values."""
    return lines(
        _("Reading <b>{number}</b>", number=Verbatim(entry.number)) if entry.number else None,
        _("Meter {number}, {date}", number=Verbatim(entry.meter_number), date=entry.day),
        READ_BY[entry.kind],
        *(
            _("{register}: <b>{energy}</b>", register=of_register(one.obis, one.zone), energy=one.value)
            for one in entry.registers
        ),
        _("📷 A photo is attached to the reading.") if entry.has_photo else None,
    )


def _invoice(entry: Entry) -> list[Button | Row]:
    used = entry.invoice
    return [EntryButton("invoice", Verbatim(used.number), used.public_id)] if used else []
