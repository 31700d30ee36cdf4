"""What people send beside words: photos and documents kept by the channel, a spot on the map, formatting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec


class MediaKind(StrEnum):
    """How a file is shown in the chat."""

    PHOTO = "photo"
    DOCUMENT = "document"


class Media(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that the channel keeps under `file_id`: we store its name in the channel, never its bytes.

    `size` in bytes, `mime` and `name` as the sender's app gave them, where it did.
    """

    kind: MediaKind
    file_id: str
    size: int | None = None
    mime: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map that somebody shared, in millionths of a degree."""

    latitude_e6: int
    longitude_e6: int

    @property
    def latitude(self) -> float:
        """Degrees north."""
        return self.latitude_e6 / 1_000_000

    @property
    def longitude(self) -> float:
        """Degrees east."""
        return self.longitude_e6 / 1_000_000


class Entity(msgspec.Struct, frozen=True, omit_defaults=True, rename={"kind": "type"}):
    """A formatted part of a text, as Telegram marks it: `offset` and `length` count UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
