"""The state of a conversation, and its form in the database: JSON made from the steps' own types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from ibok_bot.dialogs.talk import AnyStep, Ask, Dialog, End, Instead, SlowStep
from ibok_bot.domain.conversation import Stored


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a person stands: the open dialog, the questions asked (the last one is open), the values of its buttons.

    `goal` is the dialog (and item) somebody was heading for when we asked them to log in first.
    """

    dialog: str | None = None
    trail: tuple[AnyStep, ...] = ()
    turn: int = 0
    choices: tuple[str, ...] = ()
    goal: str | None = None
    stale: bool = False
    """The stored trail no longer loads after a release."""


class StepRecord(msgspec.Struct, frozen=True):
    """One step of a stored trail: the name of its class, and its fields."""

    step: str
    has: msgspec.Raw = msgspec.Raw(b"{}")


_RECORDS = msgspec.json.Decoder(list[StepRecord])
_CHOICES = msgspec.json.Decoder(tuple[str, ...])
_ENCODE = msgspec.json.Encoder()


@cache
def arrows(dialog: Dialog[Any]) -> Mapping[type[AnyStep], frozenset[type]]:
    """The diagram of a dialog, read off the return annotations of its steps: where each may lead."""
    found: dict[type[AnyStep], frozenset[type]] = {}
    ways_in = [way for way in (dialog.entry, dialog.stray, dialog.guest) if way]
    todo = [type(dialog.start()), *(step for way in ways_in for step in _made_by(way))]
    while todo:
        step = todo.pop()
        if step in found:
            continue
        judge = step.settle if issubclass(step, SlowStep) else step.answer
        kinds = {kind for method in (step.ask, judge) for kind in _kinds(get_type_hints(method)["return"])}
        found[step] = frozenset(kinds - {Ask, type(None)})
        todo += [kind for kind in found[step] if kind is not End]
    return found


def _made_by(way: Any) -> Iterable[type[AnyStep]]:
    made = way if isinstance(way, type) else get_type_hints(way)["return"]
    return [kind for kind in _kinds(made) if kind is not type(None)]


def _kinds(annotation: Any) -> Iterable[type]:
    if get_origin(annotation) is Instead:
        return _kinds(get_args(annotation)[0])
    if isinstance(annotation, type):
        return (annotation,)
    return (kind for part in get_args(annotation) for kind in _kinds(part))


class Archive:
    """Writes conversations down and reads them again; knows every step that the dialogs can ask."""

    def __init__(self, dialogs: Iterable[Dialog[Any]]) -> None:
        self._steps = {d.name: {step.__name__: step for step in arrows(d)} for d in dialogs}
        self._decoders = {step: msgspec.json.Decoder(step) for steps in self._steps.values() for step in steps.values()}

    def dump(self, talk: Conversation) -> Stored:
        """The stored form."""
        records = [StepRecord(type(step).__name__, msgspec.Raw(_ENCODE.encode(step))) for step in talk.trail]
        return Stored(
            talk.dialog,
            _ENCODE.encode(records).decode(),
            talk.turn,
            _ENCODE.encode(talk.choices).decode(),
            talk.goal,
        )

    def load(self, row: Stored) -> Conversation:
        """The conversation again; `stale` when a release has changed what the steps hold."""
        if row.dialog is None:
            return Conversation(turn=row.turn, goal=row.goal)
        try:
            steps = self._steps[row.dialog]
            trail = tuple(self._decoders[steps[r.step]].decode(r.has) for r in _RECORDS.decode(row.trail))
            return Conversation(row.dialog, trail, row.turn, _CHOICES.decode(row.choices), row.goal)
        except (KeyError, msgspec.DecodeError):
            return Conversation(turn=row.turn, stale=True)
