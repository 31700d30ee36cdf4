"""`ibok-bot outage …`: faults that customers report: list them, show one, say how one stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Never, TypeVar

import typer

from ibok_bot.commands.terminal import Json, done, fail, print_json, refuse
from ibok_bot.domain import expected_time, typed_time
from ibok_bot.domain.dispatch import CaseEvent, CaseLine, Queue
from ibok_bot.domain.expected_time import Insane
from ibok_bot.domain.fault_reports import LONGEST_NOTE
from ibok_bot.domain.outages import OPEN_STATES, Done, State

outage = typer.Typer(no_args_is_help=True, help="Faults that customers report: list them, show one, move one along.")

T = TypeVar("T")
_Number = Annotated[str, typer.Argument(help="AW-118 as `outage list` prints it, or the number of a report: A-2417.")]
_UNKNOWN = "unknown"
_WRONG_TIME = {
    Insane.PAST: "that time has passed",
    Insane.TOO_SOON: "that is in less than five minutes; nobody would have read it by then",
    Insane.TOO_FAR: "that is further ahead than may be promised in this state",
    Insane.MISSING: "a scheduled repair needs a time, e.g. --expected 'tomorrow 8:00'",
    Insane.NONE_HERE: "nothing is expected any more in this state; leave the time out",
}


@outage.command("list")
def list_outages(  # noqa: PLR0917 - each is an option of the command
    state: Annotated[list[State] | None, typer.Option(help="Only in this state; repeat for more. Else: open.")] = None,
    area: Annotated[str | None, typer.Option(help="A postcode, the beginning of one, or a town.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only where the promised time is over.")] = False,
    dangerous: Annotated[bool, typer.Option("--dangerous", help="Only what people may come to harm by.")] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many, the oldest first.")] = 50,
    as_json: Json = False,
) -> None:
    """Faults, the oldest first: number, state, kind, area, households, since when, promised for when."""
    from ibok_bot.commands import outage_console  # noqa: PLC0415

    queue = Queue(tuple(state) if state else OPEN_STATES, area=area, overdue=overdue, dangerous=dangerous)
    found, now = done(lambda settings: outage_console.listing(settings, queue, most)), datetime.now(UTC)
    if as_json:
        from ibok_bot.web.api.outageforms import incident_of  # noqa: PLC0415

        print_json([incident_of(one, now) for one in found])
        return
    for one in found:
        typer.echo(_line(one, now))


@outage.command()
def show(number: _Number, as_json: Json = False) -> None:
    """One fault and its history, with what only the staff may read."""
    from ibok_bot.commands import outage_console  # noqa: PLC0415

    found = done(lambda settings: outage_console.whole(settings, number.upper()))
    case, history = found or _no_such(number)
    if as_json:
        from ibok_bot.web.api.outageforms import WholeIncident, event_of, incident_of  # noqa: PLC0415

        events = tuple(event_of(one) for one in history)
        print_json(WholeIncident(incident_of(case, datetime.now(UTC)), events))
        return
    typer.echo(_line(case, datetime.now(UTC)))
    for one in history:
        typer.echo(_event(one))


@outage.command("set-status")
def set_status(  # noqa: PLR0917 - each is an option of the command
    number: _Number,
    state: Annotated[State, typer.Argument(help="How it stands from now on.")],
    expected: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="'18:30', 'tomorrow 8:00', RFC 3339, or unknown. Else the promise stays."),
    ] = None,
    note: Annotated[str, typer.Option(help="A word that every household reads.")] = "",
    internal: Annotated[str, typer.Option(help="A note that only the staff read.")] = "",
    tell_area: Annotated[bool, typer.Option("--tell-area", help="Tell all customers of the area too.")] = False,
    as_json: Json = False,
) -> None:
    """Say how a fault stands: everybody who reported it is told at once; said again, nobody is told again.

    Example: ibok-bot outage set-status AW-118 in_progress --expected 18:30 --note "Ekipa jest na miejscu."
    """
    from ibok_bot.commands import outage_console  # noqa: PLC0415

    if max(len(note), len(internal)) > LONGEST_NOTE:
        refuse(f"A note is at most {LONGEST_NOTE} characters long.")
    moment = _time(expected) if expected not in (None, _UNKNOWN) else None
    new = outage_console.NewState(state, moment, expected is None, note.strip() or None, internal.strip() or None,
                                  tell_area)  # fmt: skip
    said = done(lambda settings: outage_console.set_status(settings, number.upper(), new)) or _no_such(number)
    now = datetime.now(UTC)
    match said.done:
        case Done.NOT_SANE:
            wrong = expected_time.wrong(state, said.move.expected_at, now)
            refuse(f"--expected: {_WRONG_TIME[wrong or Insane.MISSING]}")
        case Done.NOT_ALLOWED:
            fail(f"{said.case.number} is {said.case.state}; from there it cannot become {state}.")
        case Done.MOVED_ON | Done.GONE:
            fail(f"{said.case.number} was changed by somebody else at this moment. Look at it again, then decide.")
    if as_json:
        from ibok_bot.web.api.outageforms import MovedIncident, incident_of  # noqa: PLC0415

        print_json(MovedIncident(incident_of(said.case, now), said.done is Done.DONE, said.area_told))
        return
    if said.done is Done.SAME:
        typer.echo(f"{said.case.number} is {state} already; nobody was told anything.")
        return
    typer.echo(f"{said.case.number} is {state}; households told: {said.case.households}.")
    if said.area_told:
        typer.echo("The area is told too.")
    elif tell_area:
        typer.echo("The area is not told: it is not known, or it is a crowd. Post a notice instead.", err=True)


def _line(case: CaseLine, now: datetime) -> str:
    parts = [
        case.number, case.state.value, case.kind.value, case.area.name or "place not known", str(case.households),
        _iso(case.opened_at), _iso(case.expected_at) if case.expected_at else "no time promised",
    ]  # fmt: skip
    return "  ".join([*parts, *(["overdue"] if case.is_overdue(now) else [])])


def _event(one: CaseEvent) -> str:
    parts = [_iso(one.at), one.who or one.side.value, one.what.value, one.state.value]
    parts += [name for name in (one.report, one.other) if name]
    parts += [f"promised for {_iso(one.expected_at)}"] if one.expected_at else []
    parts += [f"note: {one.public_note}"] if one.public_note else []
    parts += [f"internal: {one.internal_note}"] if one.internal_note else []
    return "  ".join(parts)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(given: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    try:
        return typed_time.read(given.replace("T", " "), datetime.now(UTC))
    except typed_time.Past:
        refuse(f"--expected {given}: that time has passed")
    except ValueError:
        refuse(f"--expected {given}: write it like '18:30', 'tomorrow 8:00' or '2026-11-25 8:00', or unknown")


def _no_such(number: str) -> Never:
    refuse(f"There is no fault {number}. See: ibok-bot outage list")
