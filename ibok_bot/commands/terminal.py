"""How a command speaks in a terminal: one clear line and an exit code for what went wrong, JSON for scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Never, TypeVar

import typer

from ibok_bot import config
from ibok_bot.config import Settings

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


def refuse(*why: str) -> Never:
    """The input is bad: say why, a line each, and exit with 2."""
    for line in why:
        typer.echo(line, err=True)
    raise typer.Exit(2)


def fail(why: str) -> Never:
    """The work could not be done: say why and exit with 1."""
    typer.echo(why, err=True)
    raise typer.Exit(1)


def print_json(what: object) -> None:
    """For scripts, on standard output."""
    import msgspec  # noqa: PLC0415 - most commands print no JSON

    typer.echo(msgspec.json.format(msgspec.json.encode(what), indent=2).decode())


def done(work: Callable[[Settings], T]) -> T:
    """What the work gives on the settings there are; an office that cannot open is told and ends the command."""
    from ibok_bot.app import CannotStart  # noqa: PLC0415 - `--help` needs no office

    try:
        return work(config.load())
    except CannotStart as cannot:
        fail(str(cannot))
