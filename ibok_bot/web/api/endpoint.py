"""An address of the API: its method and path, who may call it, and a function that answers.

From the function's annotations come the checks of what arrives and the OpenAPI description, so the two cannot part.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.supplier import Supplier
from ibok_bot.domain.tokens import ApiToken, Scope

BASE = "/api/v1"
Struct = type[msgspec.Struct]


@dataclass(frozen=True, slots=True)
class Call:
    """What every function of the API is given: the transaction it runs on, when, for whom, and whose office it is."""

    conn: AsyncConnection
    now: datetime
    token: ApiToken
    supplier: Supplier


@dataclass(frozen=True)
class Endpoint:
    """One method of one path below /api/v1.

    `act` takes the call, and by name what it needs of the request: `place` (the path's parts), `query`, `body`. It
    returns the answer, or raises Refused. Its docstring is what the description says. With no scope any token will do.
    `status` 201: the new thing is found at `location`, into which the answer's fields are put.
    """

    method: str
    path: str
    act: Callable[..., Awaitable[msgspec.Struct]]
    scope: Scope | None
    status: int = 200
    location: str = ""
    needs_key: bool = False
    """Whether an Idempotency-Key must be given, because a repeated request would do harm."""
    can_conflict: bool = False
    writes: bool = True
    """Whether anything is changed; GET changes nothing."""

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.act, include_extras=True)

    @property
    def answer(self) -> Struct:
        """What is answered."""
        return self._struct("return") or msgspec.Struct

    @property
    def place(self) -> Struct | None:
        """The parts of the path."""
        return self._struct("place")

    @property
    def query(self) -> Struct | None:
        """What may stand after the question mark."""
        return self._struct("query")

    @property
    def body(self) -> Struct | None:
        """What the body must be."""
        return self._struct("body")

    @property
    def changes(self) -> bool:
        """Whether it changes anything."""
        return self.writes and self.method != "GET"

    @property
    def name(self) -> str:
        """Its name in the description."""
        return self.act.__name__

    @property
    def words(self) -> tuple[str, str]:
        """The first line of the docstring, and the rest."""
        first, _gap, rest = inspect.cleandoc(self.act.__doc__ or "").partition("\n\n")
        return " ".join(first.split()), " ".join(rest.split())

    @property
    def route(self) -> str:
        """The path for the server's router, where a number takes digits alone."""
        path = BASE + self.path
        for field in msgspec.structs.fields(self.place) if self.place else ():
            digits = bare(field.type) is int
            path = path.replace(f"{{{field.name}}}", f"{{{field.name}:[0-9]{{1,19}}}}") if digits else path
        return path

    def _struct(self, name: str) -> Struct | None:
        return self._hints.get(name)


def bare(kind: Any) -> Any:
    """A type without what is annotated to it."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind
