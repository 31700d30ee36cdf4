"""Giving a reading (odczyt): register by register, with what is odd explained, then a summary, and sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ibok_bot.dialogs.readingdoubts import concerned, maybe, odd, ways
from ibok_bot.dialogs.readingdraft import Bench, Desk, Draft, bench
from ibok_bot.dialogs.readingquestion import WHERE_TO_LOOK, question
from ibok_bot.dialogs.readingsummary import sent, summary
from ibok_bot.dialogs.readingwords import AS_PHOTO, ONLY_NUMBERS, REFUSED, meter_crumb, misread, short
from ibok_bot.dialogs.talk import Ask, Button, Choice, End, Entry, Instead, Outdated, Retry, Row, Said, Step, Style
from ibok_bot.domain.media import MediaKind
from ibok_bot.domain.meters import Register
from ibok_bot.domain.plausibility import Explanation, TooManyDigits, Trouble
from ibok_bot.domain.reading_entry import Entered, understood
from ibok_bot.domain.readings import Accepted, Refusal, Shown
from ibok_bot.i18n import Text, _, paragraphs

LIST = Entry("readings", _("List of readings"), "list")
_PHOTO_KEPT = _("📷 A photo is attached to the reading.")
_FIX = "fix:"


@dataclass(frozen=True)
class Value(Step[Desk]):
    """What the next register shows."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask | Doubt | Confirm:
        """The register with its code, what it showed before, an example. Raises Outdated for another's meter."""
        now = await bench(desk, self.draft)
        if not now.missing:
            return Doubt(self.draft) if now.open_troubles() else Confirm(self.draft)
        text = paragraphs(question(now, desk.supplier), _PHOTO_KEPT if self.draft.photo else None)
        return Ask(text, [(LIST, WHERE_TO_LOOK)], crumb=meter_crumb(now.meter))

    async def answer(self, said: Said, desk: Desk) -> Value | Doubt | Confirm | Instead[Value]:
        """A number for this register, or one for each; a photo is kept and the number still asked for."""
        now = await bench(desk, self.draft)
        if photo := _photo(said):
            kept = _with_photo(now, photo, said.caption, now.missing)
            return _onward(kept) if kept.values != now.values else Instead(Value(kept.draft))
        return _onward(_with_typed(now, said, now.missing))


@dataclass(frozen=True)
class Doubt(Step[Desk]):
    """Whether the meter really shows this."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask | Value | Confirm:
        """What is odd and why, what may have been meant, and the ways out."""
        now = await bench(desk, self.draft)
        troubles = now.open_troubles()
        if not troubles:
            return _onward_certain(now)
        explanations = concerned(now.judgement.explanations, troubles)
        return Ask(
            paragraphs(
                *odd(now, troubles, desk.supplier.phone),
                *(maybe(one) for one in explanations),
                _PHOTO_KEPT if self.draft.photo else _photo_helps(now, explanations),
            ),
            [*(way.choice for way in ways(now, explanations).values()), *_ways_out(troubles, self.draft)],
            crumb=meter_crumb(now.meter),
        )

    async def answer(
        self, said: Said, desk: Desk
    ) -> Value | Doubt | Confirm | AddPhoto | Instead[Value | Doubt | Confirm]:
        """Another number, a suggested one, "yes, it shows this", or a photo."""
        now = await bench(desk, self.draft)
        troubles = now.open_troubles()
        registers = now.troubled(troubles)
        if photo := _photo(said):
            return Instead(_onward(_with_photo(now, photo, said.caption, registers)))
        if said.choice is None:
            return Instead(_onward(_with_typed(now, said, registers)))
        offered = ways(now, concerned(now.judgement.explanations, troubles))
        chosen = said.one_of([*offered, "correct", "photo", *([] if _refused(troubles) else ["yes"])])
        if chosen in offered:
            return _onward(await bench(desk, offered[chosen].draft))
        if chosen == "correct":
            return Value(self.draft.without(one.id for one in registers))
        if chosen == "photo":
            return AddPhoto(self.draft)
        return _onward(replace(now, draft=replace(self.draft, sure=now.shown)))


@dataclass(frozen=True)
class AddPhoto(Step[Desk]):
    """A photo of the meter."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask:
        """What should be seen on it; nobody has to send one."""
        now = await bench(desk, self.draft)
        text = paragraphs(
            _("Send a photo of the meter now: the paper clip below, then “Photo”."),
            _("The number on the display and the meter’s own number, {number}, should be in the picture.",
              number=now.meter.number),
        )  # fmt: skip
        return Ask(text, [Choice("without", _("Without a photo"))], crumb=_("Photo"))

    async def answer(self, said: Said, desk: Desk) -> Instead[Value | Doubt | Confirm]:
        """Back to where it was asked for, with the photo or without."""
        photo = _photo(said)
        if photo is None and said.choice is None:
            raise Retry(AS_PHOTO if said.media else _("Please send a photo, or press “Without a photo”."))
        if photo is None:
            said.one_of(["without"])
        draft = replace(self.draft, photo=photo or self.draft.photo)
        return Instead(_onward(await bench(desk, draft)))


