"""`ibok-bot staff …`: invitations, the list, access taken away, the audit log, and tokens of the supplier's systems."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer

from ibok_bot.commands.terminal import Json, done, print_json, refuse
from ibok_bot.domain.staff import LONGEST_NAME, AuditEntry, Listed, Role, proper_name
from ibok_bot.domain.tokens import ListedToken, Scope

staff = typer.Typer(no_args_is_help=True, help="The staff: invite, list, revoke; tokens for the supplier's systems.")
token = typer.Typer(no_args_is_help=True, help="Bearer tokens for /api/v1: make one, list them, revoke one.")
staff.add_typer(token, name="token")

T = TypeVar("T")


@staff.command()
def invite(
    name: Annotated[str, typer.Argument(help="First name and surname, as the audit log will show them.")],
    role: Annotated[Role, typer.Option(help="What they are there for; an admin may do all that the others may.")],
) -> None:
    """Print a one-time link that lets one person join the staff: it works once, for 24 hours, and is shown only now."""
    from ibok_bot.commands import staff_console  # noqa: PLC0415

    known = _name(name)
    words, link = done(lambda settings: staff_console.invite(settings, known, role))
    if link is None:
        typer.echo("Telegram did not tell the bot's name. Let the person write this to the bot:", err=True)
    typer.echo(link or words)


@staff.command("list")
def list_staff(as_json: Json = False) -> None:
    """Everybody ever invited: number, name, role, how they stand, since when."""
    from ibok_bot.commands import staff_console  # noqa: PLC0415

    everybody, now = done(staff_console.everybody), datetime.now(UTC)
    if as_json:
        print_json([_member_json(one, now) for one in everybody])
        return
    for one in everybody:
        at = one.revoked_at or one.joined_at or one.invited_until
        typer.echo(f"{one.member.id}  {one.member.name}  {one.member.role}  {one.standing(now)}  {_iso(at)}")
    if not everybody:
        typer.echo("Nobody yet. Begin with: ibok-bot staff invite NAME --role admin", err=True)


@staff.command()
def revoke(
    who: Annotated[str, typer.Argument(help="The number from `ibok-bot staff list`, or the whole name.")],
) -> None:
    """Take somebody's access, or a waiting invitation, away: open forms and old buttons are dead at once."""
    from ibok_bot.commands import staff_console  # noqa: PLC0415

    found = done(lambda settings: staff_console.revoke(settings, who))
    if len(found) > 1:
        numbers = ", ".join(str(one.member.id) for one in found)
        refuse(f"Several have this name. Give the number of the one you mean: {numbers}.")
    if not found:
        refuse("Nobody with access has this number or name. See: ibok-bot staff list")
    typer.echo(f"{found[0].member.name} has no access any more.")


@staff.command("log")
def audit_log(
    lines: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 50, as_json: Json = False
) -> None:
    """Who did what, and when."""
    from ibok_bot.commands import staff_console  # noqa: PLC0415

    entries = done(lambda settings: staff_console.log(settings, lines))
    if as_json:
        print_json([_entry_json(entry) for entry in entries])
        return
    for entry in entries:
        typer.echo(f"{_iso(entry.at)}  {entry.who or entry.side}  {entry.act}  {entry.subject}".rstrip())


@token.command("make")
def make_token(
    name: Annotated[str, typer.Argument(help="Which system it is for.")],
    scope: Annotated[list[Scope], typer.Option(help="One thing it may do; repeat for more.")],
    days: Annotated[int, typer.Option(min=1, max=3660, help="How long it lasts.")] = 365,
) -> None:
    """Print a new bearer token. It is kept as a hash alone: nobody can read it again."""
    from ibok_bot.commands import staff_console  # noqa: PLC0415

    known = _name(name)
    made, secret = done(lambda settings: staff_console.make_token(settings, known, scope, days))
    typer.echo(f"Token {made.id}, until {_iso(made.expires_at)}. It is shown only now:", err=True)
    typer.echo(secret)


@token.command("list")
def list_tokens(as_json: Json = False) -> None:
    """Every token ever made, without its secret."""
    from ibok_bot.commands import staff_console  # noqa: PLC0415

    tokens, now = done(staff_console.tokens), datetime.now(UTC)
    if as_json:
        print_json([_token_json(one, now) for one in tokens])
        return
    for one in tokens:
        scopes = ",".join(sorted(one.token.scopes))
        typer.echo(f"{one.token.id}  {one.token.name}  {scopes}  {_state(one, now)}  {_iso(one.token.expires_at)}")


@token.command("revoke")
def revoke_token(number: Annotated[int, typer.Argument(help="From `ibok-bot staff token list`.")]) -> None:
    """From now on this token opens nothing."""
    from ibok_bot.commands import staff_console  # noqa: PLC0415

    if not done(lambda settings: staff_console.revoke_token(settings, number)):
        refuse("No token in force has this number. See: ibok-bot staff token list")
    typer.echo(f"Token {number} opens nothing any more.")


def _name(given: str) -> str:
    known = proper_name(given)
    if known is None:
        refuse(f"The name must have from 1 to {LONGEST_NAME} letters that can be seen. Write it like 'Anna Kowalska'.")
    return known


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def _state(one: ListedToken, now: datetime) -> str:
    if one.revoked_at is not None:
        return "revoked"
    return "active" if now < one.token.expires_at else "expired"


def _member_json(one: Listed, now: datetime) -> dict[str, object]:
    return {
        "id": one.member.id,
        "name": one.member.name,
        "role": one.member.role,
        "standing": one.standing(now),
        "joined_at": _iso(one.joined_at),
        "invited_until": _iso(one.invited_until),
        "revoked_at": _iso(one.revoked_at),
    }


def _entry_json(entry: AuditEntry) -> dict[str, object]:
    return {
        "at": _iso(entry.at),
        "side": entry.side,
        "who": entry.who or None,
        "act": entry.act,
        "subject": entry.subject or None,
    }


def _token_json(one: ListedToken, now: datetime) -> dict[str, object]:
    return {
        "id": one.token.id,
        "name": one.token.name,
        "scopes": sorted(one.token.scopes),
        "state": _state(one, now),
        "created_at": _iso(one.created_at),
        "expires_at": _iso(one.token.expires_at),
        "revoked_at": _iso(one.revoked_at),
    }
