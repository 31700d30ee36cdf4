"""The screens of what is sent: a broadcast's text is read once for all its recipients."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import FALLBACK, BroadcastId
from ibok_bot.storage.broadcasts import texts_of
from ibok_bot.storage.sending import Due
from ibok_bot.turns.messages import Screen

_MOST_KEPT = 20
_SCREEN = msgspec.json.Decoder(Screen)


class Texts:
    """Screens by broadcast and revision, the latest few."""

    def __init__(self) -> None:
        self._kept: dict[tuple[BroadcastId, int], Mapping[str, Screen]] = {}

    async def load(self, conn: AsyncConnection, broadcast: BroadcastId, revision: int) -> None:
        """Have them at hand for `screen`."""
        if (broadcast, revision) in self._kept:
            return
        found = await texts_of(conn, broadcast, revision)
        self._kept[broadcast, revision] = {language: _decoded(payload) for language, payload in found.items()}
        while len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]

    def screen(self, due: Due, revision: int) -> Screen | None:
        """What this recipient is shown: in their language, else in Polish, else in any there is."""
        if due.broadcast is None or due.payload is not None:
            return _decoded(due.payload) if due.payload else None
        texts = self._kept.get((due.broadcast, revision), {})
        return texts.get(due.language or FALLBACK) or texts.get(FALLBACK) or next(iter(texts.values()), None)


def _decoded(payload: str) -> Screen:
    try:
        return _SCREEN.decode(payload)
    except msgspec.ValidationError:
        return Screen("")  # a release that wrote it otherwise: the channel refuses an empty text, and says so
