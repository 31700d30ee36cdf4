"""Why a reading is odd, said in words, and the ways out that fit: what it may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ibok_bot.dialogs.readingdraft import Bench, Draft
from ibok_bot.dialogs.readingwords import about, of_register, taken
from ibok_bot.dialogs.talk import Choice
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import RegisterId
from ibok_bot.domain.plausibility import (
    AnotherRegister,
    BelowEstimate,
    BelowPrevious,
    DecimalsTyped,
    Explanation,
    FarAboveUsual,
    MoreThanPossible,
    NoUse,
    RolledOver,
    Swapped,
    TooManyDigits,
    TotalDiffers,
    Transposed,
    Trouble,
)
from ibok_bot.domain.readings import Shown
from ibok_bot.i18n import Text, Verbatim, _, lines, n_

_MOST_WAYS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A button that puts another reading in the place of the odd one."""

    choice: Choice
    draft: Draft


def odd(bench: Bench, troubles: Sequence[Trouble], phone: str) -> list[Text]:
    """For each register: what was typed, and all that is odd about it; then what the registers make together."""
    found = []
    for register in bench.meter.registers:
        own = [one for one in troubles if not isinstance(one, TotalDiffers) and one.register == register.id]
        if own:
            typed = _("You typed <b>{energy}</b>, {register}.", energy=bench.values[register.id],
                      register=of_register(register.obis, register.zone))  # fmt: skip
            found.append(lines(typed, *(trouble(one, phone) for one in own)))
    return [*found, *(trouble(one, phone) for one in troubles if isinstance(one, TotalDiffers))]


def trouble(one: Trouble, phone: str) -> Text:
    """What is odd, in a sentence or two."""
    match one:
        case BelowPrevious(_register, _obis, _value, previous):
            return _("The previous reading was higher: {previous}. A register only goes up. Perhaps a digit is wrong, "
                     "or the meter was replaced.", previous=taken(previous))  # fmt: skip
        case BelowEstimate(_register, _obis, _value, previous):
            return _("That is below our estimate: {previous}. If the meter shows so, we estimated too much, and the "
                     "next bill puts it right.", previous=taken(previous))  # fmt: skip
        case RolledOver(_register, _obis, _value, _previous, digits, used):
            return _("After {nines} the register has begun again with zeros: that makes {used}.",
                     nines=Verbatim("9" * digits), used=used)  # fmt: skip
        case FarAboveUsual():
            return _above(one)
        case MoreThanPossible(_register, _obis, _value, used, possible):
            return _("That makes {used}. With the power of your contract at most {possible} can have been drawn since.",
                     used=used, possible=about(possible))  # fmt: skip
        case NoUse(_register, _obis, _value, previous, usual):
            return _("That is the same as before: {previous}. Usually about {usual} is used in this time. Is the "
                     "number from the display of today?", previous=taken(previous), usual=about(usual))  # fmt: skip
        case TooManyDigits(_register, _obis, _value, digits):
            return _("This register has only {digits} digits. Leave out what stands after the comma, often in a red "
                     "frame. If it really shows more, call us: {phone}.", digits=digits, phone=phone)  # fmt: skip
        case TotalDiffers(whole, zones):
            return _("Register 1.8.0 counts all zones together. It makes {total}, and the zones make {zones}. One of "
                     "the numbers may be wrong.", total=whole, zones=zones)  # fmt: skip


def _above(one: FarAboveUsual) -> Text:
    if not one.times:
        return _("That makes {used}, and usually nothing is used here.", used=one.used)
    if one.same_season:
        return n_(
            "That is {n} times as much as usual at this time of the year ({used}, usually about {usual}).",
            "That is {n} times as much as usual at this time of the year ({used}, usually about {usual}).",
            one.times, used=one.used, usual=about(one.usual),
        )  # fmt: skip
    return n_(
        "That is {n} times as much as usual ({used}, by the mean of the year about {usual}).",
        "That is {n} times as much as usual ({used}, by the mean of the year about {usual}).",
        one.times, used=one.used, usual=about(one.usual),
    )  # fmt: skip


def maybe(one: Explanation) -> Text:
    """What it may have been meant to be."""
    match one:
        case Swapped():
            return _("Perhaps the registers changed places: {obis} {maybe}, {other_obis} {other}?", obis=one.obis,
                     maybe=one.maybe, other_obis=one.other_obis, other=one.other_maybe)  # fmt: skip
        case Transposed():
            return _("Perhaps two digits changed places ({maybe} instead of {value})?", maybe=one.maybe,
                     value=one.value)  # fmt: skip
        case DecimalsTyped():
            return _("Perhaps the digits after the comma were typed too ({maybe} instead of {value})?",
                     maybe=one.maybe, value=one.value)  # fmt: skip
        case AnotherRegister(same_meter=True):
            return _("The number would fit register {obis} of this meter.", obis=one.other_obis)
        case AnotherRegister():
            return _("The number would fit your other meter, {number} ({obis}).",
                     number=Verbatim(one.meter_number), obis=one.other_obis)  # fmt: skip


def concerned(explanations: Iterable[Explanation], troubles: Iterable[Trouble]) -> list[Explanation]:
    """The explanations of what is still odd; what the customer has confirmed needs none."""
    keys = {one.register for one in troubles if not isinstance(one, TotalDiffers)}
    return [
        one
        for one in explanations
        if one.register in keys or (isinstance(one, Swapped) and one.other in keys)
    ][:_MOST_WAYS]  # fmt: skip


def ways(bench: Bench, explanations: Iterable[Explanation]) -> dict[str, Way]:
    """The buttons of these explanations, by their values."""
    found = (_way(bench, one) for one in explanations)
    return {way.choice.value: way for way in found if way is not None}


def _way(bench: Bench, one: Explanation) -> Way | None:
    draft = bench.draft
    match one:
        case Swapped():
            swapped = draft.with_values([Shown(one.register, one.maybe), Shown(one.other, one.other_maybe)])
            return Way(Choice(f"swap:{one.register}:{one.other}", _("Swap them")), swapped)
        case Transposed() | DecimalsTyped():
            return _instead(draft, one.register, one.maybe)
        case AnotherRegister(same_meter=True):
            return _moved(bench, one)
        case AnotherRegister():
            return _elsewhere(bench, one) if draft.changes is None else None


def _instead(draft: Draft, register: RegisterId, value: Energy) -> Way:
    label = _("I meant {energy}", energy=value)
    return Way(Choice(f"value:{register}:{value.wh}", label), draft.with_values([Shown(register, value)]))


def _moved(bench: Bench, one: AnotherRegister) -> Way | None:
    """The number given to the register that it fits, if that one was not given yet; this one is asked for again."""
    other = next((each for each in bench.missing if each.obis == one.other_obis), None)
    if other is None:
        return None
    moved = bench.draft.without([one.register]).with_values([Shown(other.id, one.value)])
    return Way(Choice(f"move:{one.register}:{other.id}", _("I meant {obis}", obis=Verbatim(other.obis))), moved)


def _elsewhere(bench: Bench, one: AnotherRegister) -> Way | None:
    """The number and the photo taken over to the other meter, where what else it has is asked for."""
    other = next((meter for meter in bench.meters if meter.number == one.meter_number), None)
    if other is None:
        return None
    known = [Shown(each.id, one.value) for each in other.registers if each.obis == one.other_obis]
    label = _("To meter {number}", number=Verbatim(other.number))
    return Way(Choice(f"meter:{other.id}", label), Draft(other.id, tuple(known), photo=bench.draft.photo))
