"""States of faults as systems and scripts say them: they repeat themselves, and households hear each thing once."""

from __future__ import annotations

from ibok_bot.domain.dispatch import CaseLine, Move
from ibok_bot.domain.outages import Done, What
from ibok_bot.domain.staff import Actor
from ibok_bot.turns.dispatchdesk import DispatchDesk


async def say(desk: DispatchDesk, case: CaseLine, version: int, move: Move, by: Actor) -> Done:
    """Move it along; SAME, and nobody is told, where the households have heard exactly this last.

    A note for the staff is written down all the same.
    """
    if (case.state, case.expected_at) != (move.into, move.expected_at) or not await _heard(desk, case, move):
        return await desk.move(case.id, version, move, by)
    if move.internal_note:
        await desk.note(case.id, move.internal_note, by, public=False)
    return Done.SAME


async def _heard(desk: DispatchDesk, case: CaseLine, move: Move) -> bool:
    if move.public_note is None:
        return True
    history = await desk.history(case.id)
    last = next((one for one in reversed(history) if one.what is What.MOVED), None)
    return last is not None and last.public_note == move.public_note