@dataclass(frozen=True)
class Confirm(Step[Desk]):
    """Whether to send it."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask | Value | Doubt:
        """All values, the use since the last reading, and an estimate of its cost."""
        now = await bench(desk, self.draft)
        following = _onward(now)
        if not isinstance(following, Confirm):
            return following
        prices = await desk.tariffs.price_list(now.meter.operator, now.meter.group)
        text = paragraphs(summary(now, prices, desk.supplier), _PHOTO_KEPT if self.draft.photo else None)
        return Ask(text, _last_buttons(now), crumb=meter_crumb(now.meter))

    async def answer(
        self, said: Said, desk: Desk
    ) -> Value | Doubt | Confirm | AddPhoto | Instead[Value | Doubt | Confirm] | End:
        """Send it; or correct a register, also by typing all anew."""
        now = await bench(desk, self.draft)
        if photo := _photo(said):
            return Instead(_onward(_with_photo(now, photo, said.caption, now.meter.registers)))
        if said.choice is None:
            return Instead(_onward(_with_typed(now, said, now.meter.registers)))
        fixes = {f"{_FIX}{one.id}": one.id for one in now.meter.registers}
        chosen = said.one_of(["send", "photo", *fixes])
        if chosen in fixes:
            return Value(self.draft.without([fixes[chosen]]))
        if chosen == "photo":
            return AddPhoto(self.draft)
        following = _onward(now)
        return await _send(now, desk) if isinstance(following, Confirm) else following


async def _send(now: Bench, desk: Desk) -> End:
    draft, customer = now.draft, desk.customer
    done: Accepted | Refusal
    if draft.changes is None:
        done = await desk.readings.give(customer.payer, customer.account, draft.meter, now.shown, draft.photo)
    else:
        number = draft.changes.number
        done = await desk.readings.change(customer.payer, customer.account, number, now.shown, draft.photo)
    if isinstance(done, Refusal):
        raise Outdated(REFUSED[done])
    others = [Entry("readings", _("Another meter"))] if len(now.meters) > 1 else []
    return End(sent(done, now, desk.supplier), [LIST, *others, Entry("readings", _("Change or withdraw"), done.number)])


def _onward(now: Bench) -> Value | Doubt | Confirm:
    """First what is odd, then what is missing, then the summary."""
    return Doubt(now.draft) if now.open_troubles() else _onward_certain(now)


def _onward_certain(now: Bench) -> Value | Confirm:
    return Value(now.draft) if now.missing else Confirm(now.draft)


def _with_typed(now: Bench, said: Said, registers: Sequence[Register]) -> Bench:
    """What was typed for these registers. Raises Retry."""
    if said.text is None:
        raise Retry(AS_PHOTO if said.media else ONLY_NUMBERS)
    read = understood(said.text, [one.asked for one in registers])
    if not isinstance(read, tuple):
        raise Retry(misread(read, [one.obis for one in registers]))
    return _with_values(now, read, registers)


def _with_photo(now: Bench, photo: str, caption: str | None, registers: Sequence[Register]) -> Bench:
    """The photo kept; a number written under it counts as typed, other words there do no harm."""
    kept = replace(now, draft=replace(now.draft, photo=photo))
    read = understood(caption or "", [one.asked for one in registers])
    return _with_values(kept, read, registers) if isinstance(read, tuple) else kept


def _with_values(now: Bench, read: Sequence[Entered], registers: Sequence[Register]) -> Bench:
    keys = {one.obis: one.id for one in registers}
    values = [Shown(keys[one.obis], one.value) for one in read]
    return replace(now, draft=now.draft.with_values(values, trimmed=any(one.dropped for one in read)))


def _photo(said: Said) -> str | None:
    return said.media.file_id if said.media and said.media.kind is MediaKind.PHOTO else None


def _photo_helps(now: Bench, explanations: Sequence[Explanation]) -> Text | None:
    """Where no slip explains what is odd."""
    wanted = now.judgement.wants_photo and not explanations
    return _("A photo of the meter helps us to clear this up.") if wanted else None


def _refused(troubles: Sequence[Trouble]) -> bool:
    return any(isinstance(one, TooManyDigits) for one in troubles)


def _ways_out(troubles: Sequence[Trouble], draft: Draft) -> list[Button | Row]:
    correct = Choice("correct", _("Correct it"))
    photo = [] if draft.photo else [Choice("photo", _("Send a photo"))]
    if _refused(troubles):
        return [correct]
    return [(correct, Choice("yes", _("Yes, it shows this"))), *photo]


def _last_buttons(now: Bench) -> list[Button | Row]:
    send = _("Send the reading") if now.draft.changes is None else _("Change the reading")
    registers = now.meter.registers
    if len(registers) == 1:
        fixes = [Choice(f"{_FIX}{registers[0].id}", _("Correct it"))]
    else:
        fixes = [
            Choice(f"{_FIX}{one.id}", _("Correct: {register}", register=short(one.obis, one.zone)))
            for one in registers
        ]  # fmt: skip
    photo = [] if now.draft.photo else [Choice("photo", _("Add a photo"))]
    return [Choice("send", send, Style.SUCCESS), *_in_twos([*fixes, *photo])]


def _in_twos(choices: Sequence[Choice]) -> list[Row]:
    return [tuple(choices[start : start + 2]) for start in range(0, len(choices), 2)]
