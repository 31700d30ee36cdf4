"""`ibok-bot outage planned …`: planned outages: list them, take in a file of many, cancel one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from ibok_bot.commands.terminal import Json, done, fail, print_json, refuse
from ibok_bot.domain.calendar import WARSAW
from ibok_bot.domain.planned import PlannedOutage, short_notice
from ibok_bot.domain.planned_file import HEAD, LARGEST, Broken, Given, Wrong, read
from ibok_bot.turns.plannedoutcomes import Came

planned = typer.Typer(no_args_is_help=True, help="Planned outages: list them, take in a file of many, cancel one.")

T = TypeVar("T")
_WRONG = {
    Wrong.TEXT: "it is not written in UTF-8",
    Wrong.HEAD: f"the first line must name the columns: {HEAD}",
    Wrong.EMPTY: "there is no outage in it",
    Wrong.CELLS: "there are more or fewer columns than in the first line",
    Wrong.NUMBER: "the number is missing, longer than 40 signs, or has others than letters, digits and . / -",
    Wrong.START: "the start is no time in Warsaw; write it like 2026-12-04 08:00",
    Wrong.END: "the end is no time in Warsaw; write it like 2026-12-04 14:00",
    Wrong.PLACE: "the place is not understood; write it like 00-950 Warszawa, Jasna 1-15, 20",
    Wrong.STATE: "the state may be empty, announced, changed or cancelled",
    Wrong.DIFFERS: "it differs from an earlier line with the same number",
    Wrong.LARGE: f"the file is larger than {LARGEST} bytes",
}


@planned.command("list")
def list_planned(
    past: Annotated[bool, typer.Option("--past", help="Those that are over or cancelled, the latest first.")] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 50,
    as_json: Json = False,
) -> None:
    """Planned outages, the soonest first: number, state, from, to (Warsaw), operator."""
    from ibok_bot.commands import planned_console  # noqa: PLC0415

    found, now = done(lambda settings: planned_console.listing(settings, most, past=past)), datetime.now(UTC)
    if as_json:
        from ibok_bot.web.api.plannedforms import planned_of  # noqa: PLC0415

        print_json([planned_of(one, now) for one in found])
        return
    for one in found:
        typer.echo(_line(one, now))


@planned.command("import")
def import_planned(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file in UTF-8.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    as_json: Json = False,
) -> None:
    """Announce, change and cancel what a CSV file says; the same file again changes nothing.

    Its first line: number;operator;start;end;place;reason;state. Several lines with one number are one outage of
    several places. What is not in the file stays as it is. Customers are told of what is new or different.

    Exits with 2 when the file cannot be used, and with 1 when some of its outages were not taken in.
    """
    from ibok_bot.commands import planned_console  # noqa: PLC0415

    given = _read(file)
    brought = done(lambda settings: planned_console.bring_in(settings, given, dry_run=dry_run))
    if as_json:
        refused = [{"line": one.line, "number": one.number, "why": one.why or "operator"} for one in brought.refused]
        print_json({"dry_run": dry_run, "came": brought.came, "refused": refused})
    else:
        typer.echo(", ".join(f"{came} {brought.came.get(came, 0)}" for came in
                             (Came.ANNOUNCED, Came.CHANGED, Came.CANCELLED, Came.SAME)))  # fmt: skip
    for one in brought.refused:
        typer.echo(f"line {one.line}, {one.number}: {one.why or 'no such network operator'}", err=True)
    _warn(given)
    if brought.refused:
        raise typer.Exit(1)


@planned.command()
def cancel(number: Annotated[str, typer.Argument(help="As `outage planned list` prints it.")]) -> None:
    """It does not take place: everybody who was told of it hears that the electricity stays on."""
    from ibok_bot.commands import planned_console  # noqa: PLC0415

    written = done(lambda settings: planned_console.cancel(settings, number))
    if written is None:
        refuse(f"There is no planned outage {number}. See: ibok-bot outage planned list")
    if written.came not in {Came.CANCELLED, Came.SAME}:
        fail(f"{number} is over.")
    typer.echo(f"{number} is cancelled." if written.came is Came.CANCELLED else f"{number} was cancelled before.")


def _read(file: Path) -> list[Given]:
    try:
        return read(file.read_bytes())
    except Broken as broken:
        for mistake in broken.mistakes:
            typer.echo(f"{file.name}, line {mistake.line}: {_WRONG[mistake.wrong]}", err=True)
        raise typer.Exit(2) from None


def _warn(given: list[Given]) -> None:
    now = datetime.now(UTC)
    late = [one.number for one in given if not one.cancelled and one.ends_at > now and short_notice(one.starts_at, now)]
    if late:
        typer.echo(f"Less than 5 days are left until: {', '.join(late[:20])}", err=True)


def _line(one: PlannedOutage, now: datetime) -> str:
    first, last = (f"{moment.astimezone(WARSAW):%Y-%m-%d %H:%M}" for moment in (one.terms.starts_at, one.terms.ends_at))
    return "  ".join((one.number, one.state(now), first, last, one.operator_code))
